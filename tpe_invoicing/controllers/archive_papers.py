# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import http
from odoo.http import content_disposition, request

from ..tools.copies import pack

MODELS = {"move": "account.move", "entry": "tpe.archive.entry"}


class ArchivePapers(http.Controller):
    """Downloads of the web client: certificates of integrity."""

    @http.route(
        "/tpe/certificates/<any(move,entry):kind>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
    )
    def certificates(self, kind, ids="", **_options):
        """:param str kind: what is certified: ``move`` or ``entry``
        :param str ids: of the invoices or entries, with commas
        :return: the certificate, or a zip of several
        :rtype: odoo.http.Response"""
        numbers = dict.fromkeys(int(each) for each in ids.split(",") if each.isdigit())
        records = request.env[MODELS[kind]].browse(numbers).exists()
        if not records:
            raise request.not_found()
        files = [
            (answer["filename"], base64.b64decode(answer["content"]))
            for answer in records.tpe_certificate()
        ]
        (name, content), mimetype = files[0], "application/pdf"
        if len(files) > 1:
            name, content = request.env._("Certificates") + ".zip", pack(files)
            mimetype = "application/zip"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store, private"),
            ],
        )
