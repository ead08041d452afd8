# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

LOW = 2  # stars: somebody calls
WORDS_LENGTH = 2000
STARS = range(1, 6)


class AccountMove(models.Model):
    """What a customer says after he has paid: stars and words."""

    _inherit = "account.move"

    def _rating_get_parent_field_name(self):
        # read by the ratings of Odoo: each belongs to the company of its invoice
        return "company_id"

    def _tpe_can_be_rated(self):
        """:return: whether the customer is asked how it went: he has paid
        :rtype: bool"""
        self.ensure_one()
        return (
            self.move_type == "out_invoice"
            and self.state == "posted"
            and not self.tpe_is_imported
            and self.payment_state in ("paid", "in_payment")
            and bool(self._tpe_get_money())
        )

    def _tpe_get_money(self):
        """:return: the matches by which money came in: neither credit notes nor a
            write-off
        :rtype: account.partial.reconcile"""
        return self.line_ids.matched_credit_ids.filtered(
            lambda partial: (
                partial.credit_move_id.payment_id
                or partial.credit_move_id.statement_line_id
                or partial.credit_move_id.journal_id.type == "bank"
            )
        )

    def _tpe_get_opinion_url(self):
        """:return: where the customer says how it went, without login
        :rtype: str | bool"""
        self.ensure_one()
        if not self._tpe_can_be_rated():
            return False
        partner = self.commercial_partner_id
        days = partner._tpe_get_link_days()
        expires = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
        token = partner._tpe_make_account_token(self.company_id, expires)
        return f"{self.get_base_url()}/tpe/account/{token}/feedback/{self.id}"

    def _tpe_get_own_rating(self):
        """:return: what the customer has said of this invoice
        :rtype: rating.rating"""
        self.ensure_one()
        ratings_sudo = self.env["rating.rating"].sudo()  # the page is the customer's
        return ratings_sudo.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("partner_id", "=", self.commercial_partner_id.id),
                ("consumed", "=", True),
            ],
            limit=1,
        )

    def _tpe_rate(self, stars, words):
        """Take what the customer says; said again, it takes the place of the first.

        :param int stars: 1 to 5
        :param str words: his comment
        :raises UserError: when it cannot be taken
        """
        self.ensure_one()
        if stars not in STARS:
            raise UserError(self.env._("How many stars? Choose 1 to 5."))
        if not self._tpe_can_be_rated():
            raise UserError(self.env._("This invoice is not paid yet."))
        partner = self.commercial_partner_id
        rating_sudo = self._tpe_get_own_rating()
        if not rating_sudo:
            token = self._rating_get_access_token(partner)
            rating_sudo = self.env["rating.rating"].sudo()
            rating_sudo = rating_sudo.search([("access_token", "=", token)], limit=1)
        was_low = rating_sudo.consumed and rating_sudo.rating <= LOW
        words = words.strip()[:WORDS_LENGTH]
        self.rating_apply(
            stars, rating=rating_sudo, feedback=words, subtype_xmlid="mail.mt_note"
        )
        if stars <= LOW and not was_low:
            self._tpe_tell_low_rating(stars, words)

    def _tpe_tell_low_rating(self, stars, words):
        """Ask somebody to call a customer who is not content."""
        partner = self.commercial_partner_id
        person = partner._tpe_get_listener(self.company_id)
        own = self.company_id._tpe_speak_to(self, person)[1]
        note = own.env._("The customer gave %s of 5 stars.", stars)
        self._tpe_ask(
            person,
            own.env._("Call a customer who is not content"),
            plaintext2html("\n".join(filter(None, (note, words)))),
            "mail.mail_activity_data_call",
        )
