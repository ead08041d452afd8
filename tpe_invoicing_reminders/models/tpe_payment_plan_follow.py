# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class TpePaymentPlan(models.Model):
    """A signed plan day by day: kept, broken, or a word to the customer."""

    _inherit = "tpe.payment.plan"

    def _follow_payment(self):
        """End this plan when all has been paid."""
        self.ensure_one()
        today = self.env["tpe.reminder.run"]._get_day(self.company_id)
        if self._get_standing(today).state == "kept":
            self._end("kept")

    @api.model
    def _follow(self, company, today, may_break=True):
        """End the plans of a company that were kept or broken, and proposals that
        nobody signed in time.

        :param res.company company: the company
        :param date today: the day
        :param bool may_break: whether the bank is up to date: who has paid has broken
            nothing
        """
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("active", "proposed")),
        ]
        for plan in self.search(domain):
            state = plan._get_standing(today).state
            if state == "kept":
                plan._end("kept")
            elif state == "broken" and may_break:
                plan._break()

    def _break(self):
        """End this plan: an instalment stayed unpaid. Reminders return."""
        self.ensure_one()
        if self.state == "proposed":
            self._end("cancelled")
            self._tell_owner(_lt("The customer did not sign the payment plan in time"))
        else:
            self._end("broken")
            self._tell_owner(_lt("The payment plan is broken: reminders return"))

    def _tell_owner(self, summary):
        """:param LazyGettext summary: what the owner of this plan has to know"""
        self.ensure_one()
        # neither the scheduler nor the customer speaks his language
        person, said = self.company_id._tpe_speak_to(self, self.user_id)
        said._tpe_ask(person, said.env._(summary))

    def _reopen(self):
        """Follow a plan again whose last payment has turned out to be wrong."""
        self.ensure_one()
        others = self.move_ids._tpe_get_active_pauses("plan")
        if self.state == "kept" and not others:
            state = "active" if self.started_on else "proposed"
            self.write({"state": state, "ended_on": False})
            self.pause_ids.write({"state": "active", "ended_on": False})

    def _find_message(self, today):
        """Say which word to the customer is due. One that was missed is not made up.

        :param date today: the day
        :return: the instalment, and the name of the field that keeps the day of the
            message; nothing when no word is due
        :rtype: tuple
        """
        self.ensure_one()
        standing = self._get_standing(today)
        nothing = self.instalment_ids.browse(), None
        if standing.current is None:
            return nothing
        current = self.instalment_ids[standing.current]
        if standing.state == "late":
            return nothing if current.reminded_on else (current, "reminded_on")
        first = current.date - timedelta(days=self.notice_days)
        is_due = self.notice_days and standing.state == "on_time" and first <= today
        return (current, "noticed_on") if is_due and not current.noticed_on else nothing

    def _may_be_written_to(self):
        """:return: whether the customer gets messages at all
        :rtype: bool"""
        self.ensure_one()
        partner = self.partner_id
        # who works in a branch need not see its company
        is_excluded = any(
            partner.with_company(company).tpe_reminder_excluded
            for company in self.company_id.sudo().parent_ids
        )
        return not (is_excluded or partner.tpe_insolvency_on)
