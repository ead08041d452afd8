# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import request
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.controllers.account_page import AccountPage
from odoo.addons.tpe_invoicing.controllers.public_page import FORM, FORMS

SHOWN = ("proposed", "active")


class PaymentPlanPage(AccountPage):
    """Where a customer reads a payment plan and signs it."""

    # the link is signed and says which terms it is of
    @http.route("/tpe/payment-plan/<int:plan_id>/<string:token>", **FORMS)
    def payment_plan(self, plan_id, token, name="", agreed="", **_options):
        """:param int plan_id: the plan
        :param str token: end of the link
        :param str name: who signs
        :param str agreed: whether the box was ticked
        :return: the plan, with a form as long as it is to be signed
        :rtype: odoo.http.Response"""
        # nothing of it is shown before the signature of the link is known to be right
        plan_sudo = request.env["tpe.payment.plan"].sudo()
        plan_sudo = plan_sudo.browse(plan_id if plan_id < 2**31 else 0).exists()
        if not plan_sudo:
            return self._refuse("wrong")
        status, partner_sudo, company_sudo = self._open(token, plan_sudo._get_scope())
        if status != "ok":
            return self._refuse(status)
        plan_sudo = plan_sudo.with_context(**request.env.context)
        is_signing = request.httprequest.method == "POST"
        is_incomplete = is_signing and not (name.strip() and agreed)
        if is_signing and not is_incomplete:
            address = request.httprequest.remote_addr
            plan_sudo._accept("page", name, address)
        return self._page(
            "tpe_invoicing_reminders.payment_plan_page",
            {
                "link": f"/tpe/payment-plan/{plan_id}/{token}",
                "partner": partner_sudo,
                "plan": plan_sudo,
                "terms": plan_sudo._get_terms(),
                "rule": plan_sudo._get_rule(),
                "is_incomplete": is_incomplete,
                "is_signable": plan_sudo._is_signable(),
            },
            company_sudo,
            FORM,
        )

    def _prepare_values(self, token, partner_sudo, company_sudo):
        # EXTENDS tpe_invoicing: the customer's own page shows his payment plans
        values = super()._prepare_values(token, partner_sudo, company_sudo)
        plans_sudo = request.env["tpe.payment.plan"].sudo()
        plans_sudo = plans_sudo.search(
            [
                ("company_id", "=", company_sudo.id),
                ("partner_id", "=", partner_sudo.id),
                ("state", "in", SHOWN),
            ]
        )
        rows = [
            self._prepare_plan_row(plan)
            for plan in plans_sudo
            if plan.state == "active" or plan._is_signable()
        ]
        return values | {"payment_plans": rows}

    @staticmethod
    def _prepare_plan_row(plan_sudo):
        """:return: what the customer's page shows of a plan
        :rtype: dict"""
        return {
            "url": plan_sudo._get_url(),
            "is_open": plan_sudo.state == "proposed",
            "total": format_amount(
                request.env, plan_sudo.amount_total, plan_sudo.currency_id
            ),
            "next": plan_sudo._get_next_sentence(),
        }
