# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, formatLang

from odoo.addons.tpe_invoicing.language import in_user_language

from .kpi_inputs import KpiInputs

# Who may read figures: they add up entries, which these groups may read anyway.
READER_GROUPS = "account.group_account_readonly,account.group_account_invoice"
COUNTS = 0
COLUMNS = ("numerator", "denominator")
DIGITS = {"days": 2, "percent": 2, "index": 4, "number": COUNTS}


class Figure(
    namedtuple(
        "Figure",
        "value numerator denominator rows counted beside columns",
        defaults=(None, None, None, False, (), COLUMNS),
    )
):
    """A computed figure, before it is written out.

    ``value`` and what it is made of, unrounded, None when there is none; ``rows`` of a
    table: (key, label, value[, numerator, denominator]); ``counted`` when numerator
    and denominator are numbers of things, not money; ``beside``: amounts shown with it;
    ``columns``: names of what a row holds after its value.
    """

    __slots__ = ()


class TpeKpi(models.Model):
    """One key figure: what it means, how it is computed, which way is good.

    Shipped with the addon and never changed by hand; ``tpe_values`` computes it from
    posted entries, for a company and a day. The figure ``code`` is computed by the
    method ``_figure_<code>``.
    """

    _name = "tpe.kpi"
    _description = "Key figure"
    _order = "sequence, id"

    sequence = fields.Integer(default=100)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    definition = fields.Text(required=True, translate=True)
    note = fields.Text(
        string="How it is counted", translate=True, help="What the sentence leaves out."
    )
    formula = fields.Char(required=True, translate=True)
    source = fields.Char(
        required=True, translate=True, help="Which entries and fields it is made of."
    )
    unit = fields.Selection(
        [
            ("amount", "Amount"),
            ("days", "Days"),
            ("percent", "%"),
            ("index", "Index"),
        ],
        required=True,
        readonly=True,
    )
    direction = fields.Selection(
        [
            ("lower", "Lower is better"),
            ("higher", "Higher is better"),
            ("neutral", "Neither"),
        ],
        string="Good direction",
        required=True,
        default="neutral",
    )
    is_table = fields.Boolean(string="Table", help="Several lines, not one figure.")
    benchmark = fields.Char(
        translate=True, help="A published average, with its source and date."
    )

    _code_unique = models.UniqueIndex("(code)", "This key figure exists already.")

    # === PUBLIC API === #

    @api.model
    @api.readonly
    @in_user_language
    def tpe_values(self, company_id, codes=None, on_date=None):
        """Compute key figures of a company as of a day.

        :param int company_id: the company
        :param list codes: the figures wanted, all by default
        :param on_date: the day (ISO string), today in the company's time zone by
            default; later entries and settlements are left out
        :return: by code: value (decimal string, False without one), unit, numerator,
            denominator, definition; a table has rows of key, label and value too
        :rtype: dict
        """
        company = self._get_readable_company(company_id)
        kpis = self._get_kpis(codes)
        day = self.env["tpe.reminder.run"]._get_day(company, on_date)
        return kpis.with_company(company)._answer(company, day)

    # === BUSINESS METHODS === #

    @api.model
    def _check_reader(self):
        """Refuse users who may not read the accounts.

        :raise AccessError: for anyone but readers, accountants and owners
        """
        if self.env.su or self.env.user.has_groups(READER_GROUPS):
            return
        raise AccessError(
            self.env._("Key figures are for people who may read the accounts.")
        )

    @api.model
    def _get_readable_company(self, company_id):
        """Browse a company whose figures the user may read.

        :param int company_id: the company
        :return: the company
        :rtype: recordset
        """
        self._check_reader()
        if not self.env.su and company_id not in self.env.user._get_company_ids():
            raise AccessError(self.env._("You do not work for this company."))
        company = self.env["res.company"].browse(company_id).exists()
        if not company:
            raise UserError(self.env._("There is no company %s.", company_id))
        # whichever companies the client has before it
        company = company.with_company(company)
        # two columns of its hundreds, which most figures get by with
        company.fetch(["currency_id", "partner_id"])
        return company

    @api.model
    def _get_kpis(self, codes=None):
        """Find key figures by code, in their own order.

        :param list codes: codes, all figures by default
        :return: the figures
        :rtype: recordset
        """
        if not codes:
            return self.search([])
        kpis = self.search_fetch([("code", "in", codes)])
        if missing := sorted(set(codes) - set(kpis.mapped("code"))):
            raise UserError(
                self.env._("There is no key figure %s.", ", ".join(missing))
            )
        return kpis

    def _answer(self, company, on_date):
        """Compute these figures and write them out; rights are the caller's business.

        :param company: the company
        :param date on_date: the day
        :return: answer by code
        :rtype: dict
        """
        figures = self._get_figures(company, on_date)
        return {kpi.code: kpi._get_answer(figures[kpi.code], company) for kpi in self}

    def _get_figures(self, company, on_date):
        """Compute figures from one reading of the ledger.

        :param company: the company
        :param date on_date: the day
        :return: Figure by code
        :rtype: dict
        """
        codes = self.mapped("code")
        inputs = KpiInputs(self.env, company, on_date, codes)
        return {code: getattr(self, f"_figure_{code}")(inputs) for code in codes}

    # === WRITING OUT === #

    def _get_answer(self, figure, company):
        """Write a figure out as the public answer.

        :param Figure figure: the computed figure
        :param company: whose currency amounts are in
        :return: JSON-safe answer
        :rtype: dict
        """
        self.ensure_one()
        money = company.currency_id.decimal_places
        parts = COUNTS if figure.counted else money
        digits = DIGITS.get(self.unit, money)
        answer = {
            "value": _write(figure.value, digits),
            "unit": self._get_unit(company),
            "numerator": _write(figure.numerator, parts),
            "denominator": _write(figure.denominator, parts),
            "definition": self.definition,
        }
        answer |= {
            name: _write(sum_, money) for name, sum_ in dict(figure.beside).items()
        }
        if figure.rows is not None:
            answer["rows"] = _write_rows(figure, digits, parts)
        return answer

    def _get_unit(self, company):
        """Name the unit of the figure.

        :param company: whose currency amounts are in
        :return: currency code, ``days``, ``%`` or ``index``
        :rtype: str
        """
        self.ensure_one()
        if self.unit == "amount":
            return company.currency_id.name
        return "%" if self.unit == "percent" else self.unit

    def _get_display(self, value, company):
        """Write a value for a reader.

        :param value: number, decimal string, or False
        :param company: whose currency amounts are in
        :return: value with its unit, a dash without value
        :rtype: str
        """
        self.ensure_one()
        if value is False:
            return "–"
        number = float(value)
        if self.unit == "amount":
            return format_amount(self.env, number, company.currency_id)
        if self.unit == "days":
            return self.env._("%s days", formatLang(self.env, number, 1))
        if self.unit == "percent":
            return self.env._("%s %%", formatLang(self.env, number, 1))
        return formatLang(self.env, number, 2)

    def _get_verdict(self, value, before):
        """Say in a word which way a figure went.

        :param value: decimal string, or False
        :param before: decimal string of some time before, or False
        :return: a word, empty when it cannot be told
        :rtype: str
        """
        self.ensure_one()
        if value is False or before is False or self.direction == "neutral":
            return ""
        gap = Decimal(value) - Decimal(before)
        if not gap:
            return self.env._("same")
        is_good = (gap > 0) == (self.direction == "higher")
        return self.env._("better") if is_good else self.env._("worse")


def _write(number, digits):
    """Write an exact number with its digits; False for none."""
    return _write_column([number], digits)[0]


def _write_column(numbers, digits):
    """Write exact numbers: thousands of customers take half the time of one by one."""
    quantum = Decimal(1).scaleb(-digits)
    # no "-0.00"; up to six digits str() writes no exponent, in half the time of format
    return [
        number is not None
        and str((last := Decimal(number).quantize(quantum, ROUND_HALF_UP)) or abs(last))
        for number in numbers
    ]


def _write_rows(figure, digits, parts):
    """Write the rows of a table out, column by column."""
    if not figure.rows:
        return []
    keys, labels, values, *others = zip(*figure.rows, strict=True)
    columns = [keys, labels, _write_column(values, digits)]
    columns += [_write_column(column, parts) for column in others]
    names = ("key", "label", "value", *figure.columns)
    # a table may have fewer columns than names
    return [dict(zip(names, row, strict=False)) for row in zip(*columns, strict=True)]
