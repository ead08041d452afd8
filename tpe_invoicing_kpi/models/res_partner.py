# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models

from ..report import ledger_sql, payment_sql
from ..tools import aging
from ..tools.ratio import get_ratio
from .kpi_inputs import NO_DELAYS, PERIOD_DAYS, get_delays
from .tpe_kpi import READER_GROUPS


class ResPartner(models.Model):
    """A customer, with what he owes and how he pays."""

    _inherit = "res.partner"

    tpe_open = fields.Monetary(
        string="Owes",
        compute="_compute_tpe_payment_card",
        groups=READER_GROUPS,
        help="Open invoices less open credit notes.",
    )
    tpe_overdue = fields.Monetary(
        string="Of which overdue",
        compute="_compute_tpe_payment_card",
        groups=READER_GROUPS,
    )
    tpe_days_late = fields.Float(
        string="Days late on average",
        digits=(16, 1),
        compute="_compute_tpe_payment_card",
        groups=READER_GROUPS,
        help="Over what he paid in the last 365 days; each euro has the same weight.",
    )
    tpe_has_paid = fields.Boolean(
        string="Has paid something",
        compute="_compute_tpe_payment_card",
        groups=READER_GROUPS,
    )

    @api.depends_context("company")
    def _compute_tpe_payment_card(self):
        company = self.env.company
        today = self.env["tpe.reminder.run"]._get_day(company)
        ledger_sql.flush(self.env)
        who = self.commercial_partner_id.ids
        items = self._tpe_get_open_items(company, today, who)
        delays = self._tpe_get_delays(company, today, who)
        for partner in self:
            mine = items.get(partner.commercial_partner_id.id, [])
            paid = delays.get(partner.commercial_partner_id.id, NO_DELAYS)
            partner.tpe_open = sum(amount for _due, amount in mine)
            partner.tpe_overdue = aging.get_overdue(mine, today)
            partner.tpe_days_late = get_ratio(paid.amount_floored, paid.amount) or 0
            partner.tpe_has_paid = bool(paid.count)

    @api.model
    def _tpe_get_open_items(self, company, on_date, partner_ids):
        """Find what some customers owe.

        :param company: the company
        :param date on_date: the day
        :param list partner_ids: commercial partners
        :return: (due date, amount) of each open item by partner id
        :rtype: dict
        """
        query = ledger_sql.get_open_by_partner(
            ledger_sql.get_accounts(self.env), company.id, on_date, partner_ids
        )
        items = {}
        for partner, kind, due, text in self.env.execute_query(query):
            if kind == "invoice":
                items.setdefault(partner, []).append((due, Decimal(text)))
        return items

    @api.model
    def _tpe_get_delays(self, company, on_date, partner_ids, days=PERIOD_DAYS):
        """Add up how late some customers paid in the days up to a day.

        :param company: the company
        :param date on_date: the day
        :param list partner_ids: commercial partners, None for all
        :param int days: length of the time looked at, the last day included
        :return: Delays by partner id
        :rtype: dict
        """
        query = payment_sql.get_delays_by_partner(
            company.id, on_date - timedelta(days - 1), on_date, partner_ids
        )
        return {who: get_delays(row) for who, *row in self.env.execute_query(query)}

    def action_tpe_open_receivables(self):
        """Show what the customer owes.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_kpi.tpe_receivable_report_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("kind", "=", "invoice"),
            ],
            "context": {"tpe_current_company": True},
        }
