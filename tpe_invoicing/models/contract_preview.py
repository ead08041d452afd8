# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date

MONTHS = 12
MOST_ROWS = 400


class ContractContract(models.Model):
    """A contract that shows what it will bill in the twelve months to come."""

    _inherit = "contract.contract"

    tpe_year_ahead = fields.Html(
        string="Next twelve months",
        compute="_compute_tpe_year_ahead",
        sanitize=False,  # written by a template of ours, which escapes
    )

    @api.depends(
        "contract_line_ids.recurring_next_date",
        "contract_line_ids.price_unit",
        "contract_line_ids.quantity",
        "contract_line_ids.discount",
        "contract_line_ids.is_canceled",
        "date_end",
        "tpe_pause_from",
        "tpe_pause_until",
        "tpe_pause_is_billed",
        "tpe_revision_on",
        "tpe_index_id",
    )
    @api.depends_context("lang")
    def _compute_tpe_year_ahead(self):
        today = fields.Date.context_today(self)
        for contract in self:
            rows = contract._tpe_get_year_ahead(today)
            billed = [row for row in rows if row["note"] != "paused"]
            contract.tpe_year_ahead = self.env["ir.qweb"]._render(
                "tpe_invoicing.contract_year_ahead",
                {
                    "obstacles": contract._origin._tpe_get_obstacles()
                    if contract._origin
                    else [],
                    "rows": [contract._tpe_write_row(row) for row in rows],
                    "total": format_amount(
                        self.env,
                        sum(row["amount"] for row in billed),
                        contract.currency_id,
                    ),
                },
                minimal_qcontext=True,
            )

    def _tpe_get_year_ahead(self, today):
        """Find what is billed from today on, without changing anything.

        :param date today: the first day
        :return: ``date``, ``first``, ``last``, ``name``, ``amount`` (before taxes) and
            ``note``: empty, ``paused`` or ``revised`` (at a price not known yet)
        :rtype: list[dict]
        """
        self.ensure_one()
        until = today + relativedelta(months=MONTHS)
        rows = []
        for line in self.contract_line_ids:
            if not (line.display_type or line.is_canceled):
                rows += self._tpe_get_line_ahead(line, until)
        return sorted(rows, key=lambda row: (row["date"], row["first"]))

    def _tpe_get_line_ahead(self, line, until):
        """:return: what one line bills until a day
        :rtype: list[dict]"""
        rows, first = [], line.next_period_date_start
        rhythm = line.recurring_rule_type, line.recurring_interval
        day, end = line.recurring_next_date, self.date_end or date.max
        while first and day and day <= until and len(rows) < MOST_ROWS:
            if first > end:
                break
            last = line.get_next_period_date_end(
                first,
                *rhythm,
                max_date_end=line.date_end,
                next_invoice_date=None if rows else day,
                recurring_invoicing_type=line.recurring_invoicing_type,
                recurring_invoicing_offset=line.recurring_invoicing_offset,
            )
            if not last:
                break
            rows.append(
                {
                    "date": day,
                    "first": first,
                    "last": min(last, end),
                    "name": line._insert_markers(first, min(last, end)),
                    "amount": line.price_subtotal,
                    "note": self._tpe_get_ahead_note(first),
                }
            )
            first = last + relativedelta(days=1)
            day = line.get_next_invoice_date(
                first,
                line.recurring_invoicing_type,
                line.recurring_invoicing_offset,
                *rhythm,
                max_date_end=line.date_end,
            )
        return rows

    def _tpe_get_ahead_note(self, first):
        """:param date first: first day of a period
        :return: what is special about its invoice
        :rtype: str"""
        if self._tpe_rests_on(first) and not self.tpe_pause_is_billed:
            return "paused"
        if self.tpe_index_id and self.tpe_revision_on and first >= self.tpe_revision_on:
            return "revised"
        return ""

    def _tpe_write_row(self, row):
        """:return: a row in words
        :rtype: dict"""
        days = {
            name: format_date(self.env, row[name]) for name in ("date", "first", "last")
        }
        amount = format_amount(self.env, row["amount"], self.currency_id)
        return {**row, **days, "amount": amount}
