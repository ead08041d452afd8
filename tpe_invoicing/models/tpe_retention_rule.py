# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from datetime import date

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..tools.retention import Years, find_last, pick_clock, run_clock
from .tpe_archive_entry import KINDS

Rule = namedtuple("Rule", "date_from starts_on series")
FAR = date(3000, 1, 1)  # no document is younger, and years can be added to it


class TpeRetentionRule(models.Model):
    """A law that wants a kind of document kept, and from which day it counts.

    Shipped with the addon, changed by nobody; the years themselves are the values of a
    legal figure. A kind without any rule is a part of the chain itself: it proves the
    others and is never purged.
    """

    _name = "tpe.retention.rule"
    _description = "Rule of retention"
    _order = "kind, parameter_id, date_from desc"
    _rec_name = "parameter_id"

    kind = fields.Selection(KINDS, string="Document", required=True, readonly=True)
    parameter_id = fields.Many2one(
        "tpe.legal.parameter",
        string="Law",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    starts_on = fields.Selection(
        [
            ("document", "The date of the document"),
            ("year_end", "The end of its financial year"),
        ],
        string="Counted from",
        required=True,
        readonly=True,
    )
    date_from = fields.Date(
        string="For documents dated from", required=True, readonly=True
    )
    source_title = fields.Char(string="Source", required=True, readonly=True)
    source_url = fields.Char(
        string="Address of the source", required=True, readonly=True
    )
    value_today = fields.Char(
        string="Years today", related="parameter_id.value_today", readonly=True
    )

    _rule_unique = models.UniqueIndex(
        "(kind, parameter_id, date_from)", "This rule is there already."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache("company_id")
    def _get_laws(self, company_id):
        """:return: the rules by kind of document, with the years of each law through
            time
        :rtype: dict[str, tuple[Rule]]"""
        laws = {}
        # the law is the same for every user, whatever his rights
        for rule_sudo in self.sudo().search([], order="date_from, id"):
            series = self._get_series(rule_sudo.parameter_id.code, company_id)
            rule = Rule(rule_sudo.date_from, rule_sudo.starts_on, series)
            laws.setdefault(rule_sudo.kind, {}).setdefault(
                rule_sudo.parameter_id.code, []
            ).append(rule)
        return {kind: tuple(map(tuple, own.values())) for kind, own in laws.items()}

    @api.model
    def _get_series(self, code, company_id):
        """:return: a legal figure through time; on one day the value that wins
        :rtype: tuple[Years]"""
        parameters = self.env["tpe.legal.parameter"]
        first, last = parameters._get_figures(code, company_id).in_order
        figures = {figure.date_from: figure for figure in (*last, *first)}
        # the law is the same for every user, whatever his rights
        rows_sudo = self.env["tpe.legal.parameter.value"].sudo()
        return tuple(
            Years(
                day,
                None if figure.is_repealed else figure.value,
                rows_sudo.browse(figure.row_id).source_title,
            )
            for day, figure in sorted(figures.items())
        )

    @api.model
    def _get_kinds(self):
        """:return: kinds of document that a law sets a term for
        :rtype: list[str]"""
        return sorted(self._get_laws(self.env.company.id))

    @api.model
    def _get_clock(self, company, kind, day):
        """Tell how long a document is to be kept.

        :param res.company company: whose document
        :param str kind: kind of its archive entry
        :param date day: its date
        :return: last day and law, or None when it is kept as long as the archive
        :rtype: Clock or None
        :raises UserError: when no law is known for that date
        """
        laws = self._get_laws(company.id).get(kind)
        if not laws:
            return None
        try:
            return pick_clock([self._run_law(company, rules, day) for rules in laws])
        except LookupError as error:
            raise UserError(
                self.env._(
                    "No law is known that says how long a document of %s is to be "
                    "kept: update TPE Invoicing. Until then it is kept.",
                    day,
                )
            ) from error

    @api.model
    def _run_law(self, company, rules, day):
        """:return: what one law says of a document
        :rtype: Clock
        :raises LookupError: when it has no value for that date"""
        rule = next((rule for rule in reversed(rules) if rule.date_from <= day), None)
        if not rule:
            raise LookupError(str(day))
        start = day
        if rule.starts_on == "year_end":
            start = company.compute_fiscalyear_dates(day)["date_to"]
        return run_clock(start, rule.series)

    @api.model
    def _find_last(self, company, kind, on_day):
        """Find the documents that need not be kept on a day any more: those of a kind
        up to a date, since younger ones are never kept shorter.

        :param res.company company: whose documents
        :param str kind: their kind
        :param date on_day: the first day on which they need not be there
        :return: date of the last of them, or None
        :rtype: date or None
        """

        def is_over(day):
            try:
                return self._get_clock(company, kind, day).until < on_day
            except UserError:  # no law known: kept
                return False

        first = self._get_first_day(company, kind)
        return find_last(first, min(on_day, FAR), is_over)

    @api.model
    def _get_first_day(self, company, kind):
        """:return: date of the first documents that the laws say something of
        :rtype: date"""
        return max(
            max(rules[0].date_from, rules[0].series[0].date_from)
            if rules[0].series
            else date.max
            for rules in self._get_laws(company.id)[kind]
        )
