# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, hmac, mute_logger

SCOPE = "tpe_invoicing.visit"
TRIES = 3  # of requests that count at the same instant
KEPT = "1 day"


class TpeVisit(models.Model):
    """How often a stranger asked for one thing lately; every worker counts here.

    The table is unlogged: a count costs no write to the disk, and a crash forgets it.
    Who asked is kept as a keyed hash alone, for a day.
    """

    _name = "tpe.visit"
    _description = "Visits to the public pages"
    _auto = False
    _log_access = False
    _rec_name = "key"

    key = fields.Char(readonly=True)
    started_at = fields.Datetime(readonly=True)
    count = fields.Integer(readonly=True)

    def init(self):
        self.env.cr.execute(
            SQL(
                """
                CREATE UNLOGGED TABLE IF NOT EXISTS tpe_visit (
                    id serial PRIMARY KEY,
                    key varchar NOT NULL UNIQUE,
                    started_at timestamp NOT NULL,
                    count integer NOT NULL
                )
                """
            )
        )

    @api.model
    def _is_welcome(self, kind, who, limit):
        """Count a request, whatever becomes of it.

        :param str kind: what is asked for
        :param who: a stranger, or the link that he came by
        :param tuple limit: how often, in how many seconds
        :return: whether it was not asked for too often
        :rtype: bool
        """
        times, seconds = limit
        # the secret of the database is read by nobody else
        key = hmac(self.sudo().env, SCOPE, (kind, who))
        query = SQL(
            """
            INSERT INTO tpe_visit AS visit (key, started_at, count)
            VALUES (%(key)s, now() AT TIME ZONE 'utc', 1)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN %(over)s THEN 1 ELSE visit.count + 1 END,
                started_at = CASE WHEN %(over)s THEN EXCLUDED.started_at
                                  ELSE visit.started_at END
            RETURNING count
            """,
            key=key,
            over=SQL(
                "visit.started_at < EXCLUDED.started_at - make_interval(secs => %s)",
                seconds,
            ),
        )
        for _try in range(TRIES):
            try:
                # of its own: it counts what is refused, and what only reads
                with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cursor:
                    cursor.execute(query)
                    return cursor.fetchone()[0] <= times
            except SerializationFailure:
                continue
        return False

    @api.autovacuum
    def _gc_visits(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM tpe_visit WHERE started_at < "
                "now() AT TIME ZONE 'utc' - %s::interval",
                KEPT,
            )
        )
