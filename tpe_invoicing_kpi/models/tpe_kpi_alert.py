# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import groupby

from ..report import ledger_sql
from ..tools import alerts
from .kpi_inputs import PERIOD_DAYS

_logger = logging.getLogger(__name__)

TREND = ("rises", "falls")
# Code, kind, threshold, days: what most small businesses want to know.
SUGGESTED = (
    ("overdue_rate", "above", 30, 30),
    ("days_late", "rises", 20, 90),
    ("top_partner_share", "above", 25, 30),
    (False, "habit", 10, 90),
)


class TpeKpiAlert(models.Model):
    """A rule that tells somebody when a figure, or a customer's habit, turns bad.

    Looked at each day; it speaks once per episode, which lasts as long as the
    condition holds.
    """

    _name = "tpe.kpi.alert"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Alert on a key figure"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("above", "The figure is above"),
            ("below", "The figure is below"),
            ("rises", "The figure rises by at least"),
            ("falls", "The figure falls by at least"),
            ("habit", "A customer pays later than usual, by at least"),
        ],
        string="When",
        required=True,
        default="above",
    )
    kpi_id = fields.Many2one(
        "tpe.kpi",
        string="Key figure",
        domain=[("is_table", "=", False)],
        ondelete="cascade",
    )
    threshold = fields.Float(digits=(16, 2), required=True)
    threshold_unit = fields.Char(
        string="Unit of the threshold", compute="_compute_threshold_unit"
    )
    days = fields.Integer(
        string="Compared with",
        required=True,
        default=30,
        help="Days back: what the figure was, or what the customer did before.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who is told",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
    )
    channel = fields.Selection(
        [("activity", "Activity"), ("mail", "E-mail")],
        string="How",
        required=True,
        default="activity",
    )
    episode_ids = fields.One2many("tpe.kpi.alert.episode", "alert_id", readonly=True)
    is_on = fields.Boolean(string="Holds now", compute="_compute_is_on")

    _days_positive = models.Constraint(
        "CHECK(days > 0)", "Compare with at least one day before."
    )
    _figure_needed = models.Constraint(
        "CHECK(kind = 'habit' OR kpi_id IS NOT NULL)",
        "Choose the key figure to watch.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "kpi_id", "threshold")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for alert in self:
            name = alert.kpi_id.name if alert.kind != "habit" else ""
            words = (name, kinds.get(alert.kind), f"{alert.threshold:g}")
            unit = alert.threshold_unit
            alert.display_name = " ".join(filter(None, (*words, unit)))

    @api.depends("kind", "kpi_id", "company_id")
    def _compute_threshold_unit(self):
        for alert in self:
            if alert.kind == "habit":
                alert.threshold_unit = self.env._("days")
            elif alert.kind in TREND:
                alert.threshold_unit = "%"
            else:
                alert.threshold_unit = (
                    alert.kpi_id._get_unit(alert.company_id) if alert.kpi_id else ""
                )

    @api.depends("episode_ids.date_to")
    def _compute_is_on(self):
        for alert in self:
            alert.is_on = any(not episode.date_to for episode in alert.episode_ids)

    # === ACTION METHODS === #

    @api.model
    def action_suggest(self):
        """Add the alerts most businesses want, those that are not there yet.

        :return: action that shows the alerts
        :rtype: dict
        """
        mine = self.with_context(active_test=False).search(
            [("company_id", "=", self.env.company.id)]
        )
        have = {(alert.kpi_id.code, alert.kind) for alert in mine}
        kpis = {kpi.code: kpi.id for kpi in self.env["tpe.kpi"]._get_kpis()}
        self.create(
            [
                {
                    "kpi_id": kpis.get(code, False),
                    "kind": kind,
                    "threshold": threshold,
                    "days": days,
                }
                for code, kind, threshold, days in SUGGESTED
                if (code, kind) not in have
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_kpi.tpe_kpi_alert_action"
        )

    def action_check(self):
        """Look at these alerts now.

        :return: action that refreshes the screen
        :rtype: dict
        """
        self.check_access("write")
        for company, group in groupby(self, lambda alert: alert.company_id):
            today = self.env["tpe.reminder.run"]._get_day(company)
            self.concat(*group)._check(company, today)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # === BUSINESS METHODS === #

    @api.model
    def _cron_check(self):
        """Look at every alert, company by company."""
        groups = self._read_group([], ["company_id"], ["id:recordset"])
        self.env["ir.cron"]._commit_progress(remaining=len(groups))
        for company, watched in groups:
            try:
                with self.env.cr.savepoint():
                    today = self.env["tpe.reminder.run"]._get_day(company)
                    watched._check(company, today)
            except Exception:
                _logger.exception("Alerts of company %s were not checked", company.id)
            self.env["ir.cron"]._commit_progress(1)

    def _check(self, company, today):
        """Begin and end episodes, and tell about those that begin.

        :param company: the company of all of them
        :param date today: the day
        """
        figures = self.filtered("kpi_id")
        now = self._get_values(figures, company, today)
        for days, group in groupby(figures, lambda alert: alert.days):
            trends = self.concat(*group).filtered(lambda alert: alert.kind in TREND)
            then = self._get_values(trends, company, today - timedelta(days))
            for alert in group:
                value, before = now[alert.kpi_id], then.get(alert.kpi_id)
                threshold = Decimal(str(alert.threshold))
                state = alerts.is_met(alert.kind, threshold, value, before)
                if state is not None:
                    partners = self.env["res.partner"]
                    alert._follow({partners: (value, before)} if state else {}, today)
        for alert in self - figures:
            alert._follow(alert._get_changed(company, today), today)

    @api.model
    def _get_values(self, watched, company, day):
        """Compute the figures of some alerts as of a day.

        :param watched: the alerts
        :param company: the company
        :param date day: the day
        :return: exact value by ``tpe.kpi``, None without one
        :rtype: dict
        """
        if not watched:
            return {}
        figures = watched.kpi_id._get_figures(company, day)
        return {kpi: figures[kpi.code].value for kpi in watched.kpi_id}

    def _get_changed(self, company, today):
        """Find the customers who pay later than they used to.

        :param company: the company
        :param date today: the day
        :return: days late lately and before, by partner
        :rtype: dict
        """
        self.ensure_one()
        partners = self.env["res.partner"]
        split = today - timedelta(self.days)
        ledger_sql.flush(self.env)
        recent = partners._tpe_get_delays(company, today, None, days=self.days)
        before = partners._tpe_get_delays(company, split, None, days=PERIOD_DAYS)
        return {
            partners.browse(who): (
                paid.amount_floored / paid.amount,
                before[who].amount_floored / before[who].amount,
            )
            for who, paid in recent.items()
            if who in before
            and alerts.has_changed_habit(
                (paid.count, paid.amount_floored, paid.amount),
                (before[who].count, before[who].amount_floored, before[who].amount),
                self.threshold,
            )
        }

    def _follow(self, found, today):
        """Begin the episodes of what is found, end those of what is not any more.

        :param dict found: value and value before, by partner (none for a figure)
        :param date today: the day
        """
        self.ensure_one()
        # nobody writes an episode by hand
        episodes_sudo = self.env["tpe.kpi.alert.episode"].sudo()
        running = {
            episode_sudo.partner_id: episode_sudo
            for episode_sudo in episodes_sudo.search(
                [("alert_id", "=", self.id), ("date_to", "=", False)]
            )
        }
        for partner, episode_sudo in running.items():
            if partner not in found:
                episode_sudo.date_to = today
        for partner, (value, before) in found.items():
            if partner in running:
                continue
            episode_sudo = episodes_sudo.create(
                {
                    "alert_id": self.id,
                    "partner_id": partner.id,
                    "date_from": today,
                    "value": float(value),
                    "value_before": float(before or 0),
                }
            )
            episode_sudo._tell()
