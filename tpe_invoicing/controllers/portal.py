# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, datetime, timedelta

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

HOURS = 12  # a link made for who is signed in ends with his day


class Portal(CustomerPortal):
    """The customer's page for who is signed in: the same, by a link of the day."""

    @http.route(
        "/my/account-page", type="http", auth="user", methods=["GET"], website=True
    )
    def my_account_page(self, company="", **_options):
        """:param str company: of whom he is a customer, when there are several
        :return: the way to his page; the choice of companies
        :rtype: odoo.http.Response"""
        # a portal user is one customer, whose companies are told to nobody else
        partner_sudo = request.env.user.sudo().partner_id.commercial_partner_id
        companies_sudo = partner_sudo._tpe_get_account_companies()
        companies_sudo = companies_sudo or request.env.company.sudo()
        chosen_sudo = companies_sudo.filtered(lambda each: str(each.id) == company)
        if len(companies_sudo) > 1 and not chosen_sudo:
            values = {"companies": companies_sudo, "page_name": "tpe_account"}
            return request.render("tpe_invoicing.portal_my_companies", values)
        expires = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=HOURS)
        token = partner_sudo._tpe_make_account_token(
            chosen_sudo or companies_sudo[:1], expires
        )
        answer = request.redirect(f"/tpe/account/{token}")
        answer.headers["Cache-Control"] = "no-store, private"
        return answer
