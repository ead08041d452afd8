# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import os
from collections import namedtuple
from datetime import timedelta
from random import Random

from .common import TODAY, KpiCommon

# a longer run by hand: TPE_LEDGER_INVOICES=5000 TPE_LEDGER_DAYS=200
INVOICES = int(os.environ.get("TPE_LEDGER_INVOICES", "60"))
EACH = 15  # invoices of a customer
BATCH = 250  # invoices booked together
SEED = 20261124
PAST = (
    *(0, -1, -45, -90, -200, -400, -700),
    *Random(SEED).sample(range(-900, 0), int(os.environ.get("TPE_LEDGER_DAYS", "0"))),
)
PAYMENT, CREDIT = "payment", "credit"

Story = namedtuple("Story", "amount day due partner currency steps ending")
Step = namedtuple("Step", "kind amount day")


class LedgerCommon(KpiCommon):
    """A generated ledger: part payments, reversals, credit notes, two currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(SEED)
        cls.answers = {}
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
            [
                {"name": f"Customer {number}"}
                for number in range(max(INVOICES // EACH, 1))
            ]
        )
        stories = [cls._invent() for _number in range(INVOICES)]
        cls.invoices = cls.env["account.move"].union(
            *(cls._write(stories[at : at + BATCH]) for at in range(0, INVOICES, BATCH))
        )

    @classmethod
    def _answer(cls, day):
        """Ask for all figures of a day, once: no test changes what they are made of."""
        if day not in cls.answers:
            cls.answers[day] = cls._values(on_date=day)
        return cls.answers[day]

    @classmethod
    def _invent(cls):
        """Sell, and let the customer do one of the things customers do."""
        chance = cls.random
        day = TODAY - timedelta(chance.randrange(900))
        due = day + timedelta(chance.choice((0, 15, 30, 45)))
        amount = chance.randrange(10_000, 500_000) / 100
        currency = chance.choice((cls.company.currency_id,) * 3 + (cls.dollar,))
        later = [day + timedelta(chance.randrange(1, 150)) for _time in range(3)]
        first, second, third = sorted(later)
        part = round(amount / 3, 2)
        steps, ending = [], ""
        match chance.randrange(8):
            case 0 | 1 | 2:
                steps = [Step(PAYMENT, amount, first)]
            case 3:
                steps = [Step(PAYMENT, part, first)]
            case 4:
                steps = [
                    Step(PAYMENT, part, first),
                    Step(CREDIT, part, second),
                    Step(PAYMENT, round(amount - 2 * part, 2), third),
                ]
            case 5:
                steps = [Step(CREDIT, amount, second)]
            case 6:
                steps, ending = [Step(PAYMENT, amount, first)], "undone"
            case 7:
                steps, ending = [Step(PAYMENT, part, second)], "unmatched"
        partner = chance.choice(cls.partners)
        return Story(amount, day, due, partner, currency, steps, ending)

    @classmethod
    def _write(cls, stories):
        """Book the stories, the first step of each before the second of any.

        :return: the invoices, in the order of the stories
        """
        invoices = cls._post(
            [
                cls._prepare_sale(
                    one.amount,
                    one.day,
                    due=one.due,
                    partner=one.partner,
                    currency_id=one.currency.id,
                )
                for one in stories
            ]
        )
        told = list(zip(stories, invoices, strict=True))
        for number in range(max(len(one.steps) for one in stories)):
            cls._take([pair for pair in told if number < len(pair[0].steps)], number)
        return invoices

    @classmethod
    def _take(cls, told, number):
        """Book one step of each story, and match it with the invoice."""
        moves = cls._post(
            [cls._prepare_step(story, number) for story, _invoice in told]
        )
        matched, undone = [], moves.browse()
        for (story, invoice), move in zip(told, moves, strict=True):
            if story.ending != "unmatched":
                matched.append(cls._get_receivable(invoice | move))
            if story.ending == "undone":
                undone |= move
        # a transaction that grows this much is planned for as if it were empty
        cls.env.flush_all()
        cls.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile"
        )
        cls.env["account.move.line"]._reconcile_plan(matched)
        cls._get_receivable(undone).remove_move_reconcile()

    @classmethod
    def _prepare_step(cls, story, number):
        kind, amount, day = story.steps[number]
        if kind == CREDIT:
            return cls._prepare_sale(
                amount,
                day,
                partner=story.partner,
                move_type="out_refund",
                currency_id=story.currency.id,
            )
        # money that nobody allocates comes in euros
        currency = None if story.ending == "unmatched" else story.currency
        return cls._prepare_receipt(amount, day, story.partner, currency)
