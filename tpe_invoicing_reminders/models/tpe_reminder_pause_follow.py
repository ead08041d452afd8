# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import plaintext2html
from odoo.tools.translate import LazyTranslate

# ended by the money that comes in, not by their day alone
FULFILLABLE = ("promise", "claimed_paid")
_lt = LazyTranslate(__name__)
# what the owner is told when the day has passed
ENDED = {
    "promise": _lt("The promise was not kept: reminders return"),
    "dispute": _lt("The time to settle the dispute is over"),
    "claimed_paid": _lt("The payment was not found: reminders return"),
}
STILL = _lt("Shall the reminders of this invoice still wait?")


class TpeReminderPause(models.Model):
    """How a pause ends: by the money, by its day, or by a person who is asked."""

    _inherit = "tpe.reminder.pause"

    looked_on = fields.Date(
        string="Asked about on",
        readonly=True,
        copy=False,
        help="When somebody was last asked whether a pause without an end goes on.",
    )

    is_ended_by_payment = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _follow(self, today):
        """End what has come to its end; ask about what has none.

        :param date today: the day
        """
        active = [("state", "=", "active"), ("kind", "in", FULFILLABLE)]
        self.search(active)._close_fulfilled()
        self._look_again_for_payments()
        self._close_expired(today)
        self._ask_about_endless(today)

    def _close_fulfilled(self):
        """End the promises and claims of these that the money has proved right."""
        fulfilled = self.filtered(
            lambda pause: pause.state == "active" and pause._is_fulfilled()
        )
        fulfilled.is_ended_by_payment = True
        fulfilled._end("kept")

    def _is_fulfilled(self):
        """:return: whether what the pause is about has come in since it began
        :rtype: bool"""
        self.ensure_one()
        move = self.move_id
        if self.kind not in FULFILLABLE:
            return False
        if move._tpe_is_settled():
            return True
        came_in = self.balance - move.amount_residual
        expected = self.amount or self.balance
        return self.currency_id.compare_amounts(came_in, expected) >= 0

    def _get_dealt_with(self):
        """Say how much of a paused part needs no pause any more.

        :return: money that came in since, as it was promised, claimed or agreed on;
            credit notes that settle a dispute
        :rtype: float
        """
        self.ensure_one()
        move = self.move_id
        if self.kind == "dispute":
            partials = move._tpe_get_receivable_lines().matched_credit_ids
            credits = partials.filtered(
                lambda partial: (
                    partial.create_date >= self.create_date
                    and partial.credit_move_id.move_id.move_type == "out_refund"
                )
            )
            return sum(credits.mapped("debit_amount_currency"))
        if self.kind in (*FULFILLABLE, "plan"):
            return max(self.balance - move.amount_residual, 0)
        return 0

    @api.model
    def _close_expired(self, today):
        """End the pauses whose day has passed; a promise was kept or broken.

        :param date today: the day
        """
        expired = self.search([("state", "=", "active"), ("until", "<", today)])
        # a payment plan says itself how it ended
        expired = expired.filtered(lambda pause: not pause.payment_plan_id)
        expired._close_fulfilled()
        left = expired.filtered(lambda pause: pause.state == "active")
        promises = left.filtered(lambda pause: pause.kind == "promise")
        promises._end("broken")
        (left - promises)._end("ended")
        left._tell_end()

    def _tell_end(self):
        """Tell their owners that these pauses ended by their day: reminders return."""
        for pause in self.filtered(lambda each: each.kind in ENDED):
            if not pause.move_id._tpe_is_settled():
                pause._ask_owner(ENDED[pause.kind])

    def _ask_owner(self, summary):
        """:param LazyGettext summary: what the owner of this pause has to do"""
        self.ensure_one()
        person, said = self.company_id._tpe_speak_to(self, self.user_id)
        note = plaintext2html(self.reason or "")
        said.move_id._tpe_ask(person, said.env._(summary), note)

    @api.model
    def _ask_about_endless(self, today):
        """Ask the owners of pauses without an end, now and then, whether they go on.

        :param date today: the day
        """
        domain = [("state", "=", "active"), ("until", "=", False)]
        for pause in self.search(domain):
            days = pause.company_id.tpe_pause_look_days
            last = pause.looked_on or pause.started_on
            if not days or fields.Date.add(last, days=days) > today:
                continue
            pause.looked_on = today
            pause._ask_owner(STILL)

    def _reopen(self):
        """Take up again what a payment had ended that has turned out to be wrong."""
        for pause in self.filtered("is_ended_by_payment"):
            today = self.env["tpe.reminder.run"]._get_day(pause.company_id)
            if not pause.until or pause.until >= today:
                vals = {"state": "active", "ended_on": False}
            else:
                vals = {"state": "broken" if pause.kind == "promise" else "ended"}
            pause.write(vals | {"is_ended_by_payment": False})
