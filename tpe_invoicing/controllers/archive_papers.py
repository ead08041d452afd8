# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import request

from .download import find_records, give_papers

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
        records = find_records(MODELS[kind], ids)
        return give_papers(records.tpe_certificate(), request.env._("Certificates"))
