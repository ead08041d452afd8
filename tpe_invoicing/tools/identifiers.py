# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIREN, SIRET, VAT number and IBAN: checks and the way they are printed.

A check says that a number can exist, never that it was attributed: only the register
or VIES can say that, so nothing here makes a number up for a document.
"""

import re

from stdnum import iban
from stdnum.eu import vat as eu_vat
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret

PUBLIC_START = "12"
IBAN_START = re.compile(r"[A-Z]{2}\d{2}")


def clean(number):
    """Take blanks, dots and hyphens out of a number; Odoo's ``/`` means none.

    :param number: text as typed, or a false value
    :return: upper-case letters and digits, blank when there is no number
    :rtype: str

    >>> clean(" fr 83.404-833-048 "), clean("/"), clean(False)
    ('FR83404833048', '', '')
    """
    text = re.sub(r"[\s.\-]", "", number or "").upper()
    return "" if text == "/" else text


def is_siren(number):
    """Tell whether a SIREN can exist: nine digits, Luhn key, not all zeros.

    :param str number: as typed
    :rtype: bool

    >>> [is_siren(n) for n in ("732 829 320", "123456789", "000000000", "")]
    [True, False, False, False]
    """
    digits = clean(number)
    return bool(digits.strip("0")) and fr_siren.is_valid(digits)


def is_siret(number):
    """Tell whether a SIRET can exist; La Poste has a key of its own.

    :param str number: as typed
    :rtype: bool

    >>> [is_siret(n) for n in ("73282932000074", "73282932000075", "35600000049837")]
    [True, False, True]
    """
    digits = clean(number)
    return is_siren(digits[:9]) and fr_siret.is_valid(digits)


def is_public_siren(number):
    """Tell whether a SIREN or SIRET is of the State or of a local authority, whose
    numbers begin with 1 and with 2 in the register of INSEE.

    :param str number: as typed
    :rtype: bool

    >>> [is_public_siren(n) for n in ("213 502 388", "21350238800019", "732829320")]
    [True, True, False]
    >>> is_public_siren("1234"), is_public_siren(False)
    (False, False)
    """
    digits = clean(number)
    is_right = is_siret(digits) if len(digits) == 14 else is_siren(digits)
    return is_right and digits[0] in PUBLIC_START


def vat_key(siren):
    """Return the two digits that the tax office puts before most SIREN.

    Good for a check and for a suggestion; keys with letters exist, and a number that
    was computed is not a number that was attributed.

    :param str siren: nine digits
    :rtype: str

    >>> vat_key("732829320"), vat_key("404833048")
    ('44', '83')
    """
    return f"{(12 + 3 * (int(clean(siren)) % 97)) % 97:02d}"


def is_vat(number):
    """Tell whether a VAT number can exist.

    Numbers of the European Union are checked by their country's rule; others only
    for being there.

    :param str number: with its country prefix
    :rtype: bool

    >>> [is_vat(n) for n in ("FR44732829320", "FR45732829320", "DE136695976", "X")]
    [True, False, True, False]
    """
    text = clean(number)
    if text[:2].lower() in eu_vat.MEMBER_STATES or text[:2] == "EL":
        return eu_vat.is_valid(text)
    return len(text) > 3


def is_iban(number):
    """Tell whether an account number that looks like an IBAN has a right key.

    :param str number: as typed
    :return: True for a right IBAN and for a number that is no IBAN at all
    :rtype: bool

    >>> is_iban("FR76 3000 6000 0112 3456 7890 189")
    True
    >>> is_iban("FR7630006000011234567890180")
    False
    >>> is_iban("00123-456")
    True
    """
    text = clean(number)
    return not IBAN_START.match(text) or iban.is_valid(text)


def split_registry(number, vat=""):
    """Read a company registry field, which holds a SIRET or a SIREN.

    :param str number: as typed
    :param str vat: VAT number, clean: a French one ends with the SIREN
    :return: SIREN and SIRET, blank where the field does not hold one; what has the
        wrong length is returned as SIREN, for the check to find
    :rtype: tuple[str, str]

    >>> split_registry("404 833 048 00022"), split_registry("404833048")
    (('404833048', '40483304800022'), ('404833048', ''))
    >>> split_registry("", "FR83404833048"), split_registry("", "DE136695976")
    (('404833048', ''), ('', ''))
    """
    digits = clean(number)
    if not digits and vat.startswith("FR") and is_siren(vat[4:]):
        return vat[4:], ""
    return (digits[:9], digits) if len(digits) == 14 else (digits, "")


def format_registry(number):
    """Write a SIREN or SIRET as people read it.

    :param str number: digits
    :rtype: str

    >>> format_registry("404833048"), format_registry("40483304800022")
    ('404 833 048', '404 833 048 00022')
    """
    return " ".join(
        part for part in (number[:3], number[3:6], number[6:9], number[9:]) if part
    )


def in_fours(iban):
    """:param str iban: without blanks
    :return: an IBAN as people read it
    :rtype: str

    >>> in_fours("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
