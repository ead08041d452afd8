# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import request

from odoo.addons.tpe_invoicing.controllers.account_page import AccountPage
from odoo.addons.tpe_invoicing.controllers.public_page import FORM, FORMS
from odoo.addons.tpe_invoicing.written import format_day

from ..models.tpe_reminder_announce import LINK_DAYS, SCOPE


class HoldPage(AccountPage):
    """Where the owner stops a reminder that the daily mail announces."""

    # the link is signed and says whom it is about, and who got it
    @http.route("/tpe/hold/<int:user_id>-<string:token>", **FORMS)
    def hold(self, user_id, token, **_options):
        """:param int user_id: who got the mail
        :param str token: end of the link
        :return: a page that asks first: mail programs open links by themselves
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token, f"{SCOPE}.{user_id}")
        if status == "expired":
            self._speak()
            return self._refuse_to_hold(status, company_sudo)
        if status != "ok":
            return self._refuse(status)
        person_sudo = request.env["res.users"].sudo().browse(user_id).exists()
        # who reads is the owner, not the customer
        lang = company_sudo._tpe_get_lang(person_sudo.lang)
        request.update_context(lang=lang)
        if not request.env["tpe.reminder.run"]._may_hold(company_sudo, person_sudo):
            return self._refuse_to_hold("not_in_charge", company_sudo)
        partner_sudo = partner_sudo.with_context(lang=lang)
        values = self._prepare_hold(partner_sudo, company_sudo)
        values["link"] = f"/tpe/hold/{user_id}-{token}"
        return self._page(
            "tpe_invoicing_reminders.hold_page", values, company_sudo, FORM
        )

    def _prepare_hold(self, partner_sudo, company_sudo):
        """Hold what the customer owes, when the form was sent.

        :return: what the page says
        :rtype: dict"""
        moves_sudo = partner_sudo._tpe_get_owed_moves(company_sudo)
        if request.httprequest.method == "POST" and moves_sudo:
            until = partner_sudo._tpe_hold_once(company_sudo)
        else:
            until = partner_sudo._tpe_get_hold_end(moves_sudo)
        last_sudo = partner_sudo._tpe_find_last_reminder(company_sudo, LINK_DAYS)
        return {
            "partner": partner_sudo,
            "owes": bool(moves_sudo),
            "until": until and format_day(request.env, until),
            "sent_on": last_sudo and format_day(request.env, last_sudo.date),
        }

    def _refuse_to_hold(self, problem, company_sudo):
        """:return: a page that says why nothing was stopped
        :rtype: odoo.http.Response"""
        return self._page(
            "tpe_invoicing_reminders.hold_refused",
            {"problem": problem},
            company_sudo,
            status=410 if problem == "expired" else 403,
        )
