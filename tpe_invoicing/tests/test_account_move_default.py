# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from lxml import etree

from odoo import Command, fields
from odoo.tests import Form, tagged

from .common import TODAY, TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveDefault(TpeCommon):
    def test_professional_without_any_term_has_the_time_the_law_gives(self):
        # C. com. L441-10, I: 30 days
        move = self._make()
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-12-24"))

    def test_consumer_without_any_term_pays_on_receipt(self):
        move = self._make(self.consumer)
        self.assertEqual(move.invoice_date_due, fields.Date.to_date(TODAY))

    def test_date_that_was_agreed_stays(self):
        move = self._make(invoice_date_due="2026-12-01")
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-12-01"))
        term = self.env.ref("account.account_payment_term_15days")
        move = self._make(invoice_payment_term_id=term.id)
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-12-09"))

    def test_a_draft_dated_beyond_its_due_date_can_still_be_issued(self):
        move = self._make(self.consumer)
        move.invoice_date = "2026-11-27"
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-11-27"))
        move.tpe_issue()
        self.assertEqual(move.state, "posted")
        # a professional has the time the law gives, from the new day on
        move = self._make()
        move.invoice_date = "2027-01-04"
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2027-02-03"))

    def test_a_new_date_leaves_what_it_does_not_overtake_and_what_was_wrong(self):
        move = self._make()
        move.invoice_date = "2026-12-20"
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-12-24"))
        # somebody's slip is told, not covered
        wrong = self._make(invoice_date_due="2025-12-01")
        wrong.invoice_date = "2026-11-26"
        self.assertEqual(wrong.invoice_date_due, fields.Date.to_date("2025-12-01"))
        both = {"invoice_date": "2027-01-04", "invoice_date_due": "2026-12-31"}
        move.write(both)
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-12-31"))

    def test_an_invoice_begun_anew_has_a_date_and_can_be_issued(self):
        move = self._make()
        move.tpe_issue()
        wizard = self.env["account.move.reversal"].create(
            {"move_ids": [Command.set(move.ids)], "journal_id": move.journal_id.id}
        )
        new = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
        self.assertEqual((new.state, new.invoice_date), ("draft", wizard.date))
        new.tpe_issue()
        self.assertEqual(new.state, "posted")

    def test_an_address_without_country_is_written_as_at_home(self):
        depot = {"name": "Depot", "street": "2 rue Haute", "zip": "59000"}
        partner = self.env["res.partner"].create({**depot, "city": "Lille"})
        self.assertEqual(
            partner._tpe_get_address_lines(self.company), ["2 rue Haute", "59000 Lille"]
        )

    def test_an_address_follows_what_is_changed_and_the_language(self):
        place = {"street": "1 Marktplatz", "zip": "10115", "city": "Berlin"}
        country = self.env.ref("base.de").copy({"code": "QZ", "name": "Germania"})
        country.with_context(lang="fr_FR").name = "Germanie"
        partner = self.env["res.partner"].create(
            {"name": "Depot", "country_id": country.id, **place}
        )

        def read(lang="en_US"):
            return partner.with_context(lang=lang)._tpe_get_address_lines(self.company)

        self.assertEqual(read(), ["1 Marktplatz", "10115 Berlin", "Germania"])
        self.assertEqual(read("fr_FR")[2], "Germanie")
        partner.street = "2 Marktplatz"
        country.address_format = "%(street)s\n%(city)s\n%(country_name)s"
        self.assertEqual(read(), ["2 Marktplatz", "Berlin", "Germania"])

    def test_franchise_takes_no_tax_from_the_product(self):
        self.goods.taxes_id = self.vat_20
        self.company.tpe_vat_regime = "franchise"
        line = {"product_id": self.goods.id, "price_unit": 100}
        move = self._make(invoice_line_ids=[Command.create(line)])
        self.assertFalse(move.invoice_line_ids.tax_ids)
        self.company.tpe_vat_regime = "normal"
        move = self._make(invoice_line_ids=[Command.create(line)])
        self.assertEqual(move.invoice_line_ids.tax_ids, self.vat_20)

    def test_deposit_of_an_order_and_its_balance_name_each_other(self):
        # T-26
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.business.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "price_unit": 1000,
                            "tax_ids": [Command.set(self.vat_20.ids)],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        wizards = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        wizards.create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        deposit = order.invoice_ids
        deposit.invoice_date = TODAY
        self.assertEqual(deposit.tpe_document_kind, "deposit")
        deposit.action_post()
        order.order_line.filtered(
            lambda line: not line.is_downpayment
        ).qty_delivered = 1
        wizards.create({"advance_payment_method": "delivered"}).create_invoices()
        balance = order.invoice_ids - deposit
        balance.invoice_date = TODAY
        self.assertEqual(balance.tpe_document_kind, "balance")
        self.assertEqual(balance._tpe_get_preceding_moves(), deposit)
        balance.action_post()
        self.assertEqual((deposit.amount_total, balance.amount_total), (360, 840))
        self.assertTrue(balance.tpe_archive_entry_id)

    # === SCREEN === #

    def _write_line(self, **company):
        """Write one line by hand on a new invoice of a company that is so."""
        self.company.write(company)
        moves = self.env["account.move"].with_company(self.company)
        form = Form(moves.with_context(default_move_type="out_invoice"))
        form.partner_id = self.business
        with form.invoice_line_ids.new() as line:
            line.name = "A shelf"
            line.price_unit = 100
        return form.save().invoice_line_ids

    def test_line_that_is_written_by_hand_bears_the_usual_tax(self):
        self.company.account_sale_tax_id = self.vat_20
        self.assertEqual(self._write_line().tax_ids, self.vat_20)
        self.assertFalse(self._write_line(tpe_vat_regime="franchise").tax_ids)

    def test_program_says_its_taxes_itself(self):
        self.company.account_sale_tax_id = self.vat_20
        line = Command.create({"name": "A shelf", "price_unit": 100})
        self.assertFalse(self._make(invoice_line_ids=[line]).line_ids.tax_ids)

    def test_quantity_is_always_on_the_screen(self):
        arch = etree.fromstring(self.env["account.move"].get_view()["arch"])
        (column,) = arch.xpath(
            "//field[@name='invoice_line_ids']/list/field[@name='quantity']"
        )
        self.assertEqual(column.get("optional"), "show")
