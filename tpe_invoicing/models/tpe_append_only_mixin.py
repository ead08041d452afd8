# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..language import for_user


class TpeAppendOnlyMixin(models.AbstractModel):
    """Records that are written once: nobody changes or deletes them afterwards.

    Not administrators, not the system: the ORM refuses, and so does the database. A
    model that inherits it says ``_log_access = False`` itself, has no stored computed
    field, and links with ``ondelete="restrict"``: anything else would be an update.
    """

    _name = "tpe.append.only.mixin"
    _description = "Written once"
    _log_access = False
    # function of the database that stands before each change of a row
    _row_guard = "tpe_append_only_refuse"

    def init(self):
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION tpe_append_only_refuse() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the rows of % are written once', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$
            """
        )
        table = SQL.identifier(self._table)
        refuse = TpeAppendOnlyMixin._row_guard
        for name, event, level, guard in (
            ("tpe_append_only_row", "UPDATE OR DELETE", "ROW", self._row_guard),
            ("tpe_append_only_table", "TRUNCATE", "STATEMENT", refuse),
        ):
            self.env.cr.execute(
                SQL(
                    """
                    CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s
                    FOR EACH %(level)s EXECUTE FUNCTION %(guard)s()
                    """,
                    name=SQL.identifier(name),
                    event=SQL(event),
                    table=table,
                    level=SQL(level),
                    guard=SQL.identifier(guard),
                )
            )

    def write(self, vals):
        if self and vals:
            env = for_user(self).env
            raise UserError(
                env._(
                    "%s: what is written here cannot be changed, by anyone.",
                    env["ir.model"]._get(self._name).name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        env = for_user(self).env
        raise UserError(
            env._(
                "%s: what is written here cannot be deleted, by anyone.",
                env["ir.model"]._get(self._name).name,
            )
        )
