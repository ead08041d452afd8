# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, models

# lines are completed for all drafts at once, and nobody is told of each draft
QUICK = {
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "check_move_validity": False,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tpe_quick_check": True,
}
AMOUNTS = ("balance", "amount_currency")
# what Odoo's synchronisation of entry lines notes for itself
MARKS = {"epd_dirty", "discount_allocation_dirty"}
POSTING = {"state", "posted_before"}


class AccountMove(models.Model):
    """Drafts that are made many at a time: their taxes and instalments, too."""

    _inherit = "account.move"

    @api.model
    def _tpe_create_many(self, vals_list):
        """Create drafts as Odoo does, with the lines of taxes and instalments of all of
        them at once; Odoo works them out invoice by invoice, and writes each line.

        Not for what :meth:`_tpe_can_create_many` says no to.

        :param list[dict] vals_list: values of invoices with their product lines
        :return: the drafts, in the same order
        :rtype: account.move
        """
        drafts = self.with_context(**QUICK).create(vals_list)
        drafts._tpe_add_tax_lines()
        drafts._tpe_add_term_lines()
        moves = self.browse(drafts.ids)
        with moves._check_balanced({"records": moves}):
            return moves

    @api.model
    def _tpe_can_create_many(self, vals):
        """Tell whether nothing but taxes and instalments has to be added to an invoice.

        :param dict vals: values of an invoice
        :rtype: bool
        """
        company = self.env["res.company"].browse(vals["company_id"])
        term = self.env["account.payment.term"].browse(
            vals.get("invoice_payment_term_id")
        )
        if not term:
            partner = self.env["res.partner"].browse(vals["partner_id"])
            term = partner.with_company(company).property_payment_term_id
        allocates = (
            company.account_discount_expense_allocation_id
            or company.account_discount_income_allocation_id
        )
        return not (term.early_discount or allocates)

    def write(self, vals):
        # EXTENDS account: drafts that were just made are whole, posting adds no line
        if self.env.context.get("tpe_is_whole") and vals.keys() <= POSTING:
            self = self.with_context(skip_invoice_sync=True)
        return super().write(vals)

    def _check_company(self, fnames=None):
        # EXTENDS base
        return super(AccountMove, _get_different(self))._check_company(fnames)

    @api.depends("partner_id", "partner_shipping_id", "company_id", "move_type")
    def _compute_fiscal_position_id(self):
        # EXTENDS account: of many drafts at a time, once for each customer
        if not self.env.context.get("tpe_quick_check"):
            return super()._compute_fiscal_position_id()
        alike = self.grouped(
            lambda move: (
                *(move.company_id, move.move_type),
                *(move.partner_id, move.partner_shipping_id),
            )
        )
        firsts = self.browse(moves[0].id for moves in alike.values())
        super(AccountMove, firsts)._compute_fiscal_position_id()
        for moves in alike.values():
            moves.fiscal_position_id = moves[0].fiscal_position_id
        return None

    @api.depends(
        "line_ids.matched_debit_ids",
        "line_ids.matched_credit_ids",
        "matched_payment_ids",
        "matched_payment_ids.state",
    )
    def _compute_reconciled_payment_ids(self):
        # EXTENDS account: what is just being made is not paid; to ask the database
        # would write all that waits
        if not self.env.context.get("tpe_quick_check"):
            return super()._compute_reconciled_payment_ids()
        self.reconciled_payment_ids = False
        return None

    def _tpe_add_tax_lines(self):
        """Work out the taxes of these drafts, and add their lines."""
        taxes = self.env["account.tax"]
        updates, new_lines = [], []
        for move in self:
            lines, _tax_lines = move._get_rounded_base_and_tax_lines(
                round_from_tax_lines=False
            )
            taxes._add_accounting_data_in_base_lines_tax_details(
                lines, move.company_id, include_caba_tags=move.always_tax_exigible
            )
            found = taxes._prepare_tax_lines(lines, move.company_id)
            updates += [
                (line["record"], vals) for line, vals in found["base_lines_to_update"]
            ]
            new_lines += [
                {**vals, **move._tpe_get_line_values(), "display_type": "tax"}
                for vals in found["tax_lines_to_add"]
            ]
        self._tpe_update_lines(updates)
        self.env["account.move.line"].with_context(**QUICK).create(new_lines)

    @api.model
    def _tpe_update_lines(self, updates):
        """Write the amounts and tags of product lines in one go.

        :param list updates: (line, its ``amount_currency``, ``balance`` and
            ``tax_tag_ids``) each
        """
        if not updates:
            return
        lines = self.env["account.move.line"].concat(*(line for line, _ in updates))
        # field by field: write() would go through the synchronisation of entry lines
        # once for each line
        for name in AMOUNTS:
            for line, vals in updates:
                lines._fields[name].write(line, vals[name])
        lines.modified(AMOUNTS)
        tagged = {}
        for line, vals in updates:
            tags = tuple(sorted(_get_ids(vals.get("tax_tag_ids") or [])))
            tagged.setdefault(tags, []).append(line.id)
        for tags, ids in tagged.items():
            if tags:
                same = lines.browse(ids).with_context(**QUICK)
                same.tax_tag_ids = [Command.set(tags)]

    def _tpe_add_term_lines(self):
        """Add the instalments of these drafts."""
        self.env["account.move.line"].with_context(**QUICK).create(
            [
                {**key, **vals, **move._tpe_get_line_values()}
                | {"display_type": "payment_term"}
                for move in self
                for key, vals in (move.needed_terms or {}).items()
            ]
        )
        self.needed_terms_dirty = False
        self.is_manually_modified = False

    def _tpe_get_line_values(self):
        """:return: what a line takes from its draft, so that it is not written again
        :rtype: dict"""
        return {"move_id": self.id, "parent_state": self.state, "date": self.date}


class AccountMoveLine(models.Model):
    """Lines that are made many at a time: what they link to is looked at once."""

    _inherit = "account.move.line"

    def write(self, vals):
        # EXTENDS account: a mark of the synchronisation leaves nothing to synchronise
        if vals.keys() <= MARKS:
            self = self.with_context(skip_invoice_line_sync=True)
        return super().write(vals)

    def _check_company(self, fnames=None):
        # EXTENDS base
        return super(AccountMoveLine, _get_different(self))._check_company(fnames)


def _get_different(records):
    """Leave out records that belong to the company, and link to the records, of another
    one: its check is theirs.

    :param records: to be checked
    :return: one of each kind, when many are made at a time
    :rtype: recordset
    """
    if not records.env.context.get("tpe_quick_check"):
        return records
    has_document = "move_id" in records._fields
    names = ["company_id"] + [
        name
        for name, field in records._fields.items()
        if field.relational and field.check_company and name != "move_id"
    ]
    names = [name for name in names if records.mapped(name)]
    kinds = {}
    for record in records:
        kind = tuple([record[name]._ids for name in names])
        # each line has a document of its own, of which only the company counts
        company = record.move_id.company_id if has_document else None
        kinds.setdefault((kind, company), record.id)
    return records.browse(kinds.values())


def _get_ids(commands):
    """:param list commands: of a many2many field, one ``set``
    :return: the ids
    :rtype: list[int]"""
    return [number for command in commands for number in command[2]]
