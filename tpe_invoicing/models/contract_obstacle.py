# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from dateutil.relativedelta import relativedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..written import format_day

# what began longer ago, and was never billed here, was billed elsewhere
STARTED_ELSEWHERE = relativedelta(years=1)


class ContractContract(models.Model):
    """A contract that says before the day what stands in the way of its invoice."""

    _inherit = "contract.contract"

    def _tpe_get_obstacles(self):
        """Look at the next invoice as it would be, without making it.

        :return: what has ended, and what stands in the way, in words
        :rtype: list[str]
        """
        self.ensure_one()
        contract = self.with_company(self.company_id)
        told = contract._tpe_get_ended()
        if contract.contract_type != "sale" or not contract.recurring_next_date:
            return told
        for customer in contract.partner_id | contract.invoice_partner_id:
            if not customer.active:
                name = customer.display_name
                told.append(self.env._("The customer %s is archived.", name))
        try:
            if contract.tpe_auto_issue:
                contract._tpe_refuse_old(fields.Date.context_today(self))
            return told + contract._tpe_check_next_invoice()
        except UserError as error:
            return [*told, str(error)]

    def _tpe_refuse_old(self, day):
        """Let a person decide of a contract that was entered with its real start, years
        ago: all its invoices since then would leave at once.

        :param date day: the day of the run
        :raise UserError: when one of these began long ago and was never billed
        """
        for contract in self:
            first, lines = contract.recurring_next_date, contract.contract_line_ids
            is_old = first and first < day - STARTED_ELSEWHERE
            if is_old and not any(lines.mapped("last_date_invoiced")):
                raise UserError(
                    self.env._(
                        "Nothing was billed of this contract yet, and its first "
                        "invoice is of %s: all invoices since then would leave at "
                        "once. Set the date of its next invoice; or make the first "
                        "one by hand, if all are to be sent.",
                        format_day(self.env, first),
                    )
                )

    def _tpe_get_ended(self):
        """:return: which lines are billed up to their end
        :rtype: list[str]"""
        lines = self.contract_line_ids.filtered(
            lambda line: (
                not (
                    line.display_type or line.is_canceled or line.next_period_date_start
                )
            )
        )
        return [
            self.env._(
                "%(line)s ends on %(day)s and is billed up to this day: nothing more "
                "comes of it.",
                line=line.name.partition("\n")[0],
                day=format_day(self.env, line.date_end),
            )
            for line in lines.filtered("date_end")
        ]

    def _tpe_check_next_invoice(self):
        """:return: what the next invoice still wants
        :rtype: list[str]"""
        day = self.recurring_next_date
        lines = self._get_lines_to_invoice(day)
        if not lines:
            return []
        values = self._prepare_invoice(day)
        values["invoice_line_ids"] = [
            Command.create(line._prepare_invoice_line()) for line in lines
        ]
        move = self.env["account.move"].new(values)
        told = [
            finding["message"]
            for finding in move._tpe_get_findings()
            if finding["severity"] == "blocking"
            or (finding["field"] or "").startswith("partner_id")
        ]
        contact = move._tpe_get_mail_contact()
        if self.tpe_auto_issue and not contact.email_normalized:
            told.append(
                self.env._(
                    "%s has no e-mail address: the invoice is issued, but not sent.",
                    contact.display_name,
                )
            )
        return told
