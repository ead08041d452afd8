# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models

# place of a way to pay that nobody is to choose first
LAST = 99


class AccountJournal(models.Model):
    """How customers pay, in the words of who notes it."""

    _inherit = "account.journal"

    def _compute_inbound_payment_method_line_ids(self):
        # EXTENDS account: of a new journal, in place of one "Manual Payment"
        result = super()._compute_inbound_payment_method_line_ids()
        for journal in self:
            lines = journal.inbound_payment_method_line_ids
            manual = lines.filtered(lambda line: line.code == "manual")[:1]
            if manual and (names := journal._tpe_get_means()):
                manual.name = names[0]
                journal._tpe_add_means(manual, names[1:])
        return result

    def _tpe_add_means(self, manual, names):
        """Add ways to pay beside the one that is there.

        :param account.payment.method.line manual: that one
        :param list[str] names: of the others
        """
        self.inbound_payment_method_line_ids = [
            Command.create(
                {
                    "name": name,
                    "payment_method_id": manual.payment_method_id.id,
                    "payment_account_id": manual.payment_account_id.id,
                }
            )
            for name in names
        ]

    def _tpe_replace_manual(self):
        """Name how customers pay into journals that were there before the addon.

        What somebody has named stays as it is. A way by which payments were noted keeps
        them: nobody knows which were cheques.
        """
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for journal in self:
            lines = journal.inbound_payment_method_line_ids
            manual = lines.filtered(lambda line: line.code == "manual")
            method = manual.payment_method_id
            unnamed = {method.with_context(lang=code).name for code in languages}
            names = journal._tpe_get_means()
            if len(manual) != 1 or manual.name not in unnamed or not names:
                continue
            is_used = self.env["account.payment"].search_count(
                [("payment_method_line_id", "=", manual.id)], limit=1
            )
            if is_used:
                _ = journal._tpe_get_translator()
                manual.write({"name": _("Another way"), "sequence": LAST})
            else:
                manual.name = names.pop(0)
            journal._tpe_add_means(manual, names)

    def _tpe_get_means(self):
        """:return: how French customers pay into a journal, in the company's language
        :rtype: list[str]"""
        company = self.company_id
        if not company or not company._tpe_in_scope():
            return []
        _ = self._tpe_get_translator()
        if self.type == "bank":
            return [_("Bank transfer"), _("Cheque"), _("Bank card"), _("Direct debit")]
        return [_("Cash")] if self.type == "cash" else []

    def _tpe_get_translator(self):
        """:return: what speaks the language of the journal's company
        :rtype: function"""
        lang = self.company_id._tpe_get_lang(False)
        return self.with_context(lang=lang).env._
