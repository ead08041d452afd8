# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the customer that a row of a file describes."""

import re

from .identifiers import clean, is_public_siren, is_siren, is_siret, is_vat
from .import_problem import ImportProblem
from .import_values import fold, parse_bool, tidy

COMPANY_FORM = re.compile(
    r"(?i)\b(sarl|sasu?|eurl|sci|snc|scop|scic|scp|selarl|sel|gaec|earl|gie|scea|"
    r"s\.a\.r\.l\.?|s\.a\.s\.?|gmbh|ltd|inc|llc|bv|spa|srl|"
    r"soci[ée]t[ée]|entreprise|association|syndicat|copropri[ée]t[ée]|"
    r"[ée]tablissements?|ets|cabinet|groupe)\b"
)
PUBLIC_BODY = re.compile(
    r"(?i)\b(mairie|commune d|ville d|communaut[ée] (de communes|d'agglo)|"
    r"conseil (d[ée]partemental|r[ée]gional)|pr[ée]fecture|centre hospitalier|"
    r"minist[èe]re|universit[ée]|ccas|sdis)"
)
NAMED_KINDS = (
    (r"particulier|consommateur|b2c|individu|personne physique|prive", "consumer"),
    (r"public|collectivite|administration|mairie|b2g|etat", "public"),
    (
        r"professionnel|entreprise|societe|b2b|company|business|pro\b|tpe|pme|"
        r"artisan|personne morale|association|\bpp\b",
        "business",
    ),
)
NO_NUMBER = frozenset(
    ("", "neant", "non", "aucun", "na", "n a", "none", "non assujetti")
)
EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
ROUNDED = re.compile(r"(?i)\d[.,]?\d*e\+?\d+")
# QuickBooks writes all in one cell: "Phone:02 40... Mobile:06 12..."
NAMED_PHONE = re.compile(
    r"(?i)(phone|t[ée]l[ée]phone|mobile|portable|fax)\s*:\s*([+\d().\s-]*\d)"
)
FRENCH_ZIP = re.compile(r"\d{4}")
TEXT_FIELDS = (
    "street street2 city country phone mobile website customer_ref comment lang terms "
    "title"
).split()


def read_partner(cells):
    """Read a customer.

    :param dict cells: cells of a row, by column
    :return: ``name``, ``kind`` (consumer, business, public or blank), ``is_company``,
        ``registry`` (SIRET, else SIREN), ``vat``, ``contact`` and the texts of the
        address; blank where the row says nothing
    :rtype: dict
    :raise ImportProblem: when a number or an address cannot be right

    >>> found = read_partner({"name": "Durand SARL", "siren": "732 829 320"})
    >>> found["name"], found["is_company"], found["registry"]
    ('Durand SARL', True, '732829320')
    """
    found = {name: tidy(cells.get(name, "")) for name in TEXT_FIELDS}
    found |= _read_names(cells)
    found |= _read_phones(found)
    found["registry"] = read_registry(cells)
    found["vat"] = read_vat(cells.get("vat", ""), found["registry"])
    found["email"] = read_email(cells.get("email", ""))
    found["zip"] = read_zip(cells.get("zip", ""), found)
    found["kind"] = _read_kind(cells, found)
    found["is_company"] = found["kind"] in ("business", "public")
    return found


def _read_phones(found):
    """:return: phone and mobile, apart when one cell names them both
    :rtype: dict[str, str]"""
    named = {
        name[0].lower(): number for name, number in NAMED_PHONE.findall(found["phone"])
    }
    if not named:
        return {}
    phone, mobile = (named.get("p") or named.get("t"), named.get("m"))
    return {"phone": phone or "", "mobile": found["mobile"] or mobile or ""}


def _read_names(cells):
    company = tidy(cells.get("company", ""))
    last = tidy(cells.get("name", ""))
    person = " ".join(filter(None, (tidy(cells.get("firstname", "")), last)))
    contact = tidy(cells.get("contact", ""))
    if company:
        contact = contact or (person if fold(person) != fold(company) else "")
    name = company or person
    if not fold(name):
        raise ImportProblem("name_missing")
    return {
        "name": name[:200],
        "contact": contact if fold(contact) != fold(name) else "",
        "has_company_name": bool(company),
        "has_first_name": bool(tidy(cells.get("firstname", ""))),
    }


def _read_digits(text):
    if ROUNDED.fullmatch(text.strip()):
        raise ImportProblem("number_rounded", value=tidy(text))
    digits = clean(re.sub("[\u00a0\u202f'’]", "", text))
    return "" if fold(digits) in NO_NUMBER else digits


def read_registry(cells):
    """Read SIRET and SIREN, and check that they go together.

    Spreadsheets take the zeros in front: they are put back when the key then fits.

    :param dict cells: cells of a row, by column
    :return: the SIRET, else the SIREN, else blank; foreign numbers as they are
    :rtype: str
    :raise ImportProblem: when the number is wrong

    >>> read_registry({"siret": "404 833 048 00022"}), read_registry({"siren": "-"})
    ('40483304800022', '')
    """
    siret = _read_digits(cells.get("siret", ""))
    siren = _read_digits(cells.get("siren", ""))
    nic = _read_digits(cells.get("nic", ""))
    if siren and nic and not siret:
        siret = siren + nic.zfill(5)
    if len(siret) in (8, 9):
        siret, siren = "", siren or siret
    if not _is_french(cells):
        return siret or siren
    siret, siren = _pad(siret, 14, is_siret), _pad(siren, 9, is_siren)
    if siret and not is_siret(siret):
        raise ImportProblem("siret_invalid", number=siret[:20])
    if siren and not is_siren(siren):
        raise ImportProblem("siren_invalid", number=siren[:20])
    if siret and siren and siret[:9] != siren:
        raise ImportProblem("siret_other_siren", number=siret, siren=siren)
    return siret or siren


def _pad(digits, length, is_right):
    if digits.isdigit() and length - 3 < len(digits) < length:
        padded = digits.zfill(length)
        return padded if is_right(padded) else digits
    return digits


def _is_french(cells):
    country = fold(cells.get("country", ""))
    if country in ("", "fr", "fra", "france", "fr france"):
        prefix = _vat_prefix(cells.get("vat", ""))
        return bool(country) or prefix in ("", "FR")
    return False


def _vat_prefix(text):
    prefix = clean(text)[:2]
    return prefix if prefix.isalpha() else ""


def read_vat(text, registry=""):
    """Read a VAT number, and check that it goes with the SIREN.

    :param str text: a cell
    :param str registry: SIRET or SIREN of the same row
    :return: the number, blank when there is none
    :rtype: str
    :raise ImportProblem: when the number is wrong

    >>> read_vat("FR 83 404 833 048"), read_vat("83404833048", "404833048")
    ('FR83404833048', 'FR83404833048')
    """
    number = clean(re.sub("[\u00a0\u202f'’]", "", text))
    if fold(text) in NO_NUMBER or parse_bool(text) is not None or len(number) < 4:
        return ""
    if number.isdigit() and len(number) == 11 and is_vat(f"FR{number}"):
        number = f"FR{number}"
    if not number[:2].isalpha() or not is_vat(number):
        raise ImportProblem("vat_invalid", number=number[:20])
    is_french_pair = number.startswith("FR") and registry.isdigit()
    if is_french_pair and number[4:] != registry[:9]:
        raise ImportProblem("vat_other_siren", number=number, siren=registry[:9])
    return number


def read_email(text):
    """Read the first e-mail address of a cell.

    :param str text: a cell
    :return: the address in small letters, blank when there is none
    :rtype: str
    :raise ImportProblem: when it cannot be an address

    >>> read_email("Anne@Exemple.fr; compta@exemple.fr")
    'anne@exemple.fr'
    """
    text = tidy(text.replace("mailto:", ""))
    if fold(text) in NO_NUMBER:
        return ""
    if found := EMAIL.search(text):
        address = found[0].lower()
        if ".." not in address and not address.startswith("."):
            return address
    raise ImportProblem("email_invalid", value=text[:60])


def read_zip(text, party):
    """Read a postcode; a spreadsheet takes the zero in front of 01000.

    :param str text: a cell
    :param dict party: the rest of the customer
    :rtype: str

    >>> read_zip("1000", {"country": ""}), read_zip("1000", {"country": "Belgique"})
    ('01000', '1000')
    """
    text = tidy(text)
    is_french = fold(party.get("country", "")) in ("", "fr", "france")
    foreign_vat = party.get("vat", "")[:2] not in ("", "FR")
    if is_french and not foreign_vat and FRENCH_ZIP.fullmatch(text):
        return text.zfill(5)
    return text


def _read_kind(cells, found):
    """Tell what the customer is, from what the row says or shows."""
    words = fold(cells.get("party_kind", ""))
    if words and parse_bool(words) is None:
        for pattern, kind in NAMED_KINDS:
            if re.search(pattern, words):
                return kind
    if PUBLIC_BODY.search(found["name"]) or is_public_siren(found["registry"]):
        return "public"
    has_number = found["registry"] or found["vat"]
    if has_number or (found["has_company_name"] or COMPANY_FORM.search(found["name"])):
        return "business"
    return "consumer"
