# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEEPERS = "account.group_account_invoice"


class ResCompany(models.Model):
    """Whether those who keep a company's accounts sign in with two factors."""

    _inherit = "res.company"

    tpe_two_factor = fields.Boolean(
        string="Two-factor sign-in for who keeps the accounts",
        copy=False,
        help="Who issues, imports or configures is asked for a second factor at each "
        "sign-in: of an application, else a code by mail. Programs then need an API "
        "key: a password alone opens them nothing.",
    )

    @api.constrains("tpe_two_factor")
    def _check_tpe_two_factor(self):
        """Lock nobody out: a code by mail needs a mail server, and an address."""
        for company in self.filtered("tpe_two_factor"):
            weak = company._tpe_get_keepers().filtered(
                lambda user: not user.totp_enabled
            )
            nowhere = weak.filtered(lambda user: not user.email)
            if nowhere:
                raise ValidationError(
                    self.env._(
                        "These people have neither a two-factor application nor an "
                        "e-mail address for the code, and could not sign in any more: "
                        "%s.",
                        ", ".join(nowhere.mapped("name")),
                    )
                )
            # whoever may switch this may know that there is a server
            has_mail, _message = company.sudo()._tpe_setup_mail()
            if weak and not has_mail:
                raise ValidationError(
                    self.env._(
                        "Enter a mail server first: codes could not be sent, and "
                        "nobody without a two-factor application could sign in any "
                        "more."
                    )
                )

    def _tpe_get_keepers(self):
        """:return: active people who keep the accounts of a company
        :rtype: res.users"""
        self.ensure_one()
        # of these people no more is told than who has what
        users_sudo = self.env.ref(KEEPERS).sudo().all_user_ids
        return users_sudo.filtered(
            lambda user: (
                user.active and user._is_internal() and self in user.company_ids
            )
        )


class ResUsers(models.Model):
    """Who is asked for a second factor; asking and checking is Odoo's."""

    _inherit = "res.users"

    def _mfa_type(self):
        # EXTENDS auth_totp_mail: its policy knows employees and everybody, no role
        kind = super()._mfa_type()
        if kind is None and self._tpe_must_use_two_factors():
            return "totp_mail"
        return kind

    def _tpe_must_use_two_factors(self):
        """:return: whether a company of a user wants it, and his role
        :rtype: bool"""
        self.ensure_one()
        # asked while nobody is signed in yet
        user_sudo = self.sudo()
        return (
            any(user_sudo.company_ids.mapped("tpe_two_factor"))
            and user_sudo._is_internal()
            and user_sudo.has_group(KEEPERS)
        )
