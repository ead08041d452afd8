# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from lxml import etree

from odoo.tests import TransactionCase, tagged

SENTENCE = 20  # signs


@tagged("post_install", "-at_install")
class TestHelp(TransactionCase):
    """Every screen of the three addons says what it is for."""

    def _explains(self, action):
        """:return: whether a screen has a help of its own, or sentences on it
        :rtype: bool"""
        if (action.help or "").strip():
            return True
        view = self.env[action.res_model].get_view(action.view_id.id or None, "form")
        nodes = etree.fromstring(view["arch"]).iter("p", "div", "span")
        words = (" ".join("".join(node.itertext()).split()) for node in nodes)
        # of some the sentences depend on what they are about
        is_told = 'name="message"' in view["arch"]
        return is_told or any(len(each) > SENTENCE for each in words)

    def test_every_screen_says_what_it_is_for(self):
        model = "ir.actions.act_window"
        records = self.env["ir.model.data"].search(
            [("model", "=", model), ("module", "=like", "tpe_invoicing%")]
        )
        self.assertGreater(len(records), 50)
        silent = [
            record.complete_name
            for record in records
            if not self._explains(self.env[model].browse(record.res_id))
        ]
        self.assertEqual(silent, [])
