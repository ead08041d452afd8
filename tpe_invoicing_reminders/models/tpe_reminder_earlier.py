# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.tpe_invoicing.written import format_day


class TpeReminder(models.Model):
    """What the customer was told before: words speak of it only when it was sent."""

    _inherit = "tpe.reminder"

    @api.model
    def _fetch_earlier(self, line_ids, on_date):
        """Find the days on which items were reminded of, for a batch of messages.

        A notice before the due date is no reminder, and neither is a letter that nobody
        has posted yet or a call that nobody has made.

        :param line_ids: ids of the items
        :param date on_date: the day, itself not counted
        :return: days by item
        :rtype: dict[int, list]
        """
        self.env["tpe.reminder"].flush_model(["delivery"])
        self.env["tpe.reminder.line"].flush_model(
            ["date", "days_late", "is_counted", "is_credit", "move_line_id"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_line_id, line.date
                  FROM tpe_reminder_line line
                  JOIN tpe_reminder reminder ON reminder.id = line.reminder_id
                 WHERE line.move_line_id = ANY(%s)
                   AND line.is_counted AND NOT line.is_credit
                   AND line.days_late > 0 AND line.date < %s
                   AND COALESCE(reminder.delivery, '') NOT IN ('to_print', 'to_call')
                """,
                list(line_ids),
                on_date,
            )
        )
        days = defaultdict(list)
        for line_id, day in rows:
            days[line_id].append(day)
        return days

    @api.model
    def _describe_earlier(self, items, on_date):
        """:param list items: those of a message
        :param date on_date: the day
        :return: the days of earlier reminders in words, empty when there was none
        :rtype: str"""
        line_ids = [item.line_id for item in items]
        known = self.env.context.get("tpe_earlier")
        if known is None:
            known = self._fetch_earlier(line_ids, on_date)
        found = sorted({day for line_id in line_ids for day in known.get(line_id, ())})
        days = ", ".join(self._write(format_day, day) for day in found)
        if not days:
            return ""
        if len(found) == 1:
            return self.env._("Earlier reminder: %s.", days)
        return self.env._("Earlier reminders: %s.", days)
