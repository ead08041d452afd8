# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

DAYS = 15  # after which a reminder has done what it could
RESULTS = """
    SELECT reminder.level_id, reminder.wording, COUNT(*),
           COUNT(*) FILTER (WHERE paid.day <= reminder.date + %(days)s)
      FROM tpe_reminder reminder
      JOIN LATERAL (
        SELECT CASE WHEN BOOL_AND(settled.day IS NOT NULL) THEN MAX(settled.day) END
               AS day
          FROM tpe_reminder_line line
          JOIN LATERAL (
            SELECT MAX(partial.tpe_settled_on) AS day
              FROM account_partial_reconcile partial
             WHERE partial.tpe_invoice_id = line.move_id
          ) settled ON TRUE
         WHERE line.reminder_id = reminder.id AND NOT line.is_credit
      ) paid ON TRUE
     WHERE reminder.level_id = ANY(%(levels)s) AND reminder.company_id = %(company)s
       AND reminder.state = 'sent' AND reminder.wording IS NOT NULL
       AND reminder.date <= %(until)s
  GROUP BY reminder.level_id, reminder.wording
"""


class TpeReminderLevel(models.Model):
    """Two subjects are tried: which one brings the money."""

    _inherit = "tpe.reminder.level"

    trial_note = fields.Char(string="So far", compute="_compute_trial_note")

    @api.depends("subject_b")
    @api.depends_context("company", "lang")
    def _compute_trial_note(self):
        results = self._fetch_trial()
        for level in self:
            first, second = (results.get((level._origin.id, code)) for code in "ab")
            level.trial_note = level.subject_b and self.env._(
                "Of those sent %(days)s days ago or earlier, paid within these days: "
                "%(paid_a)s of %(sent_a)s with the first subject, %(paid_b)s of "
                "%(sent_b)s with the second.",
                days=DAYS,
                **_count("a", first),
                **_count("b", second),
            )

    def _fetch_trial(self):
        """:return: how many were sent, and paid in time, by step and subject
        :rtype: dict[tuple, tuple[int, int]]"""
        company = self.env.company
        self.env["tpe.reminder.line"].flush_model(["is_credit", "move_id"])
        self.env["account.partial.reconcile"].flush_model(["tpe_settled_on"])
        self.env["tpe.reminder"].flush_model(["date", "state", "wording"])
        today = self.env["tpe.reminder.run"]._get_day(company)
        rows = self.env.execute_query(
            SQL(
                RESULTS,
                days=DAYS,
                levels=self._origin.ids,
                company=company.id,
                until=today - timedelta(days=DAYS),
            )
        )
        return {(level_id, code): counts for level_id, code, *counts in rows}


def _count(code, counts):
    """:return: values of a sentence
    :rtype: dict[str, int]"""
    sent, paid = counts or (0, 0)
    return {f"sent_{code}": sent, f"paid_{code}": paid}
