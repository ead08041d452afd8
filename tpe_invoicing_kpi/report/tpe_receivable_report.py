# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import SQL

from . import ledger_sql


class TpeReceivableReport(models.Model):
    """One receivable line with a balance open today, or on the day of the context.

    Nothing is stored: the rows are read from the entries each time. The key
    ``tpe_on_date`` of the context sets another day, ``tpe_current_company`` leaves out
    all companies but the current one.
    """

    _name = "tpe.receivable.report"
    _description = "Open receivables"
    _auto = False
    _rec_name = "move_id"
    _order = "days_late desc, id"
    _depends = ledger_sql.READ_FIELDS

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due date", readonly=True)
    days_late = fields.Integer(
        readonly=True, aggregator="avg", help="Negative before the due date."
    )
    # the rank keeps groups in order of age
    bucket = fields.Selection("_get_bucket_selection", string="Age", readonly=True)
    kind = fields.Selection(
        [
            ("invoice", "Invoice or credit note"),
            ("credit", "Payment not allocated"),
            ("debit", "Other entry"),
        ],
        readonly=True,
    )
    amount = fields.Monetary(
        string="Booked", readonly=True, help="Amount of the instalment when booked."
    )
    amount_open = fields.Monetary(
        string="Open", readonly=True, help="What is left of it; credit is negative."
    )
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)

    @property
    def _table_query(self):
        """:return: the open lines of the companies at work
        :rtype: SQL"""
        companies = ledger_sql.get_companies(self.env)
        # a company that is joined instead lets PostgreSQL underrate the items, which
        # then looks up each of their invoices
        day = self.env["tpe.reminder.run"]._get_day(
            self.env.company, self.env.context.get("tpe_on_date")
        )
        return SQL(
            """
            SELECT item.line_id AS id, item.move_id, item.company_id, item.partner_id,
                   (SELECT currency_id FROM res_company WHERE id = item.company_id)
                   AS currency_id, item.user_id, item.invoice_date,
                   item.due AS date_due, %(day)s - item.due AS days_late, item.kind,
                   %(bucket)s AS bucket, item.balance AS amount,
                   item.residual AS amount_open,
                   CASE WHEN item.due < %(day)s THEN item.residual ELSE 0 END
                   AS amount_overdue
              FROM (%(lines)s) item
            """,
            day=day,
            bucket=self._get_bucket_sql(day),
            lines=ledger_sql.get_open_lines(
                ledger_sql.get_accounts(self.env), companies, day
            ),
        )

    @api.model
    def _get_bucket_selection(self):
        """Name the buckets of the current company, with their ranks in front.

        :return: key and label of each
        :rtype: list[tuple]
        """
        limits = self.env.company._tpe_get_aging_limits()
        labels = self.env["tpe.kpi"]._get_bucket_labels(limits)
        return [
            (f"{rank}_{key}", label) for rank, (key, label) in enumerate(labels.items())
        ]

    def _get_bucket_sql(self, day):
        """Name the bucket of a line, with its rank in front.

        :param date day: the day seen from
        :return: expression
        :rtype: SQL
        """
        keys = [key for key, _label in self._get_bucket_selection()]
        limits = self.env.company._tpe_get_aging_limits()
        cases = [
            SQL("WHEN %s - item.due <= %s THEN %s", day, last, key)
            for key, last in zip(keys, (0, *limits), strict=False)
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(cases), keys[-1])

    # === ACTION METHODS === #

    def action_open_invoice(self):
        """Open the invoice of the line.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.move_id._get_records_action()
