# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_amount, formatLang

from odoo.addons.tpe_invoicing_reminders.tools.payer_offer import suggest_offer

from ..report import ledger_sql
from ..tools import advice
from ..tools.ratio import get_ratio
from .kpi_inputs import KpiInputs

COLUMNS = (
    ("id", "integer"),
    ("kind", "text"),
    ("partner_id", "integer"),
    ("plan_id", "integer"),
    ("name", "text"),
    ("reason", "text"),
)


class TpeKpiAdvice(models.Model):
    """One thing worth doing today, with its arithmetic.

    Computed each time from the ledger, for the current company, first things first;
    nothing is stored, and there is no row when nothing is worth doing.
    """

    _name = "tpe.kpi.advice"
    _description = "What should I do?"
    _auto = False
    _order = "id"
    _depends = ledger_sql.READ_FIELDS

    kind = fields.Selection(
        [
            ("call", "Call"),
            ("plan", "Move a reminder"),
            ("offer", "Make an offer"),
        ],
        readonly=True,
    )
    name = fields.Char(string="What", readonly=True)
    reason = fields.Text(string="Why", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    plan_id = fields.Many2one(
        "tpe.reminder.plan", string="Plan of reminders", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        """:return: the advice as constant rows
        :rtype: SQL"""
        rows = self._get_rows() or [[None] * (len(COLUMNS) - 1)]
        lines = [
            SQL(
                "(%s)",
                SQL(", ").join(
                    SQL("%s::%s", cell or None, SQL(kind))
                    for cell, (_name, kind) in zip((number, *row), COLUMNS, strict=True)
                ),
            )
            for number, row in enumerate(rows, 1)
        ]
        return SQL(
            "SELECT advice.*, %s AS company_id FROM (VALUES %s) advice (%s)"
            " WHERE advice.kind IS NOT NULL",
            self.env.company.id,
            SQL(", ").join(lines),
            SQL(", ").join(SQL.identifier(name) for name, _type in COLUMNS),
        )

    def _get_rows(self):
        """Compute what is worth doing.

        :return: kind, customer, plan, sentence and arithmetic of each
        :rtype: list
        """
        self.env["tpe.kpi"]._check_reader()
        company = self.env.company
        day = self.env["tpe.reminder.run"]._get_day(company)
        inputs = KpiInputs(self.env, company, day, ["cash_forecast"])
        return [
            *self._get_calls(inputs),
            *self._get_plans(inputs),
            *self._get_offers(inputs),
        ]

    # === CALLS === #

    def _get_calls(self, inputs):
        """:param KpiInputs inputs: the ledger
        :return: rows
        :rtype: list"""
        pauses = self.env["tpe.reminder.pause"]._get_active(
            inputs.company, inputs.on_date
        )
        query = ledger_sql.get_open_lines(
            *inputs.key[:1], [inputs.company.id], inputs.on_date
        )
        items = [
            (row["partner_id"], row["due"], Decimal(str(row["residual"])))
            for row in self.env.execute_query_dict(query)
            if row["kind"] == "invoice" and row["move_id"] not in pauses
        ]
        called = self._get_called(inputs)
        calls = advice.rank_calls(items, inputs.on_date, called)
        names = self.env["tpe.kpi"]._get_partner_labels([one.partner for one in calls])
        return [
            [
                "call",
                call.partner,
                None,
                self.env._("Call %s", names[call.partner]),
                self.env._(
                    "%(amount)s overdue × %(days)s days on average = %(weight)s "
                    "euro-days.",
                    amount=self._write_money(call.amount),
                    days=formatLang(self.env, float(call.amount_days / call.amount), 1),
                    weight=formatLang(self.env, float(call.amount_days), 0),
                ),
            ]
            for call in calls
        ]

    def _get_called(self, inputs):
        """:param KpiInputs inputs: the ledger
        :return: customers whom somebody called, or is to call, these days
        :rtype: set"""
        # that somebody was called is no secret to who sees what he owes
        reminders_sudo = self.env["tpe.reminder"].sudo()
        return set(
            reminders_sudo.search(
                [
                    ("company_id", "=", inputs.company.id),
                    ("channel", "=", "phone"),
                    ("state", "=", "sent"),
                    (
                        "date",
                        ">",
                        inputs.on_date - timedelta(advice.CALL_AGAIN_DAYS),
                    ),
                ]
            ).partner_id.commercial_partner_id.ids
        )

    # === PLANS === #

    def _get_plans(self, inputs):
        """:param KpiInputs inputs: the ledger
        :return: at most one row, of the step that brings most
        :rtype: list"""
        rate = Decimal(str(inputs.company.tpe_money_cost))
        by_itself = get_ratio(inputs.by_itself[1], inputs.by_itself[0])
        sums = {}
        for (
            _plan,
            level,
            _channel,
            _word,
            _n,
            settled,
            asked,
            paid,
            _d,
        ) in inputs.reminder_effect:
            old = sums.get(level, (0, Decimal(0), Decimal(0)))
            new = settled, asked, paid
            sums[level] = tuple(a + b for a, b in zip(old, new, strict=True))
        # names and days of steps are no secret to who may read figures
        levels_sudo = self.env["tpe.reminder.level"].sudo()
        found = [
            (level, advice.get_earlier(*sums[level.id], by_itself, rate))
            for level in levels_sudo.browse(who for who in sums if who)
            if self._can_move(level)
        ]
        found = [pair for pair in found if pair[1]]
        best = max(found, key=lambda pair: (pair[1].balance, -pair[0].id), default=None)
        return [self._get_plan_row(inputs, *best, by_itself)] if best else []

    def _can_move(self, level):
        """:param level: a step
        :return: whether it can come two days earlier and still be a reminder
        :rtype: bool"""
        day = level.days - advice.EARLIER_DAYS
        return (
            level.active
            and level.base == "due"
            and day > 0
            and not any(
                other.base == "due" and day <= other.days < level.days
                for other in level.plan_id.level_ids - level
            )
        )

    def _get_plan_row(self, inputs, level, earlier, by_itself):
        """:param KpiInputs inputs: the ledger
        :param level: the step
        :param Earlier earlier: what it brings
        :param Decimal by_itself: share that comes by itself
        :return: a row
        :rtype: list"""
        return [
            "plan",
            None,
            level.plan_id.id,
            self.env._(
                "Send “%(step)s” two days earlier (plan %(plan)s)",
                step=level.name,
                plan=level.plan_id.name,
            ),
            self.env._(
                "%(paid)s came within 10 days after it in a year, a greater share than "
                "the %(share)s %% that comes by itself. If customers answer as fast: "
                "%(paid)s × 2 days ÷ 365 = %(balance)s more in the bank on average, "
                "worth %(worth)s a year at %(rate)s %%.",
                paid=self._write_money(earlier.paid),
                share=formatLang(self.env, float(by_itself * 100), 1),
                balance=self._write_money(earlier.balance),
                worth=self._write_money(earlier.worth),
                rate=f"{inputs.company.tpe_money_cost:g}",
            ),
        ]

    # === OFFERS === #

    def _get_offers(self, inputs):
        """:param KpiInputs inputs: the ledger
        :return: at most one row, of the customer whose offer brings most
        :rtype: list"""
        partners = self.env["res.partner"]
        rate = Decimal(str(inputs.company.tpe_money_cost))
        histories = partners._tpe_get_payer_histories(inputs.company, inputs.on_date)
        found = []
        for who, history in histories.items():
            habit = partners._tpe_get_habit(history)
            offer = habit and suggest_offer(habit, rate)
            if offer and offer.worth > offer.cost:
                found.append((offer.worth - offer.cost, -who, habit, offer))
        # who has a discount is offered no second one
        found = [one for one in found if not self._has_offer(inputs, -one[1])]
        if not found:
            return []
        _net, who, habit, offer = max(found, key=lambda one: one[:2])
        names = self.env["tpe.kpi"]._get_partner_labels([-who])
        return [
            [
                "offer",
                -who,
                None,
                self.env._("Offer %s a discount for early payment", names[-who]),
                partners._tpe_describe_offer(inputs.company, habit, offer),
            ]
        ]

    def _has_offer(self, inputs, partner_id):
        """:param KpiInputs inputs: the ledger
        :param int partner_id: a customer
        :return: whether his terms hold a discount for early payment
        :rtype: bool"""
        # his terms are no secret to who sees how he pays
        partner_sudo = self.env["res.partner"].sudo().browse(partner_id)
        partner_sudo = partner_sudo.with_company(inputs.company)
        return partner_sudo.property_payment_term_id.early_discount

    def _write_money(self, amount):
        """:param Decimal amount: in the company's currency
        :return: the amount for a reader
        :rtype: str"""
        return format_amount(self.env, float(amount), self.env.company.currency_id)

    # === ACTION METHODS === #

    def action_open(self):
        """Open the customer, or the plan of reminders.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return (self.plan_id or self.partner_id)._get_records_action()

    def action_call(self):
        """Put a call on the list of the user, for today, once.

        :return: action that opens the customer
        :rtype: dict
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only accountants plan calls."))
        call = "mail.mail_activity_data_call"
        # whoever keeps the accounts may plan a call, even if he edits no customer
        partner_sudo = self.partner_id.sudo()
        if not partner_sudo.activity_search([call], user_id=self.env.uid):
            partner_sudo.activity_schedule(
                call,
                date_deadline=fields.Date.context_today(self),
                summary=self.name,
                note=self.reason,
                user_id=self.env.uid,
            )
        return self.action_open()
