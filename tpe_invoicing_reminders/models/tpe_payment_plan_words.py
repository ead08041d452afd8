# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.written import format_day

from .letter_sheet import get_head, set_letter


class TpePaymentPlan(models.Model):
    """What the agreement says: on the page, in the mail, and on the sealed paper."""

    _inherit = "tpe.payment.plan"

    def _set_agreement(self):
        """:return: the agreement as a PDF
        :rtype: bytes"""
        return set_letter(self.env, "letter", self._get_agreement_view())

    def _get_terms(self):
        """Return the agreement in words and rows, in the language of the context.

        :rtype: dict
        """
        self.ensure_one()

        def money(amount):
            return format_amount(self.env, amount, self.currency_id)

        return {
            "invoices": [
                {
                    "number": move._tpe_get_printed_number(),
                    "due_date": format_day(self.env, move.invoice_date_due),
                    "due": self.env._(
                        "due on %s", format_day(self.env, move.invoice_date_due)
                    ),
                    "amount": money(move.amount_residual),
                }
                for move in self.move_ids.sorted("invoice_date_due")
            ],
            "instalments": [
                {
                    "day": format_day(self.env, each.date),
                    "amount": money(each.amount),
                    "paid": money(each.amount_paid),
                    "part": each.amount_paid
                    and self.env._("of which paid: %s", money(each.amount_paid)),
                    "standing": each.standing,
                }
                for each in self.instalment_ids
            ],
            "total": money(self.amount_total),
            "owed": money(self.amount_owed),
            **self._get_sentences(money(self.amount_total), money(self.amount_owed)),
        }

    def _get_sentences(self, total, owed):
        """:param str total: what is agreed, as its reader writes amounts
        :param str owed: what is left of it
        :return: what the page and the mail say
        :rtype: dict[str, str]"""
        return {
            "debt": self.env._(
                "You owe %(amount)s to %(company)s on these invoices:",
                amount=owed,
                company=self.company_id.name,
            ),
            "offer": self.env._(
                "we propose that you pay %(amount)s in these instalments:", amount=total
            ),
            "signed": self.env._(
                "Signed by %(name)s on %(day)s. Thank you.",
                name=self.accepted_by,
                day=format_day(self.env, self.started_on),
            ),
        }

    def _get_next_sentence(self):
        """:return: which instalment is to come, empty when none is
        :rtype: str"""
        left = self.instalment_ids.filtered(lambda each: each.standing != "paid")[:1]
        if not left:
            return ""
        return self.env._(
            "Next instalment: %(amount)s by %(day)s",
            amount=format_amount(
                self.env, left.amount - left.amount_paid, self.currency_id
            ),
            day=format_day(self.env, left.date),
        )

    def _get_agreement_paragraphs(self):
        """:return: the agreement in words, each paragraph a list of lines
        :rtype: list[list[str]]"""
        terms = self._get_terms()
        return [
            [
                self.env._(
                    "%(customer)s acknowledges owing %(amount)s to %(company)s on:",
                    customer=self.partner_id.name,
                    amount=terms["owed"],
                    company=self.company_id.name,
                ),
                *(
                    self.env._(
                        "%(number)s, due on %(day)s: %(amount)s",
                        number=row["number"],
                        day=row["due_date"],
                        amount=row["amount"],
                    )
                    for row in terms["invoices"]
                ),
            ],
            *self._get_paid_paragraphs(),
            [self._get_rule()],
            [self._get_signature()],
        ]

    def _get_paid_paragraphs(self):
        """:return: what was paid before the signature, in words
        :rtype: list[list[str]]"""
        if self.currency_id.is_zero(self.amount_paid):
            return []
        paid = format_amount(self.env, self.amount_paid, self.currency_id)
        sentence = self.env._(
            "%s paid since the proposal are taken off the first instalments.", paid
        )
        return [[sentence]]

    def _get_rule(self):
        """:return: what is agreed, in a sentence
        :rtype: str"""
        return self.env._(
            "This sum is paid in these instalments. The due dates of the invoices stay "
            "what they are. An instalment that is more than %(days)s days late "
            "ends the agreement, and all that is left can be claimed at once.",
            days=self.patience,
        )

    def _get_signature(self):
        """:return: who signed, when and how
        :rtype: str"""
        moment = fields.Datetime.to_string(self.accepted_at)
        if self.accepted_way == "page":
            return self.env._(
                "Signed by %(name)s on %(moment)s (UTC) on the page behind the signed "
                "link, from the address %(address)s. Terms: SHA-256 %(hash)s.",
                name=self.accepted_by,
                moment=moment,
                address=self.accepted_from or "-",
                hash=self._get_terms_hash(),
            )
        return self.env._(
            "Signed on paper by %(name)s; noted by %(user)s on %(moment)s (UTC).",
            name=self.accepted_by,
            user=self.user_id.name,
            moment=moment,
        )

    def _get_agreement_view(self):
        """:return: what the page of the agreement shows, as plain data
        :rtype: dict"""
        company, terms = self.company_id, self._get_terms()
        letters = self.env["tpe.reminder"]
        home = self.partner_id._tpe_get_address_lines(company)
        return {
            **get_head(self.env, company, self.started_on),
            "subject": self.name,
            "addressee": [self.partner_id.name, *home],
            "notice": "",
            "paragraphs": self._get_agreement_paragraphs(),
            "rows": self._get_agreement_rows(terms),
            "amount": terms["total"],
            "claims": [],
            "signature": [company.name],
            "words": letters._get_letter_words() | {"columns": self._get_columns()},
        }

    def _get_columns(self):
        """:return: headings of the table of instalments
        :rtype: list[str]"""
        return [
            self.env._("Instalment"),
            "",
            self.env._("To be paid by"),
            self.env._("Amount"),
        ]

    @api.model
    def _get_agreement_rows(self, terms):
        """:return: the instalments, as a letter shows its rows
        :rtype: list[dict]"""
        return [
            {
                "number": str(number),
                "url": False,
                "date": "",
                "due_date": row["day"],
                "days_late": 0,
                "amount": row["amount"],
                "is_credit": False,
            }
            for number, row in enumerate(terms["instalments"], 1)
        ]
