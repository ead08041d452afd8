# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http

from .account_page import AccountPage
from .writing import Writer

GONE = ("cancel", "draft")


class AccountOrders(AccountPage):
    """How far the customer's quotes, orders and deliveries are."""

    @http.route(
        "/tpe/account/<string:token>/orders",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=False,  # a quote gets its own key when it is first shown
        sitemap=False,
    )
    def orders(self, token, **_options):
        """:param str token: end of the link
        :return: the quotes and orders
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        orders_sudo = partner_sudo._tpe_get_orders(company_sudo)
        values = {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "rows": [self._prepare_order(order) for order in orders_sudo],
        }
        return self._page("tpe_invoicing.account_page_orders", values, company_sudo)

    def _prepare_order(self, order_sudo):
        """:return: what is shown of an order
        :rtype: dict"""
        write = Writer(order_sudo.env)
        is_quote = order_sudo.state == "sent"
        # a draft is nothing that he has received
        is_invoiced = order_sudo.invoice_status == "invoiced" and (
            "draft" not in order_sudo.invoice_ids.mapped("state")
        )
        day = order_sudo.validity_date
        return {
            "name": order_sudo.name,
            "is_quote": is_quote,
            "is_expired": is_quote and order_sudo.is_expired,
            "date": write.day(order_sudo.date_order),
            "until": write.day(day) if is_quote and day else "",
            "total": write.money(order_sudo.amount_total, order_sudo.currency_id),
            "is_invoiced": is_invoiced,
            "url": order_sudo.get_portal_url(),
            **self._prepare_deliveries(order_sudo, write),
        }

    @staticmethod
    def _prepare_deliveries(order_sudo, write):
        """:return: how far the deliveries are, where stocks are kept
        :rtype: dict"""
        if "picking_ids" not in order_sudo:
            return {"delivery": False, "deliveries": []}
        shown_sudo = order_sudo.picking_ids.filtered(
            lambda picking: (
                picking.state not in GONE and picking.picking_type_code == "outgoing"
            )
        )
        return {
            "delivery": order_sudo.delivery_status,
            "deliveries": [
                {
                    "name": picking.name,
                    "is_done": picking.state == "done",
                    "day": write.day(picking.date_done or picking.scheduled_date),
                    "tracking": "carrier_tracking_ref" in picking
                    and picking.carrier_tracking_ref,
                }
                for picking in shown_sudo
            ],
        }
