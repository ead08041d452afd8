# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reminder was followed by. Followed, not caused."""

from decimal import Decimal

from .ratio import HUNDRED, get_ratio

# Days during which a payment is credited to the reminder before it.
WINDOW_DAYS = 10


def get_paid_after(amount_open, open_after, credited=Decimal(0)):
    """Say how much of a reminded amount was paid before the window closed.

    Credit notes take debt away without a payment; new debt on the same item (a
    payment taken back) never makes the answer negative.

    >>> get_paid_after(Decimal(1000), Decimal(400))
    Decimal('600')
    >>> get_paid_after(Decimal(1000), Decimal(0), credited=Decimal(200))
    Decimal('800')
    >>> get_paid_after(Decimal(1000), Decimal(1500))
    Decimal('0')

    :param Decimal amount_open: open when the reminder was sent
    :param Decimal open_after: open when the window closed or the next step came
    :param Decimal credited: taken off by credit notes meanwhile
    :return: the amount paid, between zero and what was open
    :rtype: Decimal
    """
    return min(max(amount_open - open_after - credited, Decimal(0)), amount_open)


def get_effectiveness(steps):
    """Compare what reminders asked for with what was paid right after.

    K-11: first step on 40 invoices (80 000), 22 of them paid (35 000). K-12: second
    step on the 18 left (45 000), 9 paid (27 000).

    >>> def step(asked, paid, number, total):
    ...     settled = [(Decimal(paid) / number, Decimal(paid) / number)] * number
    ...     left = total - number
    ...     rest = Decimal(asked - paid)
    ...     return settled + [(rest / left, Decimal(0))] * left
    >>> def rates(steps):
    ...     return [rate.quantize(Decimal("0.01")) for rate in get_effectiveness(steps)]
    >>> rates(step(80000, 35000, 22, 40))
    [Decimal('43.75'), Decimal('55.00')]
    >>> rates(step(45000, 27000, 9, 18))
    [Decimal('60.00'), Decimal('50.00')]
    >>> get_effectiveness([])
    (None, None)

    :param steps: (amount open at sending, amount paid in the window) of each item
    :return: percentage of the amount, percentage of items wholly paid
    :rtype: tuple
    """
    pairs = list(steps)
    asked = sum((amount for amount, _paid in pairs), Decimal(0))
    received = sum((paid for _amount, paid in pairs), Decimal(0))
    settled = sum(1 for amount, paid in pairs if paid >= amount)
    return (
        get_ratio(received, asked, HUNDRED),
        get_ratio(Decimal(settled), len(pairs), HUNDRED),
    )


def get_cumulated(asked, *received):
    """Compare what all steps together brought with what the first one asked for.

    K-12: 31 of 40 invoices, 62 000 of 80 000.

    >>> get_cumulated(40, 22, 9), get_cumulated(80000, 35000, 27000)
    (Decimal('77.5'), Decimal('77.5'))

    :param asked: amount or number at the first step
    :param received: amount or number paid after each step
    :return: percentage, unrounded; None when nothing was asked
    :rtype: Decimal
    """
    return get_ratio(Decimal(sum(received)), Decimal(asked), HUNDRED)


def get_gain(asked, paid, paid_days, baseline):
    """Compare what reminders brought with what comes by itself.

    The baseline is what was open at the end of due dates and was paid within as many
    days before any reminder: fresh delay pays fastest, so the gain is understated. Days
    gained are the days, within the window, that each euro asked for came earlier.

    First step of K-11: 80 000 asked, 35 000 paid, here 4 days before the window closes.
    By itself a tenth comes, 2 days before:

    >>> baseline = Decimal(100000), Decimal(10000), Decimal(20000)
    >>> get_gain(Decimal(80000), Decimal(35000), Decimal(140000), baseline)
    (Decimal('27000.0'), Decimal('1.55'))
    >>> get_gain(Decimal(80000), Decimal(35000), Decimal(0), (Decimal(0),) * 3)
    (None, None)

    :param Decimal asked: what reminders asked for
    :param Decimal paid: what was paid in the window
    :param Decimal paid_days: paid x days left of the window
    :param tuple baseline: open, paid, paid x days left, without reminder
    :return: amount gained, days gained; None without a baseline or a reminder
    :rtype: tuple
    """
    share = get_ratio(baseline[1], baseline[0])
    days = get_ratio(paid_days, asked)
    if share is None or days is None:
        return None, None
    return paid - asked * share, days - get_ratio(baseline[2], baseline[0])
