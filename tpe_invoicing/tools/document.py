# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a design shows: the invoice's data as texts, ready to be set.

The same dict makes the XML, so that page and XML cannot drift apart. Words that are
the same on every invoice stand in ``designs/lib/<lang>.json``.
"""

import re
from datetime import date
from decimal import Decimal

from . import epc
from .amounts import ZERO, shortest
from .identifiers import format_registry
from .mentions import format_date, format_number

CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
LONG_WORD = re.compile(r"\S{29,}")
LONG_ADDRESS = 44

# letters that stand on the page one after the other as they do in the text; those
# written from right to left or joined are read back in another order
SIMPLE_SCRIPT = re.compile(r"[\n -\u058f\u1e00-\u206f]*")


def lay_out(data, is_draft=False):
    """Turn an invoice into the data of a design.

    :param dict data: the invoice in terms of EN 16931, with ``page``
    :param bool is_draft: whether the page says that it is no invoice yet
    :return: texts only, safe to be written as JSON
    :rtype: dict
    """
    page, lang = data["page"], data["page"]["lang"]
    writer = Writer(lang, page["digits"], data["BT-5"])
    issued_on = date.fromisoformat(data["BT-2"])
    view = {
        "lang": lang,
        "kind": page["kind"],
        "is_draft": is_draft,
        "number": data.get("BT-1", ""),
        "issued_on": {
            "year": issued_on.year,
            "month": issued_on.month,
            "day": issued_on.day,
        },
        "currency": data["BT-5"],
        "has_vat": page["has_vat"],
        "seller": page["seller"],
        "buyer": page["buyer"],
        "delivery": page["delivery"],
        "facts": _facts(data, writer),
        "rows": _rows(data, writer),
        "columns": _columns(data),
        "vat": _vat(data, writer),
        "totals": _totals(data, writer),
        "mentions": _mentions(page),
        "narration": page["narration"],
    }
    # pictures are texts too, but of another kind
    payment = _payment(data, writer, is_draft)
    code = payment.pop("code")
    view["payment"] = payment
    return soften(view) | {"code": code, "style": page["style"]}


def soften(value):
    """Let words that are longer than a column break anywhere.

    :param value: dicts, lists and texts, nested
    :return: a copy; addresses of mail and web are left alone while they are short
    :rtype: dict | list | str

    >>> soften("W" * 30).count("\\u200b"), soften("Menuiserie"), soften(["a"])
    (29, 'Menuiserie', ['a'])
    """
    if isinstance(value, str):
        return LONG_WORD.sub(_soften_word, value) if len(value) > 28 else value
    if isinstance(value, dict):
        return {key: soften(item) for key, item in value.items()}
    if isinstance(value, list):
        return [soften(item) for item in value]
    return value


def _soften_word(found):
    """:return: a word with places to break
    :rtype: str"""
    word = found[0]
    is_address = "@" in word or "://" in word
    return word if is_address and len(word) <= LONG_ADDRESS else "\u200b".join(word)


class Writer:
    """Writes amounts, rates and dates as readers of a language do."""

    def __init__(self, lang, digits, currency):
        self.lang, self.digits = lang, digits
        self.sign = CURRENCY_SIGNS.get(currency, currency)

    def number(self, number, digits=None):
        """:param Decimal number: the number
        :param int digits: decimals; default those of the currency
        :rtype: str"""
        digits = self.digits if digits is None else digits
        # a minus sign as wide as a plus, which no reader takes for a hyphen
        return format_number(number, self.lang, digits).replace("-", "−")

    def free(self, number, least=0):
        """:param Decimal number: the number
        :param int least: decimals to write in any case
        :return: the number with as many decimals as it has
        :rtype: str"""
        _whole, _dot, decimals = shortest(number, least).partition(".")
        return self.number(number, len(decimals))

    def money(self, amount, sign=None):
        """:param Decimal amount: the amount
        :param str sign: of another currency
        :rtype: str"""
        text, sign = self.number(amount), sign or self.sign
        return f"{text}\xa0{sign}" if self.lang == "fr" else f"{sign}\xa0{text}"

    def percent(self, rate):
        """:param Decimal rate: percentage
        :rtype: str"""
        return f"{self.free(rate)}\xa0%" if self.lang == "fr" else f"{self.free(rate)}%"

    def day(self, text):
        """:param str text: ISO date, may be blank
        :rtype: str"""
        return format_date(text and date.fromisoformat(text), self.lang)


def _facts(data, writer):
    """:return: pairs of label and text beside the title
    :rtype: list[list[str]]"""
    page = data["page"]
    is_credit = page["kind"] == "credit_note"
    reference = page["reference"]
    facts = [
        ["date", writer.day(data["BT-2"])],
        ["delivered_on", writer.day(page["delivered_on"])],
        ["due_date", "" if is_credit else writer.day(data.get("BT-9"))],
        ["order", data.get("BT-14", "")],
        ["reference", reference],
    ]
    return [[label, text] for label, text in facts if text]


# === LINES === #


def _columns(data):
    """:return: which columns the table of lines has
    :rtype: dict[str, bool]"""
    lines = data["BG-25"]
    return {
        "discount": any(line.get("BG-27") for line in lines),
        "code": any(line.get("BT-155") for line in lines),
    }


def _rows(data, writer):
    """:return: rows of the table of lines, a subtotal under each section
    :rtype: list[dict]"""
    rows, subtotal, carried, is_open = [], ZERO, ZERO, False
    printed = data["page"]["rows"]
    places = {row["place"] for row in printed if row["kind"] == "line"}
    others = [
        {"kind": "line", "place": place, "unit": ""}
        for place in range(len(data["BG-25"]))
        if place not in places
    ]
    for row in [*printed, *others]:
        if row["kind"] == "section":
            if is_open:
                rows.append({"kind": "subtotal", "total": writer.number(subtotal)})
            subtotal, is_open = ZERO, True
        if row["kind"] == "line":
            line = data["BG-25"][row["place"]]
            subtotal += line["BT-131"]
            carried += line["BT-131"]
            texts = _line(line, row["unit"], writer)
            rows.append(texts | {"carried": writer.number(carried)})
        else:
            rows.append({"kind": row["kind"], "text": row["text"]})
    if is_open:
        rows.append({"kind": "subtotal", "total": writer.number(subtotal)})
    return rows


def _line(line, unit, writer):
    """:return: texts of one line
    :rtype: dict"""
    discount = (line.get("BG-27") or [{}])[0]
    basis = line.get("BT-149")
    price = line["BT-146"] / basis if basis else line["BT-146"]
    charges = line.get("BG-28") or ()
    return {
        "kind": "line",
        "name": line["BT-153"],
        "description": line.get("BT-154") or "",
        "code": line.get("BT-155") or "",
        "quantity": writer.free(line["BT-129"]),
        "unit": unit,
        "price": writer.free(round(price, 6), writer.digits),
        "discount": writer.percent(discount["rate"]) if discount else "",
        "rate": _rate(line["BT-151"], line.get("BT-152"), writer),
        "total": writer.number(line["BT-131"]),
        "charges": [[row["reason"], writer.number(row["amount"])] for row in charges],
    }


def _rate(category, rate, writer):
    """:return: a rate of VAT; a dash where there is none
    :rtype: str"""
    return writer.percent(rate) if category in ("S", "Z") else "–"


# === TOTALS === #


def _vat(data, writer):
    """:return: rows of VAT by rate
    :rtype: list[dict]"""
    return [
        {
            "rate": _rate(group["BT-118"], group.get("BT-119"), writer),
            "base": writer.number(group["BT-116"]),
            "amount": writer.number(group["BT-117"]),
            "reason": group.get("BT-120") or "",
        }
        for group in data["BG-23"]
    ]


def _totals(data, writer):
    """:return: rows of the box of totals: label, text and weight
    :rtype: list[dict]"""
    has_vat, is_credit = data["page"]["has_vat"], data["page"]["kind"] == "credit_note"
    rows = []
    if data.get("BT-107") or data.get("BT-108"):
        rows.append(["lines", writer.money(data["BT-106"]), "plain"])
    for name, sign in (("BG-20", -1), ("BG-21", 1)):
        rows += [
            [row["reason"], writer.money(sign * row["amount"]), "free"]
            for row in data.get(name) or ()
        ]
    rows.append(["net", writer.money(data["BT-109"]), "plain"])
    if has_vat:
        rows.append(["vat", writer.money(data["BT-110"]), "plain"])
        rows.append(["gross", writer.money(data["BT-112"]), "strong"])
    if data.get("BT-111") is not None and has_vat:
        euros = Writer(writer.lang, data["page"]["tax_digits"], data["BT-6"])
        rows.append(["vat_in_tax_currency", euros.money(data["BT-111"]), "plain"])
    if data.get("BT-113"):
        rows.append(["paid", writer.money(-data["BT-113"]), "plain"])
    if data.get("BT-114"):
        rows.append(["rounding", writer.money(data["BT-114"]), "plain"])
    label = "to_refund" if is_credit else "due"
    rows.append([label, writer.money(data["BT-115"]), "due"])
    return [{"label": label, "text": text, "weight": w} for label, text, w in rows]


# === PAYMENT === #


def _payment(data, writer, is_draft):
    """:return: how to pay, with a code for banking apps
    :rtype: dict"""
    page = data["page"]
    iban = data.get("BT-84") or ""
    is_iban = data.get("BT-81") in ("30", "58") and iban[:2].isalpha()
    due = data["BT-115"]
    code = ""
    if is_iban and data["BT-5"] == "EUR" and not is_draft and due > 0:
        bank = {"iban": iban, "bic": data.get("BT-86") or ""}
        text = epc.payload(bank, data["BT-85"], due, data.get("BT-83") or "")
        code = text and epc.draw(text)
    return {
        "terms": data.get("BT-20") or "",
        "account": _in_fours(iban) if is_iban else iban,
        "is_iban": is_iban,
        "bic": data.get("BT-86") or "",
        "holder": data.get("BT-85") or "",
        "reference": data.get("BT-83") or "",
        "is_paid": due == 0 and bool(data.get("BT-113")),
        "code": code,
        "instalments": [
            [writer.day(row["due_on"]), writer.money(row["amount"])]
            for row in page["instalments"]
        ],
    }


def _in_fours(iban):
    """:return: an IBAN as people read it
    :rtype: str

    >>> _in_fours("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _mentions(page):
    """:return: texts by place; what the page says elsewhere is left out
    :rtype: dict[str, list[str]]"""
    found = {}
    for mention in page["mentions"]:
        if mention["code"] != "DUE_DATE":
            found.setdefault(mention["place"], []).append(mention["text"])
    return found


def expected_texts(data, siren):
    """Return what must be read on the finished page, whatever the design.

    :param dict data: the invoice in terms of EN 16931, with ``page``
    :param str siren: of the seller
    :return: texts by name
    :rtype: dict[str, str]
    """
    page = data["page"]
    writer = Writer(page["lang"], page["digits"], data["BT-5"])
    texts = {
        "BT-1": data["BT-1"],
        "BT-2": writer.day(data["BT-2"]),
        "BT-30": format_registry(siren),
        "BT-109": writer.number(data["BT-109"]),
        "BT-112": writer.number(data["BT-112"]),
        "BT-115": writer.number(data["BT-115"]),
    }
    name = page["buyer"]["names"][0]
    if SIMPLE_SCRIPT.fullmatch(name):
        texts["BT-44"] = name
    if page["kind"] != "credit_note" and data.get("BT-9"):
        texts["BT-9"] = writer.day(data["BT-9"])
    if page["has_vat"]:
        for group in data["BG-23"]:
            rate = group.get("BT-119", Decimal(0))
            texts[f"BT-116 {rate}"] = writer.number(group["BT-116"])
            texts[f"BT-117 {rate}"] = writer.number(group["BT-117"])
    return texts
