# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools.findings import Finding


class AccountMove(models.Model):
    """A corrected invoice cancels and replaces another one (CGI 289, I-5).

    The customer gets one document, the corrected invoice. In the accounts the invoice
    that it replaces is taken back by a credit note of Odoo's own, sealed like any
    other: the customer owes once, and every report counts once.
    """

    _inherit = "account.move"

    tpe_replacing_move_id = fields.Many2one(
        "account.move",
        string="Replaced by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The corrected invoice that takes the place of the invoice which this "
        "credit note cancels.",
    )

    # === ACTION METHODS === #

    def action_tpe_correct(self):
        """Draft the invoice that cancels and replaces this one.

        :return: the form of the draft, a copy to be corrected
        :rtype: dict
        """
        self.ensure_one()
        self._tpe_check_accountant()
        self._tpe_check_correctable()
        draft = self.with_context(include_business_fields=True).copy(
            self._prepare_tpe_correction_vals()
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
            "context": {"default_move_type": self.move_type},
        }

    def _tpe_check_correctable(self):
        """:raises UserError: when another document than a corrected invoice is due"""
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(self.env._("Only an issued invoice can be corrected."))
        if self.tpe_document_kind != "invoice":
            raise UserError(
                self.env._(
                    "%s belongs to a series of deposits or progress invoices: make a "
                    "credit note of it, then the right document anew.",
                    self.name,
                )
            )
        if self.payment_state == "reversed":
            raise UserError(
                self.env._(
                    "%s is cancelled already: make a new invoice.", self.display_name
                )
            )

    def _prepare_tpe_correction_vals(self):
        """Extension point: what the draft has that a plain copy has not.

        :return: values of account.move
        :rtype: dict
        """
        return {
            "tpe_preceding_move_ids": [Command.set(self.ids)],
            "tpe_is_self_billed": self.tpe_is_self_billed,
            "invoice_date": fields.Date.context_today(self),
            # the goods were delivered once, whatever day the correction is made
            "delivery_date": self.delivery_date or self.invoice_date,
        }

    # === CHECK === #

    def _tpe_get_replaced_moves(self):
        """Return the invoices whose place this one takes, see the mention ``REPLACE``.

        :rtype: account.move
        """
        self.ensure_one()
        if self.move_type != "out_invoice" or self.tpe_document_kind != "invoice":
            return self.browse()
        preceding = self._tpe_get_preceding_moves()
        if "deposit" in preceding.mapped("tpe_document_kind"):
            return self.browse()
        return preceding.filtered(lambda move: move.move_type == "out_invoice")

    def _tpe_find_references(self, context):
        # EXTENDS: an invoice is replaced wholly, and once
        found = super()._tpe_find_references(context)
        for replaced in self._tpe_get_replaced_moves():
            details = {"number": replaced._tpe_get_printed_number()}
            if rivals := replaced._tpe_get_replacements() - self._origin:
                details["other"] = rivals[0].name
                found.append(Finding("replaced_already", details))
            elif replaced._tpe_is_credited() is None:
                found.append(Finding("replaced_credited", details))
        return found

    def _tpe_get_replacements(self):
        """:return: issued invoices that have taken the place of this one
        :rtype: account.move"""
        domain = [
            ("tpe_preceding_move_ids", "in", self.ids),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
        ]
        found = self.search(domain)
        return found.filtered(lambda move: self in move._tpe_get_replaced_moves())

    def _tpe_is_credited(self):
        """Tell how much of this invoice credit notes have taken back.

        :return: True for all of it, False for nothing, None for a part
        :rtype: bool
        """
        domain = [
            ("move_type", "=", "out_refund"),
            ("state", "=", "posted"),
            "|",
            ("reversed_entry_id", "=", self.id),
            ("tpe_preceding_move_ids", "in", self.ids),
        ]
        credited = sum(self.search(domain).mapped("amount_total"))
        if self.currency_id.is_zero(credited):
            return False
        left = self.currency_id.compare_amounts(self.amount_total, credited)
        return None if left > 0 else True

    # === IN THE ACCOUNTS === #

    def _tpe_book(self):
        # EXTENDS: take back the invoices that these issued ones replace
        super()._tpe_book()
        pairs = [
            (move, replaced)
            for move in self
            for replaced in move._tpe_get_replaced_moves()
            if not replaced._tpe_is_credited()
        ]
        if not pairs:
            return
        originals = self.browse([replaced.id for _move, replaced in pairs])
        refunds = originals._reverse_moves(
            [move._prepare_tpe_cancelling_vals(replaced) for move, replaced in pairs]
        )
        refunds._post(soft=False)
        for (move, replaced), refund in zip(pairs, refunds, strict=True):
            replaced._tpe_cancel_with(refund, move)
        originals._message_log_batch(
            bodies={
                replaced.id: self.env._(
                    "Cancelled and replaced by %s", move._get_html_link()
                )
                for move, replaced in pairs
            }
        )

    def _prepare_tpe_cancelling_vals(self, replaced):
        """Extension point: the credit note that cancels a replaced invoice.

        :param account.move replaced: the invoice
        :return: values beyond those of Odoo's reversal
        :rtype: dict
        """
        vals = {
            "ref": self.env._(
                "%(old)s replaced by %(new)s", old=replaced.name, new=self.name
            ),
            "date": self.invoice_date,
            "invoice_date": self.invoice_date,
            "invoice_date_due": self.invoice_date,
            "invoice_payment_term_id": False,
            "tpe_replacing_move_id": self.id,
        }
        if replaced.currency_id != replaced.company_currency_id:
            # what was declared in euros is taken back in euros, to the cent
            vals["invoice_currency_rate"] = replaced.invoice_currency_rate
        return vals

    def _tpe_cancel_with(self, refund, replacement):
        """Settle this invoice with its credit note; what was paid goes to the new one.

        :param account.move refund: the credit note
        :param account.move replacement: the corrected invoice
        """
        context = {"move_reverse_cancel": True}  # nothing is cashed: no VAT falls due
        self.with_context(**context)._tpe_match(refund)
        is_same = self.commercial_partner_id == replacement.commercial_partner_id
        if is_same and self.currency_id == replacement.currency_id:
            refund._tpe_match(replacement)
            self._tpe_hand_payments_to(replacement)

    def _tpe_hand_payments_to(self, replacement):
        """Let payments that no entry holds yet go to the corrected invoice: those that
        wait for the bank statement, and those that a provider is still at work on.

        :param account.move replacement: of the same customer and currency
        """
        command = [Command.unlink(self.id), Command.link(replacement.id)]
        # accountants register payments, but do not read transactions of providers
        payments_sudo = self.sudo().matched_payment_ids
        payments_sudo.filtered(_is_waiting).invoice_ids = command
        transactions_sudo = self.sudo().transaction_ids.filtered(
            lambda tx: (
                tx.state in ("draft", "pending", "authorized", "done")
                and (not tx.payment_id or _is_waiting(tx.payment_id))
            )
        )
        transactions_sudo.invoice_ids = command

    def _tpe_match(self, other):
        """Match what is open between two documents.

        :param account.move other: of the other sign
        """
        lines = (self + other).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        for group in lines.grouped("account_id").values():
            if len(group.move_id) > 1:
                group.reconcile()

    def _tpe_get_registered_payments(self):
        """Return payments that were registered and wait for the bank statement. An
        invoice that takes another one's place may have some before it is issued; those
        of providers are counted by their transactions.

        :rtype: account.payment
        """
        payments_sudo = self.sudo().matched_payment_ids  # sellers read no payments
        return payments_sudo.filtered(
            lambda payment: (
                _is_waiting(payment)
                and payment.state != "draft"
                and payment.payment_type == "inbound"
                and payment.currency_id == self.currency_id
                and not payment.payment_transaction_id
            )
        )

    # === WORDS === #

    def _tpe_get_document_facts(self):
        # EXTENDS: the corrected invoice, on the credit note that goes with it
        new = self.tpe_replacing_move_id
        replacing = [(new._tpe_get_printed_number(), new.invoice_date)] if new else []
        return super()._tpe_get_document_facts() | {"replacing": replacing}


def _is_waiting(payment):
    """:return: whether a payment is under way, and in no entry yet
    :rtype: bool"""
    return not payment.move_id and payment.state in ("draft", "in_process", "paid")
