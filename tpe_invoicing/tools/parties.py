# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Electronic addresses and notes that say where an invoice goes (BT-34, BT-49, BAR)."""

import re

# [BR-CL-25] schemes of electronic addresses that are a VAT number, by country
# (list EAS of the CEF, as shipped with Factur-X 1.09.2)
VAT_SCHEMES = {
    "AT": "9915",
    "BE": "9925",
    "BG": "9926",
    "CH": "9927",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "EE": "9931",
    "ES": "9920",
    "FI": "0213",
    "GB": "9932",
    "GR": "9933",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "IT": "0211",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "SI": "9949",
    "SK": "9950",
}
FRENCH_SCHEME = "0225"
MAIL_SCHEME = "EM"

# [BR-FR-12] an address is compulsory even for a buyer who has none: a reserved domain
# (RFC 2606), which nobody can mistake for a place where the invoice could be sent
NO_ADDRESS = "no-address@customer.invalid"

# keys of factur-x that say where somebody is
PLACE = (
    "name",
    "addr_l1",
    "addr_l2",
    "postcode",
    "city",
    "country_subdivision",
    "country_code",
)

MAIL = re.compile(r"[A-Za-z0-9+\-_.]+@[A-Za-z0-9\-.]+")


def electronic_address(facts):
    """Say where a party receives electronic invoices.

    :param dict facts: ``siren``, ``vat``, ``country``, ``email``; blank when unknown
    :return: address and scheme
    :rtype: tuple[str, str]

    >>> electronic_address({"siren": "552100554", "vat": "", "email": "a@b.fr"})
    ('552100554', '0225')
    >>> electronic_address({"siren": "", "vat": "DE136695976", "country": "DE"})
    ('DE136695976', '9930')
    >>> electronic_address({"siren": "", "vat": "", "email": "Anne <anne@mail.fr>"})
    ('anne@mail.fr', 'EM')
    >>> electronic_address({"siren": "", "vat": "", "email": ""})
    ('no-address@customer.invalid', 'EM')
    """
    if re.fullmatch(r"\d{9}", facts["siren"]):
        return facts["siren"], FRENCH_SCHEME
    scheme = VAT_SCHEMES.get(facts.get("country"))
    if scheme and re.fullmatch(r"[A-Z0-9]{4,}", facts["vat"]):
        return facts["vat"], scheme
    mail = MAIL.search(facts.get("email") or "")
    # [BR-FR-23] at most 125 signs
    if mail and len(mail[0]) <= 125:
        return mail[0], MAIL_SCHEME
    return NO_ADDRESS, MAIL_SCHEME


def process_note(buyer):
    """Say how a platform has to treat the invoice (note BAR).

    :param dict buyer: the ``buyer`` part of the context of mentions
    :return: a value of BR-FR-20, None when none is sure
    :rtype: str | None

    >>> process_note({"kind": "consumer", "is_french": True, "siren": ""})
    'B2C'
    >>> process_note({"kind": "business", "is_french": False, "siren": ""})
    'B2BINT'
    >>> process_note({"kind": "business", "is_french": True, "siren": ""})
    """
    if buyer["kind"] == "consumer":
        return "B2C" if buyer["is_french"] else "B2CINT"
    if not buyer["is_french"]:
        return "B2BINT"
    # [BR-FR-11] a domestic business is known by its SIREN
    return "B2B" if re.fullmatch(r"\d{9}", buyer["siren"]) else None


def reference_number(number):
    """Write the number of an earlier document with the signs that are allowed.

    :param str number: as printed on that document
    :rtype: str

    >>> reference_number("FAC 2019.12"), reference_number("FAC/2026/00012")
    ('FAC-2019-12', 'FAC/2026/00012')
    """
    # [BR-FR-02] at most 35 signs, letters, digits and + - _ /
    return re.sub(r"[^A-Za-z0-9+\-_/]+", "-", number)[:35]


def place_of(party):
    """Take name and address of a party, as a place of delivery.

    :param dict party: BG-4 or BG-7, in the keys of ``factur-x``
    :rtype: dict

    >>> place_of({"name": "Anne", "city": "Brest", "vat_identifier": "FR1"})
    {'name': 'Anne', 'city': 'Brest'}
    """
    return {key: party[key] for key in PLACE if party.get(key)}
