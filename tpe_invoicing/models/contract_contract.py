# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)

from ..commits import may_commit

# so many contracts are billed in one go, and kept before the next ones begin
BATCH = 100
# a run catches up with at most this many periods of a contract
MOST_PERIODS = 60
ATTEMPTS = 3

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

    # === THE RUN === #

    @api.model
    def cron_recurring_create_invoice(self, date_ref=None):
        # EXTENDS contract: what issues by itself is billed apart, in order and in
        # steps that are kept; of the rest, missed periods are caught up with
        if self.env.context.get("tpe_billed"):
            return super().cron_recurring_create_invoice(date_ref=date_ref)
        day = fields.Date.to_date(date_ref) or fields.Date.context_today(self)
        for left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
            try:
                return self._tpe_run(day)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody wrote to a customer meanwhile, as each entry posted does:
                # what was kept stays, the rest begins anew
                if not left:
                    raise
                self._tpe_begin_anew()
        return True

    @api.model
    def _tpe_run(self, day):
        """Bill what is due, in steps that are kept.

        :param date day: the day of the run
        :return: the answer of the run of others
        """
        answer = True
        others = self.with_context(tpe_billed="by_hand")
        for _period in range(MOST_PERIODS):
            due = others._tpe_get_due(day)
            answer = others.cron_recurring_create_invoice(date_ref=day)
            others._tpe_bill_last(day)
            if others._tpe_get_due(day) in ({}, due):
                break
        self._tpe_keep_progress()
        if self._tpe_queue_billing(day):
            return answer
        companies = self._tpe_get_billing_companies()
        self._tpe_issue_left(day, companies)
        for company in companies:
            if not self.with_company(company)._tpe_bill_company(company, day):
                self._tpe_keep_progress(remaining=1)  # have it called again at once
                break
        return answer

    @api.model
    def _get_contracts_to_invoice_domain(self, date_ref=None):
        # EXTENDS contract: those that issue by themselves, or those that do not
        domain = super()._get_contracts_to_invoice_domain(date_ref)
        billed = self.env.context.get("tpe_billed")
        if not billed:
            return domain
        ours = (
            fields.Domain("tpe_auto_issue", "=", True)
            & fields.Domain("contract_type", "=", "sale")
            & fields.Domain("generation_type", "=", "invoice")
            & fields.Domain("company_id", "in", self._tpe_get_billing_companies().ids)
        )
        return domain & (ours if billed == "by_itself" else ~ours)

    @api.model
    def _tpe_get_billing_companies(self):
        """:return: companies whose contracts are issued by the scheduled action
        :rtype: res.company"""
        groups = self._read_group([("tpe_auto_issue", "=", True)], ["company_id"])
        companies = self.env["res.company"].concat(*(company for (company,) in groups))
        return companies.filtered(lambda company: company._tpe_in_scope())

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
    def _tpe_bill_company(self, company, day):
        """Bill what is due, the oldest days first, in steps that are kept.

        :param res.company company: whose contracts
        :param date day: the day of the run
        :return: whether there is time left
        :rtype: bool
        """
        counts = {}
        while True:
            left = {each for each, count in counts.items() if count >= MOST_PERIODS}
            contracts, busy = self._tpe_take_due(company, day, left)
            if not (contracts or busy):
                return True
            counts |= dict.fromkeys(busy.ids, MOST_PERIODS)
            stuck = contracts._tpe_bill(day)
            for contract in contracts:
                counts[contract.id] = counts.get(contract.id, 0) + 1
            counts |= dict.fromkeys(stuck.ids, MOST_PERIODS)
            if not self._tpe_keep_progress(len(contracts)):
                return False

    @api.model
    def _tpe_take_due(self, company, day, left):
        """Lock the contracts that were due first; what another run holds is its own.

        :param res.company company: whose contracts
        :param date day: the day of the run
        :param set left: ids of contracts to leave alone
        :return: the locked ones, and those that are not to be had
        :rtype: tuple[contract.contract, contract.contract]
        """
        ours = self.with_context(tpe_billed="by_itself")
        domain = fields.Domain(ours._get_contracts_to_invoice_domain(day))
        domain &= fields.Domain("company_id", "=", company.id)
        domain &= fields.Domain("id", "not in", list(left))
        for attempt in range(ATTEMPTS):
            found = self.search(domain, order="recurring_next_date, id", limit=BATCH)
            try:
                with self.env.cr.savepoint(flush=False):
                    contracts = found.try_lock_for_update()
                break
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # another run was here since this transaction began: look again
                if self._tpe_is_job():
                    raise  # the whole job begins anew
                if attempt + 1 == ATTEMPTS:
                    return self.browse(), found
                self._tpe_keep_progress()
        open_ones = contracts.filtered(
            lambda contract: (
                not contract.date_end or contract._get_lines_to_invoice(day)
            )
        )
        return open_ones, found - open_ones

    def _tpe_bill(self, day):
        """Make the next invoice of each, issue and mail them; halve them when one of
        them fails, down to it.

        :param date day: the day of the run
        :return: those that make no progress
        :rtype: contract.contract
        """
        if not self:
            return self
        before = {contract: contract.recurring_next_date for contract in self}
        moves = self.env["account.move"]

        def issue():
            nonlocal moves
            moves = self.with_context(tpe_quick=True)._tpe_make(day)
            moves.with_context(tpe_is_whole=True).tpe_issue()

        error = self._tpe_try(issue)
        if error and len(self) > 1:
            half = len(self) // 2
            return self[:half]._tpe_bill(day) | self[half:]._tpe_bill(day)
        if error:
            return self._tpe_keep_draft(day, error)
        self._clear_invoice_generation_error()
        self._tpe_send_recurring(moves)
        return self.filtered(
            lambda contract: contract.recurring_next_date == before[contract]
        )

    def _tpe_keep_draft(self, day, error):
        """Leave the draft of a contract that cannot be issued, for who repairs it.

        :param date day: the day of the run
        :param Exception error: what stands in the way
        :return: the contract, when not even a draft can be made of it
        :rtype: contract.contract
        """
        reason = self._tpe_try(lambda: self._tpe_make(day))
        self._tpe_note_error(reason or error)
        return self if reason else self.browse()

    def _tpe_make(self, day):
        """Make the next invoice of each, unless a person has to decide.

        :param date day: the day of the run
        :return: drafts
        :rtype: account.move
        """
        self._tpe_refuse_old(day)
        return self._recurring_create_invoice(day)

    # === WHAT WAS LEFT === #

    @api.model
    def _tpe_issue_left(self, day, companies):
        """Issue and send the drafts that a run before could not, in order.

        :param date day: the day of the run
        :param res.company companies: whose contracts
        """
        drafts = self.env["account.move"].search(
            [
                ("state", "=", "draft"),
                ("company_id", "in", companies.ids),
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

        def issue():
            self._tpe_date_today(moves, day)
            moves.with_company(moves.company_id).tpe_issue()

        error = self._tpe_try(issue)
        if not error:
            self._tpe_get_contracts(moves)._clear_invoice_generation_error()
            return moves
        if len(moves) == 1:
            self._tpe_get_contracts(moves)._tpe_note_error(error)
            return moves.browse()
        middle = len(moves) // 2
        return self._tpe_issue_some(moves[:middle], day) | self._tpe_issue_some(
            moves[middle:], day
        )

    @api.model
    def _tpe_date_today(self, moves, day):
        """Date what was missed today: numbers follow the days.

        :param account.move moves: drafts
        :param date day: the day of the run
        """
        for move in moves:
            if not move.invoice_date or move.invoice_date >= day:
                continue
            values = {"invoice_date": day}
            # no term moves the due date: the customer keeps his days
            if move.invoice_date_due and not move.invoice_payment_term_id:
                missed = day - move.invoice_date
                values["invoice_date_due"] = move.invoice_date_due + missed
            move.write(values)

    # === MAIL, ERRORS, PROGRESS === #

    @api.model
    def _tpe_get_contracts(self, moves):
        """:return: the contracts of invoices
        :rtype: contract.contract"""
        return moves.invoice_line_ids.contract_line_id.contract_id

    @api.model
    def _tpe_send_recurring(self, moves):
        """Mail invoices; one that cannot be mailed stays issued.

        :param account.move moves: invoices that were just issued
        """
        error = self._tpe_try(moves.tpe_send)
        if error and len(moves) > 1:
            for move in moves:
                self._tpe_send_recurring(move)
        elif error:
            self._tpe_get_contracts(moves)._tpe_note_error(error)

    @api.model
    def _tpe_try(self, work):
        """Do something in a savepoint: what fails is taken back, and stops nothing.

        :param callable work: what to do
        :return: what stood in the way, if anything did
        :rtype: Exception or None
        """
        try:
            with self.env.cr.savepoint():
                work()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # another run was faster: this one begins anew
        except UserError as error:
            return error
        except Exception as error:
            _logger.exception("a contract was not billed or not mailed")
            return error
        return None

    def _tpe_note_error(self, error):
        """Tell the responsible of these contracts once what stands in the way.

        :param Exception error: what stands in the way
        """
        for contract in self:
            _logger.info("contract %s: not billed", contract.id)
            if contract.invoice_generation_error != f"{type(error).__name__}: {error}":
                # the contract's own way: error on it, message, one open activity
                contract._record_invoice_generation_error(error, "invoice")

    @api.model
    def _tpe_begin_anew(self):
        """Take back what is not kept yet, and see what others have done since."""
        if may_commit():
            self.env.cr.rollback()

    @api.model
    def _tpe_keep_progress(self, processed=0, remaining=None):
        """Commit what is done, so that a crash never issues anything twice, and forget
        it, so that a long run takes no more memory than a short one.

        :param int processed: contracts that were billed since the last time
        :param int remaining: how much is known to be left
        :return: whether there is time left
        :rtype: bool
        """
        if not may_commit() or self._tpe_is_job():
            self.env.flush_all()
            return True
        crons = self.env["ir.cron"]
        time_left = crons._commit_progress(processed, remaining=remaining)
        self.env.invalidate_all()
        return bool(time_left)
