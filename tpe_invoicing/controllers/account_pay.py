# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL

from odoo.addons.account_payment.controllers.portal import PortalAccount

from .account_page import AccountPage
from .public_page import FORM, PublicPage, read_ids, read_number

OPEN = {"auth": "public", "sitemap": False}
# the form runs Odoo's scripts and those of the provider of the payment
PROVIDERS = FORM.make_headers() | {
    "Content-Security-Policy": "base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'",
}
# state of a payment that brings no money -> what the customer is told
OUTCOMES = {"cancel": "cancelled", "error": "failed"}


def get_way_back(token):
    """:param str token: end of the link
    :return: where a customer goes after a payment
    :rtype: str"""
    return f"/tpe/account/{token}?said=online"


class AccountPay(AccountPage):
    """Where a customer chooses what he pays: some invoices, what is due, a part."""

    @http.route("/tpe/account/<string:token>/pay", type="http", methods=["GET"], **OPEN)
    def pay(self, token, how="", amount="", **_options):
        """:param str token: end of the link
        :param str how: ``due``, ``all`` or ``part``; empty: he has not chosen yet
        :param str amount: of a part
        :return: the choice; the form of Odoo for the payment, once it is made
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        error, today = False, fields.Date.context_today(partner_sudo)
        chosen = read_ids(request.httprequest.args.getlist("ids"))
        if how:
            try:
                moves_sudo, owed = partner_sudo._tpe_choose_payable(
                    company_sudo, chosen
                )
                wanted = {
                    "due": partner_sudo._tpe_get_due_amount(moves_sudo, today) or owed,
                    "part": read_number(amount) or 0,
                }.get(how, owed)
                if how == "due":
                    wanted = min(wanted, owed)
                partner_sudo._tpe_check_payable(company_sudo, chosen, wanted)
            except UserError as refusal:
                error = str(refusal)
            else:
                ids = "-".join(map(str, moves_sudo.ids))
                url = f"/tpe/account/{token}/pay/{ids}?amount={wanted:.6f}"
                answer = request.redirect(url)
                answer.headers.update(FORM.make_headers())
                return answer
        values = self._prepare_choice(partner_sudo, company_sudo, chosen, today)
        values |= {"link": f"/tpe/account/{token}", "error": error, "amount": amount}
        page = "tpe_invoicing.account_page_pay"
        return self._page(page, values, company_sudo, FORM, 422 if error else 200)

    def _prepare_values(self, token, partner_sudo, company_sudo):
        # EXTENDS: who comes back from a payment is told what became of it
        values = super()._prepare_values(token, partner_sudo, company_sudo)
        if values["said"] == "online":
            values["said"] = self._find_outcome(token)
        return values

    def _find_outcome(self, token):
        """:return: what became of the last payment by a link: ``online`` when it is
            under way or done, ``cancelled``, ``failed``; False without any
        :rtype: str | bool"""
        payments_sudo = request.env["payment.transaction"].sudo()  # of this link alone
        last_sudo = payments_sudo.search(
            [("landing_route", "=", get_way_back(token))], order="id desc", limit=1
        )
        return bool(last_sudo) and OUTCOMES.get(last_sudo.state, "online")

    def _prepare_choice(self, partner_sudo, company_sudo, chosen, today):
        """:return: what the page of the choice shows
        :rtype: dict"""
        moves_sudo = partner_sudo._tpe_get_payable_moves(company_sudo)
        rows = self._prepare_options(moves_sudo)
        for row in rows:
            is_due = bool(row["day"] and row["day"] <= today)
            row["is_chosen"] = row["id"] in chosen if chosen else is_due
        if len(rows) == 1 or not any(row["is_chosen"] for row in rows):
            rows = [row | {"is_chosen": True} for row in rows]
        bank_sudo = company_sudo.partner_id.bank_ids[:1]
        due = partner_sudo._tpe_get_due_amount(moves_sudo, today)
        is_split = 0 < due < sum(moves_sudo.mapped("amount_residual"))
        return {
            "partner": partner_sudo,
            "rows": rows,
            "sign": self._get_sign(moves_sudo),
            "has_due": is_split and len(moves_sudo.currency_id) == 1,
            "iban": bank_sudo.acc_number,
        }


class AccountPayOnline(PublicPage, PortalAccount):
    """Odoo's own form of payment, for what the customer has chosen on his page.

    He needs no login, and gets neither the saved cards of his firm nor may he save one:
    whoever has the link is not always the owner of the card.
    """

    def _open(self, token, *scope):
        # EXTENDS: Odoo's form is rendered for the visitor, who belongs to the first
        # company alone; the records know theirs
        opened = super()._open(token, *scope)
        context = dict(request.env.context)
        context.pop("allowed_company_ids", None)
        request.update_env(context=context)
        return opened

    @http.route(
        "/tpe/account/<string:token>/pay/<string:ids>",
        type="http",
        methods=["GET"],
        website=True,
        **OPEN,
    )
    def pay_online(self, token, ids, amount="", **_options):
        """:param str token: end of the link
        :param str ids: of the invoices
        :param str amount: what is to be paid
        :return: the form; the way back where there is nothing to pay
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return request.redirect(f"/tpe/account/{token}")
        try:
            moves_sudo, wanted = partner_sudo._tpe_check_payable(
                company_sudo, read_ids(ids.split("-")), read_number(amount) or 0
            )
        except UserError:
            # the back button, after it was paid
            return request.redirect(f"/tpe/account/{token}")
        link = f"/tpe/account/{token}"
        last = max(moves_sudo.transaction_ids.ids, default=0)
        values = self._get_common_page_view_values(
            {
                "partner": partner_sudo,
                "company": company_sudo,
                "total_amount": wanted,
                "currency": moves_sudo.currency_id,
                "amount_residual": wanted,
                "payment_reference": ", ".join(moves_sudo.mapped("name"))[:64],
                "landing_route": get_way_back(token),
                "transaction_route": f"{link}/pay/{ids}/transaction?after={last}",
            }
        )
        values |= {
            "res_company": company_sudo,
            "amount": wanted,
            "html_data": {"lang": request.env.lang.replace("_", "-")},
            "partner_id": partner_sudo.id,
            "reference_prefix": moves_sudo[0].name,
            "tokens_sudo": request.env["payment.token"],
            "show_tokenize_input_mapping": dict.fromkeys(
                values["show_tokenize_input_mapping"], False
            ),
            "partner_is_different": False,
        }
        answer = request.render("payment.pay", values)
        answer.headers.update(PROVIDERS)
        return answer

    @http.route(
        "/tpe/account/<string:token>/pay/<string:ids>/transaction",
        type="jsonrpc",
        **OPEN,
    )
    def pay_transaction(self, token, ids, amount=0, **values):
        """:param str token: end of the link
        :param str ids: of the invoices
        :param float amount: what is to be paid; looked at again here
        :param values: of Odoo's form of payment
        :return: what the provider of the payment needs
        :rtype: dict
        :raises UserError: when it does not open, or there is nothing to be paid"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            self._is_welcome("wrong")
            raise UserError(request.env._("This link does not open"))
        if not self._is_welcome("pay", partner_sudo):
            raise UserError(request.env._("That is a lot at once. Wait ten minutes."))
        values.pop("payment_reference", None)
        values.pop("access_token", None)
        self._validate_transaction_kwargs(values)
        if values.get("flow") not in ("redirect", "direct"):
            raise UserError(request.env._("Saved cards cannot be used here."))
        moves_sudo, amount = partner_sudo._tpe_check_payable(
            company_sudo,
            read_ids(ids.split("-")),
            amount if isinstance(amount, int | float) else 0,
        )
        self._check_provider(values, partner_sudo, company_sudo, moves_sudo, amount)
        self._check_begun(partner_sudo, company_sudo, moves_sudo, amount)
        values |= {
            "tokenization_requested": False,
            "token_id": None,
            "is_validation": False,
            "landing_route": get_way_back(token),
        }
        return self._process_transaction(
            partner_sudo.id,
            moves_sudo.currency_id.id,
            moves_sudo.ids,
            self._name_payment(company_sudo, moves_sudo),
            amount=amount,
            **values,
        )

    def _name_payment(self, company_sudo, moves_sudo):
        """:return: reference of a payment of several invoices; Odoo names that of one
        :rtype: str | None"""
        if len(moves_sudo) == 1:
            return None
        return company_sudo.get_next_batch_payment_communication()

    def _check_begun(self, partner_sudo, company_sudo, moves_sudo, amount):
        """Hold the invoices, and see whether a payment of them has begun since the form
        was shown: in another window, or by a second click. Who shows the form again
        wants another one.

        :raises UserError: when both would be more than is owed
        """
        # two windows at once would give two payments one reference
        if moves_sudo.try_lock_for_update(allow_referencing=True) != moves_sudo:
            raise UserError(
                request.env._("A payment of this begins elsewhere. Wait a moment.")
            )
        # who comes a moment later reads again, and finds this payment
        query = "UPDATE account_move SET write_date = write_date WHERE id IN %s"
        request.env.cr.execute(SQL(query, tuple(moves_sudo.ids)))
        shown = request.httprequest.args.get("after", "")[:18]
        begun_sudo = moves_sudo.transaction_ids.filtered(
            lambda payment: (
                shown.isdecimal()
                and payment.id > int(shown)
                and payment.state == "draft"
            )
        )
        _moves, owed = partner_sudo._tpe_choose_payable(company_sudo, moves_sudo.ids)
        wanted = amount + sum(begun_sudo.mapped("amount"))
        if begun_sudo and moves_sudo.currency_id.compare_amounts(wanted, owed) > 0:
            raise UserError(
                request.env._(
                    "A payment of this has begun in another window. Finish it there, "
                    "or load this page again to pay here."
                )
            )

    def _check_provider(self, values, partner_sudo, company_sudo, moves_sudo, amount):
        """:raises UserError: when the provider is not one of those offered"""
        providers_sudo = request.env["payment.provider"].sudo()
        offered = providers_sudo._get_compatible_providers(
            company_sudo.id,
            partner_sudo.id,
            amount,
            currency_id=moves_sudo.currency_id.id,
        )
        if values.get("provider_id") not in offered.ids:
            raise UserError(request.env._("Choose a way to pay, please."))
