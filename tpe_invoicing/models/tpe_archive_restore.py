# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import json
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.archive_check import find_manifests
from ..tools.archive_index import KEPT
from ..tools.chain import GENESIS, fingerprint
from .tpe_archive_seal import LOCK

CHUNK = 100  # documents in memory at once
# what an entry points to has another number in every database
PLACES = ("company_id", "attachment_id", "move_id")
COPIED = tuple(name for name in KEPT if name not in (*PLACES, "key", "currency"))


def _load(text):
    """:return: what a row says of its past, nothing when somebody spoilt it
    :rtype: dict"""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class TpeArchiveEntry(models.Model):
    """An archive rebuilt from its export: the same numbers, hashes and signatures.

    The entries go in as they were signed; what they pointed to where they were sealed
    is kept in ``restored``. An entry of kind "restore" closes what was brought back.
    """

    _inherit = "tpe.archive.entry"

    restored = fields.Text(
        string="Sealed elsewhere",
        readonly=True,
        copy=False,
        help="What the entry pointed to in the database where it was sealed.",
    )

    # === RESTORE === #

    @api.model
    def _restore_folder(self, company, folder, source="", progress=None):
        """Rebuild the archive of a company from unpacked exports.

        :param res.company company: whose archive; it has none, or what the export
            follows was restored before
        :param Path folder: where the export, or all its parts, was unpacked
        :param str source: name of the export
        :param callable progress: told the part, how many of its entries are written,
            and of how many
        :return: the entry that closes what was restored
        :rtype: tpe.archive.entry
        :raises UserError: when something is wrong with the export or the company
        """
        self._check_export(folder)
        self.flush_model()
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        said = {"source": source, "parts": [], "absent": []}
        for path in find_manifests(folder).values():
            content = path.read_bytes()
            data = json.loads(content)
            self._check_place(company, data["head"])
            said.setdefault("start", data["head"]["start"])
            said["parts"].append(hashlib.sha256(content).hexdigest())
            said["exported_at"] = data["head"]["exported_at"]
            keys = self._restore_keys(data["keys"])
            for at in range(0, len(data["rows"]), CHUNK):
                rows = data["rows"][at : at + CHUNK]
                said["absent"] += self._restore_rows(company, folder, rows, keys)
                if progress:
                    progress(path.name, at + len(rows), len(data["rows"]))
            said["last"] = data["head"]["last"]
        entry = self._seal_restore(company, said)
        span = self._get_span(0, None, None)
        _checked, problems = self._verify_span(company.id, *span)
        if problems:
            raise UserError(
                self.env._(
                    "What was rebuilt does not verify, so nothing was kept: %s",
                    self._describe_problem(problems[0]),
                )
            )
        return entry

    @api.model
    def _restore_keys(self, publics):
        """:param dict publics: public keys by fingerprint
        :return: id of each key here
        :rtype: dict[str, int]"""
        for name, public in publics.items():
            if fingerprint(public) == name:
                self.env.cr.execute(
                    "INSERT INTO tpe_archive_key (name, public_key, created_at)"
                    " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    [name, public, fields.Datetime.now()],
                )
        return dict(self.env.execute_query(SQL("SELECT name, id FROM tpe_archive_key")))

    @api.model
    def _restore_rows(self, company, folder, rows, keys):
        """Insert entries as they were signed, with their files.

        :param res.company company: whose archive
        :param Path folder: the unpacked export
        :param list[dict] rows: entries of the export
        :param dict keys: ids of keys by fingerprint
        :return: numbers of the entries whose files are not in the export
        :rtype: list[int]
        """
        ids, file_ids = (
            self._take_ids(sequence, len(rows))
            for sequence in ("tpe_archive_entry_id_seq", "ir_attachment_id_seq")
        )
        prepared, files, absent = [], [], []
        for row, entry_id, file_id in zip(rows, ids, file_ids, strict=True):
            contents = {
                column: (Path(folder) / path).read_bytes()
                for column, path in row["files"].items()
            }
            if row["sha256"] and not contents:
                absent.append(row["number"])
            if pdf := contents.get("sha256"):
                files.append(self._prepare_restored_file(company, row, entry_id, pdf))
                files[-1]["id"] = file_id
            xml = contents.get("xml_sha256")
            prepared.append(
                {name: row[name] for name in COPIED}
                | {
                    "id": entry_id,
                    "company_id": company.id,
                    "attachment_id": file_id if pdf else None,
                    "move_id": None,
                    "key_id": keys[row["key"]],
                    "currency_id": self._get_currency_id(row["currency"]),
                    "xml_data": self._prepare_stored(company.id, xml) or None,
                    "restored": json.dumps({name: row[name] for name in PLACES}),
                }
            )
        attachments = self.env["ir.attachment"]
        attachments._tpe_hold_cleaning_off()
        with attachments._tpe_writing(files) as store:
            _ids, statement = attachments._tpe_store_originals(files, store)
            self._insert_rows(prepared, statement)
        return absent

    @api.model
    def _take_ids(self, sequence, count):
        """:return: the next ids of a table
        :rtype: list[int]"""
        return [
            row[0]
            for row in self.env.execute_query(
                SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count)
            )
        ]

    @api.model
    def _prepare_restored_file(self, company, row, entry_id, content):
        """:return: values of the attachment of a restored entry, but for its id
        :rtype: dict"""
        return {
            "name": row["filename"] or row["name"],
            "raw": content,
            "company_id": company.id,
            "res_model": self._name,
            "res_id": entry_id,
            "res_field": False,
        }

    @api.model
    def _seal_restore(self, company, said):
        """:param dict said: what was restored
        :return: the entry that says so, signed with the key of this server
        :rtype: tpe.archive.entry"""
        places = ("move_id", "partner_id", "pdf", "xml", "filename")
        return self._seal_documents(
            [
                {
                    **dict.fromkeys(places),
                    "kind": "restore",
                    "company_id": company.id,
                    "name": said["source"] or said["exported_at"],
                    "date": fields.Date.context_today(self),
                    "meta": said,
                }
            ]
        )

    def _describe_restore(self):
        """:return: what this entry, of kind "restore", closes
        :rtype: str"""
        self.ensure_one()
        said = _load(self.meta)
        text = self.env._(
            "%(company)s: entries %(first)s to %(last)s are restored, all as they were "
            "sealed.",
            company=self.company_id.name,
            first=said["start"][0] + 1,
            last=said["last"][0],
        )
        if not said["absent"]:
            return text
        more = self.env._("The export held no file of %s of them.", len(said["absent"]))
        return f"{text} {more}"

    # === AUDIT === #

    @api.model
    def _iterate_chunks(self, company_id, first, last):
        # EXTENDS tpe_invoicing: a signature covers what the entry pointed to elsewhere
        for rows in super()._iterate_chunks(company_id, first, last):
            yield self._restore_places(company_id, rows)

    @api.model
    def _get_notes_rows(self, company_id, after=0):
        # EXTENDS tpe_invoicing
        rows = super()._get_notes_rows(company_id, after)
        return self._restore_places(company_id, rows)

    @api.model
    def _restore_places(self, company_id, rows):
        """:param int company_id: whose archive
        :param list[dict] rows: as they are in the table
        :return: rows that say what they said when they were signed
        :rtype: list[dict]"""
        moved = [row for row in rows if row["restored"]]
        last = self._get_last_restore(company_id) if moved else 0
        for row in moved:
            places = _load(row["restored"]) if row["number"] < last else {}
            # nothing else of a row is taken from there, and all of it: the signature
            # would be that of the words beside the columns, not of the columns
            row.update({name: places.get(name) for name in PLACES})
        return rows

    @api.model
    def _get_last_restore(self, company_id):
        """:return: number of the entry that closes what came back last, or 0: what
            comes after it was sealed here
        :rtype: int"""
        query = SQL(
            "SELECT max(number) FROM tpe_archive_entry"
            " WHERE company_id = %s AND kind = 'restore' AND restored IS NULL",
            company_id,
        )
        return self.env.execute_query(query)[0][0] or 0

    @api.model
    def _judge_file(self, row):
        # EXTENDS tpe_invoicing: the file of a restored entry belongs to no invoice here
        if not row["restored"]:
            return super()._judge_file(row)
        found = super()._judge_file({**row, "move_id": None})
        if found and found[0] == "file_missing" and not row["file_id"]:
            absent = self._get_restored(row["id"], "absent")
            return None if row["number"] in (absent or ()) else found
        return found

    @api.model
    def _get_restored(self, entry_id, name):
        """:return: what the restore that brought an entry back says of it
        :rtype: object"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT note.meta FROM tpe_archive_entry AS one
                  JOIN tpe_archive_entry AS note ON note.company_id = one.company_id
                   AND note.kind = 'restore' AND note.number > one.number
                 WHERE one.id = %s AND note.restored IS NULL
                 ORDER BY note.number LIMIT 1
                """,
                entry_id,
            )
        )
        return _load(rows[0][0]).get(name) if rows else None

    @api.model
    def _get_start(self, company_id, first):
        # EXTENDS tpe_invoicing: the export of a period begins in the middle
        start = super()._get_start(company_id, first)
        if tuple(start) != (0, GENESIS):
            return start
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM tpe_archive_entry WHERE company_id = %s"
                " AND restored IS NOT NULL ORDER BY number LIMIT 1",
                company_id,
            )
        )
        found = self._get_restored(rows[0][0], "start") if rows else None
        return tuple(found or start)
