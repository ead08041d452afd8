# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
from contextlib import suppress

from odoo import api, models

from ..tools.durable import read_head, read_mark, write_head

# first entry, and the one that closes what was restored into this very database
CHAIN = """
    SELECT array_agg(entry_hash ORDER BY number) FROM tpe_archive_entry
     WHERE company_id = %(company)s
       AND (number = (SELECT MIN(number) FROM tpe_archive_entry
                       WHERE company_id = %(company)s)
            OR kind = 'restore' AND restored IS NULL)
"""

# where this process has looked already: once is enough for a database
_looked = set()


class TpeArchiveEntry(models.Model):
    """What is noted of the end of a chain, from one database to its restored backup."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _get_chain(self, cr, company_id):
        """:param cr: cursor to read by
        :param int company_id: whose chain
        :return: hashes that tell this chain from every other one, of its first entry
            and of the one from which an archive that was restored goes on by itself
        :rtype: list[str]"""
        cr.execute(CHAIN, {"company": company_id})
        return cr.fetchone()[0] or []

    @api.model
    def _get_mark(self, company_id):
        """:param int company_id: whose chain
        :return: what its heads have in common, in the database of this name; empty
            when there is no entry
        :rtype: str"""
        with self.env.registry.cursor() as fresh:  # called after a commit as well
            chain = self._get_chain(fresh, company_id)
        name = hashlib.sha256(self.env.cr.dbname.encode()).hexdigest()
        return f"{chain[-1]} {name}" if chain else ""

    @api.model
    def _adopt_head(self, company_id, path):
        """Go on from what was noted before a backup was put back in place: to
        PostgreSQL the restored database is another one. Whatever was noted under this
        name is of one that had it before, be it gone or renamed.

        :param int company_id: whose chain
        :param Path path: where its end is noted from now on; nothing is there yet
        """
        if path in _looked:
            return
        _looked.add(path)
        if path.exists() or not (mark := self._get_mark(company_id)):
            return
        prefix = self.env["tpe.archive.key"]._get_prefix()
        heads = [
            head
            for other in path.parent.glob(f"{prefix}-*-{company_id}.head")
            if read_mark(other) == mark and (head := read_head(other))
        ]
        if heads:
            with suppress(OSError):  # a folder that cannot be written is told elsewhere
                write_head(path, *max(heads), lambda: mark)
