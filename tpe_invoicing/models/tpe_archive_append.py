# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from functools import partial

from odoo import api, models
from odoo.tools import SQL

from ..tools.chain import COLUMNS
from ..tools.durable import read_head
from .ir_attachment import CLEARING, ORIGINAL
from .ir_attachment_store import OWN_STORES

# one lock for all chains: ids of entries are then given in the order of commits
LOCK = 0x5EA1ED
ENTRY = tuple(name for name in COLUMNS if name not in ("currency", "key"))
ENTRY += ("currency_id", "entry_hash", "key_id", "previous_hash", "signature")
ENTRY += ("xml_data",)
# a function, as the database keeps the plan of what stands in one
MAKE_APPEND = """
    DROP FUNCTION IF EXISTS tpe_archive_append;
    CREATE FUNCTION tpe_archive_append(
        database bigint, %(arguments)s,
        OUT made_id integer, OUT spare_id integer, OUT is_lasting boolean)
    LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(%(lock)s);
        -- the second tells what others sealed that this transaction does not see
        IF entry_previous_hash IS DISTINCT FROM (
               SELECT e.entry_hash FROM tpe_archive_entry e
                WHERE e.company_id = entry_company_id ORDER BY e.number DESC LIMIT 1)
           OR (SELECT MAX(e.id) FROM tpe_archive_entry e)
              <> (SELECT last_value FROM tpe_archive_entry_id_seq)
           OR file_id > (SELECT last_value FROM ir_attachment_id_seq)
           OR database <> (
               SELECT oid FROM pg_database WHERE datname = current_database())
        THEN
            RETURN;
        END IF;
        made_id := nextval('tpe_archive_entry_id_seq');
        IF file_id IS NOT NULL THEN
            spare_id := nextval('ir_attachment_id_seq');
            file_res_id := COALESCE(file_res_id, made_id);
            IF file_res_field IS NOT NULL THEN
                %(clearing)s
            END IF;
            INSERT INTO ir_attachment (%(file_columns)s) VALUES (%(file_values)s);
        END IF;
        INSERT INTO tpe_archive_entry (id, %(entry_columns)s)
        VALUES (made_id, %(entry_values)s)
        RETURNING xmin = pg_current_xact_id()::xid INTO is_lasting;
    END $$
"""
ARGUMENTS = ("database", *ENTRY, *ORIGINAL)
APPEND = SQL(
    "SELECT made_id, spare_id, is_lasting FROM tpe_archive_append(%s)",
    SQL(", ".join(["%s"] * len(ARGUMENTS)), *ARGUMENTS),
).code
NO_FILE = (None,) * len(ORIGINAL)
End = namedtuple("End", "head key_id database path spare_id")

# ends of chains as this process left them, to go on from: by database and company. The
# database tells whether one is still the end
_ends = {}


def get_column(name):
    """:return: where the archive keeps a name of the canonical form
    :rtype: str"""
    return "partner_ref" if name == "partner_id" else name


class TpeArchiveEntry(models.Model):
    """One more entry in one round trip, where this process knows the chain's end."""

    _inherit = "tpe.archive.entry"

    def init(self):
        super().init()
        values = {"lock": LOCK, "clearing": SQL(CLEARING, SQL("ARRAY[file_res_id]"))}
        arguments = []
        for prefix, model, names in (
            ("entry", self, tuple(map(get_column, ENTRY))),
            ("file", self.env["ir.attachment"], ORIGINAL),
        ):
            columns = [SQL.identifier(name) for name in names]
            given = [SQL.identifier(f"{prefix}_{name}") for name in names]
            values[f"{prefix}_columns"] = SQL(", ").join(columns)
            values[f"{prefix}_values"] = SQL(", ").join(given)
            types = [SQL(model._fields[name].column_type[0]) for name in names]
            arguments += map(partial(SQL, "%s %s"), given, types)
        values["arguments"] = SQL(", ").join(arguments)
        self.env.cr.execute(SQL(MAKE_APPEND, **values))

    @api.model
    def _remember_end(self, company_id, end):
        """Keep in mind where the next entry of a chain will stand.

        :param int company_id: whose chain
        :param End end: of the chain; nothing relies on it
        """
        _ends[self.env.cr.dbname, company_id] = end

    @api.model
    def _append(self, document, values, signer, store):
        """Seal a document after the end that this process knows, if it still is that.

        :param dict document: what is sealed
        :param dict values: of its file, see :meth:`_prepare_file`; None for none
        :param tuple signer: fingerprint and private key
        :param Store store: has begun to write the file
        :return: id of the entry; None when nothing was done
        :rtype: int or None
        """
        company_id = document["company_id"]
        end = _ends.pop((self.env.cr.dbname, company_id), None)
        if not end or end.head.key != signer[0] or store.name not in OWN_STORES:
            return None
        noted = read_head(end.path)
        if noted and noted[0] > end.head.number or values and not end.spare_id:
            return None
        file_id = end.spare_id if values else None
        row = self._prepare_row(document, file_id)
        head = self._sign_row(row, end.head, *signer)
        row["key_id"] = end.key_id
        file = NO_FILE
        if values:
            self._place_file(values, document, file_id, None)
            file = self.env["ir.attachment"]._tpe_list_values(values, store.name)
        entry = [row[name] for name in ENTRY]
        self.env.cr.execute(APPEND, [end.database, *entry, *file])
        entry_id, spare_id, is_lasting = self.env.cr.fetchone()
        if not entry_id:
            return None
        store.writing.claim()
        self._note_head(company_id, end.path, head, is_lasting)
        self._remember_end(
            company_id, end._replace(head=head, spare_id=spare_id or end.spare_id)
        )
        return entry_id
