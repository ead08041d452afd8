# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import request

from .download import ZIP, find_records, give_file, give_papers


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
        moves = find_records("account.move", ids)
        name = request.env._("Original invoices") + ".zip"
        return give_file(name, moves._tpe_zip_originals(), ZIP)

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
        answers = find_records("account.move", ids).tpe_duplicate()
        return give_papers(answers, request.env._("Duplicates"))
