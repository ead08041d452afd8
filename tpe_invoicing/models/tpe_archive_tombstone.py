# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..tools.durable import sync_all
from .tpe_archive_hold import NOTHING

AT_ONCE = 500  # entries that one tombstone names
# documents of a list by what tells how long they are to be kept
LISTED = """
    SELECT e.kind, e.date, c.name AS currency, ARRAY_AGG(e.number) AS numbers,
           SUM(CASE e.kind WHEN 'credit_note' THEN -ABS(e.amount_total)
                           ELSE e.amount_total END)::text AS total
      FROM tpe_archive_entry e LEFT JOIN res_currency c ON c.id = e.currency_id
     WHERE e.id = ANY(%s) GROUP BY 1, 2, 3 ORDER BY 2, 1, 3
"""
# a letter bears the words of a person in its name, an import in its particulars
STRIP = """
    UPDATE tpe_archive_entry
       SET attachment_id = NULL, xml_data = NULL, partner_ref = NULL,
           partner_name = NULL, filename = NULL,
           name = CASE kind WHEN 'letter' THEN '#' || number ELSE name END,
           meta = CASE WHEN kind IN ('letter', 'import') THEN '{}' ELSE meta END
     WHERE company_id = %s AND number = ANY(%s)
"""
# the same bytes, kept by mails that brought them to the customer and the like
COPIES = """
    SELECT a.id, a.store_fname FROM ir_attachment a
     WHERE a.id = ANY(%(ids)s) OR (
           (a.checksum, a.file_size) IN (
               SELECT checksum, file_size FROM ir_attachment WHERE id = ANY(%(ids)s))
           AND NOT EXISTS (
               SELECT 1 FROM tpe_archive_entry e WHERE e.attachment_id = a.id))
"""


class TpeArchiveEntry(models.Model):
    """Purge: what need not be kept any more is destroyed, and a signed entry says so.

    The row of a purged entry stays with its number, hash and signature, so that the
    chain holds; its file, its XML and what names a person are gone.
    """

    _inherit = "tpe.archive.entry"

    purge_words = fields.Text(string="Destroyed", compute="_compute_purge_words")

    # === COMPUTE METHODS === #

    @api.depends("attachment_id")
    def _compute_purge_words(self):
        words = self.filtered(lambda entry: entry._is_purged())._describe_purges()
        for entry in self:
            entry.purge_words = words.get(entry.id, False)

    # === PURGE === #

    def _purge(self, meta):
        """Destroy the files of entries, in the transaction of the caller.

        :param dict meta: what the tombstones say besides: who prepared the list
        :return: the tombstones
        :rtype: tpe.archive.entry
        :raises UserError: when one of them is still to be kept, or under hold
        """
        self._check_owner()
        # the owner was checked; rows of other companies are refused by their rule
        self.check_access("read")
        entries_sudo, company = self.sudo(), self.company_id.ensure_one()
        entries_sudo._lock_chain(company.id, [], None)
        entries_sudo._refuse_held(company)
        tombstones = entries_sudo.browse()
        file_ids = entries_sudo.attachment_id.ids
        for (law, due), group in entries_sudo._group_due(company).items():
            tombstones += self.sudo()._bury(company, group, law, due, meta)
        self.env["ir.attachment"].sudo()._tpe_destroy_files(file_ids)
        self.env.invalidate_all()
        return tombstones

    def _refuse_held(self, company):
        """:raises UserError: when entries are under hold, or purged already"""
        with self.env.registry.cursor() as fresh:
            held = self._get_held_domain(company.ids, fresh)
        if found := self.filtered_domain(held) if held else self.browse():
            raise UserError(
                self.env._(
                    "Under legal hold, so nothing was purged: %s. Lift the hold, or "
                    "bring the list up to date.",
                    ", ".join(found[:10].mapped("display_name")),
                )
            )
        if any(not entry.attachment_id for entry in self):
            raise UserError(
                self.env._(
                    "Some of these entries were purged already. Bring the list "
                    "up to date."
                )
            )

    def _group_due(self, company):
        """Group entries by the law that kept them and its last day.

        :return: rows of ``LISTED`` by law and day
        :rtype: dict[tuple, list[dict]]
        :raises UserError: when the time of one is not over
        """
        groups, today = defaultdict(list), fields.Date.context_today(self)
        rules = self.env["tpe.retention.rule"]
        for row in self.env.execute_query_dict(SQL(LISTED, list(self.ids))):
            clock = rules._get_clock(company, row["kind"], row["date"])
            if not clock or clock.until >= today:
                entry = self.filtered(lambda e, row=row: e.number in row["numbers"])[:1]
                raise UserError(
                    self.env._(
                        "%(name)s is to be kept until %(day)s: nothing was purged.",
                        name=entry.display_name,
                        day=format_date(self.env, clock.until) if clock else "…",
                    )
                )
            groups[clock.law, clock.until].append(row)
        return groups

    @api.model
    def _bury(self, company, rows, law, due, meta):
        """Add the tombstones of some entries and strip their rows.

        :return: the tombstones
        :rtype: tpe.archive.entry"""
        numbers = sorted(number for row in rows for number in row["numbers"])
        totals = defaultdict(Decimal)
        for row in rows:
            if row["currency"] and row["kind"] in ("invoice", "credit_note"):
                totals[row["currency"]] += Decimal(row["total"] or 0)
        said = {
            **meta,
            "law": law,
            "due": fields.Date.to_string(due),
            "totals": {code: str(total) for code, total in sorted(totals.items())},
        }
        parts = [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]
        tombstones = self._seal_documents(
            [
                {
                    **dict.fromkeys(NOTHING),
                    "kind": "purge",
                    "company_id": company.id,
                    "name": f"{part[0]}-{part[-1]}",
                    "date": fields.Date.context_today(self),
                    "meta": {**said, "numbers": part, "count": len(part)},
                }
                for part in parts
            ]
        )
        setting = "SELECT set_config('tpe_invoicing.purge', %s, true)"
        for part, tombstone in zip(parts, tombstones, strict=True):
            self.env.cr.execute(setting, [str(tombstone.id)])
            self.env.cr.execute(STRIP, [company.id, part])
        self.env.cr.execute(setting, [""])
        return tombstones

    # === WORDS === #

    def _describe_purges(self):
        """:return: for each purged entry when it was destroyed, by whom, by which law
        :rtype: dict[int, str]"""
        if not self:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, sealed_at, meta FROM tpe_archive_entry
                 WHERE kind = 'purge' AND company_id = ANY(%s) ORDER BY number
                """,
                self.sudo().company_id.ids,
            )
        )
        words = {}
        for company_id, sealed_at, meta in rows:
            said = json.loads(meta)
            named = set(said.get("numbers", ()))
            for entry in self.sudo():
                if entry.company_id.id == company_id and entry.number in named:
                    words[entry.id] = self._describe_purge(entry, sealed_at, said)
        return words

    @api.model
    def _describe_purge(self, entry, sealed_at, said):
        """:return: one sentence
        :rtype: str"""
        # named by what is sealed, wherever he works by now
        user_sudo = self.env["res.users"].sudo().browse(said.get("user")).exists()
        return self.env._(
            "The original of %(name)s was destroyed on %(day)s by %(user)s, at the end "
            "of its retention: it was to be kept until %(due)s (%(law)s).",
            name=entry.name,
            day=format_date(self.env, sealed_at),
            user=user_sudo.name or "?",
            due=format_date(self.env, said["due"]),
            law=said["law"],
        )

    def _read_document(self):
        # EXTENDS: what was destroyed by the rules is not damaged
        self.ensure_one()
        if self._is_purged() and (words := self._describe_purges()):
            raise UserError(words[self.id])
        return super()._read_document()


class IrAttachment(models.Model):
    """The files that a purge takes away."""

    _inherit = "ir.attachment"

    @api.model
    def _tpe_destroy_files(self, file_ids):
        """Delete files that no entry names any more, and their copies; those on the
        disk once this transaction is committed.

        :param list[int] file_ids: of the originals
        """
        rows = self.env.execute_query(SQL(COPIES, ids=list(file_ids)))
        names = [store_fname for _file_id, store_fname in rows if store_fname]
        for name in names:
            self._file_delete(name)
        if self._storage() == "file":
            # whoever cleans after a loss of power has to find what is left to clean
            checklist = Path(self._full_path("checklist"))
            sync_all(checklist / name for name in names)
        # core keeps the files of invoices for its audit trail, without an end
        self.env.execute_query(
            SQL(
                "DELETE FROM ir_attachment WHERE id = ANY(%s) RETURNING id",
                [row[0] for row in rows],
            )
        )
        registry = self.env.registry

        def sweep():
            # what is refused here, the daily cleaning of Odoo does later
            with registry.cursor() as fresh:
                files = api.Environment(fresh, SUPERUSER_ID, {})["ir.attachment"]
                files._gc_file_store()

        self.env.cr.postcommit.add(sweep)
