# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models


class AccountJournal(models.Model):
    """How customers pay, in the words of who notes it."""

    _inherit = "account.journal"

    def _compute_inbound_payment_method_line_ids(self):
        # EXTENDS account: of a new journal, in place of one "Manual Payment"
        result = super()._compute_inbound_payment_method_line_ids()
        for journal in self:
            lines = journal.inbound_payment_method_line_ids
            manual = lines.filtered(lambda line: line.code == "manual")[:1]
            names = journal._tpe_get_means() if manual else []
            if names:
                manual.name = names[0]
                journal.inbound_payment_method_line_ids = [
                    Command.create(
                        {
                            "name": name,
                            "payment_method_id": manual.payment_method_id.id,
                            "payment_account_id": manual.payment_account_id.id,
                        }
                    )
                    for name in names[1:]
                ]
        return result

    def _tpe_get_means(self):
        """:return: how French customers pay into a journal, in the company's language
        :rtype: list[str]"""
        company = self.company_id
        if not company or not company._tpe_in_scope():
            return []
        _ = self.with_context(lang=company.partner_id.lang or self.env.lang).env._
        if self.type == "bank":
            return [_("Bank transfer"), _("Cheque"), _("Bank card"), _("Direct debit")]
        return [_("Cash")] if self.type == "cash" else []
