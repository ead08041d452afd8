# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import os
from datetime import timedelta
from random import Random

from .common import TODAY, KpiCommon

# a longer run by hand: TPE_LEDGER_INVOICES=5000 TPE_LEDGER_DAYS=200
INVOICES = int(os.environ.get("TPE_LEDGER_INVOICES", "60"))
SEED = 20261124
PAST = (
    *(0, -1, -45, -90, -200, -400, -700),
    *Random(SEED).sample(range(-900, 0), int(os.environ.get("TPE_LEDGER_DAYS", "0"))),
)


class LedgerCommon(KpiCommon):
    """A generated ledger: part payments, reversals, credit notes, two currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(SEED)
        cls.dollar = cls.env.ref("base.USD")
        for days, rate in ((-1200, 1.1), (-400, 1.25), (-100, 0.95)):
            cls.env["res.currency.rate"].create(
                {
                    "name": cls._days(days),
                    "rate": rate,
                    "currency_id": cls.dollar.id,
                    "company_id": cls.company.id,
                }
            )
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(4)]
        )
        cls.invoices = [cls._make_story() for _number in range(INVOICES)]

    @classmethod
    def _make_story(cls):
        """Sell, and let the customer do one of the things customers do."""
        chance = cls.random
        day = TODAY - timedelta(chance.randrange(900))
        due = day + timedelta(chance.choice((0, 15, 30, 45)))
        amount = chance.randrange(10_000, 500_000) / 100
        currency = chance.choice((cls.company.currency_id,) * 3 + (cls.dollar,))
        invoice = cls._sell(
            amount,
            day,
            due=due,
            partner=chance.choice(cls.partners),
            currency_id=currency.id,
        )
        later = [day + timedelta(chance.randrange(1, 150)) for _time in range(3)]
        first, second, third = sorted(later)
        part = round(amount / 3, 2)
        match chance.randrange(8):
            case 0 | 1 | 2:
                cls._pay(invoice, amount, first)
            case 3:
                cls._pay(invoice, part, first)
            case 4:
                cls._pay(invoice, part, first)
                cls._credit(invoice, part, second)
                cls._pay(invoice, round(amount - 2 * part, 2), third)
            case 5:
                cls._credit(invoice, amount, second)
            case 6:
                payment = cls._pay(invoice, amount, first)
                cls._get_receivable(payment).remove_move_reconcile()
            case 7:
                cls._receive(part, second, invoice.partner_id)
        return invoice
