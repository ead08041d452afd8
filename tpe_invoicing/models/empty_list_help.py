# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an empty list says to who has never filled it."""

from markupsafe import Markup

from odoo import api, models

TITLE = Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>')
SET_UP = Markup(
    '<p>%s <a type="action" href="#" '
    'name="tpe_invoicing.tpe_setup_step_open_action">%s</a></p>'
)


class AccountMove(models.Model):
    """No invoice yet: what comes before the first one."""

    _inherit = "account.move"

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS mail
        help_message = super().get_empty_list_help(help_message)
        is_sale = self.env.context.get("default_move_type") == "out_invoice"
        is_owner = self.env.user.has_group("account.group_account_manager")
        company = self.env.company
        if not (is_sale and is_owner and company._tpe_in_scope()):
            return help_message
        is_done, _message = company._tpe_setup_first_invoice()
        if is_done:
            return help_message
        return (help_message or "") + SET_UP % (
            self.env._("Who you are, your bank account, your logo: a few steps."),
            self.env._("Open the set-up"),
        )


class ContractContract(models.Model):
    """No contract yet: what one is good for."""

    _inherit = "contract.contract"

    @api.model
    def get_empty_list_help(self, help_message):
        # REPLACES contract
        if self.env.context.get("default_contract_type") != "sale":
            return super().get_empty_list_help(help_message)
        return TITLE % (
            self.env._("Nothing is billed by itself yet"),
            self.env._(
                "A rent, a subscription, a maintenance: say what is billed, how often "
                "and from which day. Each invoice is prepared on its day, and issued "
                "and sent by itself if you say so."
            ),
        )


class ContractTemplate(models.Model):
    """No template yet: what one is good for."""

    _inherit = "contract.template"

    @api.model
    def get_empty_list_help(self, help_message):
        # REPLACES contract
        return TITLE % (
            self.env._("No contract template yet"),
            self.env._(
                "When you sell the same contract often, keep its lines and its rhythm "
                "here: a new contract begins with them. You can do without."
            ),
        )
