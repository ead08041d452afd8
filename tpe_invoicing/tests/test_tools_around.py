# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.tests import BaseCase, tagged

from ..tools import outbound, recurrence, sales_table


@tagged("-at_install", "post_install")
class TestToolsAround(BaseCase):
    def test_examples_of_the_tools_are_right(self):
        for tool in (outbound, recurrence, sales_table):
            with self.subTest(tool=tool.__name__):
                self.assertFalse(doctest.testmod(tool).failed)
