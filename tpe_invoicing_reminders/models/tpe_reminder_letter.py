# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools.misc import format_amount

from .letter_sheet import add_bank, add_link, get_head, set_letter


class TpeReminder(models.Model):
    """The letter: set like an original, sealed in the archive, printed by hand."""

    _inherit = "tpe.reminder"

    letter_entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Sealed letter",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === ACTION METHODS === #

    def action_print_letter(self):
        """Open the letter, with the originals that go with it.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.action_print_letters()

    # === CHANNELS === #

    def _send_by_letter(self):
        """Set and seal these letters; somebody prints and posts them."""
        documents = [reminder._prepare_letter_document() for reminder in self]
        # the chain of the archive is written by nobody by hand
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        entries = entries_sudo._seal_documents(documents)
        for reminder, entry in zip(self, entries, strict=True):
            reminder.write({"letter_entry_id": entry.id, "delivery": "to_print"})

    def _send_by_registered(self):
        """A registered letter is printed too; its number comes from the post."""
        self._send_by_letter()

    def _prepare_letter_document(self):
        """:return: what the archive seals
        :rtype: dict"""
        self.ensure_one()
        pdf = set_letter(self.env, "letter", self._get_letter_view())
        return {
            "kind": "letter",
            "company_id": self.company_id.id,
            "move_id": False,
            "name": self.subject,
            "date": self.date,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_id.name,
            "currency": self.currency_id.name,
            "amount_untaxed": None,
            "amount_tax": None,
            "amount_total": f"{self.amount_due:.{self.currency_id.decimal_places}f}",
            "filename": f"{self.date}_{self.id}.pdf",
            "pdf": pdf,
            "xml": None,
            "meta": {"reminder": self.id, "template": self.template},
        }

    def _get_letter_view(self):
        """Return what the letter shows, as plain data.

        :rtype: dict
        """
        ready = self.env.context["tpe_ready"][self.id]
        company, contact = self.company_id, self.contact_id
        level = self.level_id
        self = self.with_context(lang=company._tpe_get_lang(ready.contact.lang))
        values = self._get_values(self.run_id, ready)
        view = {
            **get_head(self.env, company, self.date),
            "subject": self.subject,
            "addressee": self._get_addressee(contact),
            "notice": (
                self.env._("Registered letter with acknowledgement of receipt")
                if self.channel == "registered"
                else ""
            ),
            "paragraphs": self._get_paragraphs(level, values, ready),
            "rows": values["rows"],
            "amount": values["amount"],
            "claims": self._get_claims(values) if level.shows_claim else [],
            "signature": list(dict.fromkeys([values["signature"], values["company"]])),
            "words": self._get_letter_words(),
        }
        add_link(self.env, view, values["account"])
        add_bank(self.env, view, self.line_ids.move_id)
        return view

    def _get_addressee(self, contact):
        """:return: lines of the address, the name of the firm first
        :rtype: list[str]"""
        names = dict.fromkeys([self.partner_id.name, contact.name])
        lines = self._get_home()._tpe_get_address_lines(self.company_id)
        return [*filter(None, names), *lines]

    def _get_home(self):
        """:return: whose address the letter goes to
        :rtype: res.partner"""
        self.ensure_one()
        return self.contact_id if self.contact_id.street else self.partner_id

    def _get_identity(self):
        """:return: what a business paper says of the company (C. com. R123-237)
        :rtype: str"""
        company = self.company_id
        parts = [company.name]
        if company.tpe_legal_form and company.tpe_share_capital:
            capital = format_amount(
                self.env, company.tpe_share_capital, company.currency_id
            )
            parts.append(
                self.env._(
                    "%(form)s with a capital of %(capital)s",
                    form=company.tpe_legal_form,
                    capital=capital,
                )
            )
        elif company.tpe_legal_form:
            parts.append(company.tpe_legal_form)
        if company.company_registry:
            parts.append(f"SIRET {company.company_registry}")
        if company.tpe_rcs_city:
            parts.append(f"RCS {company.tpe_rcs_city}")
        return " · ".join(parts)

    def _get_claims(self, values):
        """:return: pairs of words and amount of what can be claimed
        :rtype: list[tuple]"""
        claims = []
        if values["interest"]:
            claims.append((self.env._("late-payment interest:"), values["interest"]))
        if values["fees"]:
            label = self._get_lump_sum_label()
            claims.append((label, values["fees"]))
        if claims:
            claims.append((values["claim_label"], values["claim"]))
        return claims

    def _get_lump_sum_label(self):
        """:return: what the law calls the lump sum, and the article that sets it
        :rtype: str"""
        if self.partner_id.tpe_buyer_kind == "public":
            return self.env._(
                "lump sum for recovery costs (French public procurement code, art. "
                "L2192-13 and D2192-35):"
            )
        parameters = self.env["tpe.legal.parameter"]
        company = self.company_id
        row_id = parameters._get_row("recovery_lump_sum", self.date, company)[1]
        # the law is the same for every user, whatever his rights
        row_sudo = self.env["tpe.legal.parameter.value"].sudo().browse(row_id)
        return self.env._(
            "%(name)s (%(article)s):",
            name=row_sudo.parameter_id.name,
            article=row_sudo.source_title,
        )

    def _get_letter_words(self):
        """:return: the fixed words of a letter
        :rtype: dict"""
        return {
            "columns": [
                self.env._("Document"),
                self.env._("Date"),
                self.env._("Due date"),
                self.env._("Balance"),
            ],
            "deducted": self.env._("To be deducted"),
            "total": self.env._("To pay"),
            "claims": self.env._("To this sum the law adds, on this day:"),
            "greeting": (
                self.env._("Kind regards,")
                if self.partner_id.tpe_is_familiar
                else self.env._("Yours faithfully,")
            ),
        }
