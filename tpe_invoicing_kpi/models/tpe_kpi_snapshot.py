# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import groupby

from odoo.addons.tpe_invoicing.language import in_user_language

from .kpi_inputs import KpiInputs

_logger = logging.getLogger(__name__)


class TpeKpiSnapshot(models.Model):
    """A key figure as it was on the last day of a month, frozen.

    Made by the monthly schedule, or by an accountant; never changed or deleted. The
    name, unit and definition are frozen with it. What the ledger says today of that
    same day stands beside, so that a past that was changed shows.
    """

    _name = "tpe.kpi.snapshot"
    _inherit = "tpe.append.only.mixin"
    _description = "Month-end figure"
    _log_access = False
    _order = "date desc, company_id.id, sequence, id"
    _rec_name = "name"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True, string="Last day of the month")
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, string="Key figure")
    unit = fields.Char(required=True, readonly=True)
    value = fields.Float(digits=(16, 4), readonly=True)
    # lists show what stands in a column; the whole answer is read by who asks for it
    answer = fields.Json(required=True, readonly=True, prefetch=False)
    definition = fields.Text(compute="_compute_definition")
    fingerprint = fields.Char(
        required=True,
        readonly=True,
        prefetch=False,
        help="SHA-256 of the entries it was made of.",
    )
    taken_at = fields.Datetime(required=True, readonly=True)
    current_answer = fields.Json(compute="_compute_current")
    current_value = fields.Float(
        string="Value today", digits=(16, 4), compute="_compute_current"
    )
    display = fields.Char(string="Frozen figure", readonly=True)
    current_display = fields.Char(compute="_compute_current", string="Ledger today")
    difference = fields.Char(compute="_compute_current")
    change = fields.Selection(
        [
            ("none", "Nothing changed"),
            ("entries", "Entries changed, the figure did not"),
            ("figure", "The figure changed"),
        ],
        compute="_compute_current",
        string="Since then",
    )

    _once = models.UniqueIndex(
        "(company_id, date, code)", "This month is frozen already."
    )

    # === CRUD METHODS === #

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        # EXTENDS base: whether a row may be read depends on its company, which would be
        # asked for after the rows
        if field_names is not None:
            field_names = list({*field_names, "company_id"})
        return super().search_fetch(domain, field_names, offset, limit, order)

    # === COMPUTE METHODS === #

    @api.depends("answer")
    def _compute_definition(self):
        for snapshot in self:
            snapshot.definition = snapshot.answer["definition"]

    @api.depends("answer", "fingerprint")
    def _compute_current(self):
        by_day = groupby(self, lambda snapshot: (snapshot.company_id, snapshot.date))
        for (company, day), group in by_day:
            kpis = {kpi.code: kpi for kpi in self.env["tpe.kpi"]._get_kpis()}
            known = [kpis[one.code] for one in group if one.code in kpis]
            answers = self.env["tpe.kpi"].union(*known)._answer(company, day)
            fingerprint = KpiInputs(self.env, company, day).get_fingerprint()
            for snapshot in group:
                snapshot._set_current(
                    kpis.get(snapshot.code, self.env["tpe.kpi"]),
                    answers.get(snapshot.code, snapshot.answer),
                    fingerprint,
                )

    def _set_current(self, kpi, answer, fingerprint):
        """Compare the frozen figure with what the ledger says today.

        :param kpi: the figure, if it is still known
        :param dict answer: today's answer, else the frozen one
        :param str fingerprint: today's entries of that day
        """
        self.ensure_one()
        self.current_answer = answer
        self.current_value = float(answer["value"] or 0)
        gap = self.current_value - self.value
        shown = [answer["value"], gap]
        if kpi:
            shown = [kpi._get_display(value, self.company_id) for value in shown]
        self.current_display, self.difference = shown
        if _strip(answer) != _strip(self.answer):
            self.change = "figure"
        else:
            self.change = "none" if fingerprint == self.fingerprint else "entries"

    # === ACTION METHODS === #

    @api.model
    def action_freeze(self):
        """Freeze the last month of the current company, if it is not.

        :return: action that shows the month
        :rtype: dict
        """
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only accountants freeze the figures of a month.")
            )
        day = self._get_last_month_end(self.env.company)
        self._freeze(self.env.company, day)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Month-end figures"),
            "res_model": self._name,
            "view_mode": "list,kanban,form",
            "domain": [("date", "=", day), ("company_id", "=", self.env.company.id)],
        }

    @api.model
    def action_show_changes(self):
        """Show the frozen figures of a year that the ledger no longer gives.

        :return: action
        :rtype: dict
        """
        start = self._get_last_month_end(self.env.company) - timedelta(366)
        recent = self.search(
            [("date", ">", start), ("company_id", "=", self.env.company.id)]
        )
        # entries may have changed since these were last compared
        recent.invalidate_recordset(["change"])
        changed = recent.filtered(lambda snapshot: snapshot.change == "figure")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Figures whose past was changed"),
            "res_model": self._name,
            "view_mode": "list,kanban,form",
            "views": [
                (self._get_compared_view(), "list"),
                (False, "kanban"),
                (False, "form"),
            ],
            "domain": [("id", "in", changed.ids)],
            "help": self.env._("The ledger still gives every frozen figure."),
        }

    @api.model
    def action_compare(self):
        """Show the last frozen month beside what the ledger says of it today.

        :return: action
        :rtype: dict
        """
        last = self.search([("company_id", "=", self.env.company.id)], limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Frozen month and ledger"),
            "res_model": self._name,
            "view_mode": "list,kanban,form",
            "views": [
                (self._get_compared_view(), "list"),
                (False, "kanban"),
                (False, "form"),
            ],
            "domain": [
                ("date", "=", last.date),
                ("company_id", "=", self.env.company.id),
            ],
        }

    # === PUBLIC API === #

    @api.model
    @api.readonly
    @in_user_language
    def tpe_frozen(self, company_id, on_date, codes=None):
        """Compare the frozen figures of a month-end with the ledger of today.

        :param int company_id: the company
        :param on_date: last day of the month (ISO string)
        :param list codes: the figures wanted, all by default
        :return: by code: the frozen value, the current one, their difference (decimal
            strings, False for none), unit, taken_at, and change: ``none``, ``entries``
            (they changed, the figure did not) or ``figure``; empty when the month is
            not frozen
        :rtype: dict
        """
        kpis = self.env["tpe.kpi"]
        company = kpis._get_readable_company(company_id)
        if codes:
            kpis._get_kpis(codes)
        day = self.env["tpe.reminder.run"]._get_day(company, on_date)
        found = self.search([("company_id", "=", company.id), ("date", "=", day)])
        # entries may have changed since these were last compared
        found.invalidate_recordset(["change", "current_answer"])
        return {
            one.code: one._get_comparison()
            for one in found
            if not codes or one.code in codes
        }

    def _get_comparison(self):
        """:return: the frozen figure beside the current one, JSON-safe
        :rtype: dict"""
        self.ensure_one()
        then, now = self.answer["value"], self.current_answer["value"]
        known = then is not False and now is not False
        return {
            "value": then,
            "current": now,
            "difference": known and str(Decimal(now) - Decimal(then)),
            "change": self.change,
            "unit": self.unit,
            "taken_at": fields.Datetime.to_string(self.taken_at),
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_compared_view(self):
        """:return: id of the list with the ledger beside
        :rtype: int"""
        return self.env.ref("tpe_invoicing_kpi.tpe_kpi_snapshot_view_list_compared").id

    @api.model
    def _get_answers(self, company, day):
        """Read the answers of a month-end as they were frozen.

        :param company: the company
        :param date day: the day
        :return: answer by code; none when the day is not frozen
        :rtype: dict
        """
        found = self.search_fetch(
            [("company_id", "=", company.id), ("date", "=", day)], ["code", "answer"]
        )
        return {one.code: one.answer for one in found}

    @api.model
    def _get_last_month_end(self, company):
        """Give the last day of the last whole month.

        :param company: whose today
        :return: the day
        :rtype: date
        """
        today = self.env["tpe.reminder.run"]._get_day(company)
        return today.replace(day=1) - timedelta(1)

    @api.model
    def _freeze(self, company, day):
        """Freeze the figures of a day that are not frozen yet.

        :param company: the company
        :param date day: last day of a month
        :return: the new snapshots
        :rtype: recordset
        """
        # what is frozen is read in the company's language for ever
        lang = company._tpe_get_lang(False)
        kpis = self.env["tpe.kpi"].with_context(lang=lang)._get_kpis()
        done = self.search([("company_id", "=", company.id), ("date", "=", day)])
        missing = kpis.filtered(lambda kpi: kpi.code not in set(done.mapped("code")))
        if not missing:
            return self.browse()
        answers = missing._answer(company, day)
        fingerprint = KpiInputs(self.env, company, day).get_fingerprint()
        # nobody writes a frozen figure by hand: only this method creates them
        snapshots_sudo = self.sudo()
        return snapshots_sudo.create(
            [
                {
                    "company_id": company.id,
                    "date": day,
                    "sequence": kpi.sequence,
                    "code": kpi.code,
                    "name": kpi.name,
                    "unit": answers[kpi.code]["unit"],
                    "value": float(answers[kpi.code]["value"] or 0),
                    "answer": answers[kpi.code],
                    "display": kpi._get_display(answers[kpi.code]["value"], company),
                    "fingerprint": fingerprint,
                    "taken_at": fields.Datetime.now(),
                }
                for kpi in missing
            ]
        ).sudo(False)

    @api.model
    def _cron_freeze(self):
        """Freeze the last month of each company that has sold something."""
        groups = self.env["account.move"]._read_group(
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
            ["company_id"],
        )
        self.env["ir.cron"]._commit_progress(remaining=len(groups))
        for [company] in groups:
            try:
                with self.env.cr.savepoint():
                    day = self._get_last_month_end(company)
                    if self._freeze(company, day):
                        self._mail_report(company, day)
            except Exception:
                _logger.exception("Figures of company %s were not frozen", company.id)
            self.env["ir.cron"]._commit_progress(1)


def _strip(answer):
    """Leave out of an answer what is no figure: words may be translated."""
    rows = [
        {key: cell for key, cell in row.items() if key != "label"}
        for row in answer.get("rows", ())
    ]
    words = ("definition", "rows")
    return {key: part for key, part in answer.items() if key not in words}, rows
