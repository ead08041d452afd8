# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAY = 24


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
        "so that nobody who has paid is reminded. Where statements are brought in, the "
        "last line of one counts. 0 = do not check.",
    )
    tpe_reminder_cap = fields.Integer(
        string="Messages a day, at most",
        default=200,
        help="What goes beyond waits for the next day. 0 = no limit.",
    )
    tpe_reminder_days = fields.Selection(
        [
            ("working", "Monday to Friday, but public holidays"),
            ("saturday", "Monday to Saturday, but public holidays"),
            ("every", "Every day"),
        ],
        string="Days of sending",
        required=True,
        default="working",
        help="Reminders leave by themselves on these days only. What falls on another "
        "day goes with the next one.",
    )
    tpe_reminder_hour_from = fields.Float(
        string="Sent from",
        default=8,
        help="Reminders leave by themselves from this hour on, on the company's clock.",
    )
    tpe_reminder_hour_to = fields.Float(
        string="Sent until", default=19, help="The same hour twice: at any hour."
    )
    tpe_reminder_announce = fields.Boolean(
        string="Tell me each morning before anything leaves",
        help="A mail says who will be reminded of what, and why; each of them can be "
        "stopped by one click. The reminders leave an hour later.",
    )
    tpe_reminder_told_at = fields.Datetime(string="Announced at", readonly=True)
    tpe_sends_texts = fields.Boolean(
        string="Send SMS through Odoo",
        help="Each one costs credits of the SMS service set up in Odoo. Off: somebody "
        "calls instead.",
    )
    tpe_has_texts = fields.Boolean(compute="_compute_tpe_has_texts")
    tpe_reminder_begun_on = fields.Date(
        string="Reminders began on",
        readonly=True,
        help="What was late by then, and nobody had been reminded of, begins its plan "
        "on this day with the first reminder.",
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
    tpe_receipt_days = fields.Integer(
        string="Days before the thanks",
        help="0 = at once. Some wait, in case the bank takes the payment back.",
    )
    tpe_answer_days = fields.Integer(
        string="Days to answer a customer",
        default=5,
        help="When a customer answers a reminder, the next one waits that long.",
    )
    tpe_money_cost = fields.Float(
        string="Cost of your money (% a year)",
        digits=(16, 2),
        default=6,
        help="What an overdraft costs you. Longer terms and early-payment offers are "
        "counted with it.",
    )
    tpe_offer_tag_ids = fields.Many2many(
        "res.partner.category",
        "tpe_offer_tag_rel",
        string="Offers only for customers tagged",
        help="Early-payment offers and loyalty rebates are proposed to no others. "
        "Empty = to all customers.",
    )
    tpe_loyalty_percent = fields.Float(
        string="Rebate for loyal customers (%)",
        digits="Discount",
        default=2,
        help="Proposed on the customer's card; nobody gets it before you say so. 0 = "
        "propose none.",
    )
    tpe_loyalty_years = fields.Integer(
        string="Customer for (years)", default=2, help="Since the first invoice."
    )
    tpe_loyalty_amount = fields.Monetary(
        string="Paid in a year, at least", default=5000
    )
    _loyalty_percent_possible = models.Constraint(
        "CHECK (tpe_loyalty_percent >= 0 AND tpe_loyalty_percent < 100)",
        "A rebate lies between 0 and 100 %.",
    )
    tpe_payment_order = fields.Selection(
        [
            ("principal", "The invoice first, then interest"),
            ("interest", "Interest first, then the invoice (as the law has it)"),
        ],
        string="Part payments settle",
        required=True,
        default="principal",
        help="How recovery files and formal notices count part payments. The law lets "
        "you choose the invoice first (C. civ. art. 1343-1).",
    )
    tpe_pause_look_days = fields.Integer(
        string="Days between two looks at a pause",
        default=30,
        help="Who answers for a pause without an end is asked that often whether it "
        "still holds. 0 = never.",
    )
    tpe_claim_days = fields.Integer(
        string="Days to find a payment",
        default=10,
        help="When a customer says to have paid, reminders wait that long.",
    )

    tpe_promise_days = fields.Integer(
        string="Longest promise of a customer (days)",
        default=30,
        help="On the customer's own page: how far ahead a promise may be, and the "
        "first payment of a plan.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        late = self.filtered(lambda company: company._tpe_begins(vals))
        result = super().write(vals)
        for company in late:
            today = self.env["tpe.reminder.run"]._get_day(company)
            company.tpe_reminder_begun_on = today
        return result

    def _tpe_begins(self, vals):
        """:param dict vals: about to be written
        :return: whether they bring invoices under the reminders that were left alone
        :rtype: bool"""
        self.ensure_one()
        if vals.get("tpe_reminder_mode", self.tpe_reminder_mode) != "on":
            return False
        return (
            self.tpe_reminder_mode != "on"
            or (vals.get("tpe_reminder_imported") and not self.tpe_reminder_imported)
            or (
                self.tpe_reminder_only_sent
                and not vals.get("tpe_reminder_only_sent", True)
            )
        )

    def _tpe_find_stopped(self):
        """:return: what stops the reminders of this company: itself, or the one of
            which it is a branch; empty when nothing does
        :rtype: res.company"""
        # who works in a branch need not see its company
        return self.sudo().parent_ids.filtered(
            lambda company: company.tpe_reminder_mode == "stopped"
        )[:1]

    # === COMPUTE METHODS === #

    def _compute_tpe_has_texts(self):
        self.tpe_has_texts = "sms.sms" in self.env

    def _tpe_can_text(self):
        """:return: whether reminders may leave as SMS
        :rtype: bool"""
        self.ensure_one()
        return self.tpe_has_texts and self.tpe_sends_texts

    @api.constrains("tpe_reminder_hour_from", "tpe_reminder_hour_to")
    def _check_tpe_reminder_hours(self):
        for company in self:
            hours = (company.tpe_reminder_hour_from, company.tpe_reminder_hour_to)
            if not all(0 <= hour <= DAY for hour in hours) or hours[0] > hours[1]:
                raise ValidationError(
                    self.env._(
                        "Between which hours do reminders leave? Enter two hours of "
                        "a day, the earlier one first."
                    )
                )
