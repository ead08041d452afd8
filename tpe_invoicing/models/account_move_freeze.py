# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.exceptions import UserError

from ..language import for_user

# what a sealed document shows, or what decides how it is served
FROZEN = frozenset(
    {
        "amount_tax",
        "amount_tax_signed",
        "amount_total",
        "amount_total_in_currency_signed",
        "amount_total_signed",
        "amount_untaxed",
        "amount_untaxed_in_currency_signed",
        "amount_untaxed_signed",
        "commercial_partner_id",
        "company_id",
        "currency_id",
        "date",
        "delivery_date",
        "fiscal_position_id",
        "invoice_cash_rounding_id",
        "invoice_currency_rate",
        "invoice_date",
        "invoice_date_due",
        "invoice_incoterm_id",
        "invoice_origin",
        "invoice_payment_term_id",
        "journal_id",
        "move_type",
        "name",
        "narration",
        "partner_bank_id",
        "partner_id",
        "partner_shipping_id",
        "payment_reference",
        "ref",
        "reversed_entry_id",
        "sequence_number",
        "sequence_prefix",
        "tpe_archive_entry_id",
        "tpe_contract_amount",
        "tpe_document_kind",
        "tpe_engagement_number",
        "tpe_invoice_template_id",
        "tpe_is_imported",
        "tpe_is_in_store",
        "tpe_is_self_billed",
        "tpe_is_triangular",
        "tpe_preceding_move_ids",
        "tpe_sealed_mentions",
        "tpe_previous_amount",
        "tpe_late_rate",
        "tpe_margin_move_id",
        "tpe_replacing_move_id",
        "tpe_retention_percent",
        "tpe_service_code",
        "tpe_situation_number",
        "tpe_situation_order_id",
    }
)
FROZEN_LINE = frozenset(
    {
        "amount_currency",
        "balance",
        "credit",
        "currency_id",
        "date_maturity",
        "debit",
        "discount",
        "display_type",
        "move_id",
        "name",
        "partner_id",
        "price_subtotal",
        "price_total",
        "price_unit",
        "product_id",
        "product_uom_id",
        "quantity",
        "sequence",
        "tax_ids",
        "tax_line_id",
        "tpe_contract_amount",
        "tpe_date_end",
        "tpe_date_start",
        "tpe_is_retention",
        "tpe_previous_amount",
        "tpe_purchase_price",
        "tpe_shipping_id",
    }
)


def list_changes(record, vals, names):
    """Compare what is written with what stands there.

    :param record: one record
    :param dict vals: values as for ``write``
    :param names: names of the fields that count
    :return: names of the fields whose value would change
    :rtype: list[str]
    """
    changed = []
    for name in sorted(vals.keys() & names):
        field = record._fields[name]
        old = field.convert_to_cache(record[name], record)
        new = field.convert_to_cache(vals[name], record)
        if field.type in ("many2many", "one2many"):
            old, new = set(old), set(new)
        if (old or False) != (new or False):
            changed.append(name)
    return changed


class AccountMove(models.Model):
    """What is printed on a sealed document does not change any more (R3)."""

    _inherit = "account.move"

    def write(self, vals):
        # EXTENDS account
        if vals.keys() & FROZEN or "state" in vals:
            for move in self._tpe_filter_sealed():
                if vals.get("state", "posted") != "posted" or list_changes(
                    move, vals, FROZEN
                ):
                    move._tpe_refuse_change()
        return super().write(vals)

    def _tpe_filter_sealed(self):
        """Return those of these documents whose original is sealed.

        :rtype: account.move
        """
        return self.filtered(lambda move: move._origin and move._tpe_is_sealed())

    def _tpe_refuse_change(self):
        """:raises UserError: saying what to do instead of changing an original"""
        raise UserError(
            for_user(self).env._(
                "%s is sealed: what it says cannot change any more. Make a credit note "
                "with the button “Credit Note”, or replace it with the button “Correct "
                "this invoice”.",
                ", ".join(self.mapped("name")),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        if sealed := self._tpe_filter_sealed():
            sealed._tpe_refuse_change()

    def _check_draftable(self):
        # EXTENDS account: stops "reset to draft" and "cancel"
        if sealed := self._tpe_filter_sealed():
            sealed._tpe_refuse_change()
        return super()._check_draftable()

    def _compute_show_reset_to_draft_button(self):
        # EXTENDS account
        super()._compute_show_reset_to_draft_button()
        for move in self._tpe_filter_sealed():
            move.show_reset_to_draft_button = False


class AccountMoveLine(models.Model):
    """Lines of a sealed document do not change any more (R3)."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        lines = super().create(vals_list)
        if sealed := lines.move_id._tpe_filter_sealed():
            sealed._tpe_refuse_change()
        return lines

    def write(self, vals):
        # EXTENDS account
        frozen = self._tpe_get_frozen()
        if vals.keys() & frozen:
            for line in self:
                if line.move_id._tpe_is_sealed() and list_changes(line, vals, frozen):
                    line.move_id._tpe_refuse_change()
        return super().write(vals)

    def _tpe_get_frozen(self):
        """Return what a sealed document shows of its lines.

        :return: names of fields
        :rtype: frozenset[str]
        """
        return FROZEN_LINE

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        if sealed := self.move_id._tpe_filter_sealed():
            sealed._tpe_refuse_change()
