# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

MONTHS = 12
SHOWN = 20


class TpeListening(models.TransientModel):
    """The page on which the owner reads what customers and the team say."""

    _name = "tpe.listening"
    _description = "What customers and the team say"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    count = fields.Integer(string="Opinions", compute="_compute_opinions")
    average = fields.Float(
        string="Average of 5", digits=(3, 2), compute="_compute_opinions"
    )
    trend = fields.Html(string="By month", compute="_compute_opinions", sanitize=False)
    rating_ids = fields.Many2many(
        "rating.rating", string="Latest opinions", compute="_compute_opinions"
    )
    idea_ids = fields.Many2many("tpe.idea", string="Ideas", compute="_compute_idea_ids")

    @api.depends("company_id")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Customers and team")

    @api.depends("company_id")
    def _compute_idea_ids(self):
        for page in self:
            page.idea_ids = self.env["tpe.idea"].search(
                [("company_id", "=", page.company_id.id)], limit=SHOWN
            )

    @api.depends("company_id")
    def _compute_opinions(self):
        ratings = self.env["rating.rating"]
        for page in self:
            domain = page._get_rating_domain()
            groups = ratings._read_group(
                domain,
                ["rated_on:month"],
                ["rating:avg", "__count"],
                order="rated_on:month desc",
                limit=MONTHS,
            )
            page.count = sum(count for _month, _average, count in groups)
            total = sum(average * count for _month, average, count in groups)
            page.average = total / page.count if page.count else 0
            page.trend = page._draw_trend(groups)
            page.rating_ids = ratings.search(
                domain, order="rated_on desc, id desc", limit=SHOWN
            )

    def _get_rating_domain(self):
        """:return: what customers of the company have said of their invoices
        :rtype: list"""
        return [
            ("res_model", "=", "account.move"),
            ("parent_res_model", "=", "res.company"),
            ("parent_res_id", "=", self.company_id.id),
            ("consumed", "=", True),
        ]

    def _draw_trend(self, groups):
        """:param list groups: month, average and number, the latest first
        :return: a table with a bar for each month
        :rtype: Markup"""
        row = Markup(
            '<tr><th scope="row" class="pe-3 fw-normal">{month}</th>'
            '<td class="w-50"><div class="progress" aria-hidden="true">'
            '<div class="progress-bar {colour}" style="width: {width}%"></div></div>'
            '</td><td class="ps-3 text-end">{average}</td>'
            '<td class="ps-3 text-end text-muted">{count}</td></tr>'
        )
        rows = [
            row.format(
                month=format_date(self.env, month, date_format="MMM y"),
                colour="bg-success" if average >= 3 else "bg-danger",
                width=round(average * 20),
                average=formatLang(self.env, average, digits=1),
                count=count,
            )
            for month, average, count in reversed(groups)
        ]
        if not rows:
            return False
        body = Markup("").join(rows)
        return Markup('<table class="w-100"><tbody>%s</tbody></table>') % body

    # === ACTION METHODS === #

    @api.model
    def action_open(self):
        """:return: action that opens the page
        :rtype: dict"""
        page = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers and team"),
            "res_model": self._name,
            "res_id": page.id,
            "view_mode": "form",
        }

    def action_open_ratings(self):
        """:return: action that shows every opinion, by month
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opinions of customers"),
            "res_model": "rating.rating",
            "view_mode": "graph,list",
            "domain": self._get_rating_domain(),
            "context": {
                "graph_groupbys": ["rated_on:month"],
                "graph_measure": "rating",
                "graph_mode": "line",
            },
        }

    def action_new_idea(self):
        """:return: action that notes an idea
        :rtype: dict"""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New idea"),
            "res_model": "tpe.idea",
            "view_mode": "form",
        }
