# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..tools import planning
from .tpe_reminder_level import WORDS


class TpeReminderLevel(models.Model):
    """A step shown as a real customer would get it, while one writes."""

    _inherit = "tpe.reminder.level"

    preview_partner_id = fields.Many2one(
        "res.partner",
        string="Shown for",
        store=False,
        help="A customer who owes something. Empty: the one who owes longest.",
    )
    variable = fields.Selection(
        [
            ("customer", "Name of the customer"),
            ("contact", "Name of who gets the message"),
            ("company", "Name of your company"),
            ("amount", "What is to be paid"),
            ("claim", "The same with penalties"),
            ("invoices", "Numbers of the invoices"),
            ("count", "How many invoices"),
            ("due_date", "Due date of the oldest one"),
            ("days_late", "Days it is late"),
            ("earlier", "Days of earlier reminders, if there are any"),
            ("date", "Today"),
            ("link", "Link to the customer's page"),
        ],
        string="Insert",
        store=False,
        help="Choose what to insert at the end of the words; move it where you need "
        "it.",
    )
    preview_subject = fields.Char(compute="_compute_preview")
    preview_body = fields.Html(compute="_compute_preview", sanitize=False)
    preview_note = fields.Char(
        compute="_compute_preview", help="Why there is nothing to be shown."
    )

    @api.onchange("variable")
    def _onchange_variable(self):
        if self.variable:
            self.body = f"{self.body or ''}{{{self.variable}}}"
            self.variable = False

    @api.depends(*WORDS, "shows_claim", "preview_partner_id")
    @api.depends_context("company", "lang")
    def _compute_preview(self):
        reminders = self.env["tpe.reminder"]
        planner = self.env["tpe.reminder.planner"]
        run = self.env["tpe.reminder.run"].new({"company_id": self.env.company.id})
        for level in self:
            level.preview_subject = level.preview_body = False
            level.preview_note = level._describe_mistake()
            if level.preview_note:
                continue  # it cannot be saved either
            ready = planner._prepare_sample(
                run.company_id, run.date, level, level.preview_partner_id
            )
            if ready:
                words = reminders._render(run, ready, level)
                level.preview_subject = words["subject"]
                level.preview_body = words["body"]
            elif level.preview_partner_id:
                name = level.preview_partner_id.display_name
                level.preview_note = self.env._("%s owes nothing.", name)
            else:
                level.preview_note = self.env._(
                    "Once a customer owes something, you see here what he would get."
                )


class TpeReminderPlanner(models.AbstractModel):
    """A message about what a customer owes today, whatever his plan says."""

    _inherit = "tpe.reminder.planner"

    @api.model
    def _prepare_sample(self, company, on_date, level, partner):
        """Prepare the message that a step would be for a customer.

        :param res.company company: the creditor
        :param date on_date: the day
        :param tpe.reminder.level level: the step
        :param res.partner partner: the customer; empty: the one who owes longest
        :return: the message in the language of who looks; None when nothing is owed
        :rtype: Prepared | None
        """
        partner = partner or self._find_longest_debtor(company)
        customer_ids = partner.commercial_partner_id.ids
        items = self._fetch_items(company, on_date, customer_ids, is_sending=False)
        owed = [i for i in items if i.residual > 0 and i.due_on and i.customer_id]
        if not owed:
            return None
        first = owed[0]
        plan = planning.Plan(0, (), (level._origin.id,), 0, 0)
        message = planning.Message(
            first.customer_id,
            first.currency_id,
            plan,
            0,
            [
                (item, item.residual)
                for item in owed
                if item.customer_id == first.customer_id
                and item.currency_id == first.currency_id
            ],
            [],
        )
        customers = {first.customer_id: first.contact_id}
        contact = self._fetch_contacts_to_write(customers, on_date)[first.customer_id]
        contact = contact._replace(lang=self.env.lang)
        prepared, _skips = self._price(
            company, on_date, [(message, contact, level.channel)]
        )
        return next(iter(prepared), None)

    @api.model
    def _find_longest_debtor(self, company):
        """:return: the customer of the oldest open invoice
        :rtype: res.partner"""
        domain = [
            ("company_id", "=", company.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("move_type", "=", "out_invoice"),
            ("reconciled", "=", False),
            ("partner_id", "!=", False),
        ]
        items = self.env["account.move.line"]
        return items.search(domain, order="date_maturity, id", limit=1).partner_id
