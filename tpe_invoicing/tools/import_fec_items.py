# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find customers, invoices and what is still open in the entries of a FEC."""

import itertools
from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from .import_invoice_total import bare_item, find_rate
from .import_partner import read_partner

RECEIVABLE = ("411", "416")
SALES, VAT = "7", "4457"
# of more lines of one sale it is not tried which VAT lies on which
MOST_BASES = 5


class Entry(list):
    """The lines of an entry. Some software makes one of a whole month, so what is asked
    for each line is found once."""

    @cached_property
    def is_sold(self):
        """:rtype: bool"""
        return any(line["account"].startswith(SALES) for line in self)

    @cached_property
    def has_one_customer(self):
        """:return: whether one line is on a customer's account
        :rtype: bool"""
        return sum(map(is_receivable, self)) == 1


def find_customers(lines):
    """Gather the customers.

    Without an auxiliary account the general account stands for the customer.

    :param list lines: lines of entries that balance
    :return: party, see ``read_partner``, by code
    :rtype: dict[str, dict]
    """
    customers = {}
    for line in lines:
        if is_receivable(line):
            code = customer_code(line)
            name = line["customer_name"] or line["account_name"] or code
            if code not in customers:
                cells = {"name": name, "customer_ref": code}
                party = {"line": line["line"], "is_nameless": False}
                customers[code] = read_partner(cells) | party
    return customers


def is_receivable(line):
    """:param dict line: a line
    :rtype: bool"""
    return line["account"].startswith(RECEIVABLE)


def customer_code(line):
    """:param dict line: a line on a customer's account
    :rtype: str"""
    return line["customer"] or line["account"]


def find_opening(lines):
    """Find the day on which customers' accounts open. Whoever books the opening late
    has entries of the first days of the month already.

    :param list lines: lines of entries that balance
    :return: the day, None when they open with nothing
    :rtype: date | None
    """
    day = min(
        (line["date"] for line in lines if line["is_opening"] and is_receivable(line)),
        default=None,
    )
    begin = day and day.replace(day=1)
    return day and min(line["date"] for line in lines if line["date"] >= begin)


def find_sales(lines):
    """Find the invoices and credit notes.

    :param list lines: lines of entries that balance
    :return: line on the customer's account by its number of a line
    :rtype: dict[int, dict]
    """
    entries = _part_entries(lines)
    return {
        line["line"]: line
        for line in lines
        if is_receivable(line) and _is_sale(line, entries[line["line"]])
    }


def find_items(lines):
    """Find what each customer was invoiced and paid, and match it.

    :param list lines: lines of entries that balance
    :return: documents, see ``build_document``; and payments that no document has taken
        yet, as ``line``, ``date``, ``code``, ``amount``, ``label``; ``past`` of the
        amount pays what is there already
    :rtype: tuple[list[dict], list[dict]]
    """
    entries = _part_entries(lines)
    has_letters = any(line["letter"] for line in lines if is_receivable(line))
    groups = defaultdict(list)
    for line in lines:
        if is_receivable(line) and line["amount"] and not line.get("is_out"):
            entry = entries[line["line"]]
            item = {"source": line, "is_sale": _is_sale(line, entry), "entry": entry}
            letter = line["letter"] or (f"\0{line['line']}" if has_letters else "")
            groups[customer_code(line), letter].append(item)
    documents, payments = [], []
    for (code, _letter), items in groups.items():
        _match_group(code, items, documents, payments)
    _make_numbers_unique(documents)
    return documents, payments


def _part_entries(lines):
    """Gather the lines of each entry. Some software gives one number to all the sales
    of a day: where each document balances alone, it is an entry.

    :return: its entry, by number of a line
    :rtype: dict[int, Entry]
    """
    entries, parted = defaultdict(Entry), {}
    for line in lines:
        entries[line["journal"], line["entry"]].append(line)
    for entry in entries.values():
        pieces = defaultdict(Entry)
        for line in entry:
            pieces[line["piece"]].append(line)
        balance = [sum(line["amount"] for line in piece) for piece in pieces.values()]
        groups = [entry] if any(balance) else pieces.values()
        for group in groups:
            parted |= {line["line"]: group for line in group}
    return parted


def _is_sale(line, entry):
    """Tell whether a line on a customer's account is an invoice: the only one of its
    entry, against sales."""
    return not line["is_opening"] and entry.has_one_customer and entry.is_sold


def _match_group(code, items, documents, payments):
    """Match the lines that bear one letter, oldest documents first."""
    balance = sum(item["source"]["amount"] for item in items)
    sales = [item for item in items if item["is_sale"]]
    has_past = any(item["source"].get("is_known") for item in items)
    if not balance and not sales and not has_past:
        return
    debts = [item for item in items if item["source"]["amount"] > 0]
    credits = [item for item in items if item["source"]["amount"] < 0]
    pool = -sum(item["source"]["amount"] for item in credits)
    settled_on = max(
        item["source"]["letter_date"] or item["source"]["date"] for item in items
    )
    paid_past = Decimal(0)
    for item in sorted(debts, key=lambda item: item["source"]["date"]):
        taken = min(pool, item["source"]["amount"])
        pool -= taken
        if item["source"].get("is_known"):
            paid_past += taken  # its document came with an earlier file
        elif item["is_sale"] or taken < item["source"]["amount"]:
            open_amount = item["source"]["amount"] - taken
            documents.append(_document(code, item, open_amount, settled_on))
    # what no debt of this file has taken stays a payment first, a credit note then
    pool += paid_past
    for item in sorted(credits, key=lambda item: item["is_sale"]):
        left = min(pool, -item["source"]["amount"])
        pool -= left
        if item["is_sale"]:
            documents.append(_document(code, item, left, settled_on))
        elif left:
            past = min(left, paid_past)
            paid_past -= past
            payments.append(_payment(code, item["source"], left, past))


def _payment(code, source, amount, past):
    """:return: a payment out of an entry
    :rtype: dict"""
    payment = {name: source[name] for name in ("line", "date", "label")}
    return payment | {"code": code, "amount": amount, "past": past}


def _document(code, item, open_amount, settled_on):
    """:return: a past document out of an entry; a bare debt when it is no sale
    :rtype: dict"""
    source = item["source"]
    total = abs(source["amount"])
    if item["is_sale"]:
        items, taxes = _read_sale(source, item["entry"])
    else:
        # what was sold lies in another year: only the debt comes in, what is open of it
        total = open_amount
        items, taxes = [bare_item(_label(source), total)], {}
    untaxed = sum(part["untaxed"] for part in items)
    return {
        "line": source["line"],
        "number": find_number(source),
        "entry_number": _find_entry_number(source, item["entry"]),
        "date": source["piece_date"],
        "due": None,
        "paid_on": settled_on,
        "origin": "",
        "currency": "",
        "code": code,
        "entry": source["entry"],
        "is_credit": source["amount"] < 0,
        "items": items,
        "taxes": taxes,
        "untaxed": untaxed,
        "tax": total - untaxed,
        "total": total,
        "open": open_amount,
    }


def find_number(source):
    """A reference without digits, such as "A NOUVEAU", is the number of nothing."""
    if any(sign.isdigit() for sign in source["piece"]):
        return source["piece"]
    return _number_entry(source)


def _number_entry(source):
    return f"{source['journal']}{source['date'].year}-{source['entry']}"


def _find_entry_number(source, entry):
    """:return: what tells a debt from another one of its reference, for those of banks
        and of sundry entries begin anew every year; blank for sales and openings
    :rtype: str"""
    is_own = not source["is_opening"] and not entry.is_sold
    return _number_entry(source) if is_own else ""


def _label(source):
    return source["label"] or source["piece"]


def _read_sale(source, entry):
    """:return: lines and taxes of a sale, positive for invoice and credit note alike
    :rtype: tuple[list[dict], dict]"""
    sign = -1 if source["amount"] > 0 else 1
    items, vats = [], []
    for line in entry:
        amount = sign * line["amount"]
        if line["account"].startswith(VAT):
            vats.append(amount)
        elif line is not source:
            items.append(bare_item(_label(line), amount) | {"is_debt": False})
    rates = _match_rates([item["untaxed"] for item in items], vats)
    taxes = {}
    for item, rate in zip(items, rates, strict=True):
        item["rate"] = rate
        part = taxes.setdefault(rate, {"base": Decimal(0), "tax": Decimal(0)})
        part["base"] += item["untaxed"]
    if len(taxes) == 1:
        taxes[rates[0]]["tax"] = sum(vats, Decimal(0))
        return items, taxes
    for vat in vats:
        fits = [
            rate for rate in taxes if rate and _is_tax(taxes[rate]["base"], vat, rate)
        ]
        taxes[fits[0]]["tax"] += vat
    return items, taxes


def _is_tax(base, vat, rate):
    return find_rate(base, vat) == rate


def _match_rates(bases, vats):
    """Find which VAT lies on which amount of a sale.

    :param list bases: amounts before tax
    :param list vats: amounts of VAT
    :return: the rate of each base; None for all when it cannot be told
    :rtype: list[Decimal | None]

    >>> _match_rates([Decimal(100), Decimal(50)], [Decimal(5), Decimal(20)])
    [Decimal('20'), Decimal('10')]
    """
    whole = find_rate(sum(bases, Decimal(0)), sum(vats, Decimal(0)))
    unknown = [whole] * len(bases)
    if whole is not None and len(vats) < 2 or not vats or len(bases) > MOST_BASES:
        return unknown
    places = range(-1, len(vats))
    for choice in itertools.product(places, repeat=len(bases)):
        if set(choice) >= set(range(len(vats))):
            sums = [
                sum(base for base, at in zip(bases, choice, strict=True) if at == place)
                for place in range(len(vats))
            ]
            rates = [find_rate(base, vat) for base, vat in zip(sums, vats, strict=True)]
            if all(rates) and len(set(rates)) == len(rates):
                return [rates[at] if at >= 0 else Decimal(0) for at in choice]
    return unknown


def _make_numbers_unique(documents):
    """Several debts of an opening entry bear one reference: tell them apart."""
    seen = set()
    for document in documents:
        for number in (
            document["number"],
            f"{document['number']}/{document['entry']}",
            f"{document['number']}/{document['entry']}-L{document['line']}",
        ):
            if number.casefold() not in seen:
                break
        document["number"] = number
        own = document.pop("entry_number")
        document["spare_number"] = own and f"{number}/{own}"
        seen.add(number.casefold())
