# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.gc import disabling_gc

from odoo.addons.tpe_invoicing.language import in_user_language

from .reminder_reasons import REASONS
from .tpe_reminder_prepare import to_json

READERS = ("account.group_account_readonly", "account.group_account_invoice")
SENDERS = ("account.group_account_invoice",)


class TpeReminderRun(models.Model):
    """One run over the open items of a company on a day: what was sent, what was not.

    Started by a person or by the scheduler; it ends with its figures and is kept.
    """

    _name = "tpe.reminder.run"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Reminder run"
    _order = "id desc"
    _rec_name = "date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    origin = fields.Selection(
        [("manual", "By a person"), ("scheduled", "By the scheduler")],
        required=True,
        readonly=True,
        default="manual",
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        default="running",
    )
    sent_count = fields.Integer(string="Reminders sent", readonly=True)
    failed_count = fields.Integer(string="Failures", readonly=True)
    skipped_count = fields.Integer(string="Items left alone", readonly=True)
    error = fields.Text(readonly=True)
    reminder_ids = fields.One2many("tpe.reminder", "run_id", readonly=True)

    # === PUBLIC API === #

    @api.model
    @api.readonly
    @in_user_language
    def tpe_plan(self, company_id, on_date=None):
        """Say what a run would send on a day, and why it would not send the rest.

        Changes nothing. Each open item is in one place, once.

        :param int company_id: the company
        :param str on_date: the day, ISO; default today in the company's time zone
        :return: ``planned``: reminders ``{reminder_id, partner_id, level, channel,
            currency, lines, amount_due, interest, fees}``; ``skipped``: items
            ``{move_line_id, invoice, reason, message, until}``
        :rtype: dict
        """
        company = self._get_company(company_id, READERS)
        day = self._get_day(company, on_date)
        # the answer is as large as the plan, and holds no cycle; the plan is let go
        # before the garbage collector wakes up, which would walk through all of it
        with disabling_gc():
            return self._describe_plan(company, day)

    @api.model
    @in_user_language
    def tpe_run(self, company_id, on_date=None):
        """Plan a day and send. Asked again for the same day, it sends nothing more.

        :param int company_id: the company
        :param str on_date: the day, ISO; default today in the company's time zone
        :return: ``run_id``; ``sent`` and ``failed``: reminders as in :meth:`tpe_plan`,
            those failed with ``error``; ``skipped`` as in :meth:`tpe_plan`
        :rtype: dict
        """
        company = self._get_company(company_id, SENDERS)
        if stopped := company._tpe_find_stopped():
            raise UserError(
                self.env._(
                    "Reminders of %(company)s are stopped: nothing is sent. Switch "
                    "them on in the settings first.",
                    company=stopped.name,
                )
            )
        run = self._start(company, self._get_day(company, on_date), "manual")
        return run._execute()

    # === CHECKS === #

    @api.model
    def _get_company(self, company_id, groups):
        """Return a company on which the user may do this.

        :param int company_id: the company
        :param tuple groups: the user has one of them
        :rtype: res.company
        :raises AccessError: when he may not
        """
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("Reminders are for those who keep the accounts.")
            )
        company = self.env["res.company"].browse(int(company_id))
        if not self.env.su and company not in user.company_ids:
            raise AccessError(self.env._("You do not work for this company."))
        return company

    @api.model
    def _get_day(self, company, on_date=None):
        """:param res.company company: whose today
        :param str on_date: a day, or nothing
        :return: the day
        :rtype: date"""
        if on_date:
            try:
                return fields.Date.to_date(on_date)
            except ValueError as error:
                raise UserError(
                    self.env._("“%(day)s” is no date.", day=on_date)
                ) from error
        return self._get_now(company).date()

    @api.model
    def _get_now(self, company):
        """:return: what the company's clock shows
        :rtype: datetime"""
        return datetime.now(ZoneInfo(company._tpe_get_zone_name()))

    # === ANSWERS === #

    def _describe_plan(self, company, day):
        """:return: what a run would do, as the public API shows it
        :rtype: dict"""
        prepared, skips = self.env["tpe.reminder.planner"]._plan(company, day)
        return {
            "planned": self._describe(prepared),
            "skipped": self._describe_skips(skips),
        }

    @api.model
    def _describe(self, prepared, reminder_ids=None):
        """:return: messages as the public API shows them
        :rtype: list[dict]"""
        # steps and currencies are no secret to who may plan
        levels_sudo = self.env["tpe.reminder.level"].sudo()
        currencies = self.env["res.currency"]
        numbers, answers = {}, []
        for index, ready in enumerate(prepared):
            level_id = ready.message.level_id
            if level_id not in numbers:
                numbers[level_id] = levels_sudo.browse(level_id).number
            answer = to_json(
                ready,
                numbers[level_id],
                reminder_ids[index] if reminder_ids else False,
            )
            answer["currency"] = currencies.browse(answer["currency"]).name
            answers.append(answer)
        return answers

    @api.model
    def _describe_skips(self, skips):
        """:return: items left alone as the public API shows them
        :rtype: list[dict]"""
        sentences = {code: str(self.env._(text)) for code, text in REASONS.items()}
        return [
            {
                "move_line_id": skip.item.line_id,
                "invoice": skip.item.number or "",
                "reason": skip.reason,
                "message": (
                    sentences[skip.reason] % {"detail": skip.detail}
                    if skip.detail
                    else sentences[skip.reason]
                ),
                "until": skip.until.isoformat() if skip.until else False,
            }
            for skip in skips
        ]
