# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class AccountPartialReconcile(models.Model):
    """A settlement; finding those after a day is what a past balance costs."""

    _inherit = "account.partial.reconcile"

    _tpe_max_date_idx = models.Index("(max_date)")
