# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged

from .common_contract import ContractCommon

CASES, PERIODS = 36, 30
STEPS = {
    "daily": {"days": 1},
    "weekly": {"weeks": 1},
    "monthly": {"months": 1},
    "monthlylastday": {"months": 1},
    "quarterly": {"months": 3},
    "semesterly": {"months": 6},
    "yearly": {"years": 1},
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContractDays(ContractCommon):
    def _agree(self, start, rule="monthly", kind="pre-paid", interval=1, **line):
        """:return: a contract of one line whose rhythm is its own"""
        rhythm = {
            "recurring_rule_type": rule,
            "recurring_invoicing_type": kind,
            "recurring_interval": interval,
            "date_start": start,
        }
        line |= {"product_id": self.upkeep.id, "name": "Upkeep", "price_unit": 100}
        lines = [Command.create(line | rhythm)]
        own = {"line_recurrence": True, "contract_line_ids": lines}
        return self._contract(**rhythm | own)

    def _bill(self, contract, count):
        """:return: day of the invoice, first and last day of the period, of each"""
        found = []
        for _each in range(count):
            for vals in contract._prepare_recurring_invoices_values():
                line = vals["invoice_line_ids"][0][2]
                days = line["tpe_date_start"], line["tpe_date_end"]
                found.append((vals["invoice_date"], *days))
            contract._compute_recurring_next_date()
        return found

    def _find_agreed(self, start, rule, kind, interval, count):
        """:return: the same, counted from the day of the start each time"""
        last_day = rule == "monthlylastday"
        steps = [
            {unit: value * interval * number for unit, value in STEPS[rule].items()}
            for number in range(count + 1)
        ]
        day = {"day": 1} if last_day else {}
        firsts = [start + relativedelta(**step, **day) for step in steps]
        firsts[0] = start
        found = []
        for first, following in zip(firsts, firsts[1:], strict=False):
            last = following - timedelta(1)
            after = last if last_day else following
            found.append((first if kind == "pre-paid" else after, first, last))
        return found

    def test_periods_cover_the_time_once_on_the_day_that_was_agreed(self):
        chance = Random(31)
        for rule in list(STEPS) * (CASES // len(STEPS)) + ["monthly", "quarterly"] * 4:
            month = chance.randint(1, 12)
            day = chance.choice([1, 15, 28, 29, 30, 31, 31, 31])
            start = date(chance.randint(2023, 2028), month, 1)
            start += relativedelta(day=day)
            case = start, rule, chance.choice(["pre-paid", "post-paid"])
            case += (chance.randint(1, 4),)
            with self.subTest(case=case):
                billed = self._bill(self._agree(*case), PERIODS)
                self.assertEqual(billed, self._find_agreed(*case, PERIODS))

    def test_the_last_day_of_the_month_and_of_february_come_back(self):
        for start, rule, starts in (
            (date(2026, 1, 31), "monthly", "01-31 02-28 03-31 04-30 05-31"),
            (date(2026, 1, 30), "monthly", "01-30 02-28 03-30 04-30 05-30"),
            (date(2024, 2, 29), "yearly", "02-29 02-28 02-28 02-28 02-29"),
            (date(2026, 11, 30), "quarterly", "11-30 02-28 05-30 08-30 11-30"),
            (date(2026, 8, 31), "semesterly", "08-31 02-28 08-31 02-29 08-31"),
        ):
            with self.subTest(start=start, rule=rule):
                billed = self._bill(self._agree(start, rule), 5)
                self.assertEqual([f"{day:%m-%d}" for day, *_ in billed], starts.split())

    def test_what_is_billed_afterwards_is_not_billed_on_its_first_day(self):
        start = date(2026, 7, 31)
        agreed = date(2026, 8, 31), start, date(2026, 8, 30)
        line = {"date_start": start, "recurring_next_date": start}
        contract = self._agree(start, kind="post-paid", **line)
        self.assertEqual(self._bill(contract, 1), [agreed])
        contract.contract_line_ids.recurring_next_date = "2026-08-31"
        agreed = date(2026, 9, 30), date(2026, 8, 31), date(2026, 9, 29)
        self.assertEqual(self._bill(contract, 1), [agreed])

    def test_a_day_that_has_drifted_comes_back_from_the_next_period_on(self):
        for kind, rows in (
            ("pre-paid", ["04-28 04-28 05-30", "05-31 05-31 06-29"]),
            ("post-paid", ["05-28 04-28 05-27", "06-30 05-28 06-29"]),
        ):
            with self.subTest(kind=kind):
                contract = self._agree(date(2026, 1, 31), kind=kind)
                next_date = "2026-04-28" if kind == "pre-paid" else "2026-05-28"
                contract.contract_line_ids.write({"last_date_invoiced": "2026-04-27"})
                contract.contract_line_ids.write({"recurring_next_date": next_date})
                billed = self._bill(contract, 2)
                found = [" ".join(f"{day:%m-%d}" for day in row) for row in billed]
                self.assertEqual(found, rows)

    def test_a_day_that_somebody_has_moved_stays_where_it_is(self):
        contract = self._agree(date(2026, 1, 31))
        contract.contract_line_ids.recurring_next_date = "2026-02-15"
        starts = [first for _day, first, _last in self._bill(contract, 4)]
        moved = [date(2026, month, 15) for month in (3, 4, 5)]
        self.assertEqual(starts, [date(2026, 1, 31), *moved])

    def test_pauses_catching_up_and_the_year_ahead_keep_the_day(self):
        start = date(2026, 11, 30)
        contract = self._agree(start)
        contract.write(
            {"tpe_pause_from": "2027-02-01", "tpe_pause_until": "2027-03-05"}
        )
        rows = contract._tpe_get_year_ahead(start)
        self._run("2027-08-31")
        lines = self._moves(contract).invoice_line_ids.sorted("tpe_date_start")
        starts = lines.mapped("tpe_date_start")
        days = ("11-30", "12-30", "01-30", "03-30", "04-30", "05-30", "06-30", "07-30")
        self.assertEqual([f"{day:%m-%d}" for day in starts], [*days, "08-30"])
        agreed = self._find_agreed(start, "monthly", "pre-paid", 1, 13)
        shown = [(row["date"], row["first"], row["last"]) for row in rows]
        self.assertEqual(shown, agreed)
        kept = [row["first"] for row in rows if row["note"] != "paused"]
        self.assertEqual(starts, kept[:9])

    def test_terms_of_a_renewal_keep_the_day_too(self):
        contract = self._agree(date(2026, 8, 31))
        contract.write(
            {
                "tpe_renews": True,
                "tpe_term_end": "2027-02-27",
                "tpe_term_months": 6,
                "tpe_tells_renewal": False,
            }
        )
        self.contracts._cron_renew(date(2027, 3, 1))
        self.assertEqual(contract.tpe_term_end, date(2027, 8, 30))
