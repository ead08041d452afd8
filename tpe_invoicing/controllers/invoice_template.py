# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import http
from odoo.http import content_disposition, request


class InvoiceTemplateController(http.Controller):
    """Templates as files."""

    @http.route(
        "/tpe_invoicing/template/<int:template_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def download_template(self, template_id):
        """Download a template, with the rights of the user.

        :param int template_id: the template
        :return: the file
        :rtype: odoo.http.Response
        """
        template = request.env["tpe.invoice.template"].browse(template_id).exists()
        if not template:
            raise request.not_found()
        (file,) = template.tpe_export_template()
        return request.make_response(
            base64.b64decode(file["content"]),
            [
                ("Content-Type", file["mimetype"]),
                ("Content-Disposition", content_disposition(file["filename"])),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
