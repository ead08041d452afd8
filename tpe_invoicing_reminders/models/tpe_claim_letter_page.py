# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.tools.mentions import format_number
from odoo.addons.tpe_invoicing.written import format_day

from .letter_sheet import add_bank, add_link, get_head, set_letter


class TpeClaimLetter(models.Model):
    """The letter as a page, sealed like an original."""

    _inherit = "tpe.claim.letter"

    def _seal(self, claims):
        """Set this letter and seal it in the archive.

        :param list claims: what it claims, with how the interest came about
        """
        self.ensure_one()
        lang = self.company_id._tpe_get_lang(self.partner_id.lang)
        letter = self.with_context(lang=lang)
        pdf = set_letter(self.env, "claim_letter", letter._get_page_view(claims))
        digits = self.currency_id.decimal_places
        # the chain of the archive is written by nobody by hand
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        entry_sudo = entries_sudo._seal_documents(
            [
                {
                    "kind": "letter",
                    "company_id": self.company_id.id,
                    "move_id": False,
                    "name": self.name,
                    "date": self.date,
                    "partner_id": self.partner_id.id,
                    "partner_name": self.partner_id.name,
                    "currency": self.currency_id.name,
                    "amount_untaxed": None,
                    "amount_tax": None,
                    "amount_total": f"{self.amount_total:.{digits}f}",
                    "filename": f"{self.name.replace('/', '-')}.pdf",
                    "pdf": pdf,
                    "xml": None,
                    "meta": {"claim_letter": self.kind, "number": self.name},
                }
            ]
        )
        # nobody says by himself what was sealed
        self.sudo().entry_id = entry_sudo

    # === VIEW === #

    def _get_page_view(self, claims):
        """:return: what the letter shows, as plain data
        :rtype: dict"""
        company, partner = self.company_id, self.partner_id
        titles = {
            "formal": self.env._("Formal notice to pay"),
            "debit": self.env._("Debit note, outside VAT"),
        }
        notices = {
            "formal": self.env._("Registered letter with acknowledgement of receipt"),
            "debit": "",
        }
        dunning = partner.tpe_dunning_contact_id
        home = dunning if dunning.street else partner
        names = dict.fromkeys(filter(None, [partner.name, dunning.name]))
        sums = self._get_columns()
        view = {
            **get_head(self.env, company, self.date),
            "subject": f"{titles[self.kind]} {self.name}",
            "notice": notices[self.kind],
            "addressee": [*names, *home._tpe_get_address_lines(company)],
            "paragraphs": [[words] for words in self._get_paragraphs(claims)],
            "rows": [self._get_row(line, sums) for line in self.line_ids],
            "totals": self._get_totals(),
            "steps": [step for claim in claims for step in self._get_steps(claim)],
            "after": self._get_last_words(claims),
            "signature": list(
                dict.fromkeys(filter(None, [self.user_id.name, company.name]))
            ),
            "words": self._get_words(sums),
        }
        add_bank(self.env, view, self.line_ids.move_id)
        (account,) = partner.with_company(company)._tpe_make_account_links()
        add_link(self.env, view, account)
        return view

    def _money(self, amount):
        """:return: an amount as the reader writes it
        :rtype: str"""
        return format_amount(self.env, amount, self.currency_id)

    def _get_columns(self):
        """:return: labels of the sums that are claimed, by field: a consumer does not
            read of lump sums, nor a debit note of balances
        :rtype: dict[str, str]"""
        labels = {
            "principal": self.env._("Balance"),
            "interest": self.env._("Interest"),
            "fee": self.env._("Lump sum"),
        }
        return {
            name: label
            for name, label in labels.items()
            if any(line[name] for line in self.line_ids)
        }

    def _get_row(self, line, sums):
        """:param line: an item
        :param dict sums: see :meth:`_get_columns`
        :return: the item in the table
        :rtype: list[str]"""
        return [
            line.move_id.name,
            format_day(self.env, line.move_id.invoice_date),
            format_day(self.env, line.due_on),
            *(self._money(line[name]) for name in sums),
        ]

    def _get_steps(self, claim):
        """:return: how the interest of an item came about
        :rtype: list[list[str]]"""
        lang = self.env.lang[:2]
        number = claim.item.number or ""
        return [
            [
                number,
                format_day(self.env, row.first),
                format_day(self.env, row.last),
                str(row.days),
                self._money(float(row.balance)),
                f"{format_number(row.rate, lang, 2)}\xa0%",
                self._money(float(row.interest)),
            ]
            for row in claim.split.rows
        ]

    def _get_totals(self):
        """:return: pairs of label and sum
        :rtype: list[tuple]"""
        sums = [
            (self.env._("Invoices"), self.principal),
            (self.env._("Late-payment interest"), self.interest),
            (self.env._("Lump sums for recovery costs"), self.fees),
            (self.env._("To pay"), self.amount_total),
        ]
        return [(label, self._money(amount)) for label, amount in sums if amount]

    def _get_paragraphs(self, claims):
        """:return: what the letter says before its tables
        :rtype: list[str]"""
        day = format_day(self.env, self.pay_by)
        total = self._money(self.amount_total)
        if self.kind == "debit":
            return [
                self.env._(
                    "The invoices below were not paid on their due date. We claim "
                    "the interest and the lump sums that the law grants, counted up "
                    "to %(date)s: %(total)s, to be paid by %(day)s.",
                    date=format_day(self.env, self.date),
                    total=total,
                    day=day,
                ),
                self.env._(
                    "These sums make good a loss: they are outside the scope of VAT."
                ),
            ]
        return [
            self.env._("The sums below have remained unpaid since their due date."),
            self.env._(
                "We give you formal notice to pay us %(total)s by %(day)s.",
                total=total,
                day=day,
            ),
        ]

    def _get_last_words(self, claims):
        """:return: what the letter says after its tables
        :rtype: list[str]"""
        kind = claims[0].debt.kind
        recovery = self.env["tpe.recovery"]
        words = []
        if self.interest:
            source = recovery._get_interest_source(self.company_id, claims, self.date)
            words.append(self.env._("Interest: %s.", source))
        if self.fees:
            source = recovery._get_source(
                "recovery_lump_sum", self.date, self.company_id
            )
            words.append(self.env._("Lump sums: %s.", source))
        if self.kind == "formal":
            if kind == "consumer":
                words.append(
                    self.env._(
                        "From the receipt of this letter the sum due bears interest at "
                        "the legal rate."
                    )
                )
            words.append(
                self.env._(
                    "Failing payment by that day, we shall bring the claim before the "
                    "competent court without further notice."
                )
            )
        return words

    def _get_words(self, sums):
        """:param dict sums: see :meth:`_get_columns`
        :return: the fixed words of the letter
        :rtype: dict"""
        return {
            "columns": [
                self.env._("Document"),
                self.env._("Date"),
                self.env._("Due date"),
                *sums.values(),
            ],
            "steps": self.env._("How the interest is counted"),
            "step_columns": [
                self.env._("Document"),
                self.env._("From"),
                self.env._("To"),
                self.env._("Days"),
                self.env._("Balance"),
                self.env._("Rate a year"),
                self.env._("Interest"),
            ],
            "greeting": self.env._("Yours faithfully,"),
        }
