# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from .tpe_reminder_pause_follow import FULFILLABLE


class AccountMove(models.Model):
    """What follows from a payment, and from one that turns out to be wrong."""

    _inherit = "account.move"

    tpe_payment_plan_ids = fields.Many2many(
        "tpe.payment.plan", string="Payment plans", readonly=True, copy=False
    )

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._tpe_note_paid()
        return result

    def _tpe_note_paid(self):
        """End what waited for the money: promises, claims and payment plans.

        Disputes and blocks have no more to hold either.
        """
        # who enters payments may not deal with reminders
        moves_sudo = self.sudo().filtered(lambda m: m.move_type == "out_invoice")
        plans_sudo = moves_sudo.tpe_payment_plan_ids
        pauses_sudo = moves_sudo._tpe_get_active_pauses()
        pauses_sudo = pauses_sudo.filtered(lambda pause: not pause.payment_plan_id)
        pauses_sudo._close_fulfilled()
        pauses_sudo._end("ended")
        pauses_sudo.is_ended_by_payment = True
        for plan in plans_sudo.filtered(lambda each: each.state == "active"):
            plan._follow_payment()

    def _tpe_note_part_paid(self):
        """Keep the promises, and prove the claims, of a part that has come in."""
        # who enters payments may not deal with reminders
        pauses_sudo = self.env["tpe.reminder.pause"].sudo()
        domain = [
            ("move_id", "in", self.ids),
            ("state", "=", "active"),
            ("kind", "in", FULFILLABLE),
            ("amount", ">", 0),
        ]
        pauses_sudo.search(domain)._close_fulfilled()

    def _tpe_note_unpaid(self):
        """Take back what a payment had ended: it has turned out to be wrong.

        The next step is the one that the plan has come to, for what was sent stays
        sent, and the due date is what it was.
        """
        # who enters payments may not deal with reminders
        moves_sudo = self.sudo().filtered(
            lambda m: m.move_type == "out_invoice" and not m._tpe_is_settled()
        )
        moves_sudo.tpe_thank_on = False
        moves_sudo.tpe_pause_ids._reopen()
        for plan in moves_sudo.tpe_payment_plan_ids:
            plan._reopen()

    def action_tpe_agree(self):
        """Draw up a payment plan for these invoices.

        :return: action
        :rtype: dict
        """
        self._tpe_check_right_to_remind()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment plan"),
            "res_model": "tpe.payment.plan",
            "view_mode": "form",
            "context": {
                "default_partner_id": self.commercial_partner_id[:1].id,
                "default_company_id": self.company_id[:1].id,
                "default_move_ids": self.ids,
            },
        }
