# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

MANAGERS = ("account.group_account_manager",)


class TpeReminderSwitch(models.TransientModel):
    """Asks before automatic reminders start or stop, and says what will happen."""

    _name = "tpe.reminder.switch"
    _description = "Start or stop reminders"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    mode = fields.Selection(
        [("on", "Start"), ("stopped", "Stop")],
        required=True,
        readonly=True,
        default="on",
    )
    message = fields.Text(compute="_compute_message")
    is_announced = fields.Boolean(
        string="Tell me each morning before anything leaves", default=True
    )
    only_sent = fields.Boolean(
        string="Leave out invoices that never left from Odoo",
        default=lambda self: self._get_only_sent(),
        help="Untick it if you mail or hand over your invoices by other means.",
    )

    @api.model
    def _get_only_sent(self):
        """:return: whether invoices that were not sent stay out: at first they do
        :rtype: bool"""
        company = self.env.company
        return company.tpe_reminder_mode == "waiting" or company.tpe_reminder_only_sent

    @api.depends("mode", "company_id", "only_sent")
    def _compute_message(self):
        runs = self.env["tpe.reminder.run"]
        for switch in self:
            company = runs._get_company(switch.company_id.id, MANAGERS)
            planner = self.env["tpe.reminder.planner"].with_company(company)
            today = runs._get_day(company)
            if switch.mode == "on":
                planner = planner.with_context(
                    tpe_only_sent=switch.only_sent, tpe_begins_on=today
                )
            prepared, _skips = planner._plan(company, today)
            switch.message = (
                switch._describe_start(prepared)
                if switch.mode == "on"
                else switch._describe_stop(prepared)
            )

    def _describe_start(self, prepared):
        """:param list prepared: the messages of today
        :return: what starting does
        :rtype: str"""
        runs = self.env["tpe.reminder.run"]
        lines = [runs._describe_forecast(ready) for ready in prepared[:10]]
        if prepared:
            text = self.env._(
                "Reminders will leave by themselves every day, within the limits of "
                "your settings. %s would leave today:",
                self._count(prepared),
            )
        else:
            text = self.env._(
                "Reminders will leave by themselves every day, within the "
                "limits of your settings. None would leave today."
            )
        more = [self.env._("and %s more", len(prepared) - 10)] if prepared[10:] else []
        warnings = self._describe_rivals()
        return "\n".join([*warnings, text, *(f"• {line}" for line in lines), *more])

    def _describe_rivals(self):
        """:return: what is said of other modules that remind
        :rtype: list[str]"""
        rivals = self.company_id.tpe_reminder_rivals
        if not rivals:
            return []
        return [
            self.env._(
                "%(others)s is installed too, and may remind the same customers. By "
                "starting you put these reminders in charge: switch the other off.",
                others=rivals,
            )
        ]

    def _describe_stop(self, prepared):
        """:param list prepared: the messages of today
        :return: what stopping does
        :rtype: str"""
        return self.env._(
            "Nothing will leave any more from now on, neither by itself nor by hand, "
            "until you start again. %s would have left today.",
            self._count(prepared),
        )

    def _count(self, prepared):
        """:return: number of messages in words
        :rtype: str"""
        if len(prepared) == 1:
            return self.env._("1 message")
        return self.env._("%s messages", len(prepared))

    def action_confirm(self):
        """Do it.

        :return: action that closes the window
        :rtype: dict
        """
        self.ensure_one()
        runs = self.env["tpe.reminder.run"].with_company(self.company_id)
        if self.mode == "on":
            # who may start may say how; owners are no administrators of the company
            self.company_id.sudo().write(
                {
                    "tpe_reminder_announce": self.is_announced,
                    "tpe_reminder_only_sent": self.only_sent,
                }
            )
            self.company_id._tpe_take_charge()
            runs.action_start()
        else:
            runs.action_stop()
        return {"type": "ir.actions.act_window_close"}
