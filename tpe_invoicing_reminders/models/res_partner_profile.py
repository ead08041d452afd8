# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..report import payer_sql
from ..tools.payer_profile import PERIOD_DAYS, History, get_profile

_lt = LazyTranslate(__name__)
READERS = "account.group_account_readonly,account.group_account_invoice"
# who promises something to customers
PROMISERS = f"{READERS},sales_team.group_sale_salesman"
GRADES = [
    ("new", "Too early to say"),
    ("good", "Good payer"),
    ("slow", "Slow payer"),
    ("bad", "Bad payer"),
]
ADVICE = {
    "good": _lt("Longer terms or an early-payment discount would be safe."),
    "slow": _lt("Ask for a deposit, and remind early."),
    "bad": _lt("Ask for payment before delivery, or for a large deposit."),
}
TOLD = ("slow", "bad")
TRENDS = {
    "better": _lt("It gets better."),
    "worse": _lt("It gets worse."),
}


class ResPartner(models.Model):
    """A customer, with how he pays: counted from his payments and promises."""

    _inherit = "res.partner"

    tpe_payer_grade = fields.Selection(
        GRADES,
        string="Payer profile",
        compute="_compute_tpe_payer_profile",
        groups=READERS,
        help="From what came in during the last 365 days.",
    )
    tpe_payer_note = fields.Text(
        string="How this customer pays",
        compute="_compute_tpe_payer_profile",
        groups=READERS,
    )

    tpe_payer_warning = fields.Text(
        string="Before more is promised",
        compute="_compute_tpe_payer_warning",
        groups=PROMISERS,
    )

    @api.depends_context("company", "lang", "uid")
    def _compute_tpe_payer_warning(self):
        user = self.env.user
        is_reader = any(user.has_group(group) for group in READERS.split(","))
        # who sells is told what to do, and no figure
        for partner, partner_sudo in zip(self, self.sudo(), strict=True):
            grade = partner_sudo.tpe_payer_grade
            is_told = grade in TOLD
            if is_told and is_reader:
                partner.tpe_payer_warning = partner_sudo.tpe_payer_note
            else:
                partner.tpe_payer_warning = is_told and partner._tpe_word_grade(grade)

    def _tpe_word_grade(self, grade):
        """:return: how a customer pays and what that advises, without any figure
        :rtype: str"""
        names = self._fields["tpe_payer_grade"]._description_selection(self.env)
        advice = [dict(names)[grade] + "."]
        if self.sudo().commercial_partner_id.tpe_buyer_kind != "public":
            advice.append(self.env._(ADVICE[grade]))
        return " ".join(advice)

    @api.depends_context("company", "lang")
    def _compute_tpe_payer_profile(self):
        runs, company = self.env["tpe.reminder.run"], self.env.company
        histories = self._tpe_get_payer_histories(
            company, runs._get_day(company), self.commercial_partner_id.ids
        )
        for partner in self:
            history = histories.get(partner.commercial_partner_id.id, History())
            profile = get_profile(history)
            partner.tpe_payer_grade = profile.grade
            partner.tpe_payer_note = partner._tpe_describe_payer(history, profile)

    def _tpe_describe_payer(self, history, profile):
        """:return: a profile in sentences, with the figures it comes from
        :rtype: str"""
        if not history.invoices:
            return self.env._("Nothing has come in during the last 365 days.")
        sentences = [
            self.env._(
                "Invoices paid in the last 365 days: %(count)s. Days late on average: "
                "%(days)s. Money on time: %(share)s %%.",
                count=history.invoices,
                days=profile.days_late,
                share=profile.share_on_time,
            )
        ]
        promises = history.kept + history.broken
        if promises:
            sentences.append(
                self.env._(
                    "Promises kept: %(kept)s of %(count)s.",
                    kept=history.kept,
                    count=promises,
                )
            )
        texts = [TRENDS.get(profile.trend)]
        # a public body pays what was done, in the time that the law gives it
        if self.commercial_partner_id.tpe_buyer_kind != "public":
            texts.append(ADVICE.get(profile.grade))
        return " ".join([*sentences, *(self.env._(text) for text in texts if text)])

    @api.model
    def _tpe_get_payer_histories(self, company, on_date, customer_ids=None):
        """Add up what customers paid and promised, by one query each.

        :param res.company company: the creditor
        :param date on_date: the day: what was known as of then
        :param list customer_ids: only these commercial partners
        :return: histories by commercial partner
        :rtype: dict[int, History]
        """
        for model_name in ("account.move", "account.move.line", "tpe.reminder.pause"):
            self.env[model_name].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        start = on_date - timedelta(days=PERIOD_DAYS)
        values = {
            "company": company.id,
            "day": on_date,
            "start": start,
            "who": SQL()
            if customer_ids is None
            else SQL("AND p.commercial_partner_id = ANY(%s)", list(customer_ids)),
        }
        items = payer_sql.get_paid_items(
            company.id, start + timedelta(days=1), on_date, customer_ids
        )
        middle = on_date - timedelta(days=PERIOD_DAYS // 2)
        payments = SQL(PAYMENTS, items=items, middle=middle)
        promises = {
            row[0]: row[1:] for row in self.env.execute_query(SQL(PROMISES, **values))
        }
        histories = {
            row[0]: History(
                row[1],
                *map(Decimal, row[2:7]),
                amount_days_paid=Decimal(row[7]),
                amount_days_signed=Decimal(row[8]),
            )
            for row in self.env.execute_query(payments)
        }
        for customer_id, (kept, broken) in promises.items():
            history = histories.get(customer_id, History())
            histories[customer_id] = history._replace(kept=kept, broken=broken)
        return histories


# instalments that were settled: the same as in the figures of the KPI addon
PAYMENTS = """
    SELECT partner_id, COUNT(DISTINCT move_id), SUM(amount)::text,
           SUM(amount_floored)::text, COALESCE(SUM(amount_on_time), 0)::text,
           COALESCE(SUM(amount) FILTER (WHERE paid_on > %(middle)s), 0)::text,
           COALESCE(SUM(amount_floored) FILTER (WHERE paid_on > %(middle)s), 0)::text,
           SUM(amount_days)::text, SUM(amount_late)::text
      FROM (%(items)s) item
  GROUP BY partner_id
"""
PROMISES = """
    SELECT p.commercial_partner_id, COUNT(*) FILTER (WHERE s.state = 'kept'),
           COUNT(*) FILTER (WHERE s.state = 'broken')
      FROM tpe_reminder_pause s JOIN res_partner p ON p.id = s.partner_id
     WHERE s.company_id = %(company)s AND s.kind = 'promise'
       AND s.state IN ('kept', 'broken')
       AND s.ended_on > %(start)s AND s.ended_on <= %(day)s %(who)s
  GROUP BY p.commercial_partner_id
"""
