# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Build a past document from its rows, and make sure that its amounts agree."""

from decimal import ROUND_HALF_UP, Decimal

from .import_problem import ImportProblem
from .import_values import plain

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# rates that past French invoices bear; the usual ones first, for a VAT amount fits
# several on small bases
PAST_RATES = [
    Decimal(rate)
    for rate in "20 10 5.5 0 2.1 8.5 19.6 7 1.05 1.75 0.9 13 21 19 17 6 9 12 25".split()
]


def cents(amount):
    """:param Decimal amount: any amount
    :return: the amount to the cent, halves away from zero
    :rtype: Decimal

    >>> cents(Decimal("1.005")), cents(Decimal("-1.005"))
    (Decimal('1.01'), Decimal('-1.01'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def build_document(rows, roles, has_totals_only=False):
    """Build a document.

    Of a document whose total or balance alone is known, what the customer owes comes
    in: it is neither turnover nor VAT.

    :param list rows: its rows, see :class:`import_invoice.RowReader`
    :param dict roles: see :func:`import_invoice_group.find_roles`
    :param bool has_totals_only: whether no amount before tax and no VAT is in the file
    :return: number, dates, party, ``is_credit``, ``items`` (label, quantity,
        unit_price, discount, rate, untaxed), ``taxes`` (base and tax by rate; rate
        None when several are mixed), ``untaxed``, ``tax``, ``total``, ``open``; all
        positive for an ordinary invoice or credit note
    :rtype: dict
    :raise ImportProblem: when the rows say too little or contradict each other
    """
    first = rows[0]
    if not first["date"]:
        raise ImportProblem("date_missing", first["line"])
    if not first["party"]:
        raise ImportProblem("customer_missing", first["line"])
    _refuse_state(first)
    totals = {
        name: _doc_amount(rows, roles, name) for name in ("untaxed", "tax", "total")
    }
    owed = first["balance"] if totals["total"] is None else totals["total"]
    is_debt = has_totals_only and len(rows) == 1 and owed is not None
    if is_debt:
        items, taxes = [bare_item(first["label"], owed)], {}
    else:
        items = _build_items(rows, roles, totals)
        taxes = _sum_taxes(items, totals)
    document = {
        name: first[name] for name in ("number", "date", "due", "paid_on", "origin")
    } | {
        "line": first["line"],
        "row_count": len(rows),
        "party": first["party"],
        "currency": first["currency"].upper(),
        "items": items,
        "taxes": taxes,
    }
    _settle_totals(document, totals)
    _settle_sign(document, first)
    document["open"] = _open_amount(document, rows, roles)
    _refuse_excess(document)
    if is_debt and not document["open"]:
        # what nobody owes is history, and history wants its VAT
        raise ImportProblem("tax_missing", first["line"], number=first["number"])
    return document


def bare_item(label, amount):
    """:param str label: what stands for the designation
    :param Decimal amount: what is owed
    :return: a line that is a debt, and no sale of a known rate
    :rtype: dict"""
    return {
        "label": label,
        "quantity": Decimal(1),
        "unit_price": amount,
        "discount": Decimal(0),
        "rate": Decimal(0),
        "untaxed": amount,
        "is_debt": True,
    }


def _refuse_state(first):
    if first["state"] in ("draft", "cancelled"):
        code = f"document_{first['state']}"
        raise ImportProblem(code, first["line"], number=first["number"])


def _doc_amount(rows, roles, name):
    """:return: an amount of the whole document, None when no column says it
    :rtype: Decimal | None"""
    columns = [f"doc_{name}"]
    if len(rows) == 1 or roles[name] == "doc":
        columns.append(name)
    for column in columns:
        values = [row[column] for row in rows if row[column] is not None]
        if values:
            return values[0]
    return None


def _build_items(rows, roles, totals):
    if len(rows) == 1 and rows[0]["rates"]:
        return _items_by_rate(rows[0])
    return [_build_item(row, roles, totals, len(rows) == 1) for row in rows]


def _items_by_rate(row):
    """Build one line for each rate of a row with "Base HT 20 %", "TVA 20 %"..."""
    items = []
    for rate, amounts in row["rates"].items():
        base, tax = amounts.get("base"), amounts.get("tax")
        if base is None and rate:
            base = cents(tax * HUNDRED / rate)
        items.append(
            {
                "label": row["label"],
                "quantity": Decimal(1),
                "unit_price": base,
                "discount": Decimal(0),
                "rate": rate,
                "untaxed": cents(base),
                "tax": tax,
                "product_code": row["product_code"],
            }
        )
    return items


def _build_item(row, roles, totals, is_alone):
    """Build a line; the amounts of a document of one row are those of its line."""
    rate, quantity = row["rate"], row["quantity"]
    quantity = Decimal(1) if quantity is None else quantity
    untaxed, tax, total = (
        _line_amount_of(row, roles, name, totals[name] if is_alone else None)
        for name in ("untaxed", "tax", "total")
    )
    discount = row["discount"] or Decimal(0)
    price = _unit_price(row, rate)
    if untaxed is None and price is not None:
        untaxed = cents(quantity * price * (HUNDRED - discount) / HUNDRED)
    if untaxed is None:
        untaxed = _from_total(row, total, tax, rate)
    if tax is None and total is not None and rate is None:
        tax = total - untaxed
    exact = price is not None and quantity * price * (HUNDRED - discount) / HUNDRED
    if price is None or abs(exact - untaxed) > CENT:
        # the amount stands; a price that does not lead to it is left out
        discount = Decimal(0)
        price = untaxed / quantity if quantity else untaxed
        quantity = quantity or Decimal(1)
    return {
        "label": row["label"],
        "quantity": quantity,
        "unit_price": price,
        "discount": discount,
        "rate": find_rate(untaxed, tax) if rate is None else rate,
        "untaxed": cents(untaxed),
        "tax": tax,
        "product_code": row["product_code"],
    }


def _unit_price(row, rate):
    if row["unit_price"] is None and row["unit_price_taxed"] is not None:
        return row["unit_price_taxed"] * HUNDRED / (HUNDRED + (rate or 0))
    return row["unit_price"]


def _line_amount_of(row, roles, name, alone):
    if row[f"line_{name}"] is not None:
        return row[f"line_{name}"]
    if alone is not None:
        return alone
    return row[name] if roles[name] == "line" else None


def _from_total(row, total, tax, rate):
    if total is not None and tax is not None:
        return total - tax
    if total is not None and rate is not None:
        return cents(total * HUNDRED / (HUNDRED + rate))
    if total is not None and row["quantity"] is None:
        raise ImportProblem("tax_missing", row["line"], number=row["number"])
    raise ImportProblem("amount_missing", row["line"], number=row["number"])


def find_rate(untaxed, tax):
    """Find the rate that gives a VAT amount.

    :return: the rate, None when none does or when the VAT is unknown
    :rtype: Decimal | None

    >>> find_rate(Decimal("100"), Decimal("5.50")), find_rate(Decimal(9), Decimal(4))
    (Decimal('5.5'), None)
    """
    if tax is None:
        return None
    for rate in PAST_RATES:
        if abs(untaxed * rate / HUNDRED - tax) <= CENT:
            return plain(rate)
    return None


def _sum_taxes(items, totals):
    """Sum base and VAT by rate, to the document's own VAT where it is known.

    :return: base and tax by rate
    :rtype: dict[Decimal | None, dict[str, Decimal]]
    """
    base = sum(item["untaxed"] for item in items)
    known = totals["tax"]
    if known is None and totals["total"] is not None:
        known = totals["total"] - base
    if any(item["rate"] is None for item in items):
        if known is None:
            known = _sum_known(items)
        rate = find_rate(base, known)
        for item in items:
            item["rate"] = rate
        return {rate: {"base": base, "tax": cents(known)}}
    taxes = {}
    for item in items:
        part = taxes.setdefault(item["rate"], {"base": Decimal(0), "given": Decimal(0)})
        part["base"] += item["untaxed"]
        if part["given"] is not None:
            part["given"] = None if item["tax"] is None else part["given"] + item["tax"]
    for rate, part in taxes.items():
        given, computed = part.pop("given"), cents(part["base"] * rate / HUNDRED)
        is_close = given is not None and abs(given - computed) <= CENT * len(items) * 2
        part["tax"] = cents(given) if is_close else computed
    _spread_difference(taxes, known, len(items))
    return taxes


def _sum_known(items):
    if any(item["tax"] is None for item in items):
        raise ImportProblem("rate_missing")
    return sum(item["tax"] for item in items)


def _spread_difference(taxes, known, item_count):
    """Former software rounds line by line: give the cents to the largest base."""
    if known is None:
        return
    difference = cents(known) - sum(part["tax"] for part in taxes.values())
    if difference and abs(difference) <= CENT * (item_count + 1):
        rates = [rate for rate in taxes if rate] or list(taxes)
        largest = max(rates, key=lambda rate: abs(taxes[rate]["base"]))
        if taxes[largest]["tax"] or largest:
            taxes[largest]["tax"] += difference


def _settle_totals(document, totals):
    """Compute the totals, and compare them with those of the file."""
    untaxed = sum(item["untaxed"] for item in document["items"])
    tax = sum((part["tax"] for part in document["taxes"].values()), Decimal(0))
    computed = {"untaxed": untaxed, "tax": tax, "total": untaxed + tax}
    slack = CENT * (len(document["items"]) + 1)
    for name, amount in computed.items():
        given = totals[name]
        if given is not None and abs(given - amount) > slack:
            raise ImportProblem(
                f"{name}_differs",
                document["line"],
                number=document["number"],
                given=cents(given),
                computed=cents(amount),
            )
    _follow_total(document, computed, totals)
    for part in document["taxes"].values():
        part["base"], part["tax"] = cents(part["base"]), cents(part["tax"])
    document |= {name: cents(amount) for name, amount in computed.items()}


def _follow_total(document, computed, totals):
    """Let the last cents follow the document's own totals, on its largest line."""
    if totals["untaxed"] is not None:
        gap = cents(totals["untaxed"]) - computed["untaxed"]
        if gap:
            item = max(document["items"], key=lambda item: abs(item["untaxed"]))
            item["untaxed"] += gap
            document["taxes"][item["rate"]]["base"] += gap
            computed["untaxed"] += gap
    computed["total"] = computed["untaxed"] + computed["tax"]
    if totals["total"] is not None and totals["tax"] is None:
        gap = cents(totals["total"]) - computed["total"]
        rates = [rate for rate in document["taxes"] if rate != 0]
        if gap and rates:
            document["taxes"][rates[0]]["tax"] += gap
            computed["tax"] += gap
            computed["total"] += gap


def _settle_sign(document, first):
    """Make the amounts positive; a negative total is a credit note's."""
    is_negative = document["total"] < 0
    document["is_credit"] = bool(first["is_credit"]) or is_negative
    if not is_negative:
        return
    for name in ("untaxed", "tax", "total"):
        document[name] = -document[name]
    for part in document["taxes"].values():
        part["base"], part["tax"] = -part["base"], -part["tax"]
    for item in document["items"]:
        item["untaxed"] = -item["untaxed"]
        name = "unit_price" if item["unit_price"] < 0 else "quantity"
        item[name] = -item[name]


def _open_amount(document, rows, roles):
    """Tell how much is still to be paid; less than nothing when too much was paid."""
    total, first = document["total"], rows[0]
    balance, paid = (_once(rows, roles, name) for name in ("balance", "paid"))
    if balance is not None:
        is_turned = document["is_credit"] and balance < 0
        return cents(-balance if is_turned else balance)
    if paid is not None:
        return total - cents(abs(paid) if document["is_credit"] else paid)
    if first["state"] == "partial":
        raise ImportProblem("paid_missing", first["line"], number=first["number"])
    if first["state"] == "paid" or (first["paid_on"] and first["state"] != "open"):
        return Decimal("0.00")
    return total


def _refuse_excess(document):
    """Refuse a debt that is larger than what was invoiced; a cent may be rounding."""
    excess = document["open"] - document["total"]
    if excess > CENT:
        raise ImportProblem(
            "open_beyond_total",
            document["line"],
            number=document["number"],
            given=document["open"],
            total=document["total"],
        )
    document["open"] -= max(excess, 0)


def _once(rows, roles, name):
    """Read what was paid or is due, said once, on each line, or of each line.

    :return: the amount for the document, None when no row says it
    :rtype: Decimal | None
    """
    said = [row for row in rows if row[name] is not None]
    values = {row[name] for row in said}
    has_several = len(said) > 1 and roles["total"] == "line"
    is_of_lines = has_several and all(row[name] == row["total"] for row in said)
    if len(values) > 1 or is_of_lines:
        return sum(row[name] for row in said)
    return values.pop() if values else None
