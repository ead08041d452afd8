# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResCompany(models.Model):
    """How a company reminds its customers, and who answers for it."""

    _inherit = "res.company"

    tpe_reminder_mode = fields.Selection(
        [
            ("waiting", "Not yet: show me what would be sent"),
            ("on", "On: send every day"),
            ("stopped", "Stopped: nothing leaves"),
        ],
        string="Automatic reminders",
        required=True,
        default="waiting",
        help="After the set-up you see what would be sent, and nothing leaves before "
        "you say yes. 'Stopped' also stops reminders sent by hand, at once.",
    )
    tpe_reminder_user_id = fields.Many2one(
        "res.users",
        string="Person in charge of reminders",
        check_company=True,
        help="Reminders are sent in this person's name; tasks and alerts go there.",
    )
    tpe_reminder_bank_days = fields.Integer(
        string="Days without bank entries",
        default=7,
        help="Automatic reminders wait when the last bank entry is older than this, "
        "so that nobody who has paid is reminded. 0 = do not check.",
    )
    tpe_reminder_cap = fields.Integer(
        string="Messages a day, at most",
        default=200,
        help="What goes beyond waits for the next day. 0 = no limit.",
    )
    tpe_reminder_only_sent = fields.Boolean(
        string="Only invoices that were sent",
        help="Do not remind of an invoice that was never mailed or printed from Odoo.",
    )
    tpe_reminder_imported = fields.Boolean(
        string="Also invoices of the former software",
        help="By default an invoice that was brought in is never reminded.",
    )
    tpe_receipt_on_payment = fields.Boolean(
        string="Thank for each payment",
        default=True,
        help="A short receipt by mail once an invoice is paid.",
    )
    tpe_claim_days = fields.Integer(
        string="Days to find a payment",
        default=10,
        help="When a customer says to have paid, reminders wait that long.",
    )
