# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import groupby

from ..report import ledger_sql, practice_sql
from ..tools import band
from .kpi_forecast_inputs import ForecastInputs
from .kpi_inputs import KpiInputs, get_by_key

_logger = logging.getLogger(__name__)

# Days that a stored forecast looks ahead, and days between two of them.
AHEAD_DAYS = 30
EVERY_DAYS = 7


class TpeKpiOutlook(models.Model):
    """A forecast of what comes within thirty days, as it was made that day.

    Made each week by the schedule; never changed or deleted. What really came for what
    was open that day stands beside, so that the forecast can be judged.
    """

    _name = "tpe.kpi.outlook"
    _inherit = "tpe.append.only.mixin"
    _description = "Forecast and what came"
    _log_access = False
    _order = "date desc, company_id, id"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(string="Made on", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)
    expected = fields.Monetary(
        string="Probable", readonly=True, help="Half of the payments are as fast."
    )
    prudent = fields.Monetary(
        readonly=True, help="Nine tenths of the payments are as fast."
    )
    came = fields.Monetary(
        compute="_compute_came",
        help="Money for what was open that day, up to the end or to today.",
    )
    difference = fields.Monetary(compute="_compute_came")
    verdict = fields.Selection(
        [
            ("running", "Not over yet"),
            ("held", "At least the prudent amount came"),
            ("short", "Less than the prudent amount came"),
        ],
        compute="_compute_came",
    )

    _once = models.UniqueIndex(
        "(company_id, date)", "The forecast of this day is stored already."
    )

    # === COMPUTE METHODS === #

    @api.depends("date", "date_to", "expected", "prudent")
    def _compute_came(self):
        for company, group in groupby(self, lambda outlook: outlook.company_id):
            outlooks = self.concat(*group)
            came = outlooks._get_money(company)
            today = self.env["tpe.reminder.run"]._get_day(company)
            for outlook in outlooks:
                outlook.came = came.get(outlook.id, 0)
                outlook.difference = outlook.came - outlook.expected
                is_short = outlook.came < outlook.prudent
                outlook.verdict = "short" if is_short else "held"
                if outlook.date_to > today:
                    outlook.verdict = "running"

    def _get_money(self, company):
        """Read what came from the ledger, for forecasts of one company.

        :param company: the company
        :return: amount by id
        :rtype: dict[int, Decimal]
        """
        ledger_sql.flush(self.env)
        ledger_sql.flush(self.env, practice_sql.READ_FIELDS)
        query = practice_sql.get_money_of_outlooks(
            ledger_sql.get_accounts(self.env),
            company.id,
            self.ids,
            min(self.mapped("date")),
            max(self.mapped("date_to")),
        )
        return get_by_key(self.env.execute_query(query))

    # === BUSINESS METHODS === #

    @api.model
    def _get_pairs(self, inputs):
        """Compare the forecasts whose end is in the period with what came.

        :param KpiInputs inputs: the ledger
        :return: (expected, came) of each
        :rtype: list[tuple]
        """
        outlooks = self.search(
            [
                ("company_id", "=", inputs.company.id),
                ("date_to", ">=", inputs.start),
                ("date_to", "<=", inputs.on_date),
            ]
        )
        came = outlooks._get_money(inputs.company) if outlooks else {}
        return [
            (Decimal(str(outlook.expected)), came.get(outlook.id, Decimal(0)))
            for outlook in outlooks
        ]

    @api.model
    def _store(self, company, day):
        """Store the forecast of a day, if a week has passed since the last one.

        :param company: the company
        :param date day: the day
        :return: the forecast, none when there is a recent one, or nothing is open
        :rtype: recordset
        """
        recent = day - timedelta(EVERY_DAYS)
        if self.search_count(
            [("company_id", "=", company.id), ("date", ">", recent)], limit=1
        ):
            return self.browse()
        sources = ForecastInputs(KpiInputs(self.env, company, day))
        items, habits = sources.get_items(), sources.get_habits()
        if not items:
            return self.browse()  # to expect nothing of nobody is no forecast
        end = day + timedelta(AHEAD_DAYS)
        expected, prudent = (
            band.get_sum_until(items, habits, day, end, share)
            for share in (band.PROBABLE, band.PRUDENT)
        )
        # nobody writes a forecast by hand: only this method creates them
        outlook_sudo = self.sudo().create(
            {
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "date": day,
                "date_to": end,
                "expected": float(expected),
                "prudent": float(prudent),
            }
        )
        return outlook_sudo.sudo(False)

    @api.model
    def _cron_store(self):
        """Store the forecast of each company that has sold something."""
        groups = self.env["account.move"]._read_group(
            [
                ("move_type", "in", ledger_sql.SALE_TYPES),
                ("state", "=", "posted"),
            ],
            ["company_id"],
        )
        self.env["ir.cron"]._commit_progress(remaining=len(groups))
        for [company] in groups:
            try:
                with self.env.cr.savepoint():
                    self._store(company, self.env["tpe.reminder.run"]._get_day(company))
            except Exception:
                _logger.exception("Forecast of company %s was not stored", company.id)
            self.env["ir.cron"]._commit_progress(1)
