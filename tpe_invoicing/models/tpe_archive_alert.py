# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models

from ..commits import may_commit

_logger = logging.getLogger(__name__)


class TpeArchiveEntry(models.Model):
    """A damaged original is the owner's business, whoever met it."""

    _inherit = "tpe.archive.entry"

    def _tell_owner_of_damage(self):
        """Raise one activity for the owner, once for each damaged original.

        Who asked for the file gets an error, which takes back all that he did: the
        activity is written in a transaction of its own. It never stands in the way.
        """
        self.ensure_one()
        try:
            with self._get_fresh_env() as env:
                entry = self.with_env(env)
                owner, said = entry.company_id._tpe_speak_to(entry)
                said._schedule_damage(owner)
        except Exception:
            _logger.exception("nobody was told of archive entry %s", self.id)

    @contextmanager
    def _get_fresh_env(self):
        """Open a transaction of its own, which waits for nobody.

        :return: environment of the system
        :rtype: odoo.api.Environment
        """
        if not may_commit():
            yield self.env(user=SUPERUSER_ID)
            return
        with self.env.registry.cursor() as fresh:
            # the transaction that met the damage may hold what this one would wait for
            fresh.execute("SET LOCAL lock_timeout = '2s'")
            yield api.Environment(fresh, SUPERUSER_ID, {})

    def _schedule_damage(self, owner):
        """Note on the company what happened, unless it stands there already.

        :param res.users owner: who has to act
        """
        summary = self.env._(
            "The original of %(name)s is damaged (archive number %(number)s)",
            name=self.name,
            number=self.number,
        )
        partner = self.company_id.partner_id
        known = self.env["mail.activity"].with_context(active_test=False)
        place = [("res_model", "=", partner._name), ("res_id", "=", partner.id)]
        # done or not: the owner is told once
        if known.search_count([*place, ("summary", "=", summary)], limit=1):
            return
        note = self.env._(
            "It is not given out any more. Have your administrator put the file "
            "back from a backup, then verify the archive."
        )
        partner._tpe_ask(owner, summary, note)
