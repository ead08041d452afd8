# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a design shows: the invoice's data as texts, ready to be set.

The same dict makes the XML, so that page and XML cannot drift apart. Words that are
the same on every invoice stand in ``designs/lib/<lang>.json``.
"""

import re
from datetime import date
from decimal import Decimal

from . import document_lines, document_quote, document_works, epc, pictures
from .identifiers import format_registry, in_fours
from .writer import Writer

LONG_WORD = re.compile(r"\S{29,}")
LONG_ADDRESS = 44

STYLE_TEXTS = ("intro", "closing", "terms", "footer")

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
        "mark": page.get("mark") or ("draft" if is_draft else ""),
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
        "rows": document_lines.get_rows(data, writer),
        "columns": document_lines.get_columns(data),
        "vat": _vat(data, writer),
        "totals": _totals(data, writer),
        "mentions": _mentions(page),
        "narration": page["narration"],
    }
    # pictures are texts too, but of another kind
    view["payment"] = _payment(data, writer)
    code = "" if is_draft else _draw_code(data)
    picture = ""
    if document_quote.is_paper(page["kind"]):
        view |= document_quote.overlay(view, data, writer)
        picture = view.pop("signature_picture")
    pictures_of = {"code": code, "signature_picture": picture}
    return soften(view) | pictures_of | {"style": _style(page["style"])}


def _style(style):
    """:param dict style: choices of a template
    :return: the same for the page: texts that can break, and the logo's proportions
    :rtype: dict"""
    logo = style.get("logo") or ""
    texts = {key: soften(style[key]) for key in STYLE_TEXTS if key in style}
    return style | texts | {"logo": logo, "logo_ratio": pictures.ratio(logo)}


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


def _facts(data, writer):
    """:return: pairs of label and text beside the title
    :rtype: list[list[str]]"""
    page = data["page"]
    is_credit = page["kind"] == "credit_note"
    facts = [
        ["date", writer.day(data["BT-2"])],
        ["delivered_on", writer.day(page["delivered_on"])],
        ["period", writer.period(data.get("BT-73"), data.get("BT-74"))],
        ["due_date", "" if is_credit else writer.day(data.get("BT-9"))],
        ["order", data.get("BT-14", "")],
        ["reference", page["reference"]],
        ["reason", page["reason"]],
        ["situation", document_works.situation_text(page.get("situation"), writer)],
        ["currency", "" if data["BT-5"] == "EUR" else data["BT-5"]],
    ]
    return [[label, text] for label, text in facts if text]


# === TOTALS === #


def _vat(data, writer):
    """:return: rows of VAT by rate
    :rtype: list[dict]"""
    return [
        {
            "rate": writer.rate(group["BT-118"], group.get("BT-119")),
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
    rows = document_works.split_due(rows, data, writer)
    return [{"label": label, "text": text, "weight": w} for label, text, w in rows]


# === PAYMENT === #


def _payment(data, writer):
    """:return: how to pay
    :rtype: dict"""
    iban = data.get("BT-84") or ""
    is_iban = _is_iban(data)
    return {
        "terms": data["page"].get("terms", data.get("BT-20") or ""),
        "account": in_fours(iban) if is_iban else iban,
        "is_iban": is_iban,
        "bic": data.get("BT-86") or "",
        "holder": data.get("BT-85") or "",
        "reference": data.get("BT-83") or "",
        "is_paid": data["BT-115"] == 0 and bool(data.get("BT-113")),
        "instalments": [
            [
                writer.day(row["due_on"]),
                writer.money(row["amount"]),
                row.get("label") or "",
            ]
            for row in data["page"]["instalments"]
        ],
    }


def _is_iban(data):
    """:return: whether the account of an invoice is one of SEPA's kind
    :rtype: bool"""
    iban = data.get("BT-84") or ""
    return data.get("BT-81") in ("30", "58") and iban[:2].isalpha()


def _draw_code(data):
    """:return: code for banking apps, SVG; blank where nothing can be paid with it
    :rtype: str"""
    page = data["page"]
    due = data["BT-115"] - document_works.held_back(data)
    is_wanted = page["style"].get("show_qr", True) and page["kind"] != "credit_note"
    if not is_wanted or not _is_iban(data) or data["BT-5"] != "EUR" or due <= 0:
        return ""
    bank = {"iban": data["BT-84"], "bic": data.get("BT-86") or ""}
    text = epc.payload(bank, data["BT-85"], due, data.get("BT-83") or "")
    return text and epc.draw(text)


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
