# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..language import in_user_language
from ..tools.chain_closings import DOCUMENTS
from ..tools.closing_gaps import name_gap

_logger = logging.getLogger(__name__)

CLOSERS = ("account.group_account_invoice", "account.group_account_manager")
MOST_GAPS = 500
GAPS = """
    SELECT number, name, sequence_prefix, before + 1 AS first, own - 1 AS last
      FROM (SELECT entry.number, move.name, move.sequence_prefix,
                   move.sequence_number AS own,
                   LAG(move.sequence_number) OVER (
                       PARTITION BY move.journal_id, move.sequence_prefix
                           ORDER BY move.sequence_number) AS before
              FROM account_move move
              LEFT JOIN tpe_archive_entry entry
                     ON entry.id = move.tpe_archive_entry_id
             WHERE move.company_id = %(company)s AND move.state <> 'draft'
               AND (move.journal_id, move.sequence_prefix) IN (
                   SELECT used.journal_id, used.sequence_prefix
                     FROM account_move used
                     JOIN tpe_archive_entry own ON own.id = used.tpe_archive_entry_id
                    WHERE own.company_id = %(company)s
                      AND own.number BETWEEN %(first)s AND %(last)s)) AS placed
     WHERE own > before + 1 AND number BETWEEN %(first)s AND %(last)s
     ORDER BY number
"""


class TpeArchiveEntry(models.Model):
    """Closings by hand, and what a closing tells beside its totals."""

    _inherit = "tpe.archive.entry"

    # === PUBLIC API === #

    @api.model
    @in_user_language
    def tpe_close(self, company_id):
        """Close the days, months and years that are over. Run again, it does nothing.

        :param int company_id: whose archive
        :return: for each closing made ``number``, ``period`` (its name) and ``kind``
            (``day``, ``month`` or ``year``)
        :rtype: list[dict]
        :raises AccessError: when the user may not close
        """
        self._check_archive_access(company_id, CLOSERS)
        company = self.env["res.company"].browse(company_id)
        # the rights are checked; nobody writes to the archive by himself
        closings_sudo = self.sudo()._close_periods(company.sudo())
        return [
            {
                "number": closing.number,
                "period": closing.name,
                "kind": closing._get_meta()["period"],
            }
            for closing in closings_sudo
        ]

    # === ACTION METHODS === #

    @api.model
    def action_close_periods(self):
        """Close what is over in the company at hand, and say what was closed.

        :return: a message on the screen
        :rtype: dict
        """
        done = self.tpe_close(self.env.company.id)
        message = self.env._(
            "Nothing to close now. What is sealed today is closed tonight."
        )
        if done:
            message = self.env._(
                "Closed: %s", ", ".join(closing["period"] for closing in done)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if done else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === CLOSE === #

    @api.model
    def _note_oddities(self, company_id, found):
        """Note in new closings which documents came late, and which numbers of
        invoices are missing.

        A document is late in a period when its date is before it: the period to which
        its date belongs was closed without it.

        :param int company_id: whose closings
        :param list[dict] found: what they say; ``late`` and ``gaps`` are added
        """
        if not found:
            return
        first = min(meta["first"] for meta in found)
        gaps = self._find_gaps(company_id, first, max(meta["last"] for meta in found))
        for meta in found:
            span = range(meta["first"], meta["last"] + 1)
            meta["gaps"] = [text for number, text in gaps if number in span]
            meta["gaps"] = meta["gaps"][:MOST_GAPS]
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT number FROM tpe_archive_entry
                     WHERE company_id = %s AND number BETWEEN %s AND %s
                       AND kind IN %s AND date < %s ORDER BY number
                    """,
                    company_id,
                    meta["first"],
                    meta["last"],
                    DOCUMENTS,
                    meta["from"],
                )
            )
            meta["late"] = [row[0] for row in rows]

    @api.model
    def _find_gaps(self, company_id, first, last):
        """:param int company_id: whose invoices
        :param int first: first archive number
        :param int last: last archive number
        :return: archive number of the document after each gap, and the numbers that
            are missing before it
        :rtype: list[tuple[int, str]]"""
        self.env["account.move"].flush_model()
        # windows over numbers: the ORM has none
        self.env.cr.execute(GAPS, {"company": company_id, "first": first, "last": last})
        return [
            (number, name_gap(name, prefix, gap_first, gap_last))
            for number, name, prefix, gap_first, gap_last in self.env.cr.fetchall()
        ]

    @api.model
    def _after_closing(self, company, closings):
        """What follows a closing, and never stands in its way: its report, and the
        traces of it outside.

        :param res.company company: whose closings
        :param tpe.archive.entry closings: those made
        """
        self._run_apart("report", lambda: self._report_closings(company))
        if closings and hasattr(self, "_anchor_closing"):
            self._run_apart("anchor", lambda: self._anchor_closing(closings))

    @api.model
    def _run_apart(self, what, call):
        """:param str what: name for the log
        :param callable call: to be run; when it fails the rest stays"""
        try:
            with self.env.cr.savepoint():
                call()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # the closing is tried again with it
        except Exception:  # the closing is made all the same
            _logger.exception("closing: its %s is missing", what)
