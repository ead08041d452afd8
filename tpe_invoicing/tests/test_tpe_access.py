# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factors by one switch, and a page of who holds a key."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, ValidationError
from odoo.tests import tagged

from ..models import tpe_access_way
from .common import TpeCommon

ACCOUNTANT = "account.group_account_invoice"
OWNER = "account.group_account_manager"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeAccess(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("way_owner", OWNER)
        cls.accountant = cls._new_user("way_accountant", ACCOUNTANT)
        cls.seller = cls._new_user(
            "way_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        cls.env["ir.mail_server"].create({"name": "x", "smtp_host": "127.0.0.1"})
        for user in cls.company._tpe_get_keepers():
            user.email = user.email or "a@example.org"

    def setUp(self):
        super().setUp()
        # what is noted goes through a cursor of its own
        self.registry_enter_test_mode()
        tpe_access_way._noted.clear()
        self.addCleanup(tpe_access_way._noted.clear)

    def _switch(self, is_on=True):
        self.company.with_user(self.owner).tpe_two_factor = is_on

    def _make_key(self, user, days=30):
        until = days and fields.Datetime.now() + timedelta(days=days)
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "till", until)

    def _list(self, user=None):
        ways = self.env["tpe.access.way"].with_user(user or self.owner)
        ways = ways.with_company(self.company)
        ways.invalidate_model()
        return ways.search([("kind", "=", "key")])

    def test_one_switch_asks_those_who_keep_the_accounts_for_a_second_factor(self):
        self.assertIsNone(self.accountant._mfa_type())
        self._switch()
        kinds = [u._mfa_type() for u in (self.owner, self.accountant, self.seller)]
        self.assertEqual(kinds, ["totp_mail", "totp_mail", None])
        self.assertTrue(self.accountant._rpc_api_keys_only())
        self._switch(False)
        self.assertIsNone(self.accountant._mfa_type())

    def test_other_company_is_not_asked(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("way_stranger", ACCOUNTANT, company=other)
        self._switch()
        self.assertIsNone(stranger._mfa_type())

    def test_password_alone_opens_no_program_any_more_and_a_key_does(self):
        key = self._make_key(self.accountant)
        self._switch()
        login = {"login": "way_accountant", "type": "password"}
        users = self.env["res.users"].with_user(self.accountant)
        programs = {"interactive": False}
        with self.assertRaises(AccessDenied):
            users._check_credentials({**login, "password": "way_accountant"}, programs)
        users._check_credentials({**login, "password": key}, programs)

    def test_switch_locks_nobody_out(self):
        self.accountant.email = False
        with self.assertRaisesRegex(ValidationError, self.accountant.login):
            self._switch()
        self.accountant.email = "b@example.org"
        self.env["ir.mail_server"].search([]).unlink()
        with self.assertRaisesRegex(ValidationError, "mail server"):
            self._switch()

    def test_set_up_is_done_once_it_is_switched_on(self):
        def get_step():
            state = self.company.with_user(self.owner).tpe_setup_state()
            return next(step["done"] for step in state if step["code"] == "two_factor")

        self.assertFalse(get_step())
        self._switch()
        self.assertTrue(get_step())

    def test_page_tells_whose_key_it_is_and_when_it_was_used(self):
        key = self._make_key(self.accountant)
        (way,) = self._list()
        self.assertEqual((way.user_id, way.name), (self.accountant, "till"))
        self.assertFalse(way.last_used_on)
        keys = self.env["res.users.apikeys"]
        self.assertEqual(keys._check_credentials(scope="rpc", key=key), way.user_id.id)
        self.assertTrue(self._list().last_used_on)
        self.assertFalse(self._list().is_odd)

    def test_key_without_end_and_key_without_use_are_pointed_out(self):
        self._make_key(self.accountant, days=0)
        self.assertIn("expires", self._list().advice)
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET create_date = now() - interval '1 year'"
        )
        self.assertIn("long time", self._list().advice)

    def test_owner_revokes_a_key_and_it_opens_nothing_any_more(self):
        key = self._make_key(self.accountant)
        self._list().action_revoke()
        self.assertFalse(self._list())
        keys = self.env["res.users.apikeys"]
        self.assertFalse(keys._check_credentials(scope="rpc", key=key))

    def test_owner_revokes_no_key_of_an_administrator(self):
        admin = self._new_user("way_admin", "base.group_system")
        self._make_key(admin)
        with self.assertRaises(AccessError):
            self._list().action_revoke()

    def test_nobody_else_sees_keys_nor_those_of_other_companies(self):
        self._make_key(self.accountant)
        for user in (self.accountant, self.seller):
            with self.assertRaises(AccessError):
                self._list(user)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("way_other_owner", OWNER, company=other)
        ways = self.env["tpe.access.way"].with_user(stranger)
        self.assertFalse(ways.search([("user_id", "=", self.accountant.id)]))
