# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date, formatLang

from ..tools import findings as checks
from ..tools import mentions as engine
from ..tools.findings import NUMBER
from ..tools.identifiers import (
    clean,
    in_fours,
    is_iban,
    is_siren,
    is_siret,
    is_vat,
    split_registry,
)
from .finding_messages import MESSAGES

EXAMPLES = (
    "identity problems vat due discount penalty number number_problem mail".split()
)
FRANCHISE = "vat:VATEX-FR-FRANCHISE"


class ResCompany(models.Model):
    """The page of settings: what each choice does to a document, while one types.

    The examples come from the same rules and the same words as the documents.
    """

    _inherit = "res.company"

    tpe_example_identity = fields.Text(
        string="Foot of the documents", compute="_compute_tpe_examples"
    )
    tpe_example_problems = fields.Text(
        string="To put right", compute="_compute_tpe_examples"
    )
    tpe_example_vat = fields.Text(
        string="VAT of an example", compute="_compute_tpe_examples"
    )
    tpe_example_due = fields.Text(
        string="Due date of an example", compute="_compute_tpe_examples"
    )
    tpe_example_discount = fields.Text(
        string="Discount for early payment", compute="_compute_tpe_examples"
    )
    tpe_example_penalty = fields.Text(
        string="Late payment", compute="_compute_tpe_examples"
    )
    tpe_example_number = fields.Text(
        string="Next number", compute="_compute_tpe_examples"
    )
    tpe_example_number_problem = fields.Text(
        string="Problem of the next number", compute="_compute_tpe_examples"
    )
    tpe_example_mail = fields.Text(
        string="Sender of mails", compute="_compute_tpe_examples"
    )

    @api.depends_context("lang")
    @api.depends(
        *("name", "street", "zip", "city", "company_registry", "vat", "email"),
        *("tpe_legal_form", "tpe_share_capital", "tpe_rcs_city", "tpe_is_sole_trader"),
        *(
            "tpe_vat_regime",
            "tpe_vat_on_debits",
            "tpe_late_rate",
            "account_sale_tax_id",
        ),
        *("tpe_insurer", "tpe_insurance_contract", "tpe_insurance_area"),
        "tpe_payment_term_id",
    )
    def _compute_tpe_examples(self):
        for company in self:
            # a new company has no journal, no law and no example yet
            examples = company._tpe_get_examples() if company._origin else {}
            for name in EXAMPLES:
                company[f"tpe_example_{name}"] = examples.get(name, False)

    # === CRUD METHODS === #

    def write(self, vals):
        # EXTENDS base
        if not self.env.context.get("tpe_settings"):
            return super().write(vals)
        siren, siret = split_registry(vals.get("company_registry"))
        if siren and not (is_siret(siret) if siret else is_siren(siren)):
            self._tpe_refuse_number("seller_siren_invalid", vals["company_registry"])
        if vals.get("vat") and not is_vat(vals["vat"]):
            self._tpe_refuse_number("seller_vat_invalid", vals["vat"])
        result = super().write(vals)
        accounts = self.partner_id.bank_ids if "bank_ids" in vals else ()
        for number in (account.acc_number for account in accounts):
            if not is_iban(number):
                self._tpe_refuse_number("iban_invalid", number)
        return result

    def _tpe_refuse_number(self, code, number):
        """:param str code: what is wrong with it
        :param str number: as typed
        :raises ValidationError: saying so in the words of the checks"""
        raise ValidationError(self._tpe_word_number(code, number))

    def _tpe_word_number(self, code, number):
        """:return: what the checks say of a number
        :rtype: str"""
        message = self.env._(MESSAGES[code])
        return message % {"number": number}

    # === ACTION METHODS === #

    @api.model
    def action_tpe_open_settings(self):
        """Open the settings of the company that the user works for.

        :return: action
        :rtype: dict
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "tpe_invoicing.res_company_action_tpe_settings"
        )
        return action | {"res_id": self.env.company.id}

    def action_tpe_open_designs(self):
        """Go to the designs of documents.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.env["ir.actions.actions"]._for_xml_id(
            "tpe_invoicing.tpe_invoice_template_action"
        )

    def action_tpe_open_terms(self):
        """Go to the payment terms.

        :return: action
        :rtype: dict
        """
        return self.env["ir.actions.actions"]._for_xml_id(
            "account.action_payment_term_form"
        )

    # === EXAMPLES === #

    def _tpe_get_examples(self):
        """:return: the examples by name, as the typed values make them
        :rtype: dict[str, str]"""
        draft = self._tpe_get_example_draft()
        context = self._tpe_get_example_context(draft)
        findings = checks.find_seller(context)
        rules = self.env["tpe.mention"]._get_checks(self._origin.id)
        problems = [
            draft._tpe_describe_finding(finding, rules.get(finding.code))["message"]
            for finding in [*findings, *self._tpe_find_late_rate(context)]
        ]
        number = self._tpe_get_next_number(draft)
        texts = self._tpe_get_example_mentions(draft, context)
        return texts | {
            "problems": "\n".join(problems),
            "vat": self._tpe_get_vat_example(context),
            "due": self._tpe_get_due_example(draft),
            "number": number,
            "number_problem": self._tpe_get_number_problem(number),
            "mail": self._tpe_get_mail_example(),
        }

    def _tpe_get_example_draft(self):
        """:return: an invoice of today, which is never stored
        :rtype: account.move"""
        origin = self._origin
        # whoever configures the company may see what its documents say
        moves_sudo = self.env["account.move"].sudo().with_company(origin)
        journal_sudo = (
            self.env["account.journal"]
            .sudo()
            .search([("company_id", "=", origin.id), ("type", "=", "sale")], limit=1)
        )
        today = fields.Date.context_today(self)
        return moves_sudo.new(
            {
                "company_id": origin.id,
                "journal_id": journal_sudo.id,
                "move_type": "out_invoice",
                "invoice_date": today,
                "date": today,
                "invoice_payment_term_id": self.tpe_payment_term_id._origin.id,
            }
        )

    def _tpe_get_example_context(self, draft):
        """:param account.move draft: an invoice of today
        :return: its facts, those of the seller as they are typed
        :rtype: dict"""
        context = draft._tpe_get_mention_context()
        context["seller"] = context["seller"] | self._tpe_get_seller_facts()
        rules = self.env["tpe.mention"]._get_rules(self._origin.id)
        context["selected"] = engine.select(rules, context)
        draft._tpe_add_figures(context)
        return context

    def _tpe_find_late_rate(self, context):
        """:return: the finding about a rate below the floor of the law
        :rtype: list"""
        return [
            finding
            for finding in checks.find_terms(context)
            if finding.code == "late_rate_below_floor"
        ]

    def _tpe_get_example_mentions(self, draft, context):
        """:return: the texts that a document of today bears
        :rtype: dict[str, str]"""
        if context["missing"]:
            return {"penalty": "\n".join(context["missing"].values())}
        found = {"identity": [], "penalty": [], "discount": []}
        names = {"PMD": "penalty", "PMT": "penalty", "AAB": "discount"}
        for mention in draft._tpe_get_mentions(context):
            name = names.get(mention["subject_code"])
            if mention["place"] == "seller":
                name = "identity"
            if name:
                found[name].append(mention["text"])
        seller = context["seller"]
        identity = " · ".join(
            [seller["name"], *found.pop("identity")]
        )  # as the foot has it
        return {name: "\n".join(texts) for name, texts in found.items()} | {
            "identity": identity
        }

    def _tpe_get_vat_example(self, context):
        """:return: what the choice of the VAT regime does
        :rtype: str"""
        if self.tpe_vat_regime == "franchise":
            rules = self.env["tpe.mention"]._get_rules(self._origin.id)
            texts = [
                engine.pick_text(rule, context["date"])
                for rule in rules
                if rule.condition == FRANCHISE
            ]
            return self.env._(
                "No VAT on your invoices, which say: “%s”",
                " ".join(text.fr for text in texts if text),
            )
        tax = self.account_sale_tax_id._origin.sudo()  # a rate is no secret
        found = tax.compute_all(100.0, currency=self.currency_id)
        net, gross = found["total_excluded"], found["total_included"]
        example = self.env._(
            "%(price)s is invoiced as %(net)s without VAT, %(gross)s with it.",
            price=formatLang(self.env, 100.0, currency_obj=self.currency_id),
            net=formatLang(self.env, net, currency_obj=self.currency_id),
            gross=formatLang(self.env, gross, currency_obj=self.currency_id),
        )
        moment = (
            self.env._("You owe the VAT of services when you invoice them.")
            if self.tpe_vat_on_debits
            else self.env._("You owe the VAT of services when they are paid.")
        )
        return f"{example} {moment}"

    def _tpe_get_due_example(self, draft):
        """:return: when an invoice of today is due
        :rtype: str"""
        term, today = self.tpe_payment_term_id._origin, draft.invoice_date
        due = [draft._tpe_get_default_due_date()]
        if term:
            due = sorted(line._get_due_date(today) for line in term.line_ids) or [today]
        days = ", ".join(format_date(self.env, day) for day in due)
        if len(due) > 1:
            return self.env._("An invoice of today is due in parts: %s.", days)
        return self.env._("An invoice of today is due on %s.", days)

    def _tpe_get_next_number(self, draft):
        """:return: the number that the next invoice gets
        :rtype: str"""
        if not draft.journal_id:
            return ""
        pattern, values = draft._get_next_sequence_format()
        return pattern.format(**(values | {"seq": values["seq"] + 1}))

    def _tpe_get_number_problem(self, number):
        """:return: why platforms would refuse the next number; blank when all is well
        :rtype: str"""
        if NUMBER.fullmatch(number or ""):  # [BR-FR-01]
            return ""
        return self._tpe_word_number("number_refused", number)

    def _tpe_get_mail_example(self):
        """:return: who the customers see as the sender, and whether mails leave
        :rtype: str"""
        sender = f"{self.name} <{self.email}>" if self.email else ""
        # owners may not read mail servers
        _is_done, server = self._origin.sudo()._tpe_setup_mail()
        if not sender:
            server = self.env._("Enter an address: customers answer to it.")
        return "\n".join(text for text in (sender, server) if text)


class ResPartnerBank(models.Model):
    """An account, and whether its number can exist."""

    _inherit = "res.partner.bank"

    tpe_iban_state = fields.Char(string="Check", compute="_compute_tpe_iban_state")

    @api.depends_context("lang")
    @api.depends("acc_number")
    def _compute_tpe_iban_state(self):
        for bank in self:
            number = clean(bank.acc_number)
            if not number:
                bank.tpe_iban_state = False
            elif not is_iban(number):
                bank.tpe_iban_state = self.env._("Wrong: check its digits.")
            elif number[:2].isalpha():
                bank.tpe_iban_state = self.env._("Right: %s", in_fours(number))
            else:
                bank.tpe_iban_state = self.env._("No IBAN: no code for bank apps.")
