# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from .contract_contract import BATCH


class ContractContract(models.Model):
    """The day's contracts billed by jobs: some contracts of a company each."""

    _inherit = "contract.contract"

    @api.model
    def _tpe_is_job(self):
        """:return: whether this is the work of a job, which must not commit
        :rtype: bool"""
        return bool(self.env.context.get("tpe_is_job"))

    @api.model
    def _tpe_queue_billing(self, day):
        """Have jobs bill what is due, where there are any; the companies side by side.

        :param date day: the day of the run
        :return: whether they do
        :rtype: bool
        """
        if not self.env["tpe.job"]._is_there():
            return False
        for company in self._tpe_get_billing_companies():
            self.with_company(company)._tpe_queue_bills(day)
        return True

    def _tpe_queue_bills(self, day, left_ids=None):
        """Queue the next contracts of a company.

        :param date day: the day of the run
        :param list left_ids: contracts to leave alone; None for the first job
        """
        company = self.env.company
        self.env["tpe.job"]._queue(
            (self.browse(), "_tpe_bill_job", company.id, day, left_ids),
            f"tpe.contract:{company.id}:{day}",
            self.env._("Invoices of contracts, %s", company.name),
        )

    @api.model
    def _tpe_bill_job(self, company_id, day, left_ids):
        """Bill the contracts that were due first, for a job; the one that follows goes
        on with the others.

        :param int company_id: whose contracts
        :param date day: the day of the run
        :param list left_ids: contracts to leave alone; None for the first job
        """
        company = self.env["res.company"].browse(company_id)
        self = self.with_company(company).with_context(tpe_is_job=True)
        if left_ids is None:
            self._tpe_issue_left(day, company)
        contracts, busy = self._tpe_take_due(company, day, set(left_ids or ()))
        left_ids = [*(left_ids or ()), *busy.ids, *contracts._tpe_bill(day).ids]
        if len(contracts | busy) == BATCH or contracts._tpe_has_more(day):
            self._tpe_queue_bills(day, left_ids)

    def _tpe_has_more(self, day):
        """:param date day: the day of the run
        :return: whether one of these, billed just now, has another invoice to make
        :rtype: bool"""
        due = self.filtered("recurring_next_date")
        return any(contract.recurring_next_date <= day for contract in due)
