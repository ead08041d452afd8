# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq, hmac

from ..language import in_user_language

SCOPE = "tpe_invoicing.customer_page"
LINK_DAYS = 60
# what the page shows of a document; an invoice has many more columns
SHOWN = (
    "name",
    "ref",
    "move_type",
    "state",
    "invoice_date",
    "invoice_date_due",
    "currency_id",
    "amount_total",
    "amount_residual",
    "payment_state",
    "tpe_is_imported",
    "tpe_archive_entry_id",
)
TOKEN = re.compile(r"(\d{1,10})-(\d{1,10})-(\d{1,12})-([0-9a-f]{64})")


class ResPartner(models.Model):
    """The customer's own page: a signed link that ends, and can be called back."""

    _inherit = "res.partner"

    tpe_account_epoch = fields.Integer(
        string="Links called back",
        copy=False,
        readonly=True,
        help="Counts how often the links to the customer's page were called back: "
        "those made before the last time no longer open.",
    )

    # === PUBLIC API === #

    @in_user_language
    def tpe_account_url(self):
        """Make a link to the customer's own page: no login, an end, one company.

        :return: for each customer ``id``, ``url`` and ``expires`` (UTC)
        :rtype: list[dict]
        """
        self._tpe_check_account_rights()
        return self._tpe_make_account_links()

    def _tpe_make_account_links(self):
        """:return: see :meth:`tpe_account_url`; for whoever writes to these customers
        :rtype: list[dict]"""
        expires = datetime.now(UTC).replace(microsecond=0, tzinfo=None) + timedelta(
            days=self._tpe_get_link_days()
        )
        answers = []
        for partner in self:
            token = partner._tpe_make_account_token(self.env.company, expires)
            answers.append(
                {
                    "id": partner.id,
                    "url": f"{partner.get_base_url()}/tpe/account/{token}",
                    "expires": expires.isoformat(),
                }
            )
        return answers

    # === ACTION METHODS === #

    def action_tpe_open_account_page(self):
        """:return: action that opens the customer's page in a new tab
        :rtype: dict"""
        self.ensure_one()
        url = self.tpe_account_url()[0]["url"]
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_tpe_revoke_account_links(self):
        """Call back every link to the pages of these customers.

        :return: a notification
        :rtype: dict
        """
        self._tpe_check_account_rights()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only the accountant and the owner may call links back.")
            )
        # the right was checked; those who keep accounts may not edit every customer
        for partner_sudo in self.commercial_partner_id.sudo():
            partner_sudo.tpe_account_epoch += 1
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The links made so far no longer open."),
            },
        }

    # === TOKEN === #

    def _tpe_check_account_rights(self):
        """Make sure that who asks may work on these customers' invoices: the link lets
        pay, promise and dispute, which is more than to see.

        :raise AccessError: otherwise
        """
        self.check_access("read")
        self.env["account.move"].check_access("read")
        if not self.env["account.move"].has_access("write"):
            raise AccessError(
                self.env._(
                    "This link lets its holder act as the customer: only those who may "
                    "write invoices make one."
                )
            )
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only the company's own people make links."))
        for partner in self.commercial_partner_id:
            if partner.company_id and partner.company_id != self.env.company:
                raise UserError(
                    self.env._("%s is a customer of another company.", partner.name)
                )

    @api.model
    def _tpe_get_link_days(self):
        """:return: for how many days a link opens
        :rtype: int"""
        # whoever makes a link may not read the system's settings
        settings_sudo = self.env["ir.config_parameter"].sudo()
        days = settings_sudo.get_param("tpe_invoicing.account_link_days", "")
        return int(days) if days.isdigit() and int(days) else LINK_DAYS

    def _tpe_make_account_token(self, company, expires, scope=SCOPE):
        """Sign the right to open a customer's page.

        :param res.company company: whose invoices it shows
        :param datetime expires: when it ends, UTC
        :param str scope: what the link opens: this page, or another about the customer
        :rtype: str
        """
        partner = self.commercial_partner_id
        end = int(expires.replace(tzinfo=UTC).timestamp())
        signature = partner._tpe_sign_account(company.id, end, scope)
        return f"{company.id}-{partner.id}-{end}-{signature}"

    def _tpe_sign_account(self, company_id, end, scope=SCOPE, partner_id=None):
        # the secret of the database is read by nobody else
        env_sudo = self.sudo().env
        number, epoch = partner_id or self.id, self.sudo().tpe_account_epoch
        return hmac(env_sudo, scope, (company_id, number, end, epoch))

    @api.model
    def _tpe_open_account_token(self, token, scope=SCOPE):
        """Find whose page a token opens.

        :param str token: the end of a link, as a stranger sent it
        :param str scope: what the link was made for
        :return: ``ok``, ``expired`` or ``wrong``; the customer and the company, empty
            unless it is ok
        :rtype: tuple[str, res.partner, res.company]
        """
        nobody, nowhere = self.browse(), self.env["res.company"]
        match = TOKEN.fullmatch(token or "")
        if not match:
            return "wrong", nobody, nowhere
        company_id, partner_id, end = (int(match[part]) for part in (1, 2, 3))
        if max(company_id, partner_id) >= 2**31:
            return "wrong", nobody, nowhere
        # the token is the right
        partner_sudo = self.sudo().browse(partner_id).exists()
        company_sudo = nowhere.sudo().browse(company_id).exists()
        # signed for nobody too: how long it takes tells nothing about who is here
        expected = partner_sudo._tpe_sign_account(company_id, end, scope, partner_id)
        is_right = consteq(expected, match[4])
        if not (is_right and partner_sudo and company_sudo):
            return "wrong", nobody, nowhere
        if end < datetime.now(UTC).timestamp():
            return "expired", nobody, nowhere
        return "ok", partner_sudo, company_sudo

    # === WHAT THE PAGE SHOWS === #

    def _tpe_get_account_moves(self, company):
        """Return the documents of a customer in one company: sealed or of the past.

        :param res.company company: the company
        :rtype: account.move
        """
        self.ensure_one()
        return self.env["account.move"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "=", self.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                "|",
                ("tpe_archive_entry_id", "!=", False),
                ("tpe_is_imported", "=", True),
            ],
            SHOWN,
            order="invoice_date desc, id desc",
        )

    def _tpe_get_account_balances(self, company, moves):
        """Sum what a customer owes, and what he paid ahead, by currency.

        :param res.company company: the company
        :param account.move moves: the documents of his page
        :return: ``currency``, ``documents``, ``ahead`` (payments that no document has
            taken yet) and ``balance``
        :rtype: list[dict]
        """
        balances = {}
        for move in moves:
            sums = balances.setdefault(move.currency_id, [0.0, 0.0])
            sign = -1 if move.move_type == "out_refund" else 1
            sums[0] += sign * move.amount_residual
        loose = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", self.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("move_id.move_type", "=", "entry"),
            ],
            ["currency_id"],
            ["amount_residual_currency:sum"],
        )
        for currency, amount in loose:
            balances.setdefault(currency, [0.0, 0.0])[1] += amount
        own = company.currency_id
        return [
            {
                "currency": currency,
                "documents": documents,
                "ahead": ahead,
                "balance": documents + ahead,
            }
            for currency, (documents, ahead) in sorted(
                balances.items(), key=lambda item: (item[0] != own, item[0].name)
            )
        ]

    def _tpe_can_pay_online(self, company):
        """Tell whether a customer finds a way to pay online.

        :param res.company company: whom he would pay
        :rtype: bool
        """
        return bool(
            self.env["payment.provider"]
            .sudo()  # the public may not read payment providers
            .search_count(
                [
                    ("company_id", "parent_of", company.id),
                    ("state", "in", ("enabled", "test")),
                    ("is_published", "=", True),
                ],
                limit=1,
            )
        )
