# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..models.kpi_inputs import KpiInputs


class TpeMicroYear(models.TransientModel):
    """The year of a micro-entrepreneur on one page: what to declare, what is near."""

    _name = "tpe.micro.year"
    _description = "Micro-entrepreneur's year"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_micro = fields.Boolean(related="company_id.tpe_is_micro")
    on_date = fields.Date(
        string="As of", required=True, default=lambda self: self._default_on_date()
    )
    receipt_ids = fields.One2many(
        "tpe.micro.receipt", "year_id", compute="_compute_lines", store=True
    )
    threshold_ids = fields.One2many(
        "tpe.micro.threshold", "year_id", compute="_compute_lines", store=True
    )
    unallocated = fields.Monetary(
        string="Received, not matched yet",
        compute="_compute_lines",
        store=True,
        help="Money of customers that is matched with no invoice yet.",
    )

    def _compute_display_name(self):
        self.display_name = self.env._("Micro-entrepreneur")

    def _default_on_date(self):
        """:return: today in the company's time zone
        :rtype: date"""
        return self.env["tpe.reminder.run"]._get_day(self.env.company)

    @api.depends("company_id", "on_date")
    def _compute_lines(self):
        kpis = self.env["tpe.kpi"]
        for year in self:
            company = kpis._get_readable_company(year.company_id.id)
            inputs = KpiInputs(self.env, company, year.on_date)
            year.unallocated = inputs.get_other_open("credit")
            year.receipt_ids = [
                fields.Command.clear(),
                *map(fields.Command.create, year._get_receipts(inputs)),
            ]
            year.threshold_ids = [
                fields.Command.clear(),
                *map(fields.Command.create, year._get_thresholds(inputs)),
            ]

    def _get_receipts(self, inputs):
        """Lay out the declarations of the year so far.

        :param KpiInputs inputs: the ledger
        :return: values of ``tpe.micro.receipt``
        :rtype: list[dict]
        """
        kpis = self.env["tpe.kpi"]
        return [
            {
                "name": kpis._get_period_label(start, end),
                "due": due,
                "total": float(sum(amounts.values())),
                **{activity: float(amount) for activity, amount in amounts.items()},
            }
            for start, end, due, amounts in kpis._get_declarations(inputs)
        ]

    def _get_thresholds(self, inputs):
        """Lay out the thresholds of the year.

        :param KpiInputs inputs: the ledger
        :return: values of ``tpe.micro.threshold``
        :rtype: list[dict]
        """
        kpis = self.env["tpe.kpi"]
        return [
            {
                "name": kpis._get_threshold_label(one),
                "done": float(one.done),
                "limit": float(one.limit),
                "used": float(one.done * 100 / one.limit),
                "crossing": one.crossing,
                "is_crossed": one.done > one.limit,
            }
            for one in kpis._get_thresholds(inputs)
        ]

    @api.model
    def action_open(self):
        """Open the page of today.

        :return: action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Micro-entrepreneur"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
        }

    def action_open_settings(self):
        """Open the settings where the activity is told.

        :return: action
        :rtype: dict
        """
        return self.company_id.action_tpe_open_settings()


class TpeMicroReceipt(models.TransientModel):
    """What came in during one period of the declaration."""

    _name = "tpe.micro.receipt"
    _description = "Receipts of a period"
    _order = "id"

    year_id = fields.Many2one(
        "tpe.micro.year", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="year_id.currency_id")
    name = fields.Char(string="Period", required=True)
    due = fields.Date(string="Declare until")
    goods = fields.Monetary(string="Sales of goods")
    services = fields.Monetary(string="Services (BIC)")
    liberal = fields.Monetary(string="Liberal profession (BNC)")
    total = fields.Monetary()


class TpeMicroThreshold(models.TransientModel):
    """How near the year is to one threshold."""

    _name = "tpe.micro.threshold"
    _description = "Threshold of the year"
    _order = "id"

    year_id = fields.Many2one(
        "tpe.micro.year", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="year_id.currency_id")
    name = fields.Char(string="Threshold", required=True)
    done = fields.Monetary(string="This year")
    limit = fields.Monetary()
    used = fields.Float(digits=(16, 1))
    crossing = fields.Date(string="Crossed on, at this pace")
    is_crossed = fields.Boolean()
