# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import re

from odoo import http
from odoo.http import request

from .public_page import SCRIPT, PublicPage

HASH = re.compile(r"[0-9a-f]{64}")
QUESTION_SIZE = 1024  # bytes: a fingerprint and its name
PLACES = ["/tpe/verifier", "/tpe/verifier/<string:siren>"]
OPEN = {
    "type": "http",
    "auth": "public",
    "save_session": False,  # no cookie for somebody who only asks
    "sitemap": False,
}


class ArchiveCheck(PublicPage, http.Controller):
    """The page on which anybody learns whether a file is in the archive.

    The browser computes the fingerprint: the file is not sent. The answer is yes or no
    for one full fingerprint, so that nothing can be learnt by who has not the file.
    """

    @http.route(PLACES, methods=["GET"], readonly=True, **OPEN)
    def check(self, siren="", **_options):
        """:param str siren: of the company; without it, every company here is asked
        :return: the page
        :rtype: odoo.http.Response"""
        self._speak()
        companies_sudo = self._find_companies(siren)
        if not companies_sudo:
            return self._page(
                "tpe_invoicing.archive_check_nobody",
                {},
                companies_sudo,
                SCRIPT,
                status=404,
            )
        company_sudo = companies_sudo[:1]
        if not siren and len(companies_sudo) > 1:
            company_sudo = companies_sudo.browse()  # the page is no list of companies
        place = f"/tpe/verifier/{siren}" if siren else "/tpe/verifier"
        return self._page(
            "tpe_invoicing.archive_check_page",
            {"place": f"{place}/empreinte"},
            company_sudo,
            SCRIPT,
        )

    @http.route(
        [f"{place}/empreinte" for place in PLACES],
        methods=["POST"],
        readonly=False,  # each question is counted
        csrf=False,  # the question changes nothing and is anybody's
        max_content_length=QUESTION_SIZE,
        **OPEN,
    )
    def answer(self, siren="", sha256="", **_options):
        """:param str siren: of the company
        :param str sha256: fingerprint of the file, 64 hexadecimal digits
        :return: ``known``, and nothing else; a status other than 200 when there was no
            question, or too many
        :rtype: odoo.http.Response"""
        # nobody finds a fingerprint by asking: there are 2 to the power of 256; the
        # limit keeps one visitor from taking the server's time
        if not self._is_welcome("check"):
            return self._say(False, 429)
        if not isinstance(sha256, str) or not HASH.fullmatch(sha256):
            return self._say(False, 400)
        companies_sudo = self._find_companies(siren)
        # a stranger reads no entry: he learns this one bit
        archive_sudo = request.env["tpe.archive.entry"].sudo()
        return self._say(archive_sudo._is_known(sha256, companies_sudo.ids), 200)

    # === HELPERS === #

    def _find_companies(self, siren):
        """:return: whose archives are asked
        :rtype: res.company"""
        # the public user has no company of his own to look at
        return request.env["res.company"].sudo()._tpe_find_checked(siren)

    def _say(self, is_known, status):
        """:return: an answer that has always the same shape
        :rtype: odoo.http.Response"""
        content = json.dumps({"known": is_known})
        headers = {"Content-Type": "application/json"}
        return self._give(content, headers, SCRIPT, status)
