# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class TpeArchiveEntry(models.Model):
    """What the database itself lets happen to an entry: nearly nothing."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _guard_entries(self):
        """Have the database refuse changes to entries.

        What is let through: the same XML, encrypted or no longer encrypted. Whoever
        writes ciphertext of something else there is told by the audit.
        """
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION tpe_archive_guard_entry() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE'
                   AND current_setting('tpe_invoicing.storage_move', true) = 'on'
                   AND to_jsonb(NEW) - 'xml_data' = to_jsonb(OLD) - 'xml_data'
                   AND (substr(NEW.xml_data, 1, 7) = 'TPEAES1'
                        OR encode(sha256(NEW.xml_data), 'hex') = OLD.xml_sha256)
                THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'the rows of % are written once', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$
            """
        )
