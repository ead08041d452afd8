# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools import SQL

from . import ledger_sql

# Figures whose rows are days.
DATED = ("cash_forecast", "cash_forecast_band")
# Rows of the SQL a record is made of, in order, with their types.
COLUMNS = (
    ("id", "integer"),
    ("kpi_id", "integer"),
    ("code", "text"),
    ("key", "text"),
    ("label", "text"),
    ("date", "date"),
    ("value", "numeric"),
    ("amount", "numeric"),
    ("numerator", "numeric"),
    ("denominator", "numeric"),
    ("prudent", "numeric"),
    ("contracts", "numeric"),
    ("display", "text"),
)


class TpeKpiValue(models.Model):
    """A figure of today as ``tpe.kpi.tpe_values`` computes it, or a row of a table.

    Computed each time, for the current company; dashboards and lists read it, so they
    show what the public call answers. A figure that does not exist has no value. The
    key ``tpe_kpi_codes`` of the context leaves out the other figures, ``tpe_on_date``
    sets another day.
    """

    _name = "tpe.kpi.value"
    _description = "Key figure of today"
    _auto = False
    _rec_name = "kpi_id"
    _order = "id"
    _depends = {**ledger_sql.READ_FIELDS, "tpe.kpi": ["code", "sequence"]}

    kpi_id = fields.Many2one("tpe.kpi", string="Key figure", readonly=True)
    code = fields.Char(readonly=True)
    key = fields.Char(readonly=True, help="Of the row of a table; empty for a figure.")
    label = fields.Char(readonly=True)
    date = fields.Date(readonly=True, help="Of the row of a forecast.")
    company_id = fields.Many2one("res.company", readonly=True)
    unit = fields.Selection(related="kpi_id.unit")
    direction = fields.Selection(related="kpi_id.direction")
    definition = fields.Text(related="kpi_id.definition")
    note = fields.Text(related="kpi_id.note")
    value = fields.Float(digits=(16, 4), readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    symbol = fields.Char(related="currency_id.symbol", string="Currency symbol")
    amount = fields.Monetary(readonly=True, help="The figure, when it is an amount.")
    numerator = fields.Float(digits=(16, 2), readonly=True)
    denominator = fields.Float(digits=(16, 2), readonly=True)
    prudent = fields.Monetary(readonly=True, help="Of a forecast with a band.")
    contracts = fields.Monetary(
        readonly=True, help="The part that contracts will bill."
    )
    display = fields.Char(string="Figure", readonly=True)

    @property
    def _table_query(self):
        """:return: the figures as constant rows
        :rtype: SQL"""
        names = SQL(", ").join(SQL.identifier(name) for name, _type in COLUMNS)
        rows = [
            SQL(
                "(%s)",
                SQL(", ").join(
                    SQL("%s::%s", cell, SQL(kind))
                    for cell, (_name, kind) in zip(row, COLUMNS, strict=True)
                ),
            )
            for row in self._get_rows()
        ] or [SQL("(%s)", SQL(", ").join(SQL("NULL::%s", SQL(t)) for _n, t in COLUMNS))]
        return SQL(
            "SELECT figure.*, %s AS company_id, %s AS currency_id"
            " FROM (VALUES %s) figure (%s) WHERE figure.id IS NOT NULL",
            self.env.company.id,
            self.env.company.currency_id.id,
            SQL(", ").join(rows),
            names,
        )

    def _get_rows(self):
        """Compute the figures and the rows of their tables.

        :return: one list of cells a record, see ``COLUMNS``
        :rtype: list
        """
        company = self.env.company
        kpis = self.env["tpe.kpi"]
        codes = self.env.context.get("tpe_kpi_codes")
        if not codes:
            # customers have reports of their own
            codes = [
                code
                for code in kpis._get_kpis().mapped("code")
                if not code.endswith("_by_partner")
            ]
        answers = kpis.tpe_values(
            company.id, list(codes), self.env.context.get("tpe_on_date")
        )
        cells = []
        for kpi in kpis._get_kpis(list(codes)):
            answer = answers[kpi.code]
            for row in (
                {"key": None, "label": None, **answer},
                *answer.get("rows", ()),
            ):
                if row["value"] is not False:
                    cells.append([len(cells) + 1, *self._get_cells(kpi, row)])
        return cells

    def _get_cells(self, kpi, row):
        """Turn an answer, or a row of it, into cells.

        :param kpi: the figure
        :param dict row: its key, label, value, numerator and denominator
        :return: cells after the id
        :rtype: list
        """
        day = row["key"] if kpi.code in DATED else None
        return [
            kpi.id,
            kpi.code,
            row["key"] and str(row["key"]),
            row["label"],
            day,
            row["value"],
            row["value"] if kpi.unit == "amount" else None,
            row.get("numerator") or None,
            row.get("denominator") or None,
            row.get("prudent") or None,
            row.get("contracts") or None,
            kpi._get_display(row["value"], self.env.company),
        ]
