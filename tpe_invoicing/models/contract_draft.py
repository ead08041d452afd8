# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ContractContract(models.Model):
    """A contract whose drafts are made with those of others, in one go."""

    _inherit = "contract.contract"

    def _recurring_create_invoice(self, date_ref=False):
        # EXTENDS contract: pauses and revisions come first; the scheduled action makes
        # many at a time
        sales = self.filtered(lambda contract: contract.contract_type == "sale")
        sales._tpe_skip_pause()
        sales._tpe_revise()
        moves = self.env["account.move"]
        if not self.env.context.get("tpe_quick"):
            return super()._recurring_create_invoice(date_ref)
        contracts = self.with_context(tpe_quick=False)
        quick = [], []
        for contract in contracts:
            for vals in contract._prepare_recurring_invoices_values(date_ref):
                quick[moves._tpe_can_create_many(vals)].append(vals)
        slow, many = quick
        if slow:
            moves |= moves.create(slow)
        if many:
            moves |= moves._tpe_create_many(many)
        contracts._tpe_note_origin(moves)
        contracts._invoice_followers(moves)
        contracts._compute_recurring_next_date()
        return moves

    def _tpe_note_origin(self, moves):
        """Say on invoices which contract they come from, for all at once.

        :param account.move moves: their new invoices
        """
        bodies = {}
        for move in moves:
            contract = move.line_ids.contract_line_id.contract_id[:1]
            link = contract._get_html_link(title=contract.display_name)
            bodies[move.id] = self.env._("Made by the contract %s.", link)
        moves._message_log_batch(bodies=bodies)
