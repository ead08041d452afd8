# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

MARK = "tpe_format"


class AccountMove(models.Model):
    """Numbers of a batch: how they are written is looked up for the first one."""

    _inherit = "account.move"

    def _get_next_sequence_format(self):
        # EXTENDS account: once the first document of a transaction has its number, and
        # with it the lock, Odoo counts on by itself; yet it asks the database three
        # times for each of the others how numbers of that day are written
        if not self._tpe_counts_on():
            return super()._get_next_sequence_format()
        # a name that somebody writes clears this, and so does a savepoint taken back
        known = self._get_sequence_cache()
        key = (MARK, self.journal_id, self.date, self.move_type)
        if key not in known:
            known[key] = super()._get_next_sequence_format()
        text, values = known[key]
        return text, dict(values)

    def _tpe_counts_on(self):
        """:return: whether the number depends on journal, day and type alone
        :rtype: bool"""
        return (
            self.state == "posted"
            and self.move_type in ("out_invoice", "out_refund")
            and not self.journal_id.is_self_billing
            and not self.origin_payment_id
            and not self.env.context.get("is_payment")
        )
