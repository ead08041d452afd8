# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prove an import: totals by month and rate, open balances, gaps in the numbers."""

import re
from collections import Counter, defaultdict
from decimal import Decimal

DIGITS = re.compile(r"\d+")
YEAR = re.compile(r"(19|20)\d\d")
# a jump of more numbers than this is another series, not a gap
LONGEST_GAP = 100
MOST_GAPS = 1000
SUMS = ("untaxed", "tax", "debts", "total", "open")


def split_number(number):
    """Part a document's number into its series and its rank.

    The last run of digits counts, unless it is a year behind the rank, as in 12/2025.
    A year glued to the rank belongs to the series.

    :param str number: a number
    :return: text before, rank as written, text behind; None without any digit
    :rtype: tuple[str, str, str] | None

    >>> split_number("FA-2025-0012"), split_number("12/2025")
    (('FA-2025-', '0012', ''), ('', '12', '/2025'))
    >>> split_number("20250012")
    ('2025', '0012', '')
    """
    runs = list(DIGITS.finditer(number))
    if not runs:
        return None
    run = runs[-1]
    if len(runs) > 1 and YEAR.fullmatch(run[0]) and not YEAR.fullmatch(runs[-2][0]):
        run = runs[-2]
    before, rank, behind = number[: run.start()], run[0], number[run.end() :]
    if len(rank) >= 7 and YEAR.match(rank):
        before, rank = before + rank[:4], rank[4:]
    return before, rank, behind


def find_gaps(numbers):
    """List the numbers that a series lacks.

    :param numbers: numbers of documents
    :return: the missing ones, written like their neighbours
    :rtype: list[str]

    >>> find_gaps(["F-08", "F-11", "G-1", "F-09"])
    ['F-10']
    """
    series = defaultdict(dict)
    for number in numbers:
        if parts := split_number(number):
            before, rank, behind = parts
            series[before, behind][int(rank)] = rank
    gaps = []
    for (before, behind), ranks in series.items():
        ordered = sorted(ranks)
        for rank, following in zip(ordered, ordered[1:], strict=False):
            if following - rank - 1 > LONGEST_GAP:
                continue
            width = len(ranks[rank])
            gaps += [
                f"{before}{missing:0{width}d}{behind}"
                for missing in range(rank + 1, following)
            ]
    return gaps[:MOST_GAPS]


def sum_documents(documents, currency="EUR", digits=None):
    """Sum documents: by currency, by month and rate, and what is open by customer.

    Credit notes count negative.

    What is brought in as a debt alone has no known part before tax: ``debts`` tells it
    apart, so that before tax, tax and debts make the total.

    :param list documents: ``date``, ``is_credit``, ``taxes``, ``untaxed``, ``tax``,
        ``total``, ``open``, ``partner``, ``currency``, ``items``
    :param str currency: the company's own, which is there also without any document
    :param dict digits: decimals of the currencies that have no two
    :return: JSON-safe totals
    :rtype: dict
    """
    wholes, months, partners = _add_documents(documents, currency)

    def text(amount, name):
        return f"{Decimal(amount):.{(digits or {}).get(name, 2)}f}"

    return {
        "documents": len(documents),
        "by_currency": [
            {
                "currency": name,
                "documents": whole["documents"],
                **{part: text(whole[part], name) for part in SUMS},
            }
            for name, whole in wholes.items()
        ],
        "by_month": [
            {
                "month": month,
                "rate": False if rate is None else str(rate),
                "currency": name,
                "untaxed": text(sums["untaxed"], name),
                "tax": text(sums["tax"], name),
                "documents": sums["documents"],
            }
            for (month, rate, name), sums in sorted(
                months.items(), key=lambda item: (item[0][0], item[0][1] or 0)
            )
        ],
        "by_partner": [
            {"partner": partner, "currency": name, "open": text(amount, name)}
            for (partner, name), amount in sorted(partners.items())
            if amount
        ],
    }


def _add_documents(documents, currency):
    """:return: sums by currency, by month, rate and currency, and by customer and
        currency
    :rtype: tuple[dict]"""
    wholes, months, partners = {currency: Counter()}, defaultdict(Counter), Counter()
    for document in documents:
        sign = -1 if document["is_credit"] else 1
        is_debt = any(item.get("is_debt") for item in document.get("items", ()))
        whole = wholes.setdefault(document["currency"], Counter())
        whole["debts" if is_debt else "untaxed"] += sign * document["untaxed"]
        for name in ("tax", "total", "open"):
            whole[name] += sign * document[name]
        whole["documents"] += 1
        partners[document["partner"], document["currency"]] += sign * document["open"]
        for rate, part in document["taxes"].items():
            key = (f"{document['date']:%Y-%m}", rate, document["currency"])
            months[key]["untaxed"] += sign * part["base"]
            months[key]["tax"] += sign * part["tax"]
            months[key]["documents"] += 1
    return wholes, months, partners
