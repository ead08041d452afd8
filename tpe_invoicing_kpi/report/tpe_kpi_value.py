# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import ledger_sql

# Figures whose rows are days.
DATED = ("cash_forecast", "cash_forecast_band")
# Rows of the SQL a record is made of, in order, with their types.
COLUMNS = (
    ("id", "integer"),
    ("kpi_id", "integer"),
    ("code", "text"),
    ("position", "integer"),
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
    """A figure as ``tpe.kpi.tpe_values`` computes it, or a row of a table.

    Computed each time, for the current company and today; dashboards and lists read it,
    so they show what the public call answers. A figure that does not exist has no
    value. A domain on ``on_date`` or ``company_id`` asks for another day (the last one
    it leaves) or company; a month-end that is frozen is read as it was frozen. In the
    context, ``tpe_kpi_codes`` leaves out the other figures, ``tpe_kpi_top`` all but the
    first rows of tables by customer, and ``tpe_on_date`` sets the day.
    """

    _name = "tpe.kpi.value"
    _description = "Key figure of today"
    _auto = False
    _rec_name = "kpi_id"
    _order = "id"
    _depends = {**ledger_sql.READ_FIELDS, "tpe.kpi": ["code", "sequence"]}

    kpi_id = fields.Many2one("tpe.kpi", string="Key figure", readonly=True)
    code = fields.Char(readonly=True)
    position = fields.Integer(
        readonly=True, aggregator=None, help="Of the row of a table; 0 for a figure."
    )
    key = fields.Char(readonly=True, help="Of the row of a table; empty for a figure.")
    label = fields.Char(readonly=True)
    date = fields.Date(readonly=True, help="Of the row of a forecast.")
    on_date = fields.Date(
        string="Day", readonly=True, help="Of the figure: later entries are left out."
    )
    is_frozen = fields.Boolean(
        string="Frozen", readonly=True, help="As it was at the end of the month."
    )
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
        rows = self._get_rows()
        # a parameter a column: one a cell takes longer to write than to compute
        columns = SQL(", ").join(
            SQL("%s::%s[]", [row[place] for row in rows], SQL(kind))
            for place, (_name, kind) in enumerate(COLUMNS)
        )
        day, is_frozen = self._get_day(), bool(self._get_frozen())
        return SQL(
            "SELECT figure.*, %s::date AS on_date, %s AS is_frozen, %s AS company_id,"
            " %s AS currency_id FROM unnest(%s) figure (%s)",
            day,
            is_frozen,
            self.env.company.id,
            self.env.company.currency_id.id,
            columns,
            names,
        )

    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        # EXTENDS: the rows depend on the day and the company that are asked for
        return super(TpeKpiValue, self._move_to(domain))._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    # === DAY AND COMPANY === #

    def _move_to(self, domain):
        """Go to the day and the company that a domain asks for.

        :param domain: domain
        :return: the model there
        :rtype: recordset
        """
        place, ends = self, []
        for leaf in Domain(domain).iter_conditions():
            values = leaf.value if leaf.operator == "in" else [leaf.value]
            if leaf.field_expr == "company_id" and leaf.operator in ("in", "="):
                mine = set(self.env.companies.ids) & set(values)
                place = place.with_company(min(mine)) if mine else place
            if leaf.field_expr == "on_date" and leaf.operator in ("in", "=", "<="):
                ends += [fields.Date.to_date(value) for value in values if value]
        if ends:
            run = self.env["tpe.reminder.run"]
            day = min(*ends, run._get_day(place.env.company))
            place = place.with_context(
                tpe_on_date=fields.Date.to_string(day), tpe_is_period=True
            )
        return place

    def _get_day(self):
        """:return: the day the figures are of
        :rtype: date"""
        return self.env["tpe.reminder.run"]._get_day(
            self.env.company, self.env.context.get("tpe_on_date")
        )

    def _get_frozen(self):
        """Read the figures of a month-end that is frozen.

        :return: answers by code; none when it is not, or when the day was not chosen
            as a period
        :rtype: dict
        """
        if not self.env.context.get("tpe_is_period"):
            return {}
        return self.env["tpe.kpi.snapshot"]._get_answers(
            self.env.company, self._get_day()
        )

    def _get_codes(self):
        """:return: codes of the figures to show
        :rtype: list"""
        if codes := self.env.context.get("tpe_kpi_codes"):
            return list(codes)
        # customers have reports of their own
        return [
            code
            for code in self.env["tpe.kpi"]._get_kpis().mapped("code")
            if not code.endswith("_by_partner")
        ]

    def _get_rows(self):
        """Compute the figures and the rows of their tables.

        :return: one list of cells a record, see ``COLUMNS``
        :rtype: list
        """
        codes, kpis = self._get_codes(), self.env["tpe.kpi"]
        kpis._check_reader()
        answers = self._get_frozen()
        if not set(codes) <= set(answers):
            missing = [code for code in codes if code not in answers]
            answers |= kpis.tpe_values(
                self.env.company.id, missing, self._get_day().isoformat()
            )
        top = self.env.context.get("tpe_kpi_top")
        cells = []
        for kpi in kpis._get_kpis(codes):
            answer = answers[kpi.code]
            rows = answer.get("rows", ())
            if kpi.code.endswith("_by_partner"):
                rows = rows[:top]
            for position, row in enumerate(
                ({"key": None, "label": None, **answer}, *rows)
            ):
                if row["value"] is not False:
                    cells.append([len(cells) + 1, *self._get_cells(kpi, position, row)])
        return cells

    def _get_cells(self, kpi, position, row):
        """Turn an answer, or a row of it, into cells.

        :param kpi: the figure
        :param int position: 0 for the answer
        :param dict row: its key, label, value, numerator and denominator
        :return: cells after the id
        :rtype: list
        """
        day = row["key"] if kpi.code in DATED else None
        return [
            kpi.id,
            kpi.code,
            position,
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
