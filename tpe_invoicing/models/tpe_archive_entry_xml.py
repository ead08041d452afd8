# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib

from odoo import models
from odoo.tools import SQL


class TpeArchiveEntry(models.Model):
    """The XML that was sealed with a document, given out alone."""

    _inherit = "tpe.archive.entry"

    def _read_xml(self):
        """Return the sealed XML, once it is seen to be the sealed one.

        :return: the XML, empty when there is none or when it was changed
        :rtype: bytes
        """
        self.ensure_one()
        if not self.xml_sha256:
            return b""
        # the ORM gives this column to nobody
        rows = self.env.execute_query(
            SQL("SELECT xml_data FROM tpe_archive_entry WHERE id = %s", self.id)
        )
        content = self.env["ir.attachment"]._tpe_read_plain(None, rows[0][0])
        is_sealed = hashlib.sha256(content).hexdigest() == self.xml_sha256
        return content if is_sealed else b""
