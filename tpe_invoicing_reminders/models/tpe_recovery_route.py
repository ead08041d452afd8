# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class TpeRecoveryRoute(models.Model):
    """A way to have a claim paid that reminders did not bring in, as the law has it.

    Shipped as data, with its source and the day from which it exists: which court,
    which form, on which conditions, in which time.
    """

    _name = "tpe.recovery.route"
    _description = "Way to recover a claim"
    _order = "sequence, id"
    _rec_name = "name_en"

    sequence = fields.Integer(default=10, readonly=True)
    code = fields.Char(required=True, readonly=True)
    name_fr = fields.Char(string="Name (French)", required=True, readonly=True)
    name_en = fields.Char(string="Name (English)", required=True, readonly=True)
    court_fr = fields.Char(string="Who decides", required=True, readonly=True)
    form = fields.Char(readonly=True)
    buyer_kinds = fields.Char(
        string="Debtors", required=True, readonly=True, help="Codes, with commas."
    )
    is_insolvent = fields.Boolean(string="Of an insolvent debtor", readonly=True)
    cap_parameter_id = fields.Many2one(
        "tpe.legal.parameter", string="Largest sum", readonly=True, ondelete="restrict"
    )
    months_parameter_id = fields.Many2one(
        "tpe.legal.parameter", string="In time", readonly=True, ondelete="restrict"
    )
    date_from = fields.Date(string="In force from", required=True, readonly=True)
    date_to = fields.Date(string="In force until", readonly=True)
    conditions_fr = fields.Text(string="Conditions", readonly=True)
    steps_fr = fields.Text(string="What to do", readonly=True)
    source_title = fields.Char(string="Article", required=True, readonly=True)
    source_url = fields.Char(string="Source", required=True, readonly=True)

    @api.model
    def _get_routes(self, kind, is_insolvent, amount, on_date):
        """Find the ways that are open for a claim.

        :param str kind: ``consumer``, ``business`` or ``public``
        :param bool is_insolvent: whether insolvency proceedings are open
        :param Decimal amount: principal and interest, in euros
        :param date on_date: the day
        :return: pairs of route and months in which to act, or False
        :rtype: list[tuple]
        """
        # the law is the same for every user
        routes_sudo = self.sudo().search(
            [
                ("is_insolvent", "=", is_insolvent),
                ("date_from", "<=", on_date),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", on_date),
            ]
        )
        parameters, found = self.env["tpe.legal.parameter"], []
        for route in routes_sudo:
            if not is_insolvent and kind not in route.buyer_kinds.split(","):
                continue
            cap = route.cap_parameter_id
            if cap and amount > parameters._get(cap.code, on_date):
                continue
            months = route.months_parameter_id
            limit = int(parameters._get(months.code, on_date)) if months else False
            found.append((route, limit))
        return found
