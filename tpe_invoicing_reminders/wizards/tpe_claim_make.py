# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools.misc import format_amount

from ..models.tpe_claim_letter import KINDS


class TpeClaimMake(models.TransientModel):
    """What a person decides before a letter claims: its kind, its day, its term."""

    _name = "tpe.claim.make"
    _description = "Make a claim letter"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True
    )
    move_ids = fields.Many2many(
        "account.move", string="Invoices", help="Empty: all that is overdue."
    )
    kind = fields.Selection(KINDS, required=True, default="formal")
    date = fields.Date(
        string="Count interest up to", required=True, default=fields.Date.context_today
    )
    pay_by = fields.Date(
        string="To be paid by",
        required=True,
        compute="_compute_pay_by",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_booked = fields.Boolean(
        string="Enter it in the accounts",
        help="Interest and lump sums stay off the books until you say so; without a "
        "journal entry the letter only asks.",
    )
    forecast = fields.Text(
        string="What the letter will claim", compute="_compute_forecast"
    )

    @api.depends("date")
    def _compute_pay_by(self):
        for wizard in self:
            letters = self.env["tpe.claim.letter"]
            wizard.pay_by = wizard.date and letters._get_term(wizard.date)

    @api.depends("kind", "date", "move_ids", "partner_id")
    def _compute_forecast(self):
        recovery, letters = self.env["tpe.recovery"], self.env["tpe.claim.letter"]
        for wizard in self:
            if not (wizard.date and wizard.partner_id):
                wizard.forecast = False
                continue
            try:
                accounts = recovery._get_accounts(
                    wizard.company_id,
                    wizard.partner_id,
                    wizard.date,
                    wizard.move_ids._origin or None,
                    wizard.kind == "debit",
                )
                wizard.forecast = "\n".join(
                    wizard._describe(account, letters._get_lines(account, wizard.kind))
                    for account in accounts
                )
            except Exception as error:  # noqa: BLE001 shown in the dialog instead
                wizard.forecast = str(error)

    def _describe(self, account, lines):
        """:return: the sums of a letter in a sentence
        :rtype: str"""
        currency = self.env["res.currency"].browse(account.currency_id)
        sums = self.env["tpe.claim.letter"]._get_sums(lines)
        texts = {
            name: format_amount(self.env, amount, currency)
            for name, amount in sums.items()
        }
        return self.env._(
            "Invoices %(principal)s + interest %(interest)s + lump sums %(fees)s = "
            "%(amount_total)s",
            **texts,
        )

    @api.model
    def _open(self, company, partner, moves):
        """Open the dialog.

        :param res.company company: the creditor
        :param res.partner partner: the customer
        :param account.move moves: the invoices, or None for all
        :return: action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Claim payment"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": company.id,
                "default_partner_id": partner.commercial_partner_id.id,
                "default_move_ids": moves.ids if moves else [],
            },
        }

    def action_make(self):
        """Make the letter.

        :return: action that shows it
        :rtype: dict
        """
        self.ensure_one()
        options = {"kind": self.kind, "date": self.date, "pay_by": self.pay_by}
        letters = self.env["tpe.claim.letter"]._make(
            self.company_id, self.partner_id, options, self.move_ids or None
        )
        if self.is_booked and self.kind == "debit":
            letters._book()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_reminders.tpe_claim_letter_action"
        )
        if len(letters) == 1:
            return {**action, "views": [(False, "form")], "res_id": letters.id}
        return {**action, "domain": [("id", "in", letters.ids)]}
