# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools import planning
from .tpe_reminder_planner import to_array


class TpeReminderPlanner(models.AbstractModel):
    """What was written to whom already, and who is away."""

    _inherit = "tpe.reminder.planner"

    def _fetch_history(self, line_ids):
        """:return: level and day of the last reminder of each item
        :rtype: dict[int, tuple]"""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (move_line_id) move_line_id, level_id, date
                     FROM UNNEST(%s::int[]) AS wanted(id)
                     JOIN tpe_reminder_line ON move_line_id = wanted.id
                    WHERE is_counted AND NOT is_credit
                 ORDER BY move_line_id, date DESC, tpe_reminder_line.id DESC""",
                to_array(line_ids),
            )
        )
        return {line_id: (level_id, date) for line_id, level_id, date in rows}

    def _fetch_contacts(self, company, on_date, plans):
        """:return: day of the last message by customer and currency
        :rtype: dict[tuple, date]"""
        longest = max((plan.min_gap for plan in plans.values()), default=0)
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, currency_id, MAX(date) FROM tpe_reminder
                    WHERE company_id = %s AND state = 'sent' AND date > %s
                 GROUP BY partner_id, currency_id""",
                company.id,
                on_date - timedelta(days=max(longest, 1)),
            )
        )
        return {(partner_id, currency_id): day for partner_id, currency_id, day in rows}

    def _fetch_messages(self, company, on_date, plans):
        """:return: days of the messages of the last month, by customer
        :rtype: dict[int, list[date]]"""
        if not any(plan.max_messages for plan in plans.values()):
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, ARRAY_AGG(date) FROM tpe_reminder
                    WHERE company_id = %s AND state = 'sent' AND date > %s
                 GROUP BY partner_id""",
                company.id,
                on_date - planning.MONTH,
            )
        )
        return dict(rows)

    def _fetch_closures(self, first, last):
        """:return: customer, first and last day of the closures that touch these days
        :rtype: list[tuple]"""
        return self.env.execute_query(
            SQL(
                """SELECT id, tpe_closed_from, tpe_closed_until FROM res_partner
                    WHERE tpe_closed_until >= %s AND tpe_closed_from <= %s""",
                first,
                last,
            )
        )
