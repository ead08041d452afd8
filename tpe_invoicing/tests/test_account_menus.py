# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TpeCommon

SELLER = "tpe_invoicing.group_tpe_invoicing_seller"
ACCOUNTANT = "account.group_account_invoice"
BUTTONS = {"action_invoice_sent", "open_payments", "action_delete_duplicates"}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMenus(TpeCommon):
    def _get_menus(self, *groups):
        user = self._new_user("menus", *groups)
        return self.env["ir.ui.menu"].with_user(user).load_menus(False)

    def test_who_signs_in_lands_on_the_invoices(self):
        for group in (SELLER, ACCOUNTANT, "account.group_account_readonly"):
            with self.subTest(group), self.env.cr.savepoint() as savepoint:
                menus = self._get_menus(group)
                first = menus[menus["root"]["children"][0]]
                self.assertEqual(first["xmlid"], "account.menu_finance")
                savepoint.rollback()

    def test_seller_finds_quotes_invoices_and_customers_and_no_bills(self):
        shown = {menu.get("xmlid") for menu in self._get_menus(SELLER).values()}
        for name in (
            "account.menu_action_move_out_invoice_type",
            "account.menu_account_customer",
            "tpe_invoicing.sale_order_menu",
            "tpe_invoicing.tpe_learn_menu",
        ):
            self.assertIn(name, shown)
        self.assertNotIn("account.menu_finance_payables", shown)

    def test_accountant_finds_quotes_and_bills(self):
        shown = {menu.get("xmlid") for menu in self._get_menus(ACCOUNTANT).values()}
        self.assertIn("tpe_invoicing.sale_order_menu", shown)
        self.assertIn("account.menu_finance_payables", shown)

    def test_accountant_writes_a_quote_and_invoices_it(self):
        user = self._new_user("quotes", ACCOUNTANT)
        orders = self.env["sale.order"].with_user(user).with_company(self.company)
        form = Form(orders)
        form.partner_id = self.business
        with form.order_line.new() as line:
            line.product_id = self.service
        with form.order_line.new() as line:
            line.product_id = self.goods
        form.order_line.remove(1)
        order = form.save()
        order.action_quotation_send()
        order.action_confirm()
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(user)
            .with_context(active_model="sale.order", active_ids=order.ids)
        )
        wizard.create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        self.assertEqual(order.invoice_ids.tpe_document_kind, "deposit")

    # === SCREENS === #

    def test_each_role_opens_an_invoice_and_sees_no_button_that_is_not_his(self):
        issued, draft = self._make(), self._make()
        issued.tpe_issue()
        for group, buttons in (
            (SELLER, {"action_invoice_sent"}),
            (ACCOUNTANT, BUTTONS),
            ("account.group_account_readonly", {"open_payments"}),
        ):
            user = self._new_user(f"screens_{group[-8:]}", group)
            for move in (issued, draft):
                Form(move.with_user(user))
            arch = etree.fromstring(move.with_user(user).get_view()["arch"])
            shown = {button.get("name") for button in arch.iter("button")}
            self.assertEqual(shown & BUTTONS, buttons)

    # === WORDS === #

    def test_credit_note_is_made_in_words_that_a_shop_knows(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        modules = self.env["ir.module.module"].search([("name", "=", "tpe_invoicing")])
        modules._update_translations(["fr_FR"])
        screen = self.env["account.move.reversal"].with_context(lang="fr_FR")
        arch = etree.fromstring(screen.get_view(view_type="form")["arch"])
        shown = {
            button.get("string")
            for button in arch.iter("button")
            if button.get("name") in ("refund_moves", "modify_moves")
            and not safe_eval(
                button.get("invisible", "False"), {"move_type": "out_invoice"}
            )
        }
        self.assertEqual(shown, {"Faire l’avoir", "Tout annuler et refaire la facture"})

    def test_money_that_came_is_registered_not_paid(self):
        arch = etree.fromstring(self.env["account.move"].get_view()["arch"])
        words = {
            button.get("string")
            for button in arch.iterfind(
                "header/button[@name='action_register_payment']"
            )
        }
        self.assertEqual(words, {"Register a payment"})
