# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.tools import config

# so many invoices are issued in one go, and kept before the next ones begin
BATCH = 50
# a run catches up with at most this many periods of a contract
MOST_PERIODS = 60
CONTRACT = "invoice_line_ids.contract_line_id.contract_id"

_logger = logging.getLogger(__name__)


class ContractContract(models.Model):
    """A contract whose invoices are issued and sent without anybody's doing."""

    _inherit = "contract.contract"

    tpe_auto_issue = fields.Boolean(
        string="Issue and send by itself",
        default=True,
        help="Invoices of this contract are checked, issued, sealed and mailed on "
        "their day. What stands in the way becomes an activity; each day tries again.",
    )

    def _init_column(self, column_name):
        # EXTENDS base: contracts made before this addon keep asking a person
        if column_name != "tpe_auto_issue":
            return super()._init_column(column_name)
        return None

    @api.model
    def cron_recurring_create_invoice(self, date_ref=None):
        # EXTENDS contract: catch up with missed periods, then issue and send
        day = fields.Date.to_date(date_ref) or fields.Date.context_today(self)
        answer = super().cron_recurring_create_invoice(date_ref=day)
        for _period in range(MOST_PERIODS):
            due = self._tpe_get_due(day)
            if not due:
                break
            super().cron_recurring_create_invoice(date_ref=day)
            if self._tpe_get_due(day) == due:
                break
        self._tpe_issue_recurring(day)
        return answer

    @api.model
    def _tpe_get_due(self, day):
        """:param date day: the day of the run
        :return: next day of each contract that works and has an invoice to make
        :rtype: dict[int, date]"""
        domain = fields.Domain(self._get_contracts_to_invoice_domain(day))
        due = self.search(
            domain
            & fields.Domain("generation_type", "=", "invoice")
            & fields.Domain("invoice_generation_error", "=", False)
        )
        return {contract.id: contract.recurring_next_date for contract in due}

    @api.model
    def _tpe_issue_recurring(self, day):
        """Issue and send the drafts of contracts that do so by themselves.

        :param date day: the day of the run
        """
        drafts = self.env["account.move"].search(
            [
                ("state", "=", "draft"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                (
                    "invoice_line_ids.contract_line_id.contract_id.tpe_auto_issue",
                    "=",
                    True,
                ),
                "|",
                ("invoice_date", "=", False),
                ("invoice_date", "<=", day),
            ],
            order="company_id, invoice_date, id",
        )
        for moves in drafts._tpe_in_corridor().grouped("company_id").values():
            for start in range(0, len(moves), BATCH):
                batch = moves[start : start + BATCH]
                self._tpe_send_recurring(self._tpe_issue_some(batch, day))
                self._tpe_keep_progress()

    @api.model
    def _tpe_issue_some(self, moves, day):
        """Issue invoices in one go; halve them when one of them fails, down to it.

        :param account.move moves: drafts of one company
        :param date day: the day of the run
        :return: those that are issued
        :rtype: account.move
        """
        if not moves:
            return moves
        try:
            with self.env.cr.savepoint():
                # numbers follow the days: what was missed is issued today
                late = moves.filtered(
                    lambda move: move.invoice_date and move.invoice_date < day
                )
                for move in late:
                    move.invoice_date = day
                moves.with_company(moves.company_id).tpe_issue()
            return moves
        except UserError as error:
            if len(moves) == 1:
                self._tpe_note_failure(moves, error)
                return moves.browse()
        middle = len(moves) // 2
        return self._tpe_issue_some(moves[:middle], day) | self._tpe_issue_some(
            moves[middle:], day
        )

    @api.model
    def _tpe_send_recurring(self, moves):
        """Mail invoices; one that cannot be mailed stays issued.

        :param account.move moves: invoices that were just issued
        """
        for move in moves:
            try:
                with self.env.cr.savepoint():
                    move.tpe_send()
            except UserError as error:
                self._tpe_note_failure(move, error)
            else:
                contracts = move.invoice_line_ids.contract_line_id.contract_id
                contracts._clear_invoice_generation_error()

    @api.model
    def _tpe_note_failure(self, move, error):
        """Tell the contract's responsible once what stands in the way.

        :param account.move move: the invoice
        :param UserError error: what stands in the way
        """
        _logger.info("recurring invoice %s: not issued or not sent", move.id)
        for contract in move.invoice_line_ids.contract_line_id.contract_id:
            if contract.invoice_generation_error != f"UserError: {error}":
                # the contract's own way: error on it, message, one open activity
                contract._record_invoice_generation_error(error, "invoice")

    @api.model
    def _tpe_keep_progress(self):
        """Commit what is done, so that a crash never issues anything twice."""
        if not (config["test_enable"] or module.current_test):
            self.env["ir.cron"]._commit_progress(1)
