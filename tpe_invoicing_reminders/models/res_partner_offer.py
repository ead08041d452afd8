# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount

from ..tools.payer_offer import Habit, suggest_offer, suggest_terms
from ..tools.payer_profile import History, get_profile
from .money import write_rate
from .res_partner_profile import READERS


class ResPartner(models.Model):
    """A customer, with the terms and the offer that his habit speaks for.

    Always a proposal with its sums: a person decides.
    """

    _inherit = "res.partner"

    tpe_terms_note = fields.Text(
        string="What to propose", compute="_compute_tpe_terms_note", groups=READERS
    )
    tpe_suggested_term_id = fields.Many2one(
        "account.payment.term",
        string="Suggested terms",
        compute="_compute_tpe_terms_note",
        groups=READERS,
    )

    tpe_has_offer = fields.Boolean(
        string="Has an offer to get", compute="_compute_tpe_terms_note", groups=READERS
    )

    @api.depends_context("company", "lang")
    @api.depends("property_payment_term_id")
    def _compute_tpe_terms_note(self):
        company = self.env.company
        for partner, (habit, terms, offer) in self._tpe_suggest(company).items():
            partner.tpe_terms_note = (
                self._tpe_describe_terms(company, habit, terms, offer) or False
            )
            partner.tpe_suggested_term_id = (
                terms and self._tpe_find_term(company, terms.days) or False
            )
            partner.tpe_has_offer = bool(offer)

    def _tpe_suggest(self, company):
        """Say what the habit of each of these speaks for.

        :param res.company company: whose customers they are
        :return: habit, terms and offer, each or None, by partner
        :rtype: dict[res.partner, tuple]
        """
        today = self.env["tpe.reminder.run"]._get_day(company)
        histories = self._tpe_get_payer_histories(
            company, today, self.commercial_partner_id.ids
        )
        longest = self._tpe_get_longest_term(company, today)
        rate = Decimal(str(company.tpe_money_cost))
        found = {}
        for partner in self:
            history = histories.get(partner.commercial_partner_id.id, History())
            habit = self._tpe_get_habit(history)
            if partner.commercial_partner_id.tpe_buyer_kind == "public":
                habit = None  # the law sets the terms of public bodies
            terms = habit and suggest_terms(habit, longest, rate)
            term = partner.commercial_partner_id.property_payment_term_id
            # who has a discount is offered no second one
            has_offer = (
                habit and not term.early_discount and partner._tpe_is_meant(company)
            )
            offer = suggest_offer(habit, rate) if has_offer else None
            found[partner] = habit, terms, offer
        return found

    def _tpe_is_meant(self, company):
        """:param res.company company: that makes offers
        :return: whether they are for customers like this one
        :rtype: bool"""
        tags = company.tpe_offer_tag_ids
        return not tags or bool(tags & self.commercial_partner_id.category_id)

    @api.model
    def _tpe_get_longest_term(self, company, today):
        """:return: longest term that the law allows, in days
        :rtype: int"""
        if not company._tpe_in_scope():
            return 0
        parameter = self.env["tpe.legal.parameter"]
        return int(parameter._get("max_term_days", today, company))

    @api.model
    def _tpe_get_habit(self, history):
        """:param History history: what came in
        :return: how long the customer takes, None when nothing came in
        :rtype: Habit | None"""
        if not history.amount:
            return None
        days = round(history.amount_days_paid / history.amount)
        signed = round(history.amount_days_signed / history.amount)
        grade = get_profile(history).grade
        return Habit(grade, history.amount, days - signed, days)

    @api.model
    def _tpe_find_term(self, company, days):
        """:return: a payment term of one date, that many days after the invoice
        :rtype: account.payment.term"""
        terms = self.env["account.payment.term"].search(
            self.env["account.payment.term"]._check_company_domain(company)
        )
        return terms.filtered(
            lambda term: (
                len(term.line_ids) == 1
                and term.line_ids.delay_type == "days_after"
                and term.line_ids.nb_days == days
                and not term.early_discount
            )
        )[:1]

    @api.model
    def _tpe_describe_terms(self, company, habit, terms, offer):
        """:return: the proposals in sentences, with their sums
        :rtype: str"""

        def write(amount):
            return format_amount(self.env, float(amount), company.currency_id)

        texts = []
        if terms:
            sums = {
                "days": terms.days,
                "term": habit.term,
                "amount": write(habit.amount),
                "more": abs(terms.days - habit.term),
                "rate": write_rate(self.env, company.tpe_money_cost),
                "cost": write(abs(terms.cost)),
            }
            texts.append(
                self.env._(
                    "Terms: %(days)s days instead of %(term)s. It costs you %(cost)s "
                    "a year: %(amount)s × %(more)s days ÷ 365 × %(rate)s %%.",
                    **sums,
                )
                if terms.days
                else self.env._(
                    "Terms: payment on order instead of %(term)s days. It brings you "
                    "%(cost)s a year: %(amount)s × %(more)s days ÷ 365 × %(rate)s %%.",
                    **sums,
                )
            )
        if offer:
            texts.append(self._tpe_describe_offer(company, habit, offer))
        return "\n".join(texts)

    @api.model
    def _tpe_describe_offer(self, company, habit, offer):
        """:return: an offer in a sentence, with its sums
        :rtype: str"""
        amounts = {
            "amount": habit.amount,
            "cost": offer.cost,
            "worth": offer.worth,
        }
        texts = {
            name: format_amount(self.env, float(amount), company.currency_id)
            for name, amount in amounts.items()
        }
        return self.env._(
            "Offer: %(percent)s %% off for payment within %(days)s days. On "
            "%(amount)s a year it costs %(cost)s and brings the money "
            "%(gained)s days sooner, worth %(worth)s at %(rate)s %% a year.",
            percent=write_rate(self.env, offer.percent),
            days=offer.days,
            gained=offer.gained,
            rate=write_rate(self.env, company.tpe_money_cost),
            **texts,
        )

    def action_tpe_accept_terms(self):
        """Give this customer the terms that are suggested: a person's decision.

        :return: True
        """
        self.ensure_one()
        self.env["account.move"]._tpe_check_accountant()
        term = self.tpe_suggested_term_id
        if not term:
            raise UserError(
                self.env._("There is no payment term of these days: add it.")
            )
        # those who keep accounts may not edit every customer
        partner_sudo = self.commercial_partner_id.sudo().with_company(self.env.company)
        partner_sudo.property_payment_term_id = term
        return True

    def action_tpe_accept_offer(self):
        """Give this customer's terms the discount that is suggested: a person decides.

        :return: True
        """
        self.ensure_one()
        self.env["account.move"]._tpe_check_accountant()
        habit, _terms, offer = self._tpe_suggest(self.env.company)[self]
        if not offer:
            raise UserError(self.env._("There is no offer to make to this customer."))
        # those who keep accounts may neither edit every customer nor make terms
        partner_sudo = self.commercial_partner_id.sudo().with_company(self.env.company)
        line = partner_sudo.property_payment_term_id.line_ids
        is_plain = len(line) == 1 and line.delay_type == "days_after"
        days = line.nb_days if is_plain else habit.term
        partner_sudo.property_payment_term_id = partner_sudo._tpe_get_offer_term(
            days, offer
        )
        return True

    def _tpe_get_offer_term(self, days, offer):
        """Find the payment term of an offer, or make it.

        :param int days: after the invoice, for who does not take the offer
        :param Offer offer: the discount
        :rtype: account.payment.term
        """
        company, terms = self.env.company, self.env["account.payment.term"]
        values = {
            "early_discount": True,
            "discount_percentage": float(offer.percent),
            "discount_days": offer.days,
        }
        domain = [(name, "=", value) for name, value in values.items()]
        same = terms.search([*terms._check_company_domain(company), *domain])
        same = same.filtered(
            lambda term: (
                len(term.line_ids) == 1
                and term.line_ids.delay_type == "days_after"
                and term.line_ids.nb_days == days
            )
        )[:1]
        name = self.env._(
            "%(days)s days, %(percent)s %% off within %(soon)s days",
            days=days,
            percent=write_rate(self.env, offer.percent),
            soon=offer.days,
        )
        line = {"value": "percent", "value_amount": 100, "nb_days": days}
        return same or terms.create(
            {
                "name": name,
                "company_id": company.id,
                "line_ids": [Command.create(line)],
                **values,
            }
        )
