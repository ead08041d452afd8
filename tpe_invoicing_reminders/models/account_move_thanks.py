# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import Command, api, fields, models, tools
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.written import format_day

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """A receipt with thanks, once, when an invoice is paid."""

    _inherit = "account.move"

    tpe_thanked_on = fields.Datetime(
        string="Thanked on",
        copy=False,
        readonly=True,
        help="When the receipt of payment was put in the mail queue.",
    )

    tpe_thank_on = fields.Date(
        string="To be thanked on",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The day of the receipt, when the company waits some days.",
    )

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._tpe_thank()
        return result

    def _tpe_thank(self):
        """Thank for the payment of these invoices: one mail a customer and currency."""
        paid = self.filtered(lambda move: move._tpe_deserves_thanks())
        for company, moves in paid.grouped("company_id").items():
            if days := company.tpe_receipt_days:
                today = self.env["tpe.reminder.run"]._get_day(company)
                # who enters payments may not change an invoice
                moves.sudo().tpe_thank_on = fields.Date.add(today, days=days)
        (paid - paid.filtered("company_id.tpe_receipt_days"))._tpe_send_receipts()

    @api.model
    def _tpe_thank_later(self, company, today):
        """Thank for the payments of some days ago that still stand.

        :param res.company company: who was paid
        :param date today: the day
        """
        waiting = self.search(
            [("company_id", "=", company.id), ("tpe_thank_on", "<=", today)]
        )
        deserving = waiting.filtered(lambda move: move._tpe_deserves_thanks())
        deserving._tpe_send_receipts()
        waiting.tpe_thank_on = False

    def _tpe_send_receipts(self):
        """Send a receipt for these invoices to each customer, by currency."""
        paid = self
        keys = paid.grouped(lambda move: (move.commercial_partner_id, move.currency_id))
        for moves in keys.values():
            try:
                # thanks must never stand in the way of a payment
                with self.env.cr.savepoint():
                    moves._tpe_send_receipt()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise  # the payment as a whole is tried again
            except Exception:
                _logger.exception("no receipt for invoices %s", moves.ids)

    def _tpe_deserves_thanks(self):
        """Tell whether this invoice was paid by money, and not thanked for.

        :rtype: bool
        """
        self.ensure_one()
        company = self.company_id
        return (
            self.move_type == "out_invoice"
            and self.payment_state == "paid"
            and company.tpe_receipt_on_payment
            and not company._tpe_find_stopped()
            and not self.tpe_is_imported
            and self._tpe_has_new_money()
        )

    def _tpe_has_new_money(self):
        """:return: whether money came in that no receipt speaks of: what is matched
            anew is not thanked for again
        :rtype: bool"""
        since, money = self.tpe_thanked_on, self._tpe_get_money()
        came_in = money.credit_move_id.mapped("create_date")
        # a moment is kept to the second
        return any(not since or day.replace(microsecond=0) > since for day in came_in)

    def _tpe_send_receipt(self):
        """Put one receipt for these invoices of one customer in the mail queue."""
        first = self[:1]
        partner = next(
            (
                each
                for each in (first.partner_id, first.commercial_partner_id)
                if each.email_normalized
            ),
            None,
        )
        company = first.company_id
        person = self.env["tpe.reminder.run"]._get_person_named(company)
        sender = person.partner_id or company.partner_id
        if not partner or not sender.email:
            return
        lang = company._tpe_get_lang(partner.lang)
        vals = self.with_context(lang=lang)._tpe_prepare_receipt_vals(partner, sender)
        # the queue belongs to nobody; the payment was made by who may
        self.env["mail.mail"].sudo().create(vals)
        self.sudo().tpe_thanked_on = fields.Datetime.now()
        self.env["mail.mail"]._tpe_run_queue()

    def _tpe_prepare_receipt_vals(self, partner, sender):
        """:return: values of the mail
        :rtype: dict"""
        body = self._tpe_render_receipt(sender)
        numbers = ", ".join(move._tpe_get_printed_number() for move in self)
        return {
            "subject": self.env._(
                "Payment received, thank you: %(numbers)s", numbers=numbers
            ),
            "body_html": body,
            "email_from": sender.email_formatted,
            "reply_to": sender.email_formatted,
            "email_to": tools.formataddr(
                (partner.name or "", partner.email_normalized)
            ),
            "author_id": sender.id,
            "recipient_ids": [Command.clear()],
            "model": self._name,
            "res_id": self[:1].id,
            "auto_delete": False,
        }

    def _tpe_render_receipt(self, sender):
        """:return: body of the mail
        :rtype: Markup"""
        first = self[:1]
        return self.env["ir.qweb"]._render(
            "tpe_invoicing_reminders.receipt_body",
            {
                "lang": self.env.lang,
                "company": first.company_id.name,
                "signature": sender.name,
                "opinion_url": first._tpe_get_opinion_url(),
                "rows": [
                    {
                        "number": move._tpe_get_printed_number(),
                        "url": move._tpe_get_reminder_url(),
                        "date": format_day(self.env, move.invoice_date),
                        "amount": format_amount(
                            self.env,
                            sum(move._tpe_get_money().mapped("debit_amount_currency")),
                            move.currency_id,
                        ),
                    }
                    for move in self
                ],
            },
            lang=self.env.lang,
            minimal_qcontext=True,
        )
