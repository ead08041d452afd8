# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class L10nFrFecExportWizard(models.TransientModel):
    """Odoo's own file, with the entries that have a number and no amount."""

    _inherit = "l10n_fr.fec.export.wizard"

    def _tpe_generate(self, operator, journals):
        """Make Odoo's own file of some journals; the opening is that of all.

        :param str operator: ``in`` or ``not in``
        :param account.journal journals: which, or which not
        :return: what Odoo answers
        :rtype: dict
        """
        asked = ("journal_id", operator, journals.ids)
        return self.with_context(tpe_fec_journals=asked).generate_fec()

    def _get_base_domain(self):
        # EXTENDS l10n_fr_account: without them numbers are missing
        domain = super()._get_base_domain()
        amount = ("balance", "!=", 0.0)
        journals = self.env.context.get("tpe_fec_journals")
        if not journals or amount not in domain:
            return domain
        domain.remove(amount)
        blank = [("line_ids", "not any", [amount])]
        domain += ["|", amount, ("move_id", "any", blank)]
        # what former years leave is that of all journals, whichever are asked for
        return [*domain, "|", ("date", "<", self.date_from), journals]
