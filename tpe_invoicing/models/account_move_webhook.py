# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class AccountMove(models.Model):
    """An invoice that others are told of: when it is issued, when it is paid."""

    _inherit = "account.move"

    def _tpe_seal_originals(self):
        # EXTENDS tpe_invoicing
        super()._tpe_seal_originals()
        self._tpe_tell("invoice.issued")

    def _invoice_paid_hook(self):
        # EXTENDS account
        result = super()._invoice_paid_hook()
        paid = self.filtered(lambda move: move.move_type == "out_invoice")
        paid._tpe_tell("invoice.paid")
        return result

    def _tpe_tell(self, event, more=None):
        """Tell the servers that ask for it what happened to these invoices.

        :param str event: what happened
        :param dict more: what else is told
        """
        webhooks = self.env["tpe.webhook"]
        if self and webhooks._is_asked(event):
            facts = [(move, move._tpe_get_facts_told() | (more or {})) for move in self]
            webhooks._tell(event, facts)

    def _tpe_get_facts_told(self):
        """:return: what a server is told of an invoice, JSON-safe
        :rtype: dict"""
        entry_sudo = self.tpe_archive_entry_id.sudo()  # archive number and hash only
        write = self.currency_id._tpe_format
        return {
            "company": {
                "id": self.company_id.id,
                "name": self.company_id.name,
                "registry": self.company_id.company_registry or False,
            },
            "invoice": {
                "id": self.id,
                "number": self.name,
                "kind": self.move_type,
                "date": fields.Date.to_string(self.invoice_date) or False,
                "due": fields.Date.to_string(self.invoice_date_due) or False,
                "currency": self.currency_id.name,
                "untaxed": write(self.amount_untaxed),
                "tax": write(self.amount_tax),
                "total": write(self.amount_total),
                "left": write(self.amount_residual),
                "payment_state": self.payment_state,
                "archive_number": entry_sudo.number or False,
                "sha256": entry_sudo.sha256 or False,
            },
            "customer": {
                "id": self.commercial_partner_id.id,
                "name": self.commercial_partner_id.name or False,
                "registry": self.commercial_partner_id.company_registry or False,
            },
        }
