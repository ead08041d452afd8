# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class TpeArchiveKey(models.Model):
    """Two servers on one database, each with a folder of its own for the keys."""

    _inherit = "tpe.archive.key"

    @api.model
    def _refuse_other_server(self, company_id, key, other):
        """Refuse to sign where somebody else has taken over: two servers would declare
        each other's key lost with every document.

        A key that is lost does not come back by itself. So a key that signed before
        one that is not here belongs to a second server, or to an old copy of the keys.

        :param int company_id: whose chain
        :param str key: fingerprint of the key that would sign
        :param str other: fingerprint of the key of the last entry, not on this server
        :raises UserError: when this key has signed in the chain before
        """
        used = self.env.execute_query(
            SQL(
                """
                SELECT 1 FROM tpe_archive_entry e JOIN tpe_archive_key k
                    ON k.id = e.key_id
                 WHERE e.company_id = %s AND k.name = %s LIMIT 1
                """,
                company_id,
                key,
            )
        )
        if used:
            raise UserError(
                self.env._(
                    "Nothing was issued or sealed: another server has sealed since in "
                    "this database, with a key that is not on this one (%(other)s). "
                    "Give both servers the same folder of keys, now %(folder)s here. "
                    "If that key is lost for good, an owner changes the key under "
                    "Archive > Safety.",
                    other=other[:16],
                    folder=self._get_folder(),
                )
            )
