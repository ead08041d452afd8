# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.tests import tagged

from ..tools import document
from .common import TODAY
from .common_document import DocumentCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveDocumentWhole(DocumentCommon):
    """What concerns the whole of an invoice: discounts, charges, period, type."""

    def test_discount_on_the_whole_is_split_by_rate(self):  # T-23
        lines = [self._line(1000), self._line(500, self.vat_10)]
        cuts = [self._line(-66.67), self._line(-33.33, self.vat_10)]
        data = self._data(self._invoice(*lines, *cuts))
        self.assertEqual(
            [str(row["amount"]) for row in data["BG-20"]], ["66.67", "33.33"]
        )
        self.assertEqual(self._totals(data), ("1400.00", "233.34", "1633.34"))
        bases = [str(row["BT-116"]) for row in data["BG-23"]]
        self.assertEqual(bases, ["933.33", "466.67"])

    def test_negative_price_is_a_discount_on_the_whole(self):
        data = self._data(self._invoice(self._line(100), self._line(-30, discount=10)))
        (line,), (cut,) = data["BG-25"], data["BG-20"]
        self.assertEqual((line["BT-131"], cut["amount"]), (100, 27))
        self.assertEqual((cut["vat_category_code"], cut["vat_rate"]), ("S", 20))
        self.assertEqual(
            (data["BT-106"], data["BT-107"], data["BT-109"]), (100, 27, 73)
        )
        rows = [row["kind"] for row in document.lay_out(data)["rows"]]
        self.assertEqual(rows, ["line"])

    def test_negative_price_under_a_section_is_a_negative_quantity(self):  # BR-27
        section = Command.create(
            {"display_type": "line_section", "name": "Outside", "sequence": 1}
        )
        lines = [self._line(100), self._line(-30, discount=10)]
        data = self._data(self._invoice(section, *lines))
        line = data["BG-25"][1]
        self.assertEqual((line["BT-129"], line["BT-146"]), (-1, 27))
        self.assertEqual(str(line["BT-131"]), "-27.00")
        self.assertNotIn("BG-27", line)
        self.assertNotIn("BG-20", data)

    def test_deposit_taken_off_by_a_negative_price_stays_a_line(self):
        deposit = self._invoice(self._line(300), tpe_document_kind="deposit")
        deposit._post(soft=False)
        balance = self._invoice(
            self._line(1000),
            self._line(-300),
            tpe_document_kind="balance",
            tpe_preceding_move_ids=[Command.set(deposit.ids)],
        )
        line = self._data(balance)["BG-25"][1]
        self.assertEqual((line["BT-129"], line["BT-146"]), (-1, 300))

    def test_discount_of_a_rate_without_lines_stays_a_line(self):
        lines = [self._line(100), self._line(-5, self.vat_10)]
        data = self._data(self._invoice(*lines))
        self.assertEqual(len(data["BG-25"]), 2)

    def test_product_for_the_whole_stands_at_the_foot(self):
        freight = self.env["product.product"].create(
            {"name": "Freight", "type": "service", "tpe_is_on_whole": True}
        )
        line = self._line(15, self.vat_10, name="Freight", product_id=freight.id)
        data = self._data(self._invoice(self._line(100), line))
        (charge,) = data["BG-21"]
        self.assertEqual((charge["amount"], charge["reason"]), (15, "Freight"))
        self.assertEqual((data["BT-108"], data["BT-109"]), (15, 115))
        alone = self._data(self._invoice(line))
        self.assertEqual(len(alone["BG-25"]), 1)

    def test_lines_of_one_period_give_the_period_of_the_invoice(self):
        period = {"tpe_date_start": "2026-11-01", "tpe_date_end": "2026-11-30"}
        move = self._invoice(self._line(100, **period), self._line(50, **period))
        data = self._data(move)
        self.assertEqual((data["BT-73"], data["BT-74"]), ("2026-11-01", "2026-11-30"))
        self.assertNotIn("BT-72", data)
        move = self._invoice(self._line(100, **period), self._line(50))
        data = self._data(move)
        self.assertEqual(data["BG-25"][0]["BT-134"], "2026-11-01")
        self.assertNotIn("BT-73", data)

    def test_several_places_of_delivery_take_the_extended_profile(self):
        place = self.business.copy({"name": "Site", "parent_id": self.business.id})
        move = self._invoice(self._line(100), self._line(50, tpe_shipping_id=place.id))
        data = self._data(move)
        self.assertEqual(data["profile"], "extended")
        self.assertEqual(data["BG-25"][1]["EXT-FR-FE-BG-10"]["name"], "Site")
        (original,) = move._tpe_render_originals()
        self.assertIn(b"urn:factur-x.eu:1p0:extended", original["xml"])

    def test_invoice_that_replaces_another_one_is_a_corrected_one(self):
        move = self._invoice(self._line(100))
        move._post(soft=False)
        refer = {"tpe_preceding_move_ids": [Command.set(move.ids)]}
        self.assertEqual(
            self._data(self._invoice(self._line(90), **refer))["BT-3"], "384"
        )

    def test_credit_note_of_a_deposit_has_a_type_of_its_own(self):
        move = self._invoice(self._line(100), tpe_document_kind="deposit")
        move._post(soft=False)
        credit = move._reverse_moves([{"invoice_date": TODAY}])
        self.assertEqual(self._data(credit)["BT-3"], "503")

    def test_vat_rounded_on_many_lines_is_refused_before_it_is_issued(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        move = self._invoice(*[self._line(0.99, self.vat_55)] * 250)
        codes = {finding["code"] for finding in move._tpe_get_findings()}
        self.assertIn("vat_rounding_gap", codes)
        few = self._invoice(*[self._line(0.99, self.vat_55)] * 7)
        self.assertEqual(str(self._data(few)["BT-110"]), "0.35")  # T-20

    def test_a_quantity_below_the_last_decimal_is_one_lot(self):
        precision = self.env["decimal.precision"].search(
            [("name", "=", "Product Unit")]
        )
        precision.digits = 5
        data = self._data(self._invoice(self._line(100000, quantity=0.00003)))
        line = data["BG-25"][0]
        self.assertEqual((line["BT-129"], line["BT-146"], line["BT-131"]), (1, 3, 3))
