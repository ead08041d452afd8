# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import plaintext2html
from odoo.tools.misc import format_amount, format_date

from ..models.account_move_write_off import GROUNDS, PROVEN


class TpeBadDebt(models.TransientModel):
    """The proposal to write an invoice off: what it books, and what is missing.

    Who keeps the accounts prepares it; the owner alone says yes.
    """

    _name = "tpe.bad.debt"
    _description = "Write off a bad debt"

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True
    )
    company_id = fields.Many2one(related="move_id.company_id")
    ground = fields.Selection(GROUNDS, required=True, default="given_up")
    proof = fields.Text(
        help="The judgment, the certificate, the letters that came back: what, of "
        "which day, where it is kept."
    )
    date = fields.Date(
        string="Date of the entry", required=True, default=fields.Date.context_today
    )
    recovers_vat = fields.Boolean(
        string="Take the VAT back",
        compute="_compute_recovers_vat",
        store=True,
        readonly=False,
        precompute=True,
        help="A marked duplicate of the invoice is made, to be sent to the customer: "
        "without it the VAT stays lost.",
    )
    conditions = fields.Text(compute="_compute_conditions")
    entry = fields.Text(string="Journal entry", compute="_compute_entry")

    @api.depends("move_id", "ground")
    def _compute_recovers_vat(self):
        for wizard in self:
            move, ground = wizard.move_id._origin, wizard.ground
            wizard.recovers_vat = bool(move and move._tpe_may_recover_vat(ground))

    @api.depends("move_id", "ground", "proof")
    def _compute_conditions(self):
        for wizard in self:
            lines = [
                f"{'✓' if is_met else '✗'} {text}"
                for is_met, text in wizard._get_conditions()
            ]
            wizard.conditions = "\n".join(lines)

    def _get_conditions(self):
        """:return: pairs: whether a condition of taking VAT back is met, and its words
        :rtype: list[tuple]"""
        move = self.move_id._origin
        tax_lines = move._tpe_get_tax_lines()
        is_due = any(
            line.tax_line_id.tax_exigibility != "on_payment" for line in tax_lines
        )
        partner = move.commercial_partner_id
        found = [
            (bool(tax_lines), self.env._("The invoice bears VAT.")),
            (
                is_due,
                self.env._(
                    "Its VAT was due when invoiced: VAT due on receipt was never due "
                    "on what stayed unpaid."
                ),
            ),
            (
                self.ground in PROVEN,
                self.env._("It is proven that the debt is lost for good."),
            ),
            (bool((self.proof or "").strip()), self.env._("The proof is named.")),
            (
                move._tpe_is_sealed(),
                self.env._("A duplicate can be made for the customer."),
            ),
        ]
        if partner.tpe_insolvency_on:
            found.append(
                (
                    bool(partner.tpe_claim_declared_on),
                    self.env._("The claim was declared to the receiver."),
                )
            )
        if move.tpe_limitation_on:
            day = format_date(self.env, move.tpe_limitation_on)
            today = fields.Date.context_today(self)
            is_over = move.tpe_limitation_on < today
            text = self.env._("The claim can be brought to court until %s.", day)
            found.append((not is_over, text))
        return found

    @api.depends("move_id", "recovers_vat")
    def _compute_entry(self):
        for wizard in self:
            move = wizard.move_id._origin
            if not move or not move.amount_residual:
                wizard.entry = False
                continue
            loss, back = move._tpe_get_loss(wizard.recovers_vat)
            due = move._tpe_get_receivable_lines()[:1].account_id
            lines = [
                wizard._describe(account, amount, "")
                for account, amount in (
                    (move._tpe_find_loss_account(), loss),
                    *back.items(),
                )
                if amount
            ]
            lines.append(wizard._describe(due, move.amount_residual_signed, "C"))
            wizard.entry = "\n".join(lines)

    def _describe(self, account, amount, side):
        """:return: a line of the entry in words
        :rtype: str"""
        currency = self.company_id.currency_id
        words = self.env._("Credit") if side else self.env._("Debit")
        text = format_amount(self.env, float(amount), currency)
        return f"{words} {account.code} {account.name}: {text}"

    # === ACTION METHODS === #

    def action_write_off(self):
        """Post the entry: the owner's yes.

        :return: action that shows it
        :rtype: dict
        """
        self.ensure_one()
        (answer,) = self.move_id.tpe_write_off(
            self.ground, self.proof, self.date.isoformat(), self.recovers_vat
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": answer["entry_id"],
        }

    def action_propose(self):
        """Ask the owner to decide.

        :return: action that closes the window
        :rtype: dict
        """
        self.ensure_one()
        self.move_id.check_access("write")
        note = "\n\n".join(filter(None, [self.proof, self.conditions, self.entry]))
        owner, said = self.company_id._tpe_speak_to(self)
        summary = said.env._("Write this invoice off?")
        self.move_id._tpe_ask(owner or self.env.user, summary, plaintext2html(note))
        return {"type": "ir.actions.act_window_close"}
