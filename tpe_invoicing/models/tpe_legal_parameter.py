# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from bisect import bisect_right
from collections import namedtuple
from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..tools.periods import half_year_code, half_year_start

Figure = namedtuple("Figure", "date_from value row_id is_repealed")
Known = namedtuple("Known", "validity in_order")


class TpeLegalParameter(models.Model):
    """A figure that the law sets: a rate, an amount, a number of days or years.

    Shipped with the addon; its values are dated rows. ``_get`` is the only door to
    them, and takes the date of the fact: no value on that date is an error.
    """

    _name = "tpe.legal.parameter"
    _description = "Legal figure"
    _order = "sequence, code"

    sequence = fields.Integer(default=100)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    unit = fields.Selection(
        [
            ("percent", "% a year"),
            ("share", "%"),
            ("points", "points"),
            ("factor", "times"),
            ("eur", "EUR"),
            ("days", "days"),
            ("months", "months"),
            ("years", "years"),
            ("flag", "0 = no, 1 = yes"),
        ],
        required=True,
        readonly=True,
    )
    validity = fields.Selection(
        [
            ("until_next", "Until the next value"),
            ("half_year", "For one half-year"),
        ],
        required=True,
        readonly=True,
        default="until_next",
        help="A rate of a half-year is never carried over to the next one.",
    )
    own_values = fields.Selection(
        [
            ("gaps", "Where the law has none yet"),
            ("higher", "Not less than the law's"),
            ("lower", "Not more than the law's"),
        ],
        string="Own values of a company",
        required=True,
        readonly=True,
        default="gaps",
        help="What a company may set for itself without weakening the law.",
    )
    is_on_unpaid = fields.Boolean(
        string="Bears on unpaid invoices",
        readonly=True,
        help="Interest and charges of what is overdue are reckoned with it.",
    )
    description = fields.Text(translate=True)
    value_today = fields.Char(compute="_compute_value_today")
    value_ids = fields.One2many(
        "tpe.legal.parameter.value", "parameter_id", string="Values"
    )

    _code_unique = models.UniqueIndex("(code)", "This legal figure exists already.")

    # === COMPUTE METHODS === #

    @api.depends("value_ids.value", "value_ids.date_from", "value_ids.repealed")
    @api.depends_context("company")
    def _compute_value_today(self):
        today = fields.Date.context_today(self)
        for parameter in self:
            try:
                value = self._get(parameter.code, today)
            except UserError:
                parameter.value_today = self.env._("none")
            else:
                digits = 2 if parameter.unit == "percent" else 0
                parameter.value_today = formatLang(self.env, float(value), digits)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        parameters = super().create(vals_list)
        self.env.registry.clear_cache()
        return parameters

    def write(self, vals):
        if not self.env.su and vals.keys() - {"value_ids"}:
            raise UserError(self.env._("A legal figure cannot be changed."))
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if not self.env.su:
            raise UserError(self.env._("A legal figure cannot be deleted."))

    # === BUSINESS METHODS === #

    @api.model
    def _get(self, code, on_date, company=None):
        """Return the value of a legal figure on a date.

        :param str code: code of the figure
        :param date on_date: date of the fact: invoice, due date, day of delay
        :param res.company company: whose own values count; default the current one
        :return: the value
        :rtype: Decimal
        :raises UserError: when no value is known for that date
        """
        return self._get_row(code, on_date, company)[0]

    @api.model
    def _get_row(self, code, on_date, company=None):
        """Return the value of a legal figure on a date, and the row it stands in.

        :param str code: code of the figure
        :param date on_date: date of the fact
        :param res.company company: whose own values count; default the current one
        :return: value and id of the ``tpe.legal.parameter.value``
        :rtype: tuple[Decimal, int]
        :raises UserError: when no value is known for that date
        """
        day = fields.Date.to_date(on_date)
        known = self._get_figures(code, (company or self.env.company).id)
        validity = known.validity
        for figures in known.in_order:
            index = bisect_right(figures, day, key=lambda figure: figure.date_from)
            figure = figures[index - 1] if index else None
            if (
                figure
                and not figure.is_repealed
                and (
                    validity != "half_year" or figure.date_from == half_year_start(day)
                )
            ):
                return figure.value, figure.row_id
        raise UserError(self._get_missing_message(code, day))

    @api.model
    def _get_series(self, code, company=None):
        """Return all values of a legal figure, for work on many dates at once.

        :param str code: code of the figure
        :param res.company company: whose own values count; default the current one
        :return: pairs of first day and value, oldest first; on one day the value that
            wins (see ``own_values``). Repealed values are left out
        :rtype: list[tuple[date, Decimal]]
        """
        first, last = self._get_figures(code, (company or self.env.company).id).in_order
        by_date = {figure.date_from: figure for figure in (*last, *first)}
        return [
            (day, figure.value)
            for day, figure in sorted(by_date.items())
            if not figure.is_repealed
        ]

    @api.model
    @tools.ormcache("code", "company_id")
    def _get_figures(self, code, company_id):
        """:return: validity, and values of the law and of the company by date: those
            that win first
        :rtype: Known"""
        # the law is the same for every user, whatever his rights
        parameter_sudo = self.sudo().search([("code", "=", code)], limit=1)
        if not parameter_sudo:
            raise ValueError(f"unknown legal figure: {code}")
        own, law = [], []
        for row in parameter_sudo.value_ids.sorted("date_from"):
            if row.company_id.id in (False, company_id):
                figures = own if row.company_id else law
                value = Decimal(f"{row.value:.6f}".rstrip("0").rstrip("."))
                figures.append(Figure(row.date_from, value, row.id, row.repealed))
        # a company fills a gap, which the law closes; elsewhere its own value wins
        is_gap = parameter_sudo.own_values == "gaps"
        in_order = (law, own) if is_gap else (own, law)
        return Known(parameter_sudo.validity, tuple(map(tuple, in_order)))

    def _get_missing_message(self, code, day):
        """:return: what to tell a user when a figure has no value on a day
        :rtype: str"""
        # the law is no secret
        parameter_sudo = self.sudo().search([("code", "=", code)], limit=1)
        period = (
            half_year_code(day)
            if parameter_sudo.validity == "half_year"
            else fields.Date.to_string(day)
        )
        return self.env._(
            "The legal figure “%(name)s” (%(code)s) has no value for %(period)s: "
            "update TPE Invoicing, or add the official value under Invoicing, "
            "Configuration, TPE invoicing, Legal figures.",
            name=parameter_sudo.name,
            code=code,
            period=period,
        )
