# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools.mail import append_content_to_html


class AccountMove(models.Model):
    """The mail of an invoice opens the customer's own page, without a login."""

    _inherit = "account.move"

    def _tpe_add_page_links(self, body):
        """Put links to the customer's page under a mail about this document.

        :param str body: the mail, HTML
        :return: the same with the links
        :rtype: str
        """
        self.ensure_one()
        company = self.company_id
        customer = self.commercial_partner_id.with_company(company)
        is_open = not self.currency_id.is_zero(self.amount_residual)
        is_owed = self.move_type == "out_invoice" and is_open
        links = (
            self.env["ir.qweb"]
            .with_context(lang=company._tpe_get_lang(self.partner_id.lang))
            ._render(
                "tpe_invoicing.mail_page_links",
                {
                    "url": customer._tpe_make_account_links()[0]["url"],
                    "move": self,
                    "can_pay": is_owed and customer._tpe_can_pay_online(company),
                },
                minimal_qcontext=True,
            )
        )
        return append_content_to_html(body, links, plaintext=False)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        # EXTENDS account: the button of any other mail to the customer opens his page;
        # what is said in it stays in the history, where all who read it may be
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if not self._tpe_is_sealed():
            return groups
        customer = self.commercial_partner_id.with_company(self.company_id)
        own = (customer | self.partner_id | self._tpe_get_mail_contact()).ids
        button = {
            "url": customer._tpe_make_account_links()[0]["url"],
            "title": self.env._("See my account"),
        }
        group = {"active": True, "has_button_access": True, "button_access": button}

        def is_own(data):
            return data["id"] in own and data["type"] != "user"

        return [("tpe_customer", is_own, group), *groups]
