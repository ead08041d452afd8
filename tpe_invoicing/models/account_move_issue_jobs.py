# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import models, tools
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# drafts that one job issues in one transaction
ISSUED_BY_JOB = 50

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """Many drafts at once, issued by jobs while nobody waits."""

    _inherit = "account.move"

    def _tpe_issue_over_jobs(self, soft):
        """Queue the issue of drafts, in the order of their dates.

        :param bool soft: leave those with a date to come, see ``_post``
        """
        drafts = self.sorted(lambda move: (move.invoice_date or move.date, move.id))
        for moves in drafts.grouped("company_id").values():
            moves.with_company(moves.company_id)._tpe_queue_issue(soft)

    def _tpe_queue_issue(self, soft):
        """Queue the first of these drafts; the job queues the others, for two jobs side
        by side would give later days the earlier numbers.

        :param bool soft: see ``_post``
        """
        first, left = self[:ISSUED_BY_JOB], self[ISSUED_BY_JOB:]
        self.env["tpe.job"]._queue(
            (first, "_tpe_issue_job", soft, left.ids),
            f"tpe.issue:{','.join(map(str, first.ids))}",
            self.env._("Issue %s invoices", len(first)),
        )

    def _tpe_issue_job(self, soft, left_ids):
        """Issue drafts, for a job; what was issued or deleted meanwhile is left.

        :param bool soft: see ``_post``
        :param list left_ids: drafts that come next
        """
        self._tpe_check_accountant()
        self.exists().filtered(lambda move: move.state == "draft")._tpe_post_most(soft)
        if left := self.browse(left_ids).exists():
            left._tpe_queue_issue(soft)

    def _tpe_post_most(self, soft):
        """Post drafts; halve them when one of them fails, down to it (R11).

        :param bool soft: see ``_post``
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._post(soft)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # somebody else was faster: the whole job begins anew
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("invoices %s were not issued", self.ids)
            if len(self) == 1:
                self._tpe_note_unissued(error)
                return
            middle = len(self) // 2
            self[:middle]._tpe_post_most(soft)
            self[middle:]._tpe_post_most(soft)

    def _tpe_note_unissued(self, error):
        """Tell whoever wanted this draft issued what stands in the way.

        :param Exception error: it
        """
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Not issued"),
            note=tools.plaintext2html(str(error)),
            user_id=self.env.uid,
        )
