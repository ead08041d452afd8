# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..language import in_user_language
from ..tools.chain_closings import DOCUMENTS
from ..tools.identifiers import clean
from ..tools.mentions import fill
from .tpe_archive_closing_odd import CLOSERS

FACTS = """
    SELECT COUNT(*) FILTER (WHERE kind IN %(documents)s) AS documents,
           COUNT(*) AS entries, MAX(number) AS last,
           MIN(sealed_at) AS first_at, MAX(sealed_at) AS last_at,
           MAX(name) FILTER (WHERE number = (
               SELECT MAX(closing.number) FROM tpe_archive_entry closing
                WHERE closing.company_id = %(company)s AND closing.kind = 'closing'
                  AND closing.sealed_at < %(end)s)) AS closing
      FROM tpe_archive_entry
     WHERE company_id = %(company)s AND sealed_at < %(end)s
"""


class TpeArchiveEntry(models.Model):
    """The self-attestation: what the archive does, what is left to the company, and
    what nobody claims. Sealed as a report; the words are dated rows of data."""

    _inherit = "tpe.archive.entry"

    # === PUBLIC API === #

    @api.model
    @in_user_language
    def tpe_attest(self, company_id, on_date=None):
        """Make the self-attestation of an archive, once for each day, and seal it.

        :param int company_id: whose archive
        :param str on_date: the day it speaks of, ISO; by default today there
        :return: ``number`` (archive number), ``filename``, ``sha256`` and ``content``
            (base64)
        :rtype: dict
        :raises AccessError: when the user may not
        """
        entry_sudo = self._get_attestation(company_id, on_date)
        return {
            "number": entry_sudo.number,
            "filename": entry_sudo.filename,
            "sha256": entry_sudo.sha256,
            "content": base64.b64encode(entry_sudo._read_document()).decode(),
        }

    # === ACTION METHODS === #

    @api.model
    def action_attest(self):
        """Make the self-attestation of today, and show it in the archive.

        :return: action
        :rtype: dict
        """
        entry_sudo = self._get_attestation(self.env.company.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": entry_sudo.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # === ATTEST === #

    @api.model
    def _get_attestation(self, company_id, on_date=None):
        """:param int company_id: whose archive
        :param str on_date: see :meth:`tpe_attest`
        :return: the sealed attestation of that day
        :rtype: tpe.archive.entry"""
        self._check_archive_access(company_id, CLOSERS)
        # the rights are checked; nobody writes to the archive by himself
        company_sudo = self.env["res.company"].sudo().browse(company_id)
        lang = company_sudo._tpe_get_lang("fr_FR")
        archive_sudo = self.sudo().with_context(lang=lang)
        today = archive_sudo._get_today(company_sudo)
        day = archive_sudo._read_day(on_date) or today
        if day > today:
            raise UserError(self.env._("Nothing can be attested of a day to come."))
        name = f"attestation-{day}"
        known_sudo = archive_sudo.search(
            [
                ("company_id", "=", company_id),
                ("kind", "=", "report"),
                ("name", "=", name),
            ],
            limit=1,
        )
        return known_sudo or archive_sudo._seal_documents(
            [archive_sudo._prepare_attestation(company_sudo, day, name)]
        )

    @api.model
    def _read_day(self, text):
        """:param str text: ISO date, or nothing
        :return: the date
        :rtype: date or None
        :raises UserError: when it is none"""
        try:
            return fields.Date.to_date(text or None)
        except ValueError as error:
            raise UserError(
                self.env._("Write dates as year-month-day, for instance 2026-11-24.")
            ) from error

    @api.model
    def _prepare_attestation(self, company, day, name):
        """:param res.company company: whose archive
        :param date day: the day it speaks of
        :param str name: of the entry
        :return: see ``_seal_documents``
        :rtype: dict"""
        title = "Auto-attestation de l’archive des factures"
        blocks = self._get_attestation_blocks(company, day)
        pdf = self._set_paper(
            company,
            fields.Datetime.now(),
            title,
            blocks,
            subtitle=self._write_day(day.isoformat()),
        )
        return {
            "kind": "report",
            "company_id": company.id,
            "move_id": False,
            "name": name,
            "date": day,
            "partner_id": False,
            "filename": f"{name}.pdf",
            "pdf": pdf,
            "xml": None,
            "meta": {"about": 0, "title": title},
        }

    @api.model
    def _get_attestation_blocks(self, company, day):
        """:return: the clauses in force that day, and the figures of the archive
        :rtype: list[dict]"""
        clauses = self.env["tpe.archive.clause"]._get_clauses(company, day)
        words = self._get_attestation_words(company, day)
        blocks, sources = [], []
        for clause in clauses:
            if clause.heading:
                blocks.append({"kind": "heading", "text": clause.heading})
            blocks.append({"kind": "text", "text": fill(clause.text_fr, words)})
            if clause.duty_fr:
                duty = f"À la charge de l’entreprise : {clause.duty_fr}"
                blocks.append({"kind": "list", "items": [fill(duty, words)]})
            if clause.code == "SCOPE":
                blocks.append(self._get_attestation_facts(company, day))
            sources.append(clause.source_title)
        known = dict.fromkeys(filter(None, sources))
        blocks.append({"kind": "heading", "text": "Sources"})
        blocks.append({"kind": "list", "items": list(known)})
        city = company.partner_id.city or ""
        place = f"Fait à {city}, le ……………………" if city else "Fait le ……………………"
        lines = [place, "Nom, qualité et signature :"]
        blocks.append({"kind": "sign", "lines": lines})
        return blocks

    @api.model
    def _get_attestation_words(self, company, day):
        """:return: what clauses name in braces
        :rtype: dict[str, str]"""
        module = self.env["ir.module.module"].search(
            [("name", "=", "tpe_invoicing")], limit=1
        )
        return {
            "company": company.name,
            "siren": clean(company.company_registry or "")[:9] or "non renseigné",
            "software": module.shortdesc or module.name,
            "version": module.installed_version or module.latest_version or "",
            "date": self._write_day(day.isoformat()),
        }

    @api.model
    def _get_attestation_facts(self, company, day):
        """:return: figures of the archive at the end of that day
        :rtype: dict"""
        zone = self._get_zone(company)
        local = zone.localize(datetime.combine(day, time.max))
        end = local.astimezone(pytz.utc)
        query = SQL(
            FACTS,
            company=company.id,
            documents=DOCUMENTS,
            end=fields.Datetime.to_string(end.replace(tzinfo=None)),
        )
        facts = self.env.execute_query_dict(query)[0]
        last = self.search(
            [("company_id", "=", company.id), ("number", "=", facts["last"] or 0)]
        )
        if not last:
            return {"kind": "text", "text": "L’archive est vide à cette date."}
        days = [
            self._write_day(facts[name].date().isoformat())
            for name in ("first_at", "last_at")
        ]
        return {
            "kind": "facts",
            "rows": [
                ["Factures et avoirs scellés", str(facts["documents"])],
                ["Entrées de l’archive", str(facts["entries"])],
                ["Première et dernière", " – ".join(days)],
                ["Dernière clôture", facts["closing"] or "aucune"],
                ["Empreinte de la dernière", last.entry_hash, "mono"],
                ["Clé de signature", last.key_id.name, "mono"],
            ],
        }
