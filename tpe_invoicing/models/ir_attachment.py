# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
import logging
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..language import for_user
from ..tools.durable import Writing, sync_all
from .ir_attachment_store import OWN_STORES, is_elsewhere

_logger = logging.getLogger(__name__)

# what makes a file the original of its document; tokens and the like may change
FROZEN = {
    *("company_id", "datas", "db_datas", "mimetype", "name", "public", "raw"),
    *("res_field", "res_id", "res_model", "type", "url"),
}
CONTENT = {"datas", "raw", "mimetype"}
PDF = "application/pdf"
# where Odoo looks for what it shows, mails and gives out as the PDF of an invoice
PLACE = ("account.move", "invoice_pdf_report_file")
Store = namedtuple("Store", "name writing")
# the columns of an original
ORIGINAL = (
    *("id", "name", "res_model", "res_id", "res_field", "company_id", "file_size"),
    *("checksum", "store_fname", "db_datas", "type", "mimetype", "public"),
    *("create_uid", "create_date", "write_uid", "write_date"),
)
INSERT = SQL(f"INSERT INTO ir_attachment ({', '.join(ORIGINAL)}) VALUES")
VALUES = f"({', '.join(['%s'] * len(ORIGINAL))})"
# makes an ordinary attachment of whatever stands where an original is about to stand
CLEARING = """
    UPDATE ir_attachment a SET res_field = NULL
     WHERE res_model = 'account.move' AND res_id = ANY(%s)
       AND res_field = 'invoice_pdf_report_file'
       AND NOT EXISTS (
           SELECT 1 FROM tpe_archive_entry e WHERE e.attachment_id = a.id);
"""


class IrAttachment(models.Model):
    """The files of the archive: stored to the disk at once, kept as they are."""

    _inherit = "ir.attachment"

    @api.model
    def _tpe_guard_files(self):
        """Have the database itself refuse changes to the files of the archive.

        Called when the table of the archive is there.
        """
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION tpe_archive_guard_file() RETURNS trigger
            LANGUAGE plpgsql AS $$
            DECLARE sealed record;
            BEGIN
                SELECT number, sha256 INTO sealed
                  FROM tpe_archive_entry WHERE attachment_id = OLD.id;
                IF NOT FOUND THEN
                    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
                END IF;
                IF TG_OP = 'UPDATE'
                   AND (NEW.id, NEW.name, NEW.type, NEW.url, NEW.res_model, NEW.res_id,
                        NEW.res_field, NEW.checksum, NEW.file_size, NEW.mimetype,
                        NEW.company_id, NEW.public)
                       IS NOT DISTINCT FROM
                       (OLD.id, OLD.name, OLD.type, OLD.url, OLD.res_model, OLD.res_id,
                        OLD.res_field, OLD.checksum, OLD.file_size, OLD.mimetype,
                        OLD.company_id, OLD.public)
                   AND (NEW.store_fname IS NOT DISTINCT FROM OLD.store_fname
                        OR current_setting('tpe_invoicing.storage_move', true) = 'on')
                   AND (NEW.db_datas IS NOT DISTINCT FROM OLD.db_datas
                        OR encode(sha256(NEW.db_datas), 'hex') = sealed.sha256
                        OR (substr(NEW.db_datas, 1, 7) = 'TPEAES1'
                            AND current_setting('tpe_invoicing.storage_move', true)
                                = 'on')
                        OR (NEW.db_datas IS NULL AND NEW.store_fname IS NOT NULL))
                THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'the file of archive entry % is sealed', sealed.number
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE OR REPLACE TRIGGER tpe_archive_guard_file
            BEFORE UPDATE OR DELETE ON ir_attachment
            FOR EACH ROW EXECUTE FUNCTION tpe_archive_guard_file();
            CREATE OR REPLACE FUNCTION tpe_archive_guard_place() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM tpe_archive_entry
                            WHERE move_id = NEW.res_id AND attachment_id <> NEW.id
                              AND kind IN ('invoice', 'credit_note'))
                THEN
                    RAISE EXCEPTION 'invoice % has its sealed original', NEW.res_id
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$;
            CREATE OR REPLACE TRIGGER tpe_archive_guard_place
            BEFORE INSERT OR UPDATE OF res_model, res_id, res_field ON ir_attachment
            FOR EACH ROW
            WHEN (NEW.res_model = 'account.move'
                  AND NEW.res_field = 'invoice_pdf_report_file')
            EXECUTE FUNCTION tpe_archive_guard_place()
            """
        )

    @api.model
    def _tpe_release_files(self):
        """Take the guards away, when the addon is removed: files that belong to no
        other record than the archive's are kept, on their own."""
        self.env.cr.execute(
            """
            DROP FUNCTION IF EXISTS tpe_archive_guard_file() CASCADE;
            DROP FUNCTION IF EXISTS tpe_archive_guard_place() CASCADE;
            DROP FUNCTION IF EXISTS tpe_archive_guard_entry() CASCADE;
            DROP FUNCTION IF EXISTS tpe_archive_hold, tpe_archive_append;
            DROP FUNCTION IF EXISTS tpe_append_only_refuse() CASCADE;
            UPDATE ir_attachment SET res_model = NULL, res_id = 0, res_field = NULL
             WHERE res_model = 'tpe.archive.entry'
            """
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._tpe_check_place(
            (vals["res_model"], vals.get("res_id"), vals["res_field"])
            for vals in vals_list
            if vals.get("res_model") and vals.get("res_field")
        )
        return super().create(vals_list)

    def write(self, vals):
        sealed = self._tpe_get_sealed() if vals.keys() & FROZEN else {}
        if not sealed:
            if vals.keys() & {"res_field", "res_id", "res_model"}:
                names = ("res_model", "res_id", "res_field")
                self._tpe_check_place(
                    tuple(vals.get(name, file[name]) for name in names)
                    for file in self.sudo()  # it is not told where the files are
                )
            return super().write(vals)
        # Odoo moves files between the database, the disk and other stores by writing
        # their content again: the very same content may be written
        if vals.keys() - CONTENT or not self._tpe_is_content(vals, sealed.values()):
            self._tpe_refuse(sealed)
        with self._tpe_moving():
            done = super().write(vals)
        self._tpe_sync()
        return done

    def unlink(self):
        if sealed := self._tpe_get_sealed():
            self._tpe_refuse(sealed)
        return super().unlink()

    # === GUARDS === #

    def _tpe_get_sealed(self):
        """:return: SHA-256 of those of these files that are sealed, by id
        :rtype: dict[int, str]"""
        if not self.ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT attachment_id, sha256 FROM tpe_archive_entry
                     WHERE attachment_id = ANY(%s)
                    """,
                    list(self.ids),
                )
            )
        )

    @api.model
    def _tpe_check_place(self, places):
        """:param places: model, id and field that files are about to belong to
        :raises UserError: when an invoice has its sealed original there: Odoo would
            give out the one or the other"""
        moves = [res_id for model, res_id, field in places if (model, field) == PLACE]
        if not moves:
            return
        find = SQL(
            """
            SELECT attachment_id, sha256 FROM tpe_archive_entry
             WHERE move_id = ANY(%s) AND attachment_id IS NOT NULL
               AND kind IN ('invoice', 'credit_note')
            """,
            moves,
        )
        if sealed := dict(self.env.execute_query(find)):
            self._tpe_refuse(sealed)

    def _tpe_is_content(self, vals, hashes):
        """:return: whether values bring the sealed content itself and nothing else
        :rtype: bool"""
        contents = []
        if "raw" in vals:
            raw = vals["raw"] or b""
            contents.append(raw.encode() if isinstance(raw, str) else raw)
        if "datas" in vals:
            contents.append(base64.b64decode(vals["datas"] or b""))
        brought = {hashlib.sha256(content).hexdigest() for content in contents}
        return brought == set(hashes) and vals.get("mimetype", PDF) == PDF

    @contextmanager
    def _tpe_moving(self):
        """Let the database accept that a sealed file is stored elsewhere."""
        setting = "SELECT set_config('tpe_invoicing.storage_move', %s, true)"
        self.env.cr.execute(setting, ["on"])
        yield
        self.flush_recordset()
        self.env.cr.execute(setting, ["off"])

    def _tpe_refuse(self, sealed):
        """:raises UserError: naming the first sealed file"""
        entry_sudo = (
            self.env["tpe.archive.entry"]
            .sudo()  # whoever meets the refusal may know the number of the document
            .search([("attachment_id", "in", list(sealed))], limit=1)
        )
        raise UserError(
            for_user(self).env._(
                "%(file)s is the sealed original of %(name)s (archive number "
                "%(number)s). The law wants it kept as it is: it cannot be changed, "
                "moved or deleted by anyone. To correct an invoice, issue a credit "
                "note.",
                file=entry_sudo.filename,
                name=entry_sudo.name,
                number=entry_sudo.number,
            )
        )

    def _migrate(self):
        # EXTENDS base: one damaged file does not stop the move of all the others
        damaged = self.browse()
        for attachment_id, sha256 in self._tpe_get_sealed().items():
            attachment = self.browse(attachment_id)
            content = attachment._tpe_read_whole()
            if hashlib.sha256(content).hexdigest() != sha256:
                _logger.error("sealed attachment %s is damaged: left", attachment_id)
                damaged |= attachment
        return super(IrAttachment, self - damaged)._migrate()

    # === STORE === #

    @api.model
    @contextmanager
    def _tpe_writing(self, values_list):
        """Write files of the archive to the disk while the caller does the rest; they
        are there when the block is left. Inside it, the caller keeps others and the
        cleaning off, then claims the files: see :meth:`_tpe_store_originals`.

        :param list[dict] values_list: ``raw`` and ``company_id`` of each file
        :return: to be given to :meth:`_tpe_store_originals`
        :rtype: Store
        :raises UserError: when the disk is full; nothing is left then
        """
        archive, contents, marks = self.env["tpe.archive.entry"], {}, {}
        storage, root = self._tpe_get_storage(), self._filestore()
        for values in values_list if storage in OWN_STORES else ():
            plain = values["raw"]
            stored = archive._prepare_stored(values["company_id"], plain)
            values["stored"] = stored
            values["checksum"] = self._compute_checksum(plain)
            values["store_fname"] = self._tpe_get_store_name(
                plain, stored is not plain, values["checksum"]
            )
            if storage == "file":
                path = f"{root}/{values['store_fname']}"
                contents[path] = stored
                # if all is rolled back, Odoo's own cleaning removes it
                marks[path] = f"{root}/checklist/{values['store_fname']}"
        try:
            with Writing(contents, marks) as writing:
                yield Store(storage, writing)
        except (OSError, psycopg2.errors.DiskFull) as error:
            _logger.warning("sealed files could not be stored: %s", error)
            raise UserError(archive._get_full_message()) from error

    @api.model
    def _tpe_store_originals(self, values_list, store):
        """Put files of the archive where Odoo looks for them.

        :param list[dict] values_list: for each file ``id`` to use, ``name``, ``raw``,
            ``company_id``, ``res_model``, ``res_id``, ``res_field``
        :param Store store: from :meth:`_tpe_writing` of the same files
        :return: id of each attachment, and the statement that inserts them
        :rtype: tuple[list[int], SQL]
        """
        if not values_list:
            return [], SQL()
        storage = store.name
        if storage in OWN_STORES:
            store.writing.claim()
            ids = [values["id"] for values in values_list]
            return ids, self._tpe_get_insert(values_list, storage)
        if (clearing := self._tpe_get_clearing(values_list)).code:
            self.env.cr.execute(clearing)
        return self._tpe_store_elsewhere(values_list, storage), SQL()

    @api.model
    def _tpe_hold_cleaning_off(self):
        """Keep Odoo's cleaning of the file store away until this transaction ends.

        It locks the table, then deletes the files that no row names. A file that is
        written before its row would be one of them, as soon as the cleaning gets its
        lock between the two: this lock and its own exclude each other.
        """
        self.env.cr.execute("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE")

    @api.model
    def _tpe_get_clearing(self, values_list):
        """:return: statement, see CLEARING
        :rtype: SQL"""
        moves = [values["res_id"] for values in values_list if values["res_field"]]
        return SQL(CLEARING, moves) if moves else SQL()

    def _tpe_sync(self):
        """Make durable what Odoo wrote when it moved these files."""
        sync_all(
            Path(self._full_path(file.store_fname))
            for file in self
            if file.store_fname and not is_elsewhere(file.store_fname)
        )

    @api.model
    def _tpe_get_insert(self, values_list, storage):
        """:return: statement that inserts attachments; create() takes as long as all
            the rest of sealing
        :rtype: SQL"""
        rows = [
            SQL(VALUES, *self._tpe_list_values(values, storage))
            for values in values_list
        ]
        clearing = self._tpe_get_clearing(values_list)
        return SQL("%s %s %s;", clearing, INSERT, SQL(", ").join(rows))

    @api.model
    def _tpe_list_values(self, values, storage):
        """:return: what stands in the columns of an original
        :rtype: tuple"""
        now, is_file = fields.Datetime.now(), storage == "file"
        return (
            values["id"],
            values["name"],
            values["res_model"],
            values["res_id"],
            values["res_field"] or None,
            values["company_id"],
            len(values["raw"]),
            values["checksum"],
            values["store_fname"] if is_file else None,
            None if is_file else values["stored"],
            *("binary", PDF, False),
            *(self.env.uid, now, self.env.uid, now),
        )
