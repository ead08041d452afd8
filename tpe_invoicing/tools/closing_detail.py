# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a closing says besides its totals: VAT by rate, invoices apart from credits.

``taxes`` holds, for "currency category rate", the base and the tax. What was sealed
without that detail stands under "currency ?". ``gross`` holds, by currency, the totals
of invoices and of credit notes, neither ever less than before: whoever wants a
perpetual total without deductions adds them, whoever wants turnover subtracts.
"""

import json
from decimal import Decimal

DETAILS = ("gross", "taxes")


def list_taxes(groups):
    """Say the VAT of a document as its archive entry keeps it.

    :param list[dict] groups: the VAT breakdown in terms of EN 16931 (BG-23)
    :return: category, rate, base and tax of each group
    :rtype: list[list[str]]

    >>> from decimal import Decimal as D
    >>> group = {"BT-118": "S", "BT-119": D("5.50"), "BT-116": D(10), "BT-117": D(1)}
    >>> list_taxes([group])
    [['S', '5.5', '10', '1']]
    """
    return [
        [
            group["BT-118"],
            f"{Decimal(group.get('BT-119') or 0).normalize():f}",
            str(group["BT-116"]),
            str(group["BT-117"]),
        ]
        for group in groups
    ]


def detail(row):
    """:param dict row: entry of a document
    :return: its VAT by rate and its total, as a closing adds them up
    :rtype: dict

    >>> row = {"kind": "credit_note", "currency": "EUR", "amount_untaxed": "100.00",
    ...        "amount_tax": "20.00", "amount_total": "120.00",
    ...        "meta": '{"taxes": [["S", "20", "100.00", "20.00"]]}'}
    >>> detail(row)["taxes"]["EUR S 20"]["tax"], detail(row)["gross"]["EUR"]["credited"]
    (Decimal('-20.00'), Decimal('120.00'))
    """
    currency, is_credit = row["currency"], row["kind"] == "credit_note"
    meta, taxes = row.get("meta") or "", {}
    groups = json.loads(meta).get("taxes") if '"taxes"' in meta else None
    if groups is None:
        groups = [["?", "", row["amount_untaxed"], row["amount_tax"]]]
    for category, rate, base, tax in groups:
        key = f"{currency} {category} {rate}".strip()
        own = {"base": _signed(base, is_credit), "tax": _signed(tax, is_credit)}
        add_amounts(taxes, {key: own})
    total = Decimal(row["amount_total"])
    zero = total - total  # with its decimals
    gross = {
        "credited": abs(total) if is_credit else zero,
        "invoiced": zero if is_credit else total,
    }
    return {"gross": {currency: gross}, "taxes": taxes}


def add_amounts(sums, amounts):
    """Add amounts to the sums under the same keys, in their place.

    :param dict sums: sums so far
    :param dict amounts: what comes to them
    """
    for key, own in amounts.items():
        mine = sums.get(key)
        if mine is None:
            sums[key] = dict(own)
        else:
            for name, amount in own.items():
                mine[name] += amount


def add_details(parts):
    """:param list[dict] parts: documents or closings, some of an older form
    :return: their details added up; without ``gross`` where one of them has none
    :rtype: dict"""
    taxes = [part.get("taxes") or _without_rate(part["totals"]) for part in parts]
    details = {"taxes": as_texts(sum_amounts(taxes))}
    if all("gross" in part for part in parts):
        details["gross"] = as_texts(sum_amounts(part["gross"] for part in parts))
    return details


def sum_amounts(parts):
    """:param parts: dicts of dicts of amounts
    :return: the amounts added up under each key
    :rtype: dict[str, dict[str, Decimal]]

    >>> sum_amounts([{"EUR": {"tax": "1.00"}}, {"EUR": {"tax": "2.50"}}])
    {'EUR': {'tax': Decimal('3.50')}}
    """
    sums = {}
    for part in parts:
        for key, amounts in part.items():
            mine = sums.setdefault(key, dict.fromkeys(amounts, Decimal(0)))
            for name, amount in amounts.items():
                mine[name] += Decimal(amount)
    return sums


def as_texts(sums):
    """:return: the same with decimal strings
    :rtype: dict"""
    return {
        key: {name: str(amount) for name, amount in amounts.items()}
        for key, amounts in sums.items()
    }


def _signed(amount, is_credit):
    return -abs(Decimal(amount)) if is_credit else Decimal(amount)


def _without_rate(totals):
    """:return: what an older closing says of its VAT: no rate
    :rtype: dict"""
    return {
        f"{currency} ?": {"base": amounts["untaxed"], "tax": amounts["tax"]}
        for currency, amounts in totals.items()
    }
