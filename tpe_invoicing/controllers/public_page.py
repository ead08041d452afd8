# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of our public pages: no web client, nothing of elsewhere, no way out."""

import secrets
from dataclasses import dataclass

from odoo.http import request

from ..models.res_partner_account import SCOPE
from ..tools.import_problem import ImportProblem
from ..tools.import_values import parse_amount
from ..tools.pictures import readable
from ..tools.subscribers import name_subscriber

# how often, in how many seconds, for an address and for a link
LIMITS = {
    "wrong": (60, 600),  # links that open nothing: nobody guesses one
    "pack": (10, 600),  # every original in one file
    "pay": (30, 600),
    "form": (60, 600),
    "opened": (60, 60),  # the accountant's pack, page and file
    "check": (30, 60),  # fingerprints that the archive knows or not
}
FORM_SIZE = 64 * 1024
# the link is signed and is the only right there is; a foreign site cannot know it
FORMS = {
    "type": "http",
    "auth": "public",
    "methods": ["GET", "POST"],
    "csrf": False,
    "readonly": False,
    "max_content_length": FORM_SIZE,
    "sitemap": False,
}
MOST = 1e12  # no amount is as large


@dataclass(frozen=True)
class Policy:
    """What a page may do in the browser; the rest is refused.

    ``is_private``: its link is a key, which no cache and no other site learns.
    ``runs_scripts``: it runs our own scripts, which may ask this server.
    ``sends_forms``: it has a form, which goes to this server.
    """

    is_private: bool = True
    runs_scripts: bool = False
    sends_forms: bool = False

    def make_headers(self, nonce=""):
        """Write the policy for a browser.

        :param str nonce: of the style that is in the page; empty: it has no style
        :return: headers of the answer
        :rtype: dict[str, str]
        """
        style = f"'self' 'nonce-{nonce}'" if nonce else "'none'"
        rules = [
            "default-src 'none'",
            "img-src 'self' data:",
            f"style-src {style}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'" if self.sends_forms else "form-action 'none'",
        ]
        if self.runs_scripts:
            rules += ["script-src 'self'", "connect-src 'self'"]
        headers = {
            "Cache-Control": "no-store, private" if self.is_private else "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "; ".join(rules),
        }
        if self.is_private:
            headers["X-Robots-Tag"] = "noindex, nofollow"
        return headers


LETTER = Policy()
FORM = Policy(sends_forms=True)
SCRIPT = Policy(is_private=False, runs_scripts=True)


class PublicPage:
    """A page for who does not sign in: how it looks, speaks and is protected.

    It is no controller: Odoo makes one of all those that have a controller in common.
    """

    def _open(self, token, scope=SCOPE):
        """:param str token: end of the link
        :param str scope: what the link is for
        :return: see ``_tpe_open_account_token``; the records speak the customer's
            language and know no other company
        :rtype: tuple"""
        status, partner_sudo, company_sudo = request.env[
            "res.partner"
        ]._tpe_open_account_token(token, scope)
        if status == "ok":
            request.update_context(
                lang=company_sudo._tpe_get_lang(partner_sudo.lang),
                allowed_company_ids=company_sudo.ids,
            )
            partner_sudo = partner_sudo.with_context(**request.env.context)
            company_sudo = company_sudo.with_context(**request.env.context)
        return status, partner_sudo, company_sudo

    def _is_welcome(self, kind, partner_sudo=None):
        """Count a request that costs something, or that guesses.

        :param str kind: one of ``LIMITS``
        :param res.partner partner_sudo: whose link it is, when it is a right one
        :return: whether it was not asked for too often
        :rtype: bool
        """
        address = name_subscriber(request.httprequest.remote_addr)
        keys = [address, *(partner_sudo.ids if partner_sudo else ())]
        visits = request.env["tpe.visit"]
        # each is counted, also when the first is too much already
        answers = [visits._is_welcome(kind, key, LIMITS[kind]) for key in keys]
        return all(answers)

    def _page(self, template, values, company_sudo, policy=LETTER, status=200):
        """Draw a page in the frame that all of them share.

        :param str template: its QWeb template, which calls the frame
        :param dict values: what it shows
        :param res.company company_sudo: whose page it is; none: nobody's
        :param Policy policy: what it may do
        :param int status: of the answer
        :rtype: odoo.http.Response
        """
        nonce = secrets.token_urlsafe(16)
        style = company_sudo._tpe_get_page_style() if company_sudo else {}
        frame = {
            "company": company_sudo.with_context(**request.env.context),
            "colour": readable(style.get("accent", "")),
            "nonce": nonce,
            "page_lang": (request.env.lang or "fr_FR")[:2],
        }
        qweb_sudo = request.env["ir.qweb"].sudo()  # templates are no secret
        content = qweb_sudo._render(template, values | frame)
        response = request.make_response(f"<!DOCTYPE html>\n{content}", status=status)
        response.headers.update(policy.make_headers(nonce))
        return response

    def _give(self, content, headers, policy=LETTER, status=200):
        """Answer with something that is no page.

        :param bytes content: a file, or data
        :param dict headers: of it, beside those that protect it
        :param Policy policy: how it is protected
        :param int status: of the answer
        :rtype: odoo.http.Response
        """
        response = request.make_response(content, list(headers.items()), status=status)
        response.headers.update(policy.make_headers())
        return response

    def _speak(self):
        """Speak a language that the browser asks for, French if none is known."""
        codes = [code for code, _name in request.env["res.lang"].get_installed()]
        tags = {code.replace("_", "-"): code for code in codes}
        tags |= {code[:2]: code for code in reversed(codes)}
        wanted = request.httprequest.accept_languages.best_match(tags)
        french = "fr_FR" if "fr_FR" in codes else "en_US"
        request.update_context(lang=tags[wanted] if wanted else french)


def read_ids(texts):
    """:param list texts: numbers that a browser sent
    :return: those that can be of a record
    :rtype: list[int]"""
    numbers = (int(text) for text in texts if text.isdecimal() and len(text) < 11)
    return [number for number in numbers if number < 2**31]


def read_text(text):
    """:param str text: what a person wrote
    :return: the same without signs that nobody sees, some of which no database takes
    :rtype: str"""
    kept = (sign for sign in str(text) if sign.isprintable() or sign in "\r\n\t")
    return "".join(kept)


def read_number(text):
    """:param str text: a number that a person wrote, as in French or in English
    :return: the number; 0 for nothing, None for what is no number
    :rtype: float | None"""
    try:
        number = float(parse_amount(text) or 0)
    except ImportProblem:
        return None
    return number if abs(number) < MOST else None
