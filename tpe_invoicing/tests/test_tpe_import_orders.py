# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from functools import partial
from random import Random

from odoo.tests import tagged

from .import_fec_common import TpeImportFecCommon

CUSTOMERS = {"C1": "Roy", "C2": "Petit", "C3": "Le Goff"}
SEEDS = 6
LAST_DAY = date(2026, 10, 31)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportOrders(TpeImportFecCommon):
    """Two years of a business, told by a list and two FEC: whatever the order in which
    they come, each customer owes what he owes, and all of it can be taken back."""

    def test_files_of_one_past_come_in_whatever_order(self):
        for seed in range(SEEDS):
            draw = Random(seed)
            past = [self._invent_sale(draw, rank) for rank in range(draw.randint(2, 9))]
            is_summed = draw.random() < 0.5  # openings: a sum a customer, or each debt
            files = [
                self._bring_list,
                partial(self._bring_year, 2025, is_summed),
                partial(self._bring_year, 2026, is_summed),
            ]
            draw.shuffle(files)
            files.append(draw.choice(files))  # one of them again
            with self.subTest(seed=seed), self.env.cr.savepoint():
                self._check_files(files, past)

    def _check_files(self, files, past):
        done = [bring(past) for bring in files]
        for answer in done:
            self.assertEqual(answer["report"]["rejected"], [])
        for code, name in CUSTOMERS.items():
            due = sum(
                sale["amount"] - sale["paid"] for sale in past if sale["code"] == code
            )
            self.assertEqual(self._owed(name), due, name)
        for answer in reversed(done):
            self.imports.tpe_undo(answer["import_id"])
        for name in CUSTOMERS.values():
            self.assertEqual(self._owed(name), 0)

    def _invent_sale(self, draw, rank):
        day = date(draw.choice((2025, 2026)), draw.randint(1, 6), draw.randint(1, 28))
        amount = 10 * draw.randint(2, 90)
        paid_on = min(day + timedelta(draw.randint(1, 300)), LAST_DAY)
        return {
            "number": f"F-{rank + 1}",
            "code": draw.choice(list(CUSTOMERS)),
            "day": day,
            "amount": amount,
            "paid": draw.choice((0, amount, amount // 2)),
            "paid_on": paid_on,
        }

    def _bring_list(self, past):
        return self._list(
            *(
                f"{sale['number']};{sale['day']:%d/%m/%Y};;{CUSTOMERS[sale['code']]};"
                f"{sale['amount']};0;{sale['amount']};{sale['paid']};"
                + (f"{sale['paid_on']:%d/%m/%Y}" if sale["paid"] else "")
                for sale in past
            )
        )

    def _bring_year(self, year, is_summed, past):
        """Bring the FEC of a year in: opening balances, sales, payments."""
        entries, opened = [], {}
        for rank, sale in enumerate(past, 10):
            who = {"code": sale["code"], "name": CUSTOMERS[sale["code"]]}
            paid_before = sale["paid"] * (sale["paid_on"].year < year)
            if sale["day"].year < year and sale["amount"] > paid_before:
                piece = "AN" if is_summed else sale["number"]
                opened.setdefault((sale["code"], piece), []).append(
                    sale["amount"] - paid_before
                )
            elif sale["day"].year == year:
                day = f"{sale['day']:%Y%m%d}"
                entries.append(
                    self._sell(f"{rank}", sale["amount"], sale["number"], day, **who)
                )
            if sale["paid"] and sale["paid_on"].year == year:
                day = f"{sale['paid_on']:%Y%m%d}"
                entries.append(self._pay(sale["paid"], day, f"9{rank}", **who))
        lines = [
            (sum(amounts), piece, {"code": code, "name": CUSTOMERS[code]})
            for (code, piece), amounts in opened.items()
        ]
        if lines:
            entries.insert(0, self._open(*lines, day=f"{year}0101"))
        return self._fec(*entries)
