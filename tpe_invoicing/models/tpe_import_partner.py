# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from babel import Locale

from odoo import models
from odoo.tools import SQL

from ..tools.import_columns import find_table
from ..tools.import_match import PartyIndex
from ..tools.import_partner import read_partner
from ..tools.import_problem import ImportProblem
from ..tools.import_sum_row import refuse_sum
from ..tools.import_values import fold

COUNTRY_ALIASES = {
    "uk": "GB",
    "grande bretagne": "GB",
    "angleterre": "GB",
    "royaume uni": "GB",
    "usa": "US",
    "etats unis": "US",
    "hollande": "NL",
    "pays bas": "NL",
    "la reunion": "RE",
    "reunion": "RE",
    "tchequie": "CZ",
}


class TpeImport(models.Model):
    """Customers out of a file."""

    _inherit = "tpe.import"

    def _plan_partners(self, data, report):
        """Read a file of customers.

        :param bytes data: the file
        :param dict report: takes what is known of it before any row comes in
        :return: what to bring, and the rows
        :rtype: Iterator[tuple[str, list]]
        """
        table = self._find_table("partners", data)
        report["read"] = len(table.rows)
        index, parties = self._get_party_index(), []
        for row in table.rows:
            try:
                party = self._read_party(table, row) | {"line": row.line}
            except ImportProblem as problem:
                self._reject_problem(report, problem)
                continue
            if not self._is_known_party(index, party, report):
                index.add(("line", row.line), party)
                parties.append(party)
        yield "partners", parties

    def _bring_partners(self, parties, report):
        """Create customers.

        :param list parties: see ``read_partner``
        :param dict report: takes what happened
        """
        done = self._create_all(parties, self._create_partners, report)
        report["created"] = len(done)
        report["totals"] = {"partners": len(done)}

    def _find_table(self, kind, data):
        """:return: the table that a file holds
        :rtype: Table
        :raise ImportProblem: when it holds none"""
        own = self.own_profile_id
        return find_table(kind, data, self.profile, own._get_tool() if own else None)

    def _read_party(self, table, row):
        """:return: the customer that a row describes, with the id of his country
        :rtype: dict
        :raise ImportProblem: when the row is broken"""
        if row.problem:
            raise row.problem
        refuse_sum(row)
        try:
            party = read_partner(table.get_cells(row))
            return party | {"country_id": self._find_country(party)}
        except ImportProblem as problem:
            raise problem.at(row.line) from None

    def _is_known_party(self, index, party, report):
        """Skip a customer who is there already, in the database or in the file.

        :rtype: bool
        """
        known = index.find(party)
        if known is None:
            return False
        if isinstance(known, tuple):
            self._skip(
                report, party["line"], party["name"], "twice_in_file", first=known[1]
            )
        else:
            self._skip(report, party["line"], party["name"], "customer_known")
        return True

    def _get_party_index(self):
        """Return the customers whom this company knows; those that this go has made
        included.

        :rtype: PartyIndex
        """
        go = self._get_go()
        if go.index is None:
            go.index = self._read_party_index()
        return go.index

    def _read_party_index(self):
        index = PartyIndex()
        partners = self.env["res.partner"].with_context(active_test=False)
        query = partners._search(
            [
                ("parent_id", "=", False),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        columns = "id name zip street email ref vat company_registry".split()
        # reading 100,000 records for eight columns would take the ORM half a minute
        rows = self.env.execute_query_dict(
            query.select(
                *(
                    SQL("%s", partners._field_to_sql(query.table, name))
                    for name in columns
                )
            )
        )
        for row in rows:
            row["customer_ref"], row["registry"] = row["ref"], row["company_registry"]
            index.add(row["id"], row)
        return index

    def _find_country(self, party):
        """Find a country by its name in French or English, its code or a VAT number.

        :return: id of the country
        :rtype: int
        :raise ImportProblem: when no country has this name
        """
        codes = self._get_country_codes()
        name = fold(party["country"])
        if not name:
            prefix = party["vat"][:2].lower()
            prefix = "gr" if prefix == "el" else prefix
            home = self.company_id.country_id or self.env.ref("base.fr")
            return codes.get(prefix) or home.id
        found = codes.get(fold(COUNTRY_ALIASES.get(name, name)))
        if not found:
            raise ImportProblem("country_unknown", value=party["country"][:40])
        return found

    def _get_country_codes(self):
        """:return: ids of countries by folded code and by name in two languages
        :rtype: dict[str, int]"""
        cache = self._get_go().countries
        if not cache:
            # Odoo knows French names only where French is installed for them
            names = [Locale(lang).territories for lang in ("en", "fr")]
            for country in self.env["res.country"].search([]):
                cache[fold(country.name)] = country.id
                for territories in names:
                    cache[fold(territories.get(country.code, country.name))] = (
                        country.id
                    )
            for country in self.env["res.country"].search([]):
                cache[country.code.lower()] = country.id
        return cache

    def _create_partners(self, parties):
        """Create customers, each with the person to ask for.

        :param list parties: see ``read_partner``
        :return: the customers, without their contacts
        :rtype: res.partner
        """
        shared = {"company_id": self._get_owner_id(), "customer_rank": 1}
        partners = self.env["res.partner"].create(
            [self._prepare_partner_vals(party) | shared for party in parties]
        )
        pairs = [
            (party["line"], partner.id)
            for party, partner in zip(parties, partners, strict=True)
        ]
        contacts = self.env["res.partner"].create(
            [
                {"name": party["contact"], "type": "contact", "parent_id": partner.id}
                for party, partner in zip(parties, partners, strict=True)
                if party["contact"]
            ]
        )
        lines = {id_: line for line, id_ in pairs}
        pairs += [(lines[contact.parent_id.id], contact.id) for contact in contacts]
        self._remember("res.partner", pairs)
        return partners

    def _prepare_partner_vals(self, party):
        """:return: values of a customer
        :rtype: dict"""
        names = "name street street2 zip city vat email website".split()
        vals = {name: party[name] or False for name in names}
        comment = [party["comment"]]
        if party["mobile"] and party["phone"]:
            comment.append(self.env._("Mobile: %s", party["mobile"]))
        if party["terms"]:
            comment.append(self.env._("Terms of payment: %s", party["terms"]))
        return vals | {
            "ref": party["customer_ref"] or False,
            "phone": party["phone"] or party["mobile"] or False,
            "country_id": party["country_id"],
            "company_registry": party["registry"] or False,
            "is_company": party["is_company"],
            "tpe_is_public_body": party["kind"] == "public",
            "comment": "\n".join(filter(None, comment)) or False,
            "lang": self._find_lang(party["lang"]),
        }

    def _get_owner_id(self):
        """Customers are shared as long as there is one company to share them.

        :return: id of the company, False for all
        :rtype: int | bool
        """
        count = self.env["res.company"].search_count(
            [("parent_id", "=", False)], limit=2
        )
        return self.company_id.id if count > 1 else False

    def _find_lang(self, text):
        """:return: code of an installed language, the company's by default
        :rtype: str"""
        langs = dict(self.env["res.lang"].get_installed())
        wanted = fold(text)
        for code, name in langs.items():
            if wanted and wanted in (fold(code), code[:2], fold(name).split()[0]):
                return code
        own = self.company_id.partner_id.lang
        return own if own in langs else self.env.lang or "en_US"
