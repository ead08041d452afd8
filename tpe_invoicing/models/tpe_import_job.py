# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .tpe_import_go import Go


class TpeImport(models.Model):
    """Large files that come in by jobs: a part each, one after the other."""

    _inherit = "tpe.import"

    def _work(self):
        # EXTENDS: with jobs, nobody waits for a large file
        jobs = self.env["tpe.job"]
        if not jobs._is_there() or not self._get_next_chunk():
            return super()._work()
        self._queue_next()
        return self._sum_up()

    def _queue_next(self):
        """Queue the part that comes next."""
        self.env["tpe.job"]._queue(
            (self, "_bring_job"),
            f"tpe.import:{self.id}",
            self.env._("Bring in %s", self.name),
        )

    def _bring_job(self):
        """Bring the next part in, for a job; the one that follows goes on."""
        self.ensure_one()
        # who has it meanwhile, the scheduler for instance, queues what comes next
        if self.state != "running" or not self.try_lock_for_update():
            return
        own = self._with_go(Go(self._read_file))
        if chunk := own._get_next_chunk():
            own._bring_part(chunk)
        if own._get_next_chunk():
            own._queue_next()
        else:
            own._finish()
