# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.durable import write_all
from ..tools.vault import is_locked

_logger = logging.getLogger(__name__)

CHUNK = 50
LOCKED_FILE = SQL(
    """
    CASE WHEN a.store_fname IS NULL THEN substr(a.db_datas, 1, 7) = 'TPEAES1'
         ELSE a.store_fname LIKE '__/tpe-%%' END
    """
)


class TpeArchiveEntry(models.Model):
    """What was sealed before the encryption was switched on, or off, follows.

    In chunks, each in a transaction of its own: whatever happens in between, a file is
    there in one form or in the other, and the work goes on where it stopped.
    """

    _inherit = "tpe.archive.entry"

    @api.model
    def _count_converted(self, company):
        """:param res.company company: whose archive
        :return: how many files are stored as the switch says, and how many there are
        :rtype: tuple[int, int]"""
        is_wanted = company.id in self._get_locked_companies()
        return self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE (%s) = %s), count(*)
                  FROM tpe_archive_entry e JOIN ir_attachment a
                    ON a.id = e.attachment_id
                 WHERE e.company_id = %s
                """,
                LOCKED_FILE,
                is_wanted,
                company.id,
            )
        )[0]

    @api.model
    def _get_unconverted(self, after, limit=CHUNK):
        """:param int after: id of the last entry that was looked at
        :param int limit: how many at most
        :return: ids of entries whose file is not stored as the switch says
        :rtype: list[int]"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id FROM tpe_archive_entry e JOIN ir_attachment a
                    ON a.id = e.attachment_id
                 WHERE e.id > %s AND (%s) != (e.company_id = ANY(%s::integer[]))
                 ORDER BY e.id LIMIT %s
                """,
                after,
                LOCKED_FILE,
                list(self._get_locked_companies()),
                limit,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _cron_convert_files(self):
        """Encrypt, or decrypt, what the switch of its company says."""
        crons = self.env["ir.cron"]
        if not self.env["ir.attachment"]._tpe_is_own_store():
            return  # the store of another module keeps its files in its own way
        after = 0
        while ids := self._get_unconverted(after):
            after = ids[-1]
            try:
                with self.env.cr.savepoint():
                    self._convert_entries(ids)
            except Exception:  # the others go on; these are tried again tomorrow
                _logger.exception("entries %s to %s stay as they are", ids[0], after)
            if not crons._commit_progress(len(ids), remaining=CHUNK):
                return
        if after:
            # what was in the clear goes away now, not in the night
            self.env.ref("base.autovacuum_job")._trigger()
        crons._commit_progress(remaining=0)

    @api.model
    def _decrypt_for_good(self):
        """Store every file in the clear, before the addon that opens them goes away.
        What cannot be opened is left, and told in the log."""
        self.env.cr.execute("UPDATE res_company SET tpe_archive_is_locked = false")
        self.env.registry.clear_cache()
        after = 0
        while ids := self._get_unconverted(after):
            after = ids[-1]
            self._convert_entries(ids)

    @api.model
    def _convert_entries(self, ids):
        """Store files and XML of some entries as the switch of their company says.

        :param list[int] ids: of entries
        :return: how many files were stored anew
        :rtype: int
        """
        files = self.env["ir.attachment"]
        files._tpe_hold_cleaning_off()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT e.id, e.number, e.company_id, e.sha256, e.xml_sha256, e.xml_data,
                       a.id AS file_id, a.store_fname, a.db_datas, a.checksum
                  FROM tpe_archive_entry e
                  JOIN ir_attachment a ON a.id = e.attachment_id
                 WHERE e.id = ANY(%s) FOR UPDATE OF a
                """,
                ids,
            )
        )
        rows = [row for row in rows if self._prepare_conversion(row)]
        contents = {}
        for row in rows:
            if row["store_fname"]:
                files._mark_for_gc(row["new_fname"])
                files._mark_for_gc(row["store_fname"])
                path = Path(files._full_path(row["new_fname"]))
                contents[path] = row["stored"]
        if contents:
            write_all(contents)
        with files._tpe_moving():
            self._write_converted(rows)
        files.invalidate_model(["store_fname", "db_datas", "raw", "datas"])
        return len(rows)

    @api.model
    def _prepare_conversion(self, row):
        """:param dict row: an entry and its file; completed with what will be stored
        :return: whether it can be stored anew: what is damaged stays as it is
        :rtype: bool"""
        files = self.env["ir.attachment"]
        try:
            plain = files._tpe_read_plain(row["store_fname"], row["db_datas"])
            xml = files._tpe_read_plain(None, row["xml_data"])
        except UserError as error:  # its key is lost
            _logger.warning("archive entry %s: %s", row["id"], error)
            return False
        if hashlib.sha256(plain).hexdigest() != row["sha256"]:
            _logger.error("archive entry %s is damaged: its file stays", row["id"])
            self.browse(row["id"])._tell_owner_of_damage()
            return False
        row["stored"] = self._prepare_stored(row["company_id"], plain)
        is_encrypted = is_locked(row["stored"])
        row["new_fname"] = files._tpe_get_store_name(plain, is_encrypted)
        if xml and hashlib.sha256(xml).hexdigest() == row["xml_sha256"]:
            row["xml_data"] = self._prepare_stored(row["company_id"], xml)
        return True

    @api.model
    def _write_converted(self, rows):
        """Let rows point to what was stored anew, copies of the same file included.

        :param list[dict] rows: see :meth:`_prepare_conversion`
        """
        if not rows:
            return
        names = ("file_id", "store_fname", "checksum", "new_fname", "stored", "id")
        values = [
            SQL("%s", (*(row[name] for name in names), row["xml_data"] or None))
            for row in rows
        ]
        # of copies, which are mailed for instance, some lie in another place
        self.env.cr.execute(
            SQL(
                """
                WITH v (file_id, fname, sum, new_fname, stored, entry_id, xml) AS (
                    VALUES %(values)s
                ), originals AS (
                    UPDATE ir_attachment a
                       SET store_fname = CASE WHEN fname IS NOT NULL THEN new_fname END,
                           db_datas = CASE WHEN fname IS NULL THEN stored::bytea END
                      FROM v WHERE a.id = v.file_id
                ), copies_on_disk AS (
                    UPDATE ir_attachment a SET store_fname = new_fname
                      FROM v WHERE a.store_fname = fname AND NOT %(sealed)s
                ), copies_in_database AS (
                    UPDATE ir_attachment a SET db_datas = stored::bytea
                      FROM v WHERE a.checksum = sum AND a.store_fname IS NULL
                       AND NOT %(sealed)s
                )
                UPDATE tpe_archive_entry e SET xml_data = xml::bytea FROM v
                 WHERE e.id = entry_id AND e.xml_data IS DISTINCT FROM xml::bytea
                """,
                values=SQL(", ").join(values),
                sealed=SQL(
                    "EXISTS (SELECT 1 FROM tpe_archive_entry e"
                    " WHERE e.attachment_id = a.id)"
                ),
            )
        )
