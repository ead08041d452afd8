# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .account_page import AccountPage
from .public_page import FORM, FORMS, read_ids, read_text


class AccountDetails(AccountPage):
    """Where a customer asks to change his details, and says how it went."""

    @http.route("/tpe/account/<string:token>/details", **FORMS)
    def details(self, token, **values):
        """:param str token: end of the link
        :param values: the details as the customer wants them
        :return: the form; once it is sent, the way back to his page
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        proposals_sudo = request.env["tpe.partner.proposal"].sudo()
        shown, error = proposals_sudo._get_present(partner_sudo), False
        if request.httprequest.method == "POST":
            shown |= self._read_details(shown)
            error = self._take_form(
                partner_sudo,
                lambda: proposals_sudo._propose(partner_sudo, company_sudo, shown),
            )
            if not error:
                return self._go_back(token, "details")
        # strangers may read no countries; of what is his, the link is the right
        countries_sudo = request.env["res.country"].sudo().search([])
        page = {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "values": shown,
            "countries": countries_sudo,
            "error": error,
        }
        template = "tpe_invoicing.account_page_details"
        return self._page(template, page, company_sudo, FORM, 422 if error else 200)

    @http.route("/tpe/account/<string:token>/feedback/<int:move_id>", **FORMS)
    def feedback(self, token, move_id, stars="", words="", **_options):
        """:param str token: end of the link
        :param int move_id: an invoice that was paid
        :param str stars: 1 to 5
        :param str words: a comment
        :return: the form; once it is sent, the way back to his page
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        moves_sudo = partner_sudo._tpe_get_account_moves(company_sudo)
        move_sudo = moves_sudo.filtered(lambda move: move.id == move_id)
        if not move_sudo or not move_sudo._tpe_can_be_rated():
            return self._refuse("wrong", company_sudo)
        error = False
        if request.httprequest.method == "POST":
            found = read_ids([str(stars)]) or [0]
            error = self._take_form(
                partner_sudo, lambda: move_sudo._tpe_rate(found[0], read_text(words))
            )
            if not error:
                return self._go_back(token, "feedback")
        rating_sudo = move_sudo._tpe_get_own_rating()
        page = {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "move": move_sudo,
            "stars": str(stars or int(rating_sudo.rating) or ""),
            "words": words or rating_sudo.feedback or "",
            "error": error,
        }
        template = "tpe_invoicing.account_page_feedback"
        return self._page(template, page, company_sudo, FORM, 422 if error else 200)

    # === HELPERS === #

    @staticmethod
    def _read_details(present):
        """:return: the details that the form has sent
        :rtype: dict"""
        form = request.httprequest.form
        found = {
            name: " ".join(read_text(form[name]).split())
            for name in present
            if name in form and name != "country_id"
        }
        countries_sudo = request.env["res.country"].sudo()
        ids = read_ids([form.get("country_id", "")])
        country_sudo = countries_sudo.browse(ids[:1]).exists()
        return found | ({"country_id": country_sudo.id} if country_sudo else {})

    def _take_form(self, partner_sudo, take):
        """:return: why a form was not taken, in words
        :rtype: str | bool"""
        if not self._is_welcome("form", partner_sudo):
            return request.env._("That is a lot at once. Wait ten minutes.")
        try:
            with request.env.cr.savepoint():
                take()
        except UserError as refusal:
            return str(refusal)
        return False

    @staticmethod
    def _go_back(token, said):
        """:return: the way back to the customer's page
        :rtype: odoo.http.Response"""
        answer = request.redirect(f"/tpe/account/{token}?said={said}")
        answer.headers.update(FORM.make_headers())
        return answer

    def _prepare_values(self, token, partner_sudo, company_sudo):
        # EXTENDS tpe_invoicing: who has paid is asked how it went
        values = super()._prepare_values(token, partner_sudo, company_sudo)
        settled = [row for row in values["rows"] if not row["is_open"]]
        asked = next((row for row in settled if not row["is_credit"]), None)
        move_sudo = request.env["account.move"].sudo().browse(asked and asked["id"])
        is_asked = (
            bool(move_sudo)
            and move_sudo._tpe_can_be_rated()
            and not move_sudo._tpe_get_own_rating()
        )
        return values | {"asked": asked if is_asked else None}
