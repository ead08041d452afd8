# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.tests import tagged

from ..tools import units
from .common import TpeCommon, take_french_out


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
        units_ = self.env["uom.uom"].create([{"name": "Forfait"}, {"name": "Vacation"}])
        self.assertEqual(self._describe(units_[0]), ("LS", "Forfait"))
        self.assertEqual(self._describe(units_[1]), ("C62", "Vacation"))
        units_[1].name = "Semaine"
        self.assertEqual(self._describe(units_[1]), ("WEE", "Semaine"))

    def test_a_unit_of_ones_own_has_a_code_without_french_too(self):
        unit = self.env["uom.uom"].create({"name": "Forfait"})
        take_french_out(self)
        self.assertEqual(unit._get_unece_code(), "LS")

    def test_ml_is_a_metre_of_works_unless_it_is_a_part_of_a_litre(self):
        litre = self.env.ref("uom.product_uom_litre")
        works, volume = self.env["uom.uom"].create(
            [
                {"name": "ml"},
                {"name": "ml", "relative_uom_id": litre.id, "relative_factor": 0.001},
            ]
        )
        self.assertEqual(self._describe(works), ("LM", "ml"))
        self.assertEqual(self._describe(volume), ("MLT", "ml"))
        core = self.env.ref("uom.product_uom_milliliter")
        self.assertEqual(self._describe(core), ("MLT", "ml"))

    def test_examples_of_the_documentation_hold(self):
        self.assertEqual(doctest.testmod(units).failed, 0)
