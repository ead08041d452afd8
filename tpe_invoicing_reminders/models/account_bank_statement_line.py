# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import UserError


class AccountBankStatementLine(models.Model):
    """A bank entry that may be the payment a customer speaks of."""

    _inherit = "account.bank.statement.line"

    def action_tpe_match(self):
        """Match this entry with the invoice of the claim it was shown for.

        :return: True
        """
        self.ensure_one()
        claim = self.env["tpe.reminder.pause"].browse(
            self.env.context.get("tpe_pause_id")
        )
        claim.check_access("write")
        claim.move_id._tpe_check_right_to_remind()
        if self not in claim.candidate_ids:
            raise UserError(self.env._("This entry was taken by something else."))
        # who may enter payments may match one, without touching the rest of the bank
        self.sudo()._tpe_match(claim.move_id.sudo())
        claim._close_fulfilled()
        return True

    def _tpe_match(self, move):
        """Put this entry on the customer's account, and match it with an invoice.

        :param account.move move: an open invoice
        """
        self.ensure_one()
        owed = move._tpe_get_receivable_lines().filtered(lambda ln: not ln.reconciled)
        owed = owed.sorted("date_maturity")
        self.partner_id = move.commercial_partner_id
        _liquidity, suspense, _other = self._seek_for_lines()
        suspense.write({"account_id": owed.account_id[:1].id})
        (suspense + owed).reconcile()
