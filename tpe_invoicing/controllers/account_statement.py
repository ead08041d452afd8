# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, http

from .account_page import AccountPage
from .public_page import FORM
from .writing import Writer

OPEN = {"type": "http", "auth": "public", "methods": ["GET"], "sitemap": False}


class AccountStatement(AccountPage):
    """What the customer owed on a day of his choice, and what he has paid."""

    @http.route("/tpe/account/<string:token>/statement", **OPEN)
    def statement(self, token, on="", **_options):
        """:param str token: end of the link
        :param str on: the day, as a browser writes it; empty: today
        :return: what was open at the end of that day
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        today = fields.Date.context_today(partner_sudo)
        day = partner_sudo._tpe_read_day(on, today)
        values = {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "on": day.isoformat(),
            "latest": today.isoformat(),
            "groups": self._prepare_statement(partner_sudo, company_sudo, day),
        }
        page = "tpe_invoicing.account_page_statement"
        return self._page(page, values, company_sudo, FORM)

    def _prepare_statement(self, partner_sudo, company_sudo, day):
        """:return: for each currency its rows and their sum
        :rtype: list[dict]"""
        write, groups = Writer(partner_sudo.env), {}
        for each in partner_sudo._tpe_get_statement(company_sudo, day):
            group = groups.setdefault(each["currency"], {"rows": [], "sum": 0.0})
            group["sum"] += each["left"]
            move, line = each["move"], each["line"]
            is_invoice = move.move_type == "out_invoice"
            due = is_invoice and line.date_maturity
            group["rows"].append(
                {
                    "kind": move.move_type,
                    "name": self._get_shown_name(move),
                    "date": write.day(line.date),
                    "due": write.day(due) if due else "",
                    "is_late": bool(due and due < day),
                    "left": write.money(each["left"], each["currency"]),
                }
            )
        return [
            {
                "day": write.day(day),
                "rows": group["rows"],
                "is_credit": currency.compare_amounts(group["sum"], 0) < 0,
                "sum": write.money(abs(group["sum"]), currency),
            }
            for currency, group in groups.items()
        ] or [
            {
                "day": write.day(day),
                "rows": [],
                "is_credit": False,
                "sum": write.money(0, company_sudo.currency_id),
            }
        ]

    @http.route("/tpe/account/<string:token>/payments", **OPEN)
    def payments(self, token, **_options):
        """:param str token: end of the link
        :return: the payments that came in, with what each was used for
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        payments_sudo = partner_sudo._tpe_get_payments(company_sudo)
        values = {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "rows": self._prepare_payments(partner_sudo, payments_sudo),
        }
        return self._page("tpe_invoicing.account_page_payments", values, company_sudo)

    @http.route("/tpe/account/<string:token>/payments/<int:line_id>", **OPEN)
    def receipt(self, token, line_id, **_options):
        """:param str token: end of the link
        :param int line_id: one of the payments of the list
        :return: the receipt of a payment, to print or keep
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        payments_sudo = partner_sudo._tpe_get_payments(company_sudo)
        payment_sudo = payments_sudo.filtered(lambda line: line.id == line_id)
        if not payment_sudo:
            return self._refuse("wrong", company_sudo)
        (row,) = self._prepare_payments(partner_sudo, payment_sudo)
        values = {
            "link": f"/tpe/account/{token}/payments",
            "partner": partner_sudo,
            "row": row,
        }
        return self._page("tpe_invoicing.account_page_receipt", values, company_sudo)

    def _prepare_payments(self, partner_sudo, payments_sudo):
        """:return: what is shown of each payment
        :rtype: list[dict]"""
        write = Writer(partner_sudo.env)
        used = partner_sudo._tpe_get_paid_documents(payments_sudo)
        return [
            {
                "id": line.id,
                "name": line.move_id.name,
                "date": write.day(line.date),
                "total": write.money(-line.amount_currency, line.currency_id),
                "parts": [
                    {
                        "name": self._get_shown_name(move),
                        "amount": write.money(amount, move.currency_id),
                    }
                    for move, amount in used[line].items()
                ],
                "left": not line.currency_id.is_zero(line.amount_residual_currency)
                and write.money(-line.amount_residual_currency, line.currency_id),
            }
            for line in payments_sudo
        ]
