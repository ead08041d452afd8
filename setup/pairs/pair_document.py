# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF/A-3 with Factur-X of one warm invoice of ten lines, against Odoo's print.

Ours: data, XML, XSD, page, metadata and proof. Reference: the page by wkhtmltopdf and
the Factur-X file of account_edi_ubl_cii, as Odoo's send wizard makes them. Both sides
have read the records of the invoice before, and nothing else: page and files are made
anew. The pair ``document_cold`` is the same without that.
"""

IS_ELSEWHERE = True  # the reference prints in processes of its own
GOAL = 50
WARM = True


def do_ours(env, invoice, _url):
    """Render the original of an invoice again; nothing is sealed."""
    (document,) = invoice._tpe_render_originals()
    assert document["pdf"].startswith(b"%PDF-")


def do_reference(env, invoice, url):
    """Make the documents that Odoo attaches to an invoice."""
    env["ir.config_parameter"].set_param("report.url", url)
    invoice = invoice.with_context(force_report_rendering=True)
    send = env["account.move.send"].with_context(force_report_rendering=True)
    settings = send._get_default_sending_settings(invoice, invoice_edi_format="facturx")
    send._generate_invoice_documents({invoice: settings})
    assert "error" not in settings, settings["error"]
    invoice.invalidate_recordset()
    assert invoice.invoice_pdf_report_id.raw.startswith(b"%PDF-")
