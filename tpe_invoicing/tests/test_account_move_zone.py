# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where buyer and seller are, as VAT sees it."""

from odoo.tests import tagged

from .common_document import DocumentCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveZone(DocumentCommon):
    def _get_zone(self, seller, buyer):
        self.company.zip = seller
        self.business.zip = buyer
        return self._invoice(self._line(100))._tpe_get_buyer_zone()

    def test_postcode_tells_who_is_overseas(self):
        self.assertEqual(self.business.country_id.code, "FR")
        for seller, buyer, zone in (
            ("35000", "75001", "domestic"),
            ("35000", "97 410", "dom"),
            ("97410", "75001", "dom"),
            ("97410", "97400", "domestic"),
            ("35000", "98800", "world"),
        ):
            self.assertEqual(self._get_zone(seller, buyer), zone, (seller, buyer))

    def test_seller_in_guyane_needs_no_vat_number(self):
        self.company.write({"zip": "97300", "vat": False})
        self.business.zip = "97320"
        move = self._invoice(self._line(100, self.env["account.tax"]))
        found = {finding["code"] for finding in move.tpe_check()[0]["findings"]}
        self.assertFalse(found & {"seller_vat_missing", "line_tax_missing"})

    def test_vat_of_a_consumers_country_goes_with_the_invoice(self):
        self.consumer.country_id = self.env.ref("base.de")
        tax = self.vat_20.copy({"name": "19 % (OSS)", "amount": 19})
        line = self._line(100, tax, product_id=self.goods.id)
        move = self._invoice(line, partner=self.consumer)
        (group,) = self._data(move)["BG-23"]
        self.assertEqual((group["BT-118"], str(group["BT-119"])), ("S", "19"))
        self.assertEqual(move.amount_total, 119)
