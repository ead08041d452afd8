# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class MailThread(models.AbstractModel):
    """A record that people write on, visitors of public pages included."""

    _inherit = "mail.thread"

    def _message_compute_author(self, author_id=None, email_from=None):
        # EXTENDS mail: a visitor has no address, and what tells somebody of his answer
        # would never leave; it comes from the company then
        author_id, email_from = super()._message_compute_author(author_id, email_from)
        if not email_from and self.env.user._is_public():
            # in whose name its own pages write is no secret
            email_from = self.env.company.sudo().email_formatted
        return author_id, email_from
