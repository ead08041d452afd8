# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.tests import tagged

from ..tools import units
from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestUom(TpeCommon):
    """A quantity says of what, on the page as in the XML."""

    def _describe(self, unit):
        move = self._make()
        move.invoice_line_ids.product_uom_id = unit
        (line,) = move._tpe_get_document_data()["BG-25"]
        (row,) = move._tpe_get_rows()
        return line["BT-130"], row["unit"]

    def test_square_metres_are_no_pieces(self):
        unit = self.env.ref("uom.product_uom_square_meter")
        self.assertEqual(self._describe(unit), ("MTK", "m²"))

    def test_pieces_are_a_plain_number(self):
        unit = self.env.ref("uom.product_uom_unit")
        self.assertEqual(self._describe(unit), ("C62", ""))

    def test_units_of_ones_own_bear_their_name_and_a_code_where_there_is_one(self):
        units_ = self.env["uom.uom"].create([{"name": "Forfait"}, {"name": "Palette"}])
        self.assertEqual(self._describe(units_[0]), ("LS", "Forfait"))
        self.assertEqual(self._describe(units_[1]), ("C62", "Palette"))
        units_[1].name = "Semaine"
        self.assertEqual(self._describe(units_[1]), ("WEE", "Semaine"))

    def test_examples_of_the_documentation_hold(self):
        self.assertEqual(doctest.testmod(units).failed, 0)
