# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import request

from odoo.addons.tpe_invoicing.controllers.account_page import AccountPage
from odoo.addons.tpe_invoicing.controllers.public_page import FORM, FORMS
from odoo.addons.tpe_invoicing.written import format_day

from ..models.tpe_reminder_announce import SCOPE


class HoldPage(AccountPage):
    """Where the owner stops a reminder that the daily mail announces."""

    # the link is signed and says whom it is about
    @http.route("/tpe/hold/<string:token>", **FORMS)
    def hold(self, token, **_options):
        """:param str token: end of the link
        :return: a page that asks first: mail programs open links by themselves
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token, SCOPE)
        if status != "ok":
            return self._refuse(status)
        runs = request.env["tpe.reminder.run"].sudo()
        person_sudo = runs._get_person_in_charge(company_sudo)
        if person_sudo.lang:  # who reads is the owner, not the customer
            request.update_context(lang=person_sudo.lang)
            partner_sudo = partner_sudo.with_context(lang=person_sudo.lang)
        until = False
        if request.httprequest.method == "POST":
            until = partner_sudo._tpe_hold_reminders(company_sudo)
        values = {
            "partner": partner_sudo,
            "link": f"/tpe/hold/{token}",
            "is_held": bool(until),
            "until": until and format_day(request.env, until),
        }
        return self._page(
            "tpe_invoicing_reminders.hold_page", values, company_sudo, FORM
        )
