# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command

from .common import TpeCommon


class DocumentCommon(TpeCommon):
    """Invoices of typed lines, and the data of their documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat_10 = cls._find_tax("tva_intermediaire")
        cls.vat_55 = cls._find_tax("tva_reduite")

    def _line(self, price, taxes=None, quantity=1, **values):
        taxes = self.vat_20 if taxes is None else taxes
        return Command.create(
            {
                "name": "Oak door",
                "price_unit": price,
                "quantity": quantity,
                "tax_ids": [Command.set(taxes.ids)],
                **values,
            }
        )

    def _invoice(self, *lines, partner=None, **values):
        return self._make(partner, invoice_line_ids=list(lines), **values)

    def _make_included_tax(self):
        return self.vat_20.copy(
            {"name": "20% included", "price_include_override": "tax_included"}
        )

    def _data(self, move):
        """:return: the document's data, proven on the way
        :rtype: dict"""
        move._post(soft=False)
        move._tpe_render_originals()
        return move._tpe_get_document_data()

    def _totals(self, data):
        return tuple(str(data[term]) for term in ("BT-109", "BT-110", "BT-112"))
