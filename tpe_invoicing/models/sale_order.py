# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..tools import situation as rules
from ..tools.amounts import ZERO


class SaleOrder(models.Model):
    """A works contract: how far it has come, and what the customer may hold back."""

    _inherit = "sale.order"

    tpe_situation_ids = fields.One2many(
        "account.move",
        "tpe_situation_order_id",
        string="Progress invoices",
        readonly=True,
    )
    tpe_situation_count = fields.Integer(
        string="Number of progress invoices", compute="_compute_tpe_situation_count"
    )
    tpe_progress = fields.Float(
        string="Progress invoiced",
        compute="_compute_tpe_progress",
        digits=(5, 2),
        help="Percentage of the order that is invoiced, credit notes taken off and "
        "deposits left out.",
    )
    tpe_retention_percent = fields.Float(
        string="Retention of guarantee",
        digits=(5, 2),
        tracking=True,
        help="Percentage of each progress invoice, tax included, that the customer "
        "pays when the guarantee ends only.",
    )
    tpe_reception_date = fields.Date(
        string="Reception of the works",
        copy=False,
        tracking=True,
        help="The retention of guarantee is released a year after it.",
    )
    tpe_has_bank_guarantee = fields.Boolean(
        string="Bank guarantee",
        copy=False,
        readonly=True,
        tracking=True,
        help="A bank stands for the works: nothing is held back any more.",
    )
    tpe_retained_amount = fields.Monetary(
        string="Held back",
        compute="_compute_tpe_retained_amount",
        help="What the customer holds back of issued invoices and has not paid yet.",
    )

    # === COMPUTE METHODS === #

    @api.depends("tpe_situation_ids.state")
    def _compute_tpe_situation_count(self):
        for order in self:
            living = order.tpe_situation_ids.filtered(lambda m: m.state != "cancel")
            order.tpe_situation_count = len(living)

    @api.depends("order_line.untaxed_amount_invoiced", "order_line.price_subtotal")
    def _compute_tpe_progress(self):
        for order in self:
            shares = order._tpe_get_shares().values()
            contract = sum((share.contract for share in shares), ZERO)
            billed = sum((share.billed for share in shares), ZERO)
            percent = rules.percent_of(billed, contract)
            if percent == rules.HUNDRED and billed != contract:
                percent -= rules.GRAIN  # all but a cent is not all
            order.tpe_progress = float(percent)

    @api.depends("tpe_situation_ids.state", "tpe_situation_ids.amount_residual")
    def _compute_tpe_retained_amount(self):
        for order in self:
            lines = order.tpe_situation_ids._tpe_get_retention_lines()
            order.tpe_retained_amount = sum(lines.mapped("amount_residual_currency"))

    # === CONSTRAINT METHODS === #

    @api.constrains("tpe_retention_percent", "date_order")
    def _check_tpe_retention_percent(self):
        for order in self:
            if order.tpe_retention_percent:
                day = fields.Date.to_date(order.date_order)
                message = self.env["account.move"]._tpe_find_excess_retention(
                    order.tpe_retention_percent, day, order.company_id
                )
                if message:
                    raise ValidationError(message)

    # === CRUD METHODS === #

    def write(self, vals):
        # EXTENDS sale: the reception of the works dates what is held back
        if "tpe_reception_date" in vals:
            self._tpe_check_reception(fields.Date.to_date(vals["tpe_reception_date"]))
        answer = super().write(vals)
        if "tpe_reception_date" in vals:
            for order in self:
                order._tpe_date_retention()
        return answer

    # === ACTION METHODS === #

    def action_tpe_make_situation(self):
        """Ask how far the works have come, to invoice it.

        :return: the dialog
        :rtype: dict
        :raises UserError: when the order cannot have a progress invoice now
        """
        self.ensure_one()
        self._tpe_check_drafter()
        self._tpe_check_situation()
        lines = [
            {
                "sale_line_id": line.id,
                "previous": float(share.billed),
                "previous_percent": float(rules.reached(share)),
                "percent": float(rules.reached(share)),
                "cumulative": float(share.billed),
            }
            for line, share in self._tpe_get_shares().items()
            if share.quantity
        ]
        wizard = self.env["tpe.situation.make"].create(
            {"order_id": self.id, "line_ids": [Command.create(line) for line in lines]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Progress invoice"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_tpe_view_situations(self):
        """Show the progress invoices of this order.

        :return: their list
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "tpe_invoicing.tpe_situation_action"
        )
        return action | {"domain": [("tpe_situation_order_id", "=", self.id)]}

    # === SHARES === #

    def _tpe_get_works(self):
        """:return: the lines whose progress counts: no deposits, titles or notes
        :rtype: sale.order.line"""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.product_id.type != "combo"
            )
        )

    def _tpe_get_shares(self):
        """Return how far each line is invoiced: issued less credited.

        :return: ``Share`` of ``tools/situation.py`` by line
        :rtype: dict
        """
        return {line: line._tpe_get_share() for line in self._tpe_get_works()}

    def _tpe_get_grain(self):
        """:return: the smallest quantity that Odoo keeps
        :rtype: Decimal"""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return Decimal(1).scaleb(-digits)
