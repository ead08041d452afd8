# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_amount

from ..models.tpe_reminder_run import READERS
from ..tools.sending_days import is_sending_day
from ..tools.simulation import simulate

DAYS = 30


class TpeReminderForecast(models.TransientModel):
    """A message that would leave within the next 30 days if nobody paid."""

    _name = "tpe.reminder.forecast"
    _description = "Reminder to come"
    _order = "date, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True
    )
    plan_id = fields.Many2one("tpe.reminder.plan", readonly=True)
    level_id = fields.Many2one("tpe.reminder.level", string="Step", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_due = fields.Monetary(readonly=True)
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)

    @api.depends("partner_id", "amount_due")
    def _compute_display_name(self):
        # what a day of the calendar has room for
        for row in self:
            amount = format_amount(self.env, row.amount_due, row.currency_id)
            row.display_name = f"{amount} {row.partner_id.name or ''}"

    @api.model
    def action_show(self):
        """Work the next 30 days out and show them.

        :return: action
        :rtype: dict
        """
        runs = self.env["tpe.reminder.run"]
        company = runs._get_company(self.env.company.id, READERS)
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        rows = self.create(self._prepare_rows(company, runs._get_day(company)))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_reminders.tpe_reminder_forecast_action"
        )
        # the calendar opens where the first one is: at the end of a month that may be
        # in the next one; at noon, for clients read it as a moment in UTC
        first = f"{min(rows.mapped('date'), default=runs._get_day(company))} 12:00:00"
        return action | {
            "domain": [("id", "in", rows.ids)],
            "context": {"initial_date": first},
        }

    @api.model
    def _prepare_rows(self, company, today):
        """:param res.company company: whose reminders
        :param date today: the first day
        :return: values of the messages to come
        :rtype: list[dict]"""
        planner = self.env["tpe.reminder.planner"].with_company(company)
        planner = planner.with_context(tpe_begins_on=today)
        items, facts = planner._get_facts(company, today)
        last = today + timedelta(days=DAYS)
        days = [
            day
            for day in (today + timedelta(days=n) for n in range(DAYS + 1))
            if is_sending_day(day, company.tpe_reminder_days, company.partner_id.zip)
        ]
        closures = planner._fetch_closures(today, last)

        def reach(day, messages):
            reachable, _unreachable = planner._find_ways(company, day, messages)
            return [message for message, *_way in reachable]

        limits = closures, company.tpe_reminder_cap
        played = simulate(items, facts, days, limits, reach)
        return [
            {
                "company_id": company.id,
                "date": day,
                "partner_id": message.customer_id,
                "plan_id": message.plan.id,
                "level_id": message.level_id,
                "currency_id": message.currency_id,
                "amount_due": float(message.total),
                "invoice_count": len({item.move_id for item, _due in message.dues}),
                "move_ids": [item.move_id for item, _due in message.dues],
            }
            for day, message in played
        ]

    def action_open_documents(self):
        """:return: action that shows what the message would be about
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.name,
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.move_ids.ids)],
        }
