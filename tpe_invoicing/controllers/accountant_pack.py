# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, http
from odoo.http import content_disposition, request

from .public_page import LETTER, PublicPage

OPEN = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": False,  # each opening is counted
    "save_session": False,
    "sitemap": False,
}


class AccountantPack(PublicPage, http.Controller):
    """What the accountant's link opens: what is in the pack, and the file."""

    @http.route("/tpe/pack/<string:token>", **OPEN)
    def pack(self, token, **_options):
        """:param str token: end of the link
        :return: the page
        :rtype: odoo.http.Response"""
        pack_sudo = self._find(token)
        if not pack_sudo:
            return self._refuse()
        company_sudo = pack_sudo.company_id
        lang = company_sudo._tpe_get_lang(pack_sudo.partner_id.lang)
        request.update_context(lang=lang)
        values = {
            "pack": pack_sudo.with_context(**request.env.context),
            "size": f"{(pack_sudo.attachment_id.file_size or 0) / 1e6:.1f}",
            "link": f"/tpe/pack/{token}/file",
        }
        return self._page("tpe_invoicing.accountant_pack_page", values, company_sudo)

    @http.route("/tpe/pack/<string:token>/file", **OPEN)
    def file(self, token, **_options):
        """:param str token: end of the link
        :return: the file
        :rtype: odoo.http.Response"""
        pack_sudo = self._find(token)
        if not pack_sudo:
            return self._refuse()
        pack_sudo.fetched_at = fields.Datetime.now()
        attachment_sudo = pack_sudo.attachment_id
        headers = {
            "Content-Type": "application/zip",
            "Content-Disposition": content_disposition(attachment_sudo.name),
        }
        return self._give(attachment_sudo.raw, headers, LETTER)

    def _find(self, token):
        """:return: the pack of a link, with the administrator's rights
        :rtype: tpe.accountant.pack"""
        pack_sudo = request.env["tpe.accountant.pack"]._open_token(token)
        # who asks for nothing or for one thing without end takes the server's time
        kind = "opened" if pack_sudo else "wrong"
        return pack_sudo if self._is_welcome(kind) else pack_sudo.browse()

    def _refuse(self):
        """:return: a page that says that the link does not open, and nothing else
        :rtype: odoo.http.Response"""
        self._speak()
        nobody = request.env["res.company"].sudo().browse()
        return self._page("tpe_invoicing.accountant_pack_over", {}, nobody, status=404)
