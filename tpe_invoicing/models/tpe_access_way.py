# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
import time
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

HOUR = 3600
# after so many days without use a way in is worth a question
IDLE = {"key": 90, "device": 90, "session": 14}
KINDS = {"key": "res.users.apikeys", "device": "auth_totp.device"}
SESSIONS = "res.device"
_noted = {}


class TpeAccessWay(models.Model):
    """One way into the database that somebody holds: a key, a device, a session.

    Read from Odoo's own tables; what is a secret in them is not read.
    """

    _name = "tpe.access.way"
    _description = "Key, device or session"
    _auto = False
    _order = "user_id, kind, last_used_on desc"

    kind = fields.Selection(
        [
            ("key", "API key of a program"),
            ("device", "Device that is trusted without a code"),
            ("session", "Open session"),
        ],
        readonly=True,
    )
    source_id = fields.Integer(readonly=True)
    user_id = fields.Many2one("res.users", string="Whose", readonly=True)
    name = fields.Char(string="What", readonly=True)
    created_on = fields.Datetime(readonly=True)
    last_used_on = fields.Datetime(string="Last used", readonly=True)
    expires_on = fields.Datetime(string="Until", readonly=True)
    is_odd = fields.Boolean(string="To look at", readonly=True)
    advice = fields.Char(compute="_compute_advice")

    @property
    def _table_query(self):
        return SQL(
            "SELECT way.id, way.kind, way.source_id, way.user_id, way.name, "
            "way.created_on, way.last_used_on, way.expires_on, "
            "(way.kind = 'key' AND way.expires_on IS NULL OR "
            "COALESCE(way.last_used_on, way.created_on) < now() AT TIME ZONE 'utc' - "
            "CASE way.kind WHEN 'session' THEN %(short)s ELSE %(long)s END "
            "* interval '1 day') AS is_odd FROM (%(ways)s) way",
            short=IDLE["session"],
            long=IDLE["key"],
            ways=SQL(" UNION ALL ").join(
                [*map(self._select_keys, KINDS), self._select_sessions()]
            ),
        )

    def _select_keys(self, kind):
        table = self.env[KINDS[kind]]._table
        return SQL(
            "SELECT 4 * k.id + %(number)s AS id, %(kind)s AS kind, k.id AS source_id, "
            "k.user_id, k.name, k.create_date AS created_on, "
            "used.used_on AS last_used_on, k.expiration_date AS expires_on "
            "FROM %(table)s k LEFT JOIN tpe_access_use used "
            "ON used.kind = %(kind)s AND used.source_id = k.id",
            number=list(KINDS).index(kind),
            kind=kind,
            table=SQL.identifier(table),
        )

    def _select_sessions(self):
        return SQL(
            "SELECT 4 * max(d.id) + %s AS id, 'session' AS kind, "
            "max(d.id) AS source_id, d.user_id, concat_ws(' ', max(d.browser), "
            "max(d.platform), max(d.ip_address)) AS name, "
            "min(d.first_activity) AS created_on, "
            "max(d.last_activity) AS last_used_on, NULL::timestamp AS expires_on "
            "FROM res_device_log d "
            "WHERE d.revoked IS NOT TRUE AND d.user_id IS NOT NULL "
            "GROUP BY d.user_id, d.session_identifier",
            len(KINDS),
        )

    def _compute_advice(self):
        long_ago = fields.Datetime.now() - timedelta(IDLE["key"])
        for way in self:
            used = way.last_used_on or way.created_on
            if way.kind == "session":
                words = self.env._("Left open: end it if it is not yours any more.")
            elif used and used < long_ago:
                words = self.env._("Not used for a long time: revoke it.")
            else:
                words = self.env._("Never expires: replace it by one that does.")
            way.advice = way.is_odd and words

    def action_revoke(self):
        """Take a way in back: keys are deleted, sessions are ended.

        :return: True
        :rtype: bool
        """
        self.check_access("read")
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(self.env._("Only the owner revokes keys and sessions."))
        # a way in is gone with its key: read it first
        ways = [(way.kind, way.source_id, way.user_id) for way in self]
        for kind, source_id, user in ways:
            self._check_rank(user)
            # nobody may write Odoo's tables of keys; role and rank were checked
            if kind == "session":
                self.env[SESSIONS].sudo().browse(source_id)._revoke()
            else:
                self.env[KINDS[kind]].sudo().browse(source_id)._remove()
            _logger.info(
                "%s %s of user %s revoked by user %s",
                kind,
                source_id,
                user.id,
                self.env.uid,
            )
        self.invalidate_model()
        return True

    def _check_rank(self, user):
        """:param res.users user: whose key or session it is
        :raises AccessError: when he is an administrator and the caller is not"""
        # whether somebody is an administrator is asked, and nothing told
        is_admin = user.sudo().has_group("base.group_system")
        if is_admin and user != self.env.user and not self.env.is_system():
            raise AccessError(
                self.env._("Only an administrator revokes what an administrator holds.")
            )


class TpeAccessUse(models.Model):
    """When a key or a trusted device last let somebody in, to the hour."""

    _name = "tpe.access.use"
    _description = "Last use of a key"
    _log_access = False

    kind = fields.Char(required=True, readonly=True)
    source_id = fields.Integer(required=True, readonly=True)
    used_on = fields.Datetime(required=True, readonly=True)

    _source_unique = models.UniqueIndex("(kind, source_id)")


class ResUsersApikeys(models.Model):
    """Notes when a key is used; trusted devices inherit it."""

    _inherit = "res.users.apikeys"

    def _check_credentials(self, *, scope, key):
        # EXTENDS base
        user_id = super()._check_credentials(scope=scope, key=key)
        kinds = {model: kind for kind, model in KINDS.items()}
        if user_id and self._name in kinds:
            self._tpe_note_use(kinds[self._name], user_id, key[:8])
        return user_id

    def _tpe_note_use(self, kind, user_id, start):
        """Note the hour, in a transaction of its own: the caller's may be read-only.

        :param str kind: of the way in
        :param int user_id: whose it is
        :param str start: first characters of the key, by which Odoo finds it
        """
        name = (self.env.cr.dbname, kind, user_id, start)
        now = time.monotonic()
        if now - _noted.get(name, -HOUR) < HOUR:
            return
        _noted[name] = now
        query = SQL(
            "INSERT INTO tpe_access_use (kind, source_id, used_on) "
            "SELECT %(kind)s, id, now() AT TIME ZONE 'utc' FROM %(table)s "
            "WHERE user_id = %(user)s AND index = %(start)s "
            "ON CONFLICT (kind, source_id) DO UPDATE SET used_on = excluded.used_on",
            kind=kind,
            table=SQL.identifier(self._table),
            user=user_id,
            start=start,
        )
        try:
            with self.env.registry.cursor() as cursor:
                cursor.execute(query, log_exceptions=False)
        except OperationalError:  # another process notes the same use
            _logger.debug("use of a key is noted by another process")
