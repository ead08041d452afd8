# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from odoo import api, models
from odoo.tools.misc import format_amount

SCOPE = "tpe_invoicing_reminders.hold"
# an hour, but for the time that the scheduler takes
NOTICE = timedelta(minutes=55)
LINK_DAYS = 2
SHOWN = 200


class TpeReminderRun(models.Model):
    """The morning's mail to the owner: who will be reminded of what, and why."""

    _inherit = "tpe.reminder.run"

    @api.model
    def _is_owner_told(self, company, today, cap=0):
        """Announce the day once, when the company wants it so and something will leave.

        :param res.company company: whose customers are reminded
        :param date today: the day
        :param int cap: customers at most, 0 = no limit
        :return: whether the reminders may leave now: an hour after the mail
        :rtype: bool
        """
        person = self._get_person_in_charge(company)
        if not (company.tpe_reminder_announce and person.email_normalized):
            return True
        now = self._get_now(company)
        told_at = company.tpe_reminder_told_at
        if told_at:
            told_at = told_at.replace(tzinfo=UTC).astimezone(now.tzinfo)
            if told_at.date() == today:
                return now - told_at >= NOTICE
        prepared, _skips = self.env["tpe.reminder.planner"]._plan(company, today)
        if not prepared:
            return True
        if cap:
            ids = list(dict.fromkeys(r.message.customer_id for r in prepared))[:cap]
            prepared = [r for r in prepared if r.message.customer_id in ids]
        said = company._tpe_speak_to(self, person)[1]
        said._announce(company, person, prepared)
        # a note of the scheduler, no setting of a person
        company.sudo().tpe_reminder_told_at = now.astimezone(UTC).replace(tzinfo=None)
        return False

    @api.model
    def _announce(self, company, person, prepared):
        """Put the mail of the day in the queue.

        :param res.company company: whose customers are reminded
        :param res.users person: who is told
        :param list prepared: the messages of the day
        """
        totals = defaultdict(float)
        for ready in prepared:
            totals[ready.message.currency_id] += float(ready.amount_due)
        currencies = self.env["res.currency"]
        amount = " + ".join(
            format_amount(self.env, total, currencies.browse(currency_id))
            for currency_id, total in totals.items()
        )
        intro = self.env._(
            "In an hour %(count)s will leave for %(company)s, for %(amount)s in all:",
            count=self._count_messages(len(prepared)),
            company=company.name,
            amount=amount,
        )
        rows = [
            self._prepare_announced_row(company, person, r) for r in prepared[:SHOWN]
        ]
        body = self.env["ir.qweb"]._render(
            "tpe_invoicing_reminders.announcement_body",
            {"lang": self.env.lang, "intro": intro, "rows": rows},
            lang=self.env.lang,
            minimal_qcontext=True,
        )
        subject = self.env._(
            "Reminders of today: %(count)s, %(amount)s",
            count=self._count_messages(len(prepared)),
            amount=amount,
        )
        company._tpe_queue_mail(person.partner_id, subject, body)
        self.env["mail.mail"]._tpe_run_queue()

    @api.model
    def _may_hold(self, company, person):
        """:param res.company company: whose reminders
        :param res.users person: who got the mail of the day
        :return: whether he may still stop what it announces
        :rtype: bool"""
        return (
            person.active
            and company in person.company_ids
            and person.has_group("account.group_account_invoice")
        )

    @api.model
    def _count_messages(self, count):
        """:return: number of messages in words
        :rtype: str"""
        if count == 1:
            return self.env._("1 reminder")
        return self.env._("%s reminders", count)

    @api.model
    def _prepare_announced_row(self, company, person, ready):
        """:return: a message as the mail shows it
        :rtype: dict"""
        message = ready.message
        partner = self.env["res.partner"].browse(message.customer_id)
        expires = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=LINK_DAYS)
        scope = f"{SCOPE}.{person.id}"
        token = partner._tpe_make_account_token(company, expires, scope)
        days = max(line.days_late for line in ready.lines)
        step = self.env["tpe.reminder.level"].browse(message.level_id).name
        numbers = ", ".join(item.number or "" for item, _amount in message.dues)
        return {
            "customer": partner.name,
            "why": self.env._(
                "%(step)s: %(invoices)s, %(days)s days late",
                step=step,
                invoices=numbers,
                days=days,
            )
            if days
            else self.env._("%(step)s: %(invoices)s", step=step, invoices=numbers),
            "amount": format_amount(
                self.env,
                float(ready.amount_due),
                self.env["res.currency"].browse(message.currency_id),
            ),
            "url": f"{company.get_base_url()}/tpe/hold/{person.id}-{token}",
        }
