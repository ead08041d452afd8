# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..tools.payer_profile import get_profile
from ..tools.plan_choice import Customer, choose
from ..tools.planning import Item

PLAN_AT = Item._fields.index("plan_id")


class TpeReminderPlanner(models.AbstractModel):
    """Gives each open item the plan of its customer."""

    _inherit = "tpe.reminder.planner"

    def _assign_plans(self, company, on_date, items, plans):
        """Give each item its customer's plan: chosen by hand, else the first that fits.

        :param res.company company: the creditor
        :param date on_date: the day
        :param list items: with the plan chosen by hand
        :param dict plans: plans in order of priority
        :return: items with their plan
        :rtype: list[Item]
        """
        rules = self.env["tpe.reminder.plan"]._get_rules(plans)
        kinds = {item.customer_id: item.kind or "" for item in items}
        customers = self._fetch_customers(company, on_date, items, rules)
        chosen, by_customer = {}, {}
        for customer_id, kind in kinds.items():
            key = customers.get(customer_id), kind
            if key not in by_customer:
                customer = (key[0] or Customer())._replace(kind=kind)
                by_customer[key] = choose(rules, customer)
            chosen[customer_id] = by_customer[key]
        return [
            item
            if item.plan_id in plans
            # item by item, _replace() would take longer than all of the rules
            else Item(*item[:PLAN_AT], chosen[item.customer_id], *item[PLAN_AT + 1 :])
            for item in items
        ]

    def _fetch_customers(self, company, on_date, items, rules):
        """Read what the rules look at, and nothing when they look at nothing.

        :return: customers by id
        :rtype: dict[int, Customer]
        """
        if not any(rule.is_by_customer for rule in rules):
            return {}
        ids = list({item.customer_id for item in items if item.customer_id})
        tags = self._fetch_tags(ids, rules)
        owed = self._add_up_owed(company, on_date, items, rules)
        grades = self._fetch_grades(company, on_date, ids, rules)
        langs = self._fetch_langs(ids, rules)
        return {
            customer_id: Customer(
                tags=frozenset(tags.get(customer_id, ())),
                lang=langs.get(customer_id) or "",
                grade=grades.get(customer_id, "new"),
                owed=owed[customer_id],
            )
            for customer_id in ids
        }

    def _fetch_tags(self, customer_ids, rules):
        """:return: tags by customer
        :rtype: dict[int, list[int]]"""
        if not any(rule.tags for rule in rules):
            return {}
        query = """SELECT partner_id, ARRAY_AGG(category_id)
                     FROM res_partner_res_partner_category_rel
                    WHERE partner_id = ANY(%s) GROUP BY partner_id"""
        self.env["res.partner"].flush_model(["category_id"])
        return dict(self.env.execute_query(SQL(query, customer_ids)))

    def _fetch_langs(self, customer_ids, rules):
        """:return: codes of languages by customer
        :rtype: dict[int, str]"""
        if not any(rule.langs for rule in rules):
            return {}
        self.env["res.partner"].flush_model(["lang"])
        query = "SELECT id, lang FROM res_partner WHERE id = ANY(%s)"
        return dict(self.env.execute_query(SQL(query, customer_ids)))

    def _fetch_grades(self, company, on_date, customer_ids, rules):
        """:return: grades of the payer profile by customer
        :rtype: dict[int, str]"""
        if not any(rule.grade for rule in rules):
            return {}
        partners = self.env["res.partner"]
        return {
            customer_id: get_profile(history).grade
            for customer_id, history in partners._tpe_get_payer_histories(
                company, on_date, customer_ids
            ).items()
        }

    def _add_up_owed(self, company, on_date, items, rules):
        """:return: what each customer owes, in the company's currency
        :rtype: dict[int, Decimal]"""
        owed = defaultdict(Decimal)
        if not any(rule.min_owed for rule in rules):
            return owed
        totals = defaultdict(Decimal)
        for item in items:
            totals[item.customer_id, item.currency_id] += item.residual
        for (customer_id, currency_id), total in totals.items():
            currency = self.env["res.currency"].browse(currency_id)
            if currency != company.currency_id:
                # a rule needs no more than the order of size
                total = currency._convert(
                    float(total), company.currency_id, company, on_date
                )
            owed[customer_id] += Decimal(str(total))
        return owed
