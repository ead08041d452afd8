# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

MOST_SKIPPED = 1000


class ContractContract(models.Model):
    """A contract that rests for a while: no invoice is made in that time."""

    _inherit = "contract.contract"

    tpe_pause_from = fields.Date(string="Paused from", copy=False, tracking=True)
    tpe_pause_until = fields.Date(
        string="Paused until",
        copy=False,
        tracking=True,
        help="Last day of the pause. Empty: until somebody enters a day.",
    )
    tpe_pause_reason = fields.Char(
        string="Reason of the pause", copy=False, tracking=True
    )
    tpe_pause_is_billed = fields.Boolean(
        string="Bill the pause afterwards",
        copy=False,
        tracking=True,
        help="Periods that begin during the pause are billed when it is over. "
        "Otherwise they are left out.",
    )
    tpe_is_paused = fields.Boolean(
        string="Paused today", compute="_compute_tpe_is_paused"
    )

    _tpe_pause_order = models.Constraint(
        "CHECK (tpe_pause_until IS NULL OR tpe_pause_from <= tpe_pause_until)",
        "A pause ends after it begins.",
    )

    @api.depends("tpe_pause_from", "tpe_pause_until")
    def _compute_tpe_is_paused(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.tpe_is_paused = contract._tpe_rests_on(today)

    def _tpe_rests_on(self, day):
        """:param date day: any day
        :return: whether the contract is paused on it
        :rtype: bool"""
        first, last = self.tpe_pause_from, self.tpe_pause_until
        return bool(first) and first <= day and (not last or day <= last)

    @api.model
    def _get_contracts_to_invoice_domain(self, date_ref=None):
        # EXTENDS contract: not while it is paused
        day = date_ref or fields.Date.context_today(self)
        is_paused = fields.Domain("tpe_pause_from", "<=", day) & (
            fields.Domain("tpe_pause_until", "=", False)
            | fields.Domain("tpe_pause_until", ">=", day)
        )
        return super()._get_contracts_to_invoice_domain(date_ref) & ~is_paused

    def _tpe_skip_pause(self):
        """Leave out the periods that began during a pause that is over."""
        for contract in self:
            if not contract._tpe_leaves_out_pause():
                continue
            skipped = contract.env["contract.line"]
            for line in contract.contract_line_ids:
                for _each in range(MOST_SKIPPED):
                    first = line.next_period_date_start
                    if line.is_canceled or not first:
                        break
                    if not contract._tpe_rests_on(first):
                        break
                    line._update_last_date_invoiced()
                    skipped |= line
            if skipped:
                contract._compute_recurring_next_date()
                contract._tpe_log_pause()

    def _tpe_leaves_out_pause(self):
        """:return: whether periods of a pause are not billed at all
        :rtype: bool"""
        is_over = self.tpe_pause_from and self.tpe_pause_until
        return bool(is_over) and not self.tpe_pause_is_billed

    def _tpe_log_pause(self):
        """Note on the contract which time was left out."""
        self._message_log(
            body=self.env._(
                "Not billed: the periods that began between %(first)s and %(last)s, "
                "when the contract was paused.",
                first=fields.Date.to_string(self.tpe_pause_from),
                last=fields.Date.to_string(self.tpe_pause_until),
            )
        )
