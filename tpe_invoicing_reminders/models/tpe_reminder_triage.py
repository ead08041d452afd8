# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.tools import SQL

from ..tools.planning import is_step_due


class AccountPartialReconcile(models.Model):
    """A payment of an item; what came in after a day is looked up by day."""

    _inherit = "account.partial.reconcile"

    # else each look at a past day reads all payments ever made
    _tpe_max_date_idx = models.Index("(max_date)")


class TpeReminderPlanner(models.AbstractModel):
    """Finds who is worth a look, so that a day without news costs next to nothing."""

    _inherit = "tpe.reminder.planner"

    @api.model
    def _triage(self, company, on_date):
        """Find the customers with an item that has come to a step in any plan.

        Items alike are judged once: same due date, same last step and day. Whoever is
        left out would get nothing by the full rules; the others are planned by these.

        :param res.company company: whose open items
        :param date on_date: the day, today or later
        :return: customers, and the number of open items of the others
        :rtype: tuple[list[int], int]
        """
        self._flush_items()
        plans = self.env["tpe.reminder.plan"]._get_plans(company).values()
        begun_on = self._get_begun_on(company)
        total, due = 0, []
        for *kind, count in self._fetch_kinds(company):
            total += count
            if any(is_step_due(plan, *kind, on_date, begun_on) for plan in plans):
                due.append(kind)
        if not due:
            return [], total
        rows = self._fetch_customers_of(company, due)
        return [row[0] for row in rows], total - sum(row[1] for row in rows)

    def _get_open_sql(self, company):
        """:return: open items of a company with the last step and day of each
        :rtype: SQL"""
        # Set-based: 100,000 items are a few hundred kinds. The last reminder comes from
        # an index that holds all there is to know, in the order of the items.
        return SQL(
            """
            SELECT l.id, l.partner_id, l.date_maturity, last.level_id, last.date
              FROM account_move_line l
         LEFT JOIN (
                SELECT DISTINCT ON (move_line_id) move_line_id, level_id, date
                  FROM tpe_reminder_line
                 WHERE is_counted AND NOT is_credit
              ORDER BY move_line_id, date DESC, id DESC
                   ) last ON last.move_line_id = l.id
             WHERE l.reconciled IS NOT TRUE AND l.account_id IN %(accounts)s
               AND l.company_id = %(company)s AND l.parent_state = 'posted'
               AND l.amount_residual_currency <> 0
            """,
            accounts=tuple(self._get_account_ids(company)),
            company=company.id,
        )

    def _fetch_kinds(self, company):
        """:return: due date, last step, its day, and number of items like that
        :rtype: list[tuple]"""
        return self.env.execute_query(
            SQL(
                """SELECT date_maturity, level_id, date, COUNT(*) FROM (%s) AS item
                 GROUP BY date_maturity, level_id, date""",
                self._get_open_sql(company),
            )
        )

    def _fetch_customers_of(self, company, kinds):
        """:return: customers with an item of these kinds, and all their open items
        :rtype: list[tuple[int, int]]"""
        due_on, level_ids, dates = zip(*kinds, strict=True)
        return self.env.execute_query(
            SQL(
                """SELECT p.commercial_partner_id, COUNT(*)
                     FROM (%s) AS item
                     JOIN res_partner p ON p.id = item.partner_id
                LEFT JOIN UNNEST(%s::date[], %s::int[], %s::date[])
                          AS kind(due_on, level_id, date)
                          ON kind.due_on = item.date_maturity
                         AND COALESCE(kind.level_id, 0) = COALESCE(item.level_id, 0)
                         AND kind.date IS NOT DISTINCT FROM item.date
                 GROUP BY p.commercial_partner_id
                   HAVING COUNT(kind.due_on) > 0
                 ORDER BY MIN(item.date_maturity), MIN(item.id)""",
                self._get_open_sql(company),
                list(due_on),
                list(level_ids),
                list(dates),
            )
        )
