# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

ACTIVITY = "tpe_invoicing.mail_activity_type_retention"


class SaleOrder(models.Model):
    """When a customer pays what he held back, and who looks after it."""

    _inherit = "sale.order"

    # === ACTION METHODS === #

    def action_tpe_release_retention(self):
        """Release what is held back, for a bank stands for the works from now on.

        :return: nothing to show
        :rtype: bool
        :raises AccessError: when the user does not work in the accounts
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only accountants release a retention of guarantee.")
            )
        if not self.tpe_retention_percent:
            raise UserError(
                self.env._("%s bears no retention of guarantee.", self.display_name)
            )
        today = fields.Date.context_today(self)
        self.tpe_has_bank_guarantee = True
        self.tpe_situation_ids._tpe_set_release_date(today)
        self._tpe_plan_release()
        self.message_post(
            body=self.env._(
                "Bank guarantee received: the retention of guarantee is due today, and "
                "the next progress invoices bear none."
            )
        )
        return True

    # === BUSINESS METHODS === #

    def _tpe_check_reception(self, day):
        """Let sellers enter the reception of the works, and accountants change it.

        :param date day: the new day
        :raises AccessError: when issued invoices name the former day already
        """
        if self.env.su or self.env.user.has_group("account.group_account_invoice"):
            return
        for order in self:
            former = order.tpe_reception_date
            if former and former != day and order.tpe_retained_amount:
                raise AccessError(
                    self.env._(
                        "Ask an accountant: issued invoices of %s name its reception "
                        "already.",
                        order.display_name,
                    )
                )

    def _tpe_date_retention(self):
        """Date what is held back of issued invoices by the reception of the works."""
        self.ensure_one()
        if self.tpe_has_bank_guarantee:
            return
        # who knows when the works are received need not work in the accounts
        for move in self.sudo().tpe_situation_ids:
            if move.state == "posted" and move.tpe_retention_percent:
                move._tpe_set_release_date(move._tpe_get_release_date())
        self._tpe_plan_release()

    def _tpe_plan_release(self):
        """Keep one activity of the order: ask for the reception of the works, or say
        when the retention is due."""
        for order_sudo in self.sudo():  # of other teams too
            order_sudo.activity_unlink([ACTIVITY])
            lines = order_sudo.tpe_situation_ids._tpe_get_retention_lines().filtered(
                lambda line: line.parent_state == "posted" and not line.reconciled
            )
            if not lines:
                continue
            amount = format_amount(
                self.env,
                sum(lines.mapped("amount_residual_currency")),
                order_sudo.currency_id,
            )
            is_dated = (
                order_sudo.tpe_reception_date or order_sudo.tpe_has_bank_guarantee
            )
            day = max(lines.mapped("date_maturity"))
            if is_dated:
                summary = self.env._(
                    "Retention of guarantee: %(amount)s due on %(day)s",
                    amount=amount,
                    day=format_date(self.env, day),
                )
            else:
                day = max(lines.move_id.mapped("invoice_date_due"))
                summary = self.env._(
                    "Retention of guarantee: %s held back. Enter the reception of the "
                    "works on the order",
                    amount,
                )
            order_sudo.activity_schedule(
                ACTIVITY,
                day,
                summary=summary,
                user_id=order_sudo._tpe_get_keeper().id,
            )

    def _tpe_get_keeper(self):
        """:return: who looks after the retention: the accountant at work, else whoever
            issued or sold
        :rtype: res.users"""
        user = self.env.user
        is_person = user.id != SUPERUSER_ID
        if is_person and user.has_group("account.group_account_invoice"):
            return user
        former = self.activity_ids.user_id[:1]
        return former or self.user_id or user


class AccountMove(models.Model):
    """Issued and paid invoices tell the works contract."""

    _inherit = "account.move"

    def _post(self, soft=True):
        # EXTENDS account
        posted = super()._post(soft)
        held = posted.filtered("tpe_retention_percent")
        held.tpe_situation_order_id._tpe_plan_release()
        # core names the deposits of an order by its own button only
        lines_sudo = posted.sudo().line_ids.sale_line_ids  # accountants without orders
        lines_sudo.filtered(
            lambda line: line.is_downpayment and not line.display_type
        )._compute_name()
        return posted

    def _invoice_paid_hook(self):
        # EXTENDS account
        answer = super()._invoice_paid_hook()
        held = self.filtered("tpe_retention_percent")
        held.tpe_situation_order_id._tpe_plan_release()
        return answer
