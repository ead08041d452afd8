# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common_contract import FIRST, ContractCommon

DAYS = ("2026-11-01", "2026-12-01", "2027-01-01", "2027-01-16", "2027-02-01")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContractEnd(ContractCommon):
    def _ending(self, kind, level, day, **values):
        """:return: a contract that ends on a day, as a whole or by its line"""
        line = {"product_id": self.upkeep.id, "name": "Upkeep", "price_unit": 100}
        line |= {"recurring_rule_type": "monthly", "date_start": FIRST}
        line |= {"recurring_invoicing_type": kind}
        if level == "line":
            line["date_end"] = day
        contract = self._contract(
            **{
                "recurring_invoicing_type": kind,
                "contract_line_ids": [Command.create(line)],
                **values,
            }
        )
        if level == "contract":
            contract.date_end = day
        return contract

    def _bill(self, contract):
        """:return: the periods that are billed by runs of several months"""
        for day in (*DAYS, "2027-03-01"):
            self._run(day)
        lines = self._moves(contract).invoice_line_ids.sorted("tpe_date_start")
        return [(line.tpe_date_start, line.tpe_date_end) for line in lines]

    def test_the_last_period_is_billed_and_printed_up_to_the_end(self):
        end, by_hand = date(2027, 1, 15), {"tpe_auto_issue": False}
        for kind, level, values in (
            ("pre-paid", "line", {}),
            ("pre-paid", "contract", by_hand),
            ("post-paid", "line", by_hand),
            ("post-paid", "contract", {}),
        ):
            with self.subTest(kind=kind, level=level, **values):
                contract = self._ending(kind, level, end, **values)
                rows = contract._tpe_get_year_ahead(date(2026, 11, 1))
                periods = [
                    (date(2026, 11, 1), date(2026, 11, 30)),
                    (date(2026, 12, 1), date(2026, 12, 31)),
                    (date(2027, 1, 1), end),
                ]
                self.assertEqual(self._bill(contract), periods)
                shown = [(row["first"], row["last"]) for row in rows]
                self.assertEqual(shown, periods)
                self.assertFalse(contract._tpe_get_year_ahead(date(2027, 3, 1)))
                self.assertFalse(contract.recurring_create_invoice())
                amounts = self._moves(contract).mapped("amount_untaxed")
                self.assertEqual(amounts, [100] * 3)

    def test_what_has_ended_is_due_no_more_and_goes_on_when_it_is_prolonged(self):
        by_hand = {"tpe_auto_issue": False}
        contract = self._ending("post-paid", "line", "2027-01-31", **by_hand)
        self.assertEqual(len(self._bill(contract)), 3)
        self.assertFalse(contract.recurring_next_date)
        contract.contract_line_ids.date_end = "2027-02-28"
        self.assertEqual(contract.recurring_next_date, date(2027, 3, 1))
        self.assertEqual(len(self._bill(contract)), 4)
