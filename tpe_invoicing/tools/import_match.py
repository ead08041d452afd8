# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Know a customer again, by number, code, address or name."""

from .identifiers import clean
from .import_problem import ImportProblem
from .import_values import fold


def identity(party):
    """Gather what tells one customer from another.

    :param dict party: ``name``, ``registry``, ``vat``, ``customer_ref``, ``email``,
        ``zip``, ``street``; false or absent when unknown
    :return: the same in comparable form, with ``siren`` and ``siret``
    :rtype: dict

    >>> identity({"name": "Bâti Ouest", "vat": "FR96552100554"})["siren"]
    '552100554'
    """
    registry, vat = clean(party.get("registry")), clean(party.get("vat"))
    siret = registry if len(registry) == 14 else ""
    siren = registry[:9] if registry.isdigit() and len(registry) in (9, 14) else ""
    if not siren and vat.startswith("FR"):
        siren = vat[4:]
    return {
        "siret": siret,
        "siren": siren,
        "number": "" if siren else vat or registry,
        "ref": (party.get("customer_ref") or "").strip().casefold(),
        "email": (party.get("email") or "").strip().lower(),
        "name": fold(party.get("name") or ""),
        "zip": (party.get("zip") or "").replace(" ", "").casefold(),
        "street": fold(party.get("street") or ""),
    }


def _differ(one, other, names):
    """Tell whether two customers say different things about one of the names."""
    return any(one[name] and other[name] and one[name] != other[name] for name in names)


class PartyIndex:
    """The customers known so far: those of the database, then those of the file."""

    def __init__(self):
        self.by_key = {}

    def add(self, key, party):
        """Learn a customer.

        :param key: what :meth:`find` shall return: an id, a line
        :param dict party: see :func:`identity`
        """
        own = identity(party)
        for sign in self._signs(own):
            self.by_key.setdefault(sign, []).append((key, own))

    def find(self, party):
        """Find the customer that must be the same.

        Two establishments of a company share a SIREN and are two customers. A name
        counts with its postcode and while nothing else contradicts it.

        :param dict party: see :func:`identity`
        :return: its key, None when it is a new one

        >>> known = PartyIndex()
        >>> known.add(7, {"name": "Durand", "registry": "40483304800022"})
        >>> known.find({"name": "DURAND", "vat": "FR83404833048"})
        7
        >>> known.find({"name": "Durand", "registry": "40483304800030"}) is None
        True
        """
        own = identity(party)
        for sign, rivals in (
            (("siret", own["siret"]), ()),
            (("siren", own["siren"]), ("siret",)),
            (("number", own["number"]), ()),
            (("ref", own["ref"]), ("siren", "siret", "number", "name")),
            (("email", own["email"], own["name"]), ("siren", "siret", "number")),
            (
                ("name", own["name"], own["zip"]),
                ("siren", "siret", "number", "ref", "email", "street"),
            ),
        ):
            for key, other in self.by_key.get(sign, ()) if sign[1] else ():
                if not _differ(own, other, rivals):
                    return key
        return None

    def find_loosely(self, party):
        """Find the customer whom a document names, by code or name alone if need be.

        :param dict party: see :func:`identity`; ``known_id`` when he was found before
        :return: its key, None when it is a new one
        :raise ImportProblem: when several customers bear the name

        >>> known = PartyIndex()
        >>> known.add(7, {"name": "Le Goff", "zip": "29200"})
        >>> known.find_loosely({"name": "LE GOFF"})
        7
        """
        if party.get("known_id"):
            return party["known_id"]
        key = self.find(party)
        if key is not None:
            return key
        own = identity(party)
        if own["ref"]:
            for key, other in self.by_key.get(("ref", own["ref"]), ()):
                if not _differ(own, other, ("siren", "siret", "number")):
                    return key
        if not own["name"] or own["ref"] or own["zip"]:
            return None
        rivals = ("siren", "siret", "number", "email", "street")
        found = {
            key
            for key, other in self.by_key.get(("alone", own["name"]), ())
            if not _differ(own, other, rivals)
        }
        if len(found) > 1:
            raise ImportProblem("customer_ambiguous", name=party["name"][:60])
        return found.pop() if found else None

    def find_namesakes(self, name):
        """Find the customers who bear a name, whatever else is known of them.

        :param str name: the name
        :return: code by key
        :rtype: dict

        >>> known = PartyIndex()
        >>> known.add(7, {"name": "Le Goff", "zip": "29200", "customer_ref": "C1"})
        >>> known.find_namesakes("LE GOFF")
        {7: 'c1'}
        """
        return {
            key: own["ref"] for key, own in self.by_key.get(("alone", fold(name)), ())
        }

    @staticmethod
    def _signs(own):
        signs = [
            ("siret", own["siret"]),
            ("siren", own["siren"]),
            ("number", own["number"]),
            ("ref", own["ref"]),
            ("email", own["email"], own["name"]),
            ("name", own["name"], own["zip"]),
            ("alone", own["name"]),
        ]
        return [sign for sign in signs if sign[1]]
