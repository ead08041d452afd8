# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReminderCommon

HERE = "odoo.addons.tpe_invoicing_reminders.models.account_move_limitation"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLimitation(ReminderCommon):
    def test_t18_t19_a_claim_that_lapses_soon_is_told_once(self):
        day = fields.Date.to_date
        business = self._issue(due="2022-01-31")
        # without a day of delivery: of 28 February, due on 30 March
        consumer = self._issue(partner=self.consumer, due="2025-03-30")
        moves = self.env["account.move"]
        self.assertEqual(consumer.tpe_limitation_on, day("2027-02-28"))
        warn = moves._tpe_warn_of_limitation
        self.assertFalse(warn(self.company, day("2026-10-31")))
        self.assertEqual(warn(self.company, day("2026-12-01")), business + consumer)
        self.assertEqual(consumer.activity_ids.date_deadline, day("2027-02-28"))
        self.assertFalse(warn(self.company, day("2026-12-02")))
        # a part payment starts a new period
        self._pay(consumer, "2026-12-03", 10)
        self.assertEqual(consumer.tpe_limitation_on, day("2028-12-03"))

    @mute_logger(HERE)
    def test_a_claim_that_cannot_be_told_stops_no_other(self):
        bad, good = [self._issue(due="2022-01-31") for _each in range(2)]
        kind = type(bad)
        tell = kind._tpe_warn_of_lapse

        def fail(move, *arguments):
            tell(move, *arguments)
            if move == bad:
                raise ZeroDivisionError

        with patch.object(kind, "_tpe_warn_of_lapse", fail):
            day = fields.Date.to_date("2026-12-01")
            warned = bad.browse()._tpe_warn_of_limitation(self.company, day)
        self.assertEqual(warned, good)
        self.assertFalse(bad.activity_ids)
        self.assertEqual(len(good.activity_ids), 1)
