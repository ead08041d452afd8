# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..tools import planning
from ..tools.planning import Facts, Item

# fields that the queries name, and the ORM must have written
ITEM_FIELDS = {
    "account.move": [
        "amount_total",
        "state",
        "move_type",
        "partner_id",
        "payment_state",
        "reversed_entry_id",
        "is_move_sent",
        "tpe_is_imported",
        "tpe_archive_entry_id",
        "tpe_formal_notice_on",
    ],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "amount_residual_currency",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "move_name",
        "no_followup",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.partial.reconcile": [
        "credit_amount_currency",
        "credit_move_id",
        "debit_amount_currency",
        "debit_move_id",
        "max_date",
    ],
    "res.partner": [
        "commercial_partner_id",
        "tpe_buyer_kind",
        "tpe_closed_from",
        "tpe_closed_until",
        "tpe_insolvency_on",
        "tpe_reminder_excluded",
        "tpe_reminder_plan_id",
    ],
    "tpe.reminder": ["company_id", "currency_id", "date", "partner_id", "state"],
    "tpe.reminder.line": ["date", "is_counted", "is_credit", "level_id"],
}
ITEM_COLUMNS = SQL(
    """l.id, l.move_id, l.move_name, l.partner_id, l.currency_id, l.company_id, l.date,
       l.date_maturity, l.parent_state, l.no_followup, l.amount_currency,
       l.amount_residual_currency"""
)


def to_array(ids):
    """Write ids as one text: PostgreSQL reads it at once, a list one by one.

    :param ids: whole numbers
    :rtype: str
    """
    return f"{{{','.join(map(str, ids))}}}"


class TpeReminderPlanner(models.AbstractModel):
    """The open items of a company as of a day, read by few queries, and sorted out."""

    _name = "tpe.reminder.planner"
    _description = "Planning of reminders"

    @api.model
    def _sort_out(self, company, on_date, customer_ids=None, is_sending=False):
        """Say who would be reminded of what on a day.

        :param res.company company: whose open items
        :param date on_date: the day: what was known, and is due, as of then
        :param customer_ids: only these customers
        :param bool is_sending: never more than is owed now, whatever the day
        :return: messages, and skips
        :rtype: tuple[list[planning.Message], list[planning.Skip]]
        """
        items, facts = self._get_facts(company, on_date, customer_ids, is_sending)
        return planning.sort_out(items, facts)

    @api.model
    def _get_facts(self, company, on_date, customer_ids=None, is_sending=False):
        """Read what the rules need.

        :return: open items, and what else is known; see :meth:`_sort_out`
        :rtype: tuple[list[Item], Facts]
        """
        self = self.with_company(company)
        self._flush_items()
        plans = self.env["tpe.reminder.plan"]._get_plans(company)
        rows = self._fetch_items(company, on_date, customer_ids, is_sending)
        items = self._assign_plans(company, on_date, rows, plans)
        facts = Facts(
            on_date=on_date,
            plans=plans,
            pauses=self.env["tpe.reminder.pause"]._get_active(company, on_date),
            history=self._fetch_history([item.line_id for item in items]),
            contacts=self._fetch_contacts(company, on_date, plans),
            messages=self._fetch_messages(company, on_date, plans),
            closures={
                customer_id: last
                for customer_id, _first, last in self._fetch_closures(on_date, on_date)
            },
            begun_on=self._get_begun_on(company),
        )
        return items, facts

    @api.model
    def _get_begun_on(self, company):
        """:return: the day on which reminders began, or would begin
        :rtype: date | None"""
        # the owner sees what starting does before he says yes
        if company.tpe_reminder_mode != "on" and "tpe_begins_on" in self.env.context:
            return self.env.context["tpe_begins_on"]
        return company.tpe_reminder_begun_on or None

    # === ITEMS === #

    def _flush_items(self):
        """Have written what the queries read."""
        for model_name, names in ITEM_FIELDS.items():
            self.env[model_name].flush_model(names)

    def _fetch_items(self, company, on_date, customer_ids, is_sending):
        """:return: open receivable items as of a day, oldest due first
        :rtype: list[Item]"""
        # Set-based: one row an open item, whatever the history behind it. The ORM has
        # no residual as of a day, and would build 100,000 records.
        source = SQL(
            """(
            WITH later AS (
                SELECT line_id, SUM(amount) AS amount FROM (
                    SELECT debit_move_id AS line_id, debit_amount_currency AS amount
                      FROM account_partial_reconcile WHERE max_date > %(day)s
                     UNION ALL
                    SELECT credit_move_id, -credit_amount_currency
                      FROM account_partial_reconcile WHERE max_date > %(day)s
                ) AS later_partial GROUP BY line_id
            )
                SELECT %(columns)s,
                       l.amount_residual_currency + COALESCE(later.amount, 0)
                       AS residual_then
                  FROM account_move_line l
             LEFT JOIN later ON later.line_id = l.id
                 WHERE l.reconciled IS NOT TRUE AND l.account_id IN %(accounts)s
                       %(partners)s
                 UNION ALL
                SELECT %(columns)s, l.amount_residual_currency + later.amount
                  FROM later
                  JOIN account_move_line l ON l.id = later.line_id
                 WHERE l.reconciled AND l.account_id IN %(accounts)s %(partners)s
            )""",
            day=on_date,
            columns=ITEM_COLUMNS,
            accounts=tuple(self._get_account_ids(company)),
            partners=self._get_partners_sql(customer_ids),
        )
        residual = self._get_residual_sql(on_date, is_sending)
        condition = SQL(
            "(l.date <= %s OR %s) AND %s <> 0", on_date, is_sending, residual
        )
        return self._read_items(company, on_date, (source, residual, condition))

    def _read_items(self, company, on_date, query):
        """:param tuple query: where items come from, what is open of them, and which
        :return: items of a company, oldest due first
        :rtype: list[Item]"""
        source, residual, condition = query
        rows = self.env.execute_query(
            SQL(
                """
            SELECT l.id, l.move_id, l.move_name, cp.id, m.partner_id, l.currency_id,
                   l.date, l.date_maturity, l.amount_currency::text,
                   (%(residual)s)::text, cp.tpe_buyer_kind, %(plan)s,
                   m.tpe_formal_notice_on,
                   %(hold)s, l.amount_currency < m.amount_total,
                   CASE WHEN m.tpe_archive_entry_id IS NOT NULL
                        THEN m.tpe_late_rate::text END
              FROM %(source)s l
              JOIN account_move m ON m.id = l.move_id
         LEFT JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN res_partner cp ON cp.id = p.commercial_partner_id
             WHERE l.company_id = %(company)s
               AND l.parent_state = 'posted'
               AND %(condition)s
          ORDER BY l.date_maturity, l.id
            """,
                source=source,
                residual=residual,
                condition=condition,
                company=company.id,
                # of a plan that is gone nothing follows: no need to look for it
                plan=self._get_plan_sql(company),
                hold=self._get_hold_sql(company, on_date),
            )
        )
        # as text: the driver would make floats of exact numbers
        return [
            Item(
                *row[:8], Decimal(row[8]), Decimal(row[9]), *row[10:-1], _exact(row[-1])
            )
            for row in rows
        ]

    @api.model
    def _fetch_settled(self, company, on_date, move_ids):
        """Return the instalments of invoices that were paid too late: nothing is owed
        of them any more but interest.

        :param res.company company: the creditor
        :param date on_date: the day
        :param move_ids: ids of the invoices
        :rtype: list[Item]
        """
        if not move_ids:
            return []
        condition = SQL(
            """l.move_id = ANY(%(moves)s) AND l.account_id IN %(accounts)s
               AND l.amount_currency > 0 AND l.amount_currency <= (
                    SELECT SUM(debit_amount_currency) FROM account_partial_reconcile
                     WHERE debit_move_id = l.id AND max_date <= %(day)s)
               AND EXISTS (
                    SELECT FROM account_partial_reconcile r
                      JOIN account_move_line c ON c.id = r.credit_move_id
                      JOIN account_move s ON s.id = c.move_id
                     WHERE r.debit_move_id = l.id AND s.move_type <> 'out_refund'
                       AND r.max_date > l.date_maturity AND r.max_date <= %(day)s)""",
            moves=list(move_ids),
            accounts=tuple(self._get_account_ids(company)),
            day=on_date,
        )
        query = SQL("account_move_line"), SQL("0"), condition
        return self._read_items(company, on_date, query)

    @api.model
    def _get_partners_sql(self, customer_ids):
        """:return: the clause that keeps to some customers, where an index serves it
        :rtype: SQL"""
        if customer_ids is None:
            return SQL()
        return SQL(
            """AND l.partner_id IN (SELECT id FROM res_partner
                                    WHERE commercial_partner_id = ANY(%s))""",
            list(customer_ids),
        )

    @api.model
    def _get_account_ids(self, company):
        """:return: ids of the receivable accounts of a company; [0] for none
        :rtype: list[int]"""
        # accounts are read by whoever may plan
        accounts_sudo = self.env["account.account"].sudo().with_company(company)
        domain = [
            *accounts_sudo._check_company_domain(company),
            ("account_type", "=", "asset_receivable"),
        ]
        return accounts_sudo.with_context(active_test=False).search(domain).ids or [0]

    def _get_residual_sql(self, on_date, is_sending):
        """:return: what is open of an item: as of the day; when sending, never more
            than now, and credits as they are now
        :rtype: SQL"""
        if not is_sending:
            return SQL("l.residual_then")
        return SQL(
            """CASE WHEN l.amount_residual_currency < 0 THEN l.amount_residual_currency
                    WHEN l.date > %(day)s THEN 0
                    WHEN l.residual_then < 0 THEN l.amount_residual_currency
                    ELSE LEAST(l.residual_then, l.amount_residual_currency) END""",
            day=on_date,
        )

    @api.model
    def _get_plan_sql(self, company):
        """:return: the plan chosen for a customer: by the company, else by the one of
            which it is a branch
        :rtype: SQL"""
        chosen = SQL(", ").join(
            SQL("(cp.tpe_reminder_plan_id->>%s)::int", str(each.id))
            # who works in a branch need not see its company
            for each in reversed(company.sudo().parent_ids)
        )
        return SQL("COALESCE(%s)", chosen)

    def _get_hold_sql(self, company, on_date):
        """:return: the reason that holds an item whatever its step, or NULL
        :rtype: SQL"""
        partner = self.env["res.partner"]
        return SQL(
            """CASE
                WHEN cp.id IS NULL THEN 'no_customer'
                WHEN m.move_type <> 'out_invoice' THEN 'not_invoice'
                WHEN m.tpe_is_imported AND NOT %(with_imported)s THEN 'imported'
                WHEN %(in_scope)s AND m.tpe_archive_entry_id IS NULL
                     AND m.tpe_is_imported IS NOT TRUE THEN 'not_sealed'
                WHEN %(excluded)s THEN 'excluded'
                WHEN cp.tpe_insolvency_on <= %(day)s THEN 'insolvency'
                WHEN m.payment_state = 'blocked' THEN 'blocked'
                WHEN l.no_followup THEN 'no_followup'
                WHEN m.id IN (SELECT reversed_entry_id FROM account_move
                               WHERE state = 'draft' AND move_type = 'out_refund'
                                 AND reversed_entry_id IS NOT NULL)
                     THEN 'credit_pending'
                WHEN %(only_sent)s AND m.is_move_sent IS NOT TRUE THEN 'not_sent'
                WHEN l.date_maturity IS NULL THEN 'no_due_date'
                END""",
            with_imported=company.tpe_reminder_imported,
            in_scope=company._tpe_in_scope(),
            excluded=SQL(" OR ").join(
                # whom a company never reminds, its branches do not either
                partner.with_company(each)._field_to_sql("cp", "tpe_reminder_excluded")
                for each in company.sudo().parent_ids
            ),
            # the owner sees what starting does before he says yes
            only_sent=self.env.context.get(
                "tpe_only_sent", company.tpe_reminder_only_sent
            ),
            day=on_date,
        )

    # === PAYMENTS === #

    @api.model
    def _fetch_payments(self, line_ids, on_date):
        """Return what came in on items up to a day.

        :param list line_ids: ids of the items
        :param date on_date: the day
        :return: pairs of day and amount, by item
        :rtype: dict[int, list[tuple]]
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT debit_move_id, max_date, SUM(debit_amount_currency)::text
                     FROM UNNEST(%s::int[]) AS wanted(id)
                     JOIN account_partial_reconcile ON debit_move_id = wanted.id
                    WHERE max_date <= %s
                 GROUP BY debit_move_id, max_date""",
                to_array(line_ids),
                on_date,
            )
        )
        payments = defaultdict(list)
        for line_id, day, amount in rows:
            payments[line_id].append((day, Decimal(amount)))
        return payments


def _exact(text):
    """:return: number, or None
    :rtype: Decimal | None"""
    return None if text is None else Decimal(text)
