# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class TpeArchiveEntry(models.Model):
    """What the database itself lets happen to an entry: nearly nothing."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _guard_entries(self):
        """Have the database refuse changes to entries.

        What is let through: the same XML, encrypted or no longer encrypted (whoever
        writes ciphertext of something else there is told by the audit); and the loss of
        a file and of what names a person, in the very transaction that adds the purge
        entry which names the row.
        """
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION tpe_archive_guard_entry() RETURNS trigger
            LANGUAGE plpgsql AS $$
            DECLARE
                lost text[] := '{attachment_id,xml_data,partner_ref,partner_name,'
                               'filename,name,meta}';
                -- in a variable: the planner would read every tombstone's list first
                chosen int := NULLIF(
                    current_setting('tpe_invoicing.purge', true), '')::int;
            BEGIN
                IF TG_OP = 'UPDATE'
                   AND current_setting('tpe_invoicing.storage_move', true) = 'on'
                   AND to_jsonb(NEW) - 'xml_data' = to_jsonb(OLD) - 'xml_data'
                   AND (substr(NEW.xml_data, 1, 7) = 'TPEAES1'
                        OR encode(sha256(NEW.xml_data), 'hex') = OLD.xml_sha256)
                THEN
                    RETURN NEW;
                END IF;
                IF TG_OP = 'UPDATE' AND OLD.sha256 IS NOT NULL
                   AND OLD.attachment_id IS NOT NULL
                   AND num_nonnulls(NEW.attachment_id, NEW.xml_data, NEW.partner_ref,
                                    NEW.partner_name, NEW.filename) = 0
                   AND NEW.name IN (OLD.name, '#' || OLD.number)
                   AND NEW.meta IN (OLD.meta, '{}')
                   AND to_jsonb(NEW) - lost = to_jsonb(OLD) - lost
                   AND EXISTS (
                       SELECT 1 FROM tpe_archive_entry AS tombstone
                        WHERE tombstone.id = chosen
                          AND tombstone.kind = 'purge'
                          AND tombstone.company_id = OLD.company_id
                          AND tombstone.number > OLD.number
                          AND age(tombstone.xmin) <= 0
                          AND tombstone.meta::jsonb -> 'numbers'
                              @> to_jsonb(OLD.number))
                THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'the rows of % are written once', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$
            """
        )
