# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import re
import secrets
import time

from odoo import http
from odoo.http import request

from ..tools.pictures import readable
from ..tools.rate_limit import Limiter

HASH = re.compile(r"[0-9a-f]{64}")
QUESTION_SIZE = 1024  # bytes: a fingerprint and its name
LIMITER = Limiter(times=30, seconds=60)  # of each server process
PLACES = ["/tpe/verifier", "/tpe/verifier/<string:siren>"]
OPEN = {
    "type": "http",
    "auth": "public",
    "readonly": True,
    "save_session": False,  # no cookie for somebody who only asks
    "sitemap": False,
}


class ArchiveCheck(http.Controller):
    """The page on which anybody learns whether a file is in the archive.

    The browser computes the fingerprint: the file is not sent. The answer is yes or no
    for one full fingerprint, so that nothing can be learnt by who has not the file.
    """

    @http.route(PLACES, methods=["GET"], **OPEN)
    def check(self, siren="", **_options):
        """:param str siren: of the company; without it, every company here is asked
        :return: the page
        :rtype: odoo.http.Response"""
        companies_sudo = self._find_companies(siren)
        if not companies_sudo:
            raise request.not_found()
        self._speak()
        company_sudo = companies_sudo[:1]
        if not siren and len(companies_sudo) > 1:
            company_sudo = companies_sudo.browse()  # the page is no list of companies
        place = f"/tpe/verifier/{siren}" if siren else "/tpe/verifier"
        return self._page(company_sudo, f"{place}/empreinte")

    @http.route(
        [f"{place}/empreinte" for place in PLACES],
        methods=["POST"],
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
        address = request.httprequest.remote_addr
        if not LIMITER.allow(address, time.monotonic()):
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

    def _speak(self):
        """Speak a language that the browser asks for, French if none is known."""
        codes = [code for code, _name in request.env["res.lang"].get_installed()]
        tags = {code.replace("_", "-"): code for code in codes}
        tags |= {code[:2]: code for code in reversed(codes)}
        wanted = request.httprequest.accept_languages.best_match(tags)
        french = "fr_FR" if "fr_FR" in codes else "en_US"
        request.update_context(lang=tags[wanted] if wanted else french)

    def _page(self, company_sudo, place):
        """:return: a page of our own, without anything of the web client
        :rtype: odoo.http.Response"""
        nonce = secrets.token_urlsafe(16)
        style = company_sudo._tpe_get_page_style() if company_sudo else {}
        values = {
            "company": company_sudo.with_context(**request.env.context),
            "place": place,
            "colour": readable(style.get("accent", "")),
            "nonce": nonce,
            "page_lang": request.env.lang[:2],
        }
        qweb_sudo = request.env["ir.qweb"].sudo()  # templates are no secret
        content = qweb_sudo._render("tpe_invoicing.archive_check_page", values)
        response = request.make_response(f"<!DOCTYPE html>\n{content}")
        return self._protect(response, nonce)

    def _say(self, is_known, status):
        """:return: an answer that has always the same shape
        :rtype: odoo.http.Response"""
        response = request.make_response(
            json.dumps({"known": is_known}),
            headers=[("Content-Type", "application/json")],
            status=status,
        )
        return self._protect(response)

    @staticmethod
    def _protect(response, nonce=""):
        """Nothing of elsewhere runs in the page, and it runs nowhere else."""
        style = f"'self' 'nonce-{nonce}'" if nonce else "'none'"
        response.headers.update(
            {
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Frame-Options": "DENY",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": (
                    "default-src 'none'; script-src 'self'; connect-src 'self'; "
                    f"img-src 'self' data:; style-src {style}; "
                    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                ),
            }
        )
        return response
