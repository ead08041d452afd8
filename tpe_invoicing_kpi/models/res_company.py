# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import aging


class ResCompany(models.Model):
    """What a micro-entrepreneur says of his business, and who gets the figures."""

    _inherit = "res.company"

    tpe_is_micro = fields.Boolean(
        string="Micro-entrepreneur",
        help="Taxed on what comes in, below yearly ceilings (CGI 50-0 and 102 ter).",
    )
    tpe_micro_activity = fields.Selection(
        [
            ("goods", "Sale of goods, meals or lodging"),
            ("services", "Services of a trader or craftsman (BIC)"),
            ("liberal", "Services of a liberal profession (BNC)"),
        ],
        string="Main activity",
        required=True,
        default="services",
        help="Lines with a product count as goods or services by the type of the"
        " product; lines without one count here.",
    )
    tpe_micro_period = fields.Selection(
        [("month", "Each month"), ("quarter", "Each quarter")],
        string="Declares its receipts",
        required=True,
        default="quarter",
    )
    tpe_activity_start = fields.Date(
        string="In business since",
        help="The ceilings of the first year are cut to its days.",
    )
    tpe_kpi_report_mailed = fields.Boolean(
        string="Mail the figures of each month",
        default=True,
        help="On the first of the month, to who receives the closings of the archive.",
    )
    tpe_aging_limits = fields.Char(
        string="Ages of what is owed",
        help="Last day late of each group of the aged balance: “30, 60, 90” makes not"
        " due, 1 to 30, 31 to 60, 61 to 90 and more than 90. Empty for these.",
    )

    @api.constrains("tpe_aging_limits")
    def _check_tpe_aging_limits(self):
        for company in self.filtered("tpe_aging_limits"):
            if not aging.read_limits(company.tpe_aging_limits):
                raise ValidationError(
                    self.env._(
                        "Ages are whole numbers of days, from the smallest to the"
                        " biggest, as in “30, 60, 90”; “%s” is not.",
                        company.tpe_aging_limits,
                    )
                )

    def _tpe_get_aging_limits(self):
        """:return: last day of each bucket of the aged balance, rising
        :rtype: tuple"""
        return aging.read_limits(self.tpe_aging_limits) or aging.LIMITS
