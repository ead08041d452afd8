# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.tpe_invoicing.language import in_user_language

from ..tools.bad_debt import split_unpaid
from .money import to_decimal, to_text

GROUNDS = [
    ("liquidation", "Liquidation of the customer"),
    ("certificate", "Certificate that it cannot be recovered"),
    ("vanished", "Customer gone without address, searched for in vain"),
    ("given_up", "Given up: no proof"),
]
# what the tax office takes as proof that a debt is lost for good
PROVEN = frozenset({"liquidation", "certificate", "vanished"})
LOSS = "654"
OWNERS = ("account.group_account_manager",)


class AccountMove(models.Model):
    """An invoice that will never be paid: the loss, and the VAT that comes back."""

    _inherit = "account.move"

    tpe_write_off_id = fields.Many2one(
        "account.move",
        string="Written off by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The entry that books this invoice as a loss.",
    )

    # === PUBLIC API === #

    @in_user_language
    def tpe_write_off(self, ground, proof, on_date=None, recovers_vat=None):
        """Book these invoices as lost. The owner's decision, nobody else's.

        :param str ground: ``liquidation``, ``certificate``, ``vanished``, ``given_up``
        :param str proof: what proves it, in words
        :param str on_date: day of the entry, ISO; default today
        :param bool recovers_vat: whether the VAT comes back; default when it is proven
        :return: per invoice ``id``, ``entry_id``, ``loss`` and ``vat`` (recovered)
        :rtype: list[dict]
        :raises UserError: when nothing is open, or VAT is asked back without proof
        """
        if not self.env.su and not any(map(self.env.user.has_group, OWNERS)):
            raise AccessError(self.env._("Only the owner writes an invoice off."))
        self.check_access("write")
        answers = []
        for move in self:
            day = self.env["tpe.reminder.run"]._get_day(move.company_id, on_date)
            options = {
                "ground": ground,
                "proof": proof,
                "date": day,
                "recovers_vat": move._tpe_may_recover_vat(ground)
                if recovers_vat is None
                else recovers_vat,
            }
            answers.append(move._tpe_write_off_one(options))
        return answers

    # === WHAT IS LOST === #

    def _tpe_may_recover_vat(self, ground):
        """:param str ground: why it is lost
        :return: whether the law gives the VAT back that was due on this invoice
        :rtype: bool"""
        self.ensure_one()
        has_due_vat = any(
            line.tax_line_id.tax_exigibility != "on_payment"
            for line in self._tpe_get_tax_lines()
        )
        return ground in PROVEN and has_due_vat and self._tpe_is_sealed()

    def _tpe_get_tax_lines(self):
        """:return: lines of VAT of this invoice
        :rtype: account.move.line"""
        return self.line_ids.filtered("tax_line_id")

    def _tpe_get_loss(self, recovers_vat):
        """Say on which accounts the loss goes, in the currency of the accounts.

        VAT that is due on receipt was never due here: it leaves its waiting account,
        and is no loss whatever the proof.

        :param bool recovers_vat: whether the VAT that was due comes back
        :return: loss, and VAT by account that is taken back
        :rtype: tuple[Decimal, dict]
        """
        self.ensure_one()
        digits = self.company_currency_id.decimal_places
        taxes, waiting = defaultdict(Decimal), set()
        for line in self._tpe_get_tax_lines():
            taxes[line.account_id] += to_decimal(-line.balance, digits)
            if line.tax_line_id.tax_exigibility == "on_payment":
                waiting.add(line.account_id)
        loss, shares = split_unpaid(
            to_decimal(self.amount_residual_signed, digits),
            to_decimal(self.amount_total_signed, digits),
            {account: tax for account, tax in taxes.items() if tax},
            digits,
        )
        back = {}
        for account, share in shares.items():
            if recovers_vat or account in waiting:
                back[account] = share
            else:
                loss += share
        return loss, back

    def _tpe_find_loss_account(self):
        """:return: where lost claims are booked
        :rtype: account.account"""
        accounts = self.env["account.account"].with_company(self.company_id)
        domain = accounts._check_company_domain(self.company_id)
        found = accounts.search([*domain, ("code", "=like", f"{LOSS}%")], limit=1)
        if not found:
            raise UserError(
                self.env._("Your chart of accounts has no account %s: add one.", LOSS)
            )
        return found

    def _tpe_check_lost(self, options):
        """:raises UserError: when this invoice cannot be written off like that"""
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(
                self.env._("%s is no issued invoice.", self.display_name or "")
            )
        if self._tpe_is_settled() or self.amount_residual < 0:
            raise UserError(self.env._("Nothing of %s is unpaid.", self.name))
        if options["ground"] not in dict(GROUNDS):
            raise UserError(
                self.env._(
                    "“%(ground)s” is no ground for a write-off. Grounds: %(grounds)s.",
                    ground=options["ground"],
                    grounds=", ".join(dict(GROUNDS)),
                )
            )
        if options["date"] < self.invoice_date:
            raise UserError(
                self.env._("%s cannot be lost before its own date.", self.name)
            )
        if options["date"] > self.env["tpe.reminder.run"]._get_day(self.company_id):
            raise UserError(
                self.env._("%s cannot be lost on a day still to come.", self.name)
            )
        if not (options["proof"] or "").strip():
            raise UserError(self.env._("Say what proves that it is lost."))
        if options["recovers_vat"] and not self._tpe_may_recover_vat(options["ground"]):
            raise UserError(
                self.env._(
                    "The VAT of %s does not come back: it is recovered on an issued "
                    "invoice whose VAT was due, once the loss is proven.",
                    self.name,
                )
            )

    # === ENTRY === #

    def _tpe_write_off_one(self, options):
        """:param dict options: ``ground``, ``proof``, ``date``, ``recovers_vat``
        :return: see :meth:`tpe_write_off`
        :rtype: dict"""
        self._tpe_check_lost(options)
        if options["recovers_vat"]:
            # the customer must be told, or the VAT stays lost
            self.tpe_duplicate_unpaid()
        self._tpe_get_active_pauses()._end("ended")
        loss, back = self._tpe_get_loss(options["recovers_vat"])
        values = self._tpe_prepare_write_off(options, loss, back)
        entry = self.env["account.move"].create(values)
        entry.action_post()
        self.tpe_write_off_id = entry
        due = self._tpe_get_receivable_lines().filtered(lambda ln: not ln.reconciled)
        credit = entry.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        # no money came in: VAT on receipts does not become due
        (due + credit).with_context(no_cash_basis=True).reconcile()
        entry._tpe_attach_loss_sheet(self, options, loss, back)
        digits = self.company_currency_id.decimal_places
        return {
            "id": self.id,
            "entry_id": entry.id,
            "loss": to_text(loss, digits),
            "vat": to_text(sum(back.values(), Decimal(0)), digits),
        }

    def _tpe_prepare_write_off(self, options, loss, back):
        """:return: values of the entry
        :rtype: dict"""
        company = self.company_id
        journal = self.env["tpe.recovery"]._get_journal(company)
        name = self.env._("Lost: %s", self.name)
        due = self._tpe_get_receivable_lines()[:1]
        lines = [
            {
                "name": name,
                "account_id": account.id,
                "partner_id": self.commercial_partner_id.id,
                "debit": float(amount),
            }
            for account, amount in (
                (self._tpe_find_loss_account(), loss),
                *back.items(),
            )
            if amount
        ]
        lines.append(
            {
                "name": name,
                "account_id": due.account_id.id,
                "partner_id": due.partner_id.id,
                "currency_id": self.currency_id.id,
                "amount_currency": -self.amount_residual,
                "balance": -self.amount_residual_signed,
            }
        )
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": company.id,
            "date": options["date"],
            "ref": name,
            "narration": self._tpe_describe_ground(options),
            "line_ids": [Command.create(line) for line in lines],
        }

    def _tpe_describe_ground(self, options):
        """:return: why, and what proves it
        :rtype: str"""
        field = self.env["tpe.bad.debt"]._fields["ground"]
        grounds = dict(field._description_selection(self.env))
        return f"{grounds[options['ground']]}. {options['proof']}"

    # === THANKS === #

    def _tpe_deserves_thanks(self):
        # EXTENDS: nobody is thanked for what was given up
        return not self.tpe_write_off_id and super()._tpe_deserves_thanks()

    # === ACTION METHODS === #

    def action_tpe_bad_debt(self):
        """Show what writing this invoice off would book.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write off a bad debt"),
            "res_model": "tpe.bad.debt",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }
