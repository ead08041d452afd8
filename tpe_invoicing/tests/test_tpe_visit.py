# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

KIND = "test"


@tagged("post_install", "-at_install")
class TestTpeVisit(TransactionCase):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.visits = self.env["tpe.visit"]

    def _ask(self, who="192.0.2.1", limit=(2, 60)):
        return self.visits._is_welcome(KIND, who, limit)

    def test_each_stranger_has_his_own_count(self):
        self.assertEqual([self._ask() for _time in range(3)], [True, True, False])
        self.assertTrue(self._ask("192.0.2.2"))
        self.assertTrue(self.visits._is_welcome("other", "192.0.2.1", (2, 60)))

    def test_the_count_begins_again_after_its_time(self):
        for _time in range(3):
            self._ask()
        self._shift("2 minutes")
        self.assertTrue(self._ask())

    def test_nobody_is_named_and_nothing_is_kept_for_long(self):
        self._ask()
        self.visits.invalidate_model()
        keys = self.visits.search([]).mapped("key")
        self.assertTrue(keys)
        self.assertFalse([key for key in keys if "192" in key and "." in key])
        self._shift("2 days")
        self.visits._gc_visits()
        self.assertFalse(self.visits.search_count([]))

    def _shift(self, time):
        query = "UPDATE tpe_visit SET started_at = started_at - %s::interval"
        self.env.cr.execute(SQL(query, time))
