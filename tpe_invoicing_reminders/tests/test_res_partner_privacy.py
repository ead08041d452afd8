# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from odoo.tests import tagged

from .common import ReminderCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestResPartnerPrivacy(ReminderCommon):
    """Who asks what is known of him is told of the reminders too."""

    def _inventory(self, partner):
        items = partner._tpe_get_inventory(self.company)
        return {item["code"]: item for item in items}

    def test_reminders_that_no_archive_holds_are_told_and_kept_as_letters_are(self):
        invoice = self._issue()
        self.assertNotIn("reminder", self._inventory(self.business))
        self.assertTrue(self._run("2026-10-20")["sent"])
        invoice.tpe_pause("promise", "2026-11-25")
        found = self._inventory(self.business)
        for code in ("reminder", "pause"):
            item = found[code]
            self.assertEqual((item["count"], item["ground"]), (1, "legal"), code)
        self.assertGreaterEqual(found["reminder"]["until"], date(2032, 10, 20))

    def test_mails_of_an_invoice_are_told_with_it(self):
        invoice = self._issue()
        before = self._inventory(self.business).get("mails", {"count": 0})["count"]
        invoice.message_post(body="Le chèque part demain", message_type="comment")
        found = self._inventory(self.business)
        self.assertEqual(found["mails"]["count"], before + 1)
        self.assertEqual(found["mails"]["until"], found["ledger"]["until"])
