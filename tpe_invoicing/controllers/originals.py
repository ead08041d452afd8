# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import http
from odoo.http import content_disposition, request

from ..tools.copies import pack

ZIP = "application/zip"


class Originals(http.Controller):
    """Downloads of the web client: originals of many invoices, marked copies."""

    @http.route(
        "/tpe/originals",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def originals(self, ids="", **_options):
        """:param str ids: of the documents, with commas
        :return: a zip of the originals, byte for byte
        :rtype: odoo.http.Response"""
        moves = self._get_moves(ids)
        name = request.env._("Original invoices") + ".zip"
        return self._file(name, moves._tpe_zip_originals(), ZIP)

    @http.route(
        "/tpe/duplicates",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def duplicates(self, ids="", **_options):
        """:param str ids: of the documents, with commas
        :return: the marked copy, or a zip of several
        :rtype: odoo.http.Response"""
        answers = self._get_moves(ids).tpe_duplicate()
        files = [
            (answer["filename"], base64.b64decode(answer["content"]))
            for answer in answers
        ]
        if len(files) == 1:
            return self._file(*files[0], "application/pdf")
        name = request.env._("Duplicates") + ".zip"
        return self._file(name, pack(files), ZIP)

    def _get_moves(self, ids):
        """:return: the documents, which the user may read
        :rtype: account.move"""
        numbers = dict.fromkeys(int(each) for each in ids.split(",") if each.isdigit())
        moves = request.env["account.move"].browse(numbers).exists()
        if not moves:
            raise request.not_found()
        moves._tpe_check_insider()
        return moves

    @staticmethod
    def _file(name, content, mimetype):
        """:return: a file to keep
        :rtype: odoo.http.Response"""
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
