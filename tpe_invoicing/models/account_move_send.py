# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """Odoo's own ways of sending, with the sealed original and nothing else."""

    _inherit = "account.move.send"

    @api.model
    def _get_default_invoice_edi_format(self, move, **kwargs):
        # EXTENDS account: the original holds its XML, a second one would contradict it
        if move._tpe_is_sealed():
            return False
        return super()._get_default_invoice_edi_format(move, **kwargs)

    @api.model
    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS account: account_edi_ubl_cii writes an XML of its own into every PDF
        # that it finds, even when no electronic format was asked for
        if not invoice._tpe_is_sealed():
            super()._hook_invoice_document_after_pdf_report_render(
                invoice, invoice_data
            )

    @api.model
    def _link_invoice_documents(self, invoices_data):
        # EXTENDS account: core marks as sent only what it has just rendered itself
        super()._link_invoice_documents(invoices_data)
        for invoice in invoices_data:
            if invoice._tpe_is_sealed():
                invoice.is_move_sent = True
