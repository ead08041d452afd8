# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The company's reminder settings, among those of accounting."""

    _inherit = "res.config.settings"

    tpe_reminder_mode = fields.Selection(
        related="company_id.tpe_reminder_mode", readonly=False
    )
    tpe_reminder_rivals = fields.Char(related="company_id.tpe_reminder_rivals")
    tpe_reminder_user_id = fields.Many2one(
        related="company_id.tpe_reminder_user_id", readonly=False
    )
    tpe_reminder_bank_days = fields.Integer(
        related="company_id.tpe_reminder_bank_days", readonly=False
    )
    tpe_reminder_cap = fields.Integer(
        related="company_id.tpe_reminder_cap", readonly=False
    )
    tpe_reminder_announce = fields.Boolean(
        related="company_id.tpe_reminder_announce", readonly=False
    )
    tpe_reminder_days = fields.Selection(
        related="company_id.tpe_reminder_days", readonly=False
    )
    tpe_reminder_hour_from = fields.Float(
        related="company_id.tpe_reminder_hour_from", readonly=False
    )
    tpe_reminder_hour_to = fields.Float(
        related="company_id.tpe_reminder_hour_to", readonly=False
    )
    tpe_reminder_only_sent = fields.Boolean(
        related="company_id.tpe_reminder_only_sent", readonly=False
    )
    tpe_reminder_imported = fields.Boolean(
        related="company_id.tpe_reminder_imported", readonly=False
    )
    tpe_has_texts = fields.Boolean(related="company_id.tpe_has_texts")
    tpe_sends_texts = fields.Boolean(
        related="company_id.tpe_sends_texts", readonly=False
    )
    tpe_receipt_on_payment = fields.Boolean(
        related="company_id.tpe_receipt_on_payment", readonly=False
    )
    tpe_answer_days = fields.Integer(
        related="company_id.tpe_answer_days", readonly=False
    )
    tpe_claim_days = fields.Integer(related="company_id.tpe_claim_days", readonly=False)
    tpe_promise_days = fields.Integer(
        related="company_id.tpe_promise_days", readonly=False
    )
    tpe_money_cost = fields.Float(related="company_id.tpe_money_cost", readonly=False)
    tpe_loyalty_percent = fields.Float(
        related="company_id.tpe_loyalty_percent", readonly=False
    )
    tpe_loyalty_years = fields.Integer(
        related="company_id.tpe_loyalty_years", readonly=False
    )
    tpe_loyalty_amount = fields.Monetary(
        related="company_id.tpe_loyalty_amount", readonly=False
    )
    tpe_payment_order = fields.Selection(
        related="company_id.tpe_payment_order", readonly=False
    )
    tpe_receipt_days = fields.Integer(
        related="company_id.tpe_receipt_days", readonly=False
    )
    tpe_pause_look_days = fields.Integer(
        related="company_id.tpe_pause_look_days", readonly=False
    )
