# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html
from odoo.tools.misc import format_amount, format_date

from ..tools.sending_days import is_sending_day, is_sending_hour

_logger = logging.getLogger(__name__)
SHOWN = 20
ATTEMPTS = 3  # of a part of the day's work


class TpeReminderRun(models.Model):
    """The scheduler's day, and the guards that bind it (not a person's order)."""

    _inherit = "tpe.reminder.run"

    @api.model
    def _cron_remind(self):
        """Send what is due in each company; one company's trouble stops no other."""
        today = self._get_day(self.env.company)
        self._try(self.env["tpe.reminder.pause"]._follow_platform)
        self._try(self.env["tpe.reminder.pause"]._follow, today)
        self._try(self.env["tpe.reminder"]._report_doubtful)
        self._try(self.env["tpe.reminder"]._follow_texts)
        for company in self.env["res.company"].search([]):
            error = self._try(self._speak_for(company)._remind, company)
            if error:
                self._speak_for(company)._tell_failure(company, error)
                self._tpe_commit()

    def _try(self, work, *arguments):
        """Do a part of the day's work in a transaction of its own.

        :param work: method that does it
        :param arguments: of the method
        :return: what went wrong; None
        :rtype: Exception | None
        """
        for attempt in range(ATTEMPTS):
            try:
                work(*arguments)
                self._tpe_commit()
            except Exception as error:
                self._tpe_rollback()
                is_race = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
                if is_race and attempt + 1 < ATTEMPTS:
                    continue  # somebody was faster: look again
                _logger.exception("%s%s failed", work.__name__, arguments)
                return error
            else:
                return None
        return None

    @api.model
    def _remind(self, company):
        """Send what is due in a company, once a day, if nothing speaks against it.

        :param res.company company: the company
        """
        today = self._get_day(company)
        self.env["account.move"]._tpe_thank_later(company, today)
        if company._tpe_find_stopped() or self._is_done(company, today):
            return
        if company.tpe_reminder_mode == "waiting":
            self._show_forecast(company, today)
            return
        last_on = self._find_last_bank_day(company)
        is_stale = self._is_bank_stale(company, today, last_on)
        self.env["tpe.payment.plan"]._follow(company, today, not is_stale)
        if not self._is_time_to_send(company, today) or self._stand_aside(company):
            return
        if is_stale:
            self._ask_for_bank(company, last_on)
            return
        cap = company.tpe_reminder_cap
        if cap:
            cap -= self._count_sent(company, today)
            if cap <= 0:
                return
        if not self._is_owner_told(company, today, cap):
            return
        run = self._start(company, today, "scheduled")
        run._remind_instalments()
        run._execute(cap, is_brief=True)

    @api.model
    def _is_done(self, company, today):
        """:return: whether the scheduler came to the end of this day's run, and no mail
            has come back since; it looks every hour, because the bank statement may
            come in at noon
        :rtype: bool"""
        domain = [
            ("company_id", "=", company.id),
            ("date", "=", today),
            ("origin", "=", "scheduled"),
            ("state", "=", "done"),
        ]
        last = self.search(domain, limit=1)
        bounced = [
            ("company_id", "=", company.id),
            ("date", "=", today),
            ("state", "=", "failed"),
            ("delivery", "!=", "no_server"),
            ("write_date", ">", last.write_date),
        ]
        reminders = self.env["tpe.reminder"]
        return bool(last) and not reminders.search_count(bounced, limit=1)

    @api.model
    def _count_sent(self, company, today):
        """:return: messages that the scheduler sent today
        :rtype: int"""
        return self.env["tpe.reminder"].search_count(
            [
                ("company_id", "=", company.id),
                ("date", "=", today),
                ("run_id.origin", "=", "scheduled"),
                ("state", "=", "sent"),
            ]
        )

    # === GUARDS === #

    @api.model
    def _is_time_to_send(self, company, today):
        """:param res.company company: whose days and hours
        :param date today: the day
        :return: whether the scheduler may write to customers now
        :rtype: bool"""
        now = self._get_now(company)
        return is_sending_day(
            today, company.tpe_reminder_days, company.partner_id.zip
        ) and is_sending_hour(
            now.hour + now.minute / 60,
            company.tpe_reminder_hour_from,
            company.tpe_reminder_hour_to,
        )

    @api.model
    def _find_last_bank_day(self, company):
        """Say how far Odoo knows the bank.

        Where statements are brought in they alone say so: a cheque that is entered by
        hand says nothing of the transfers of that day. A branch has the bank of its
        company.

        :return: day of the last entry in a bank journal
        :rtype: date | bool
        """
        journals = self.env["account.journal"]
        today, banks = self._get_day(company), journals._check_company_domain(company)
        domain = [
            ("journal_id", "any", [*banks, ("type", "=", "bank")]),
            ("state", "=", "posted"),
            # a slip of the pen in a date says nothing of the bank
            ("date", "<=", today),
        ]
        brought_in = [
            ("statement_line_id", "!=", False),
            ("date", ">", fields.Date.add(today, years=-1)),
        ]
        for more in (brought_in, []):
            last = {"order": "date desc", "limit": 1}
            entry = self.env["account.move"].search([*domain, *more], **last)
            if entry:
                return entry.date
        return False

    @api.model
    def _is_bank_stale(self, company, today, last_on):
        """:return: whether payments may have come in that Odoo does not know
        :rtype: bool"""
        days = company.tpe_reminder_bank_days
        return bool(days) and (not last_on or (today - last_on).days > days)

    @api.model
    def _ask_for_bank(self, company, last_on):
        """Say that reminders wait for the bank statement.

        :param res.company company: the company
        :param date last_on: day of the last bank entry
        """
        self._tell(
            company,
            self.env._("Reminders wait: bring in your bank statement"),
            self.env._(
                "The last bank entry is of %(day)s. Reminders wait until the bank is "
                "up to date, so that nobody who has paid is reminded.",
                day=format_date(self.env, last_on) if last_on else "-",
            ),
        )

    @api.model
    def _stand_aside(self, company):
        """Leave it to another module to remind, and ask who is in charge.

        :param res.company company: the company
        :return: whether there is one
        :rtype: bool
        """
        rivals = company.tpe_reminder_rivals
        if rivals:
            self._tell(
                company,
                self.env._("Who reminds your customers?"),
                self.env._(
                    "%(others)s is installed too, and may remind the same customers. "
                    "So that nobody is reminded twice, these reminders stand aside. To "
                    "put them in charge, switch the other off, then start these under "
                    "Invoicing, Reminders.",
                    others=rivals,
                ),
            )
        return bool(rivals)

    @api.model
    def _show_forecast(self, company, today):
        """Show what would be sent, until somebody says yes.

        :param res.company company: the company
        :param date today: the day
        """
        planner = self.env["tpe.reminder.planner"].with_context(tpe_begins_on=today)
        prepared, _skips = planner._plan(company, today)
        if not prepared:
            return
        lines = [self._describe_forecast(ready) for ready in prepared[:SHOWN]]
        self._tell(
            company,
            self.env._("Reminders are ready: shall they be sent every day?"),
            self.env._(
                "%(count)s messages would leave today. Nothing is sent before you say "
                "yes, under Invoicing, Reminders.\n\n%(lines)s",
                count=len(prepared),
                lines="\n".join(lines),
            ),
        )

    @api.model
    def _describe_forecast(self, ready):
        """:return: a message in a line: customer, amount, step
        :rtype: str"""
        message = ready.message
        currency = self.env["res.currency"].browse(message.currency_id)
        return " · ".join(
            [
                self.env["res.partner"].browse(message.customer_id).name or "",
                format_amount(self.env, float(ready.amount_due), currency),
                self.env["tpe.reminder.level"].browse(message.level_id).name,
            ]
        )

    # === ALERTS === #

    @api.model
    def _speak_for(self, company):
        """:return: this model in a company, in the language of who answers for its
            reminders: the scheduler has none
        :rtype: tpe.reminder.run"""
        named = self._get_person_named(company)
        return company._tpe_speak_to(self.with_company(company), named)[1]

    @api.model
    def _get_person_in_charge(self, company):
        """:return: who answers for the reminders of a company: who was named, else the
            owner
        :rtype: res.users"""
        return self._get_person_named(company) or company._tpe_get_owner()

    @api.model
    def _get_person_named(self, company):
        """:return: who was put in charge of reminders, of a company or of the one of
            which it is a branch, and still works there
        :rtype: res.users"""
        # who works in a branch need not see its company
        for each_sudo in reversed(company.sudo().parent_ids):
            person_sudo = each_sudo.tpe_reminder_user_id
            if person_sudo.active and company in person_sudo.company_ids:
                return person_sudo.with_env(self.env)
        return self.env["res.users"]

    @api.model
    def _tell(self, company, summary, note):
        """Raise one activity for the person in charge, or bring it up to date.

        :param res.company company: the company
        :param str summary: what to do
        :param str note: details
        """
        user = self._get_person_in_charge(company)
        if not user:
            _logger.warning("company %s: nobody is in charge of reminders", company.id)
            return
        values = {"note": plaintext2html(note)}
        open_one = company.partner_id.activity_ids.filtered(
            lambda activity: activity.summary == summary
        )[:1]
        if open_one:
            open_one.write(values)
        else:
            company.partner_id._tpe_ask(user, summary, **values)

    @api.model
    def _tell_failure(self, company, error):
        """Say that a company's reminders failed.

        :param res.company company: the company
        :param Exception error: what went wrong
        """
        note = (
            str(error)
            if isinstance(error, UserError)
            else self.env._("Ask your administrator: the server's log says more.")
        )
        self._tell(company, self.env._("Reminders failed"), note)

    # === ACTION METHODS === #

    @api.model
    def action_start(self):
        """Say yes: send reminders every day from now on.

        :return: True
        """
        self._set_mode("on")
        return True

    @api.model
    def action_stop(self):
        """Stop all reminders at once.

        :return: True
        """
        self._set_mode("stopped")
        return True

    @api.model
    def _set_mode(self, mode):
        """:param str mode: how reminders are sent from now on"""
        company = self._get_company(
            self.env.company.id, ("account.group_account_manager",)
        )
        # owners of the accounts are no administrators of the company
        company.sudo().tpe_reminder_mode = mode
