# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ResCurrency(models.Model):
    """A currency, and how clients of the API read its amounts."""

    _inherit = "res.currency"

    def _tpe_format(self, amount):
        """Write an amount as a decimal string with the digits of the currency.

        :param float amount: amount in this currency
        :rtype: str
        """
        self.ensure_one()
        text = f"{self.round(amount):.{self.decimal_places}f}"
        # a float may be rounded to minus zero
        return text.lstrip("-") if not float(text) else text
