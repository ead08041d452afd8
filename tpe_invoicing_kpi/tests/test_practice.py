# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import datetime, time

from odoo import Command
from odoo.tests import tagged

from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPractice(KpiCommon):
    """Disputes, promises, sending, means of payment, contracts."""

    def _pause(self, move, kind, **vals):
        pauses_sudo = self.env["tpe.reminder.pause"].sudo()
        pause = pauses_sudo.create({"move_id": move.id, "kind": kind, "until": TODAY})
        pause.write(vals)
        return pause

    def _rows(self, code, on_date=TODAY):
        answer = self._values(code, on_date=on_date)[code]
        return {row["key"]: row for row in answer["rows"]}

    def test_a_dispute_counts_while_it_stands_and_for_its_part(self):
        disputed = self._sell(1000, self._days(-60))
        partly = self._sell(500, self._days(-60), partner=self.other_customer)
        self._sell(1500, self._days(-60))
        self._pause(disputed, "dispute", until=False, started_on=self._days(-10))
        self._pause(
            partly, "dispute", until=False, started_on=self._days(-20), amount=200
        )
        self.assertEqual(self._value("disputed_share"), "40.00")
        self.assertEqual(self._value("disputed_share", self._days(-15)), "6.67")
        self.assertEqual(self._value("disputed_share", self._days(-30)), "0.00")

    def test_a_dispute_is_no_more_than_what_is_open(self):
        invoice = self._sell(1000, self._days(-60))
        self._pause(invoice, "dispute", until=False, started_on=self._days(-50))
        self._pay(invoice, 750, self._days(-5))
        answer = self._values("disputed_share")["disputed_share"]
        self.assertEqual(answer["numerator"], "250.00")
        self.assertEqual(answer["value"], "100.00")

    def test_a_dispute_that_ended_counted_until_then(self):
        invoice = self._sell(1000, self._days(-60))
        self._pause(
            invoice,
            "dispute",
            until=False,
            started_on=self._days(-50),
            state="ended",
            ended_on=self._days(-20),
        )
        self.assertEqual(self._value("disputed_share", self._days(-21)), "100.00")
        self.assertEqual(self._value("disputed_share", self._days(-20)), "0.00")

    def test_promises_are_weighed_by_their_amount(self):
        for amount, state in ((300, "kept"), (100, "broken"), (900, "active")):
            day = self._days(-5)
            self._pause(
                self._sell(amount, self._days(-60)),
                "promise",
                until=day,
                state=state,
                ended_on=False if state == "active" else day,
            )
        self.assertEqual(self._value("promise_kept_rate"), "75.00")
        self.assertIs(self._value("promise_kept_rate", self._days(-6)), False)

    def test_sending_counts_from_the_invoice_to_its_first_mail(self):
        for wait in (0, 3):
            invoice = self._sell(100, self._days(-30))
            for later in (wait, wait + 10):
                day = datetime.combine(self._days(-30 + later), time(9))
                self.env["mail.message"].create(
                    {
                        "model": "account.move",
                        "res_id": invoice.id,
                        "message_type": "email_outgoing",
                        "date": day,
                    }
                )
        self._sell(100, self._days(-30))
        answer = self._values("send_delay")["send_delay"]
        self.assertEqual(
            (answer["value"], answer["numerator"], answer["denominator"]),
            ("1.50", "3", "2"),
        )

    def test_money_is_shown_by_journal(self):
        self._pay(self._sell(100, self._days(-30)), 100, self._days(-10))
        self._pay(self._sell(40, self._days(-30)), 30, self._days(-10))
        invoice = self._sell(60, self._days(-30))
        self._credit(invoice, 60, self._days(-5))
        rows = self._rows("payment_modes")
        self.assertEqual(
            [(key, row["value"]) for key, row in rows.items()],
            [(f"{self.bank.id}-0", "130.00")],
        )

    def test_the_year_of_each_customer_is_compared_with_the_one_before(self):
        self._sell(100, self._days(-400))
        self._sell(150, self._days(-10))
        self._sell(80, self._days(-10), partner=self.other_customer)
        rows = self._rows("revenue_trend_by_partner")
        self.assertEqual(rows[self.customer.id]["value"], "50.00")
        self.assertEqual(rows[self.customer.id]["denominator"], "100.00")
        self.assertIs(rows[self.other_customer.id]["value"], False)
        self.assertEqual(self._value("revenue_trend_by_partner"), "130.00")

    def test_contracts_that_run_make_the_recurring_revenue(self):
        contracts = self.env["contract.contract"]
        for price, months, start in ((120, 12, -100), (30, 1, -10), (50, 1, 5)):
            contracts.create(
                {
                    "name": "Upkeep",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "contract_line_ids": [
                        Command.create(
                            {
                                "name": "Upkeep",
                                "quantity": 1,
                                "price_unit": price,
                                "recurring_rule_type": "monthly",
                                "recurring_interval": months,
                                "date_start": self._days(start),
                                "recurring_next_date": self._days(start),
                            }
                        )
                    ],
                }
            )
        self.assertEqual(self._value("recurring_revenue"), "40.00")
        self.assertIs(self._value("recurring_revenue", self._days(-200)), False)
        ended = contracts.search([("company_id", "=", self.company.id)])[0]
        ended.date_end = self._days(-1)
        self.assertEqual(self._value("recurring_revenue"), "30.00")
