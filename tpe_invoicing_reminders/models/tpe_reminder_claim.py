# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import plaintext2html
from odoo.tools.misc import format_amount, format_date

from ..tools import claims
from .money import to_decimal

SHOWN = 5
# a customer may have paid before he got the invoice
DAYS_BEFORE = 30


class TpeReminderPause(models.Model):
    """A claim to have paid: the bank entries that look like it."""

    _inherit = "tpe.reminder.pause"

    candidate_ids = fields.Many2many(
        "account.bank.statement.line",
        string="Bank entries that look like it",
        compute="_compute_candidate_ids",
    )
    found_on = fields.Date(
        readonly=True, copy=False, help="When a bank entry first looked like it."
    )

    @api.depends("kind", "state", "amount", "move_id.amount_residual")
    def _compute_candidate_ids(self):
        for pause in self:
            is_open = pause.kind == "claimed_paid" and pause.state == "active"
            pause.candidate_ids = pause._find_candidates() if is_open else False

    def _find_candidates(self):
        """:return: bank entries that look like the payment, the likeliest first
        :rtype: account.bank.statement.line"""
        self.ensure_one()
        move = self.move_id
        digits = self.currency_id.decimal_places
        claim = claims.Claim(
            amount=to_decimal(self.amount or move.amount_residual, digits),
            number=move.name or "",
            customer_id=self.partner_id.id,
            name=self.partner_id.name or "",
        )
        points = {}
        for entry in self._search_entries():
            customer = entry.partner_id.commercial_partner_id
            points[entry] = claims.score(
                claim,
                claims.Entry(
                    amount=to_decimal(entry.amount, digits),
                    text=f"{entry.payment_ref or ''} {entry.partner_name or ''}",
                    customer_id=customer.id or None,
                ),
            )
        likely = sorted(filter(points.get, points), key=lambda e: (-points[e], e.id))
        return self.env["account.bank.statement.line"].concat(*likely[:SHOWN])

    def _search_entries(self):
        """:return: money that came in and that nothing has taken yet
        :rtype: account.bank.statement.line"""
        move = self.move_id
        since = fields.Date.add(move.invoice_date, days=-DAYS_BEFORE)
        return self.env["account.bank.statement.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("is_reconciled", "=", False),
                ("amount", ">", 0),
                ("date", ">=", since),
                ("journal_id.currency_id", "in", (False, move.currency_id.id)),
            ]
        )

    def _look_for_payment(self):
        """Ask the owners of these claims to look, with what looks like the payment."""
        for pause in self.filtered(lambda each: each.kind == "claimed_paid"):
            found = pause._find_candidates()
            if found:
                pause.sudo().found_on = fields.Date.context_today(pause)
            pause._ask_to_look(found)

    @api.model
    def _look_again_for_payments(self):
        """Tell of the bank entries that came in since, once a claim."""
        domain = [
            ("state", "=", "active"),
            ("kind", "=", "claimed_paid"),
            ("found_on", "=", False),
        ]
        for pause in self.search(domain):
            if found := pause._find_candidates():
                pause.found_on = fields.Date.context_today(pause)
                pause._ask_to_look(found)

    def _ask_to_look(self, found):
        """:param account.bank.statement.line found: what looks like the payment"""
        self.ensure_one()
        person, self = self.company_id._tpe_speak_to(self, self.user_id)
        lines = [
            f"{format_date(self.env, entry.date)} · {entry.payment_ref or ''} · "
            + format_amount(self.env, entry.amount, entry.currency_id)
            for entry in found
        ]
        summary = (
            self.env._("This bank entry may be the payment: match it")
            if found
            else self.env._("Look for the payment that the customer speaks of")
        )
        note = plaintext2html("\n".join([*lines, self.reason or ""]))
        self.move_id._tpe_ask(person, summary, note)
