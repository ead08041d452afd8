# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_date

# from when on a duty that is not done is a worry
DAYS_AHEAD = 90
LARGE = ("mid", "large")


class TpeLawDuty(models.Model):
    """What the law asks companies to do by a day: a row of the calendar.

    Comes with the addon or with a signed update. Who has to do it follows from size and
    kind of the company; whether it is done, from the company's own data where they say
    so, else from a person's word (``tpe.law.duty.done``).
    """

    _name = "tpe.law.duty"
    _inherit = "tpe.law.row.mixin"
    _description = "Date of the law"
    _order = "date_from, id"

    code = fields.Char(required=True, readonly=True)
    for_size = fields.Selection(
        [
            ("all", "Every company"),
            ("small", "Small and very small companies"),
            ("large", "Large and mid-size companies"),
        ],
        string="For whom",
        required=True,
        readonly=True,
        default="all",
    )
    condition = fields.Selection(
        [
            ("always", "All of them"),
            ("vat", "Those that charge VAT"),
            ("franchise", "Those in VAT franchise"),
            ("consumers", "Those with consumers or customers abroad"),
        ],
        string="Of these",
        required=True,
        readonly=True,
        default="always",
    )
    check_code = fields.Selection(
        [
            ("siren", "SIREN of the customers"),
            ("figures", "Legal figures"),
            ("program", "This program"),
        ],
        string="Known from",
        readonly=True,
        help="Empty: somebody says so.",
    )
    done_ids = fields.One2many("tpe.law.duty.done", "duty_id")
    is_mine = fields.Boolean(string="For my company", compute="_compute_state")
    state = fields.Selection(
        [
            ("done", "Done"),
            ("late", "Overdue"),
            ("soon", "Soon"),
            ("ahead", "To do"),
            ("other", "Not for you"),
        ],
        compute="_compute_state",
    )
    message = fields.Text(string="Where you stand", compute="_compute_state")

    _code_unique = models.UniqueIndex("(code)", "This date is in the calendar already.")

    # === COMPUTE METHODS === #

    @api.depends("done_ids.done_on", "date_from", "for_size", "condition")
    @api.depends_context("company", "lang")
    def _compute_state(self):
        company = self.env.company
        kinds = company._tpe_get_duty_kinds()
        today = fields.Date.context_today(self)
        for duty in self:
            duty.is_mine = {duty.for_size, duty.condition} <= kinds
            if not duty.is_mine:
                duty.state, duty.message = "other", False
                continue
            is_done, duty.message = duty._get_progress(company)
            duty.state = "done" if is_done else duty._get_urgency(today)

    def _get_urgency(self, today):
        if self.date_from < today:
            return "late"
        return "soon" if self.date_from <= today + timedelta(DAYS_AHEAD) else "ahead"

    def _get_progress(self, company):
        """:param res.company company: the company
        :return: whether it has done what it had to, and a sentence
        :rtype: tuple[bool, str]"""
        if self.check_code:
            return getattr(self, f"_check_{self.check_code}")(company)
        # what is read is who said so, of the company at work
        marks_sudo = self.sudo().done_ids
        mark = marks_sudo.filtered(lambda mark: mark.company_id == company)[:1]
        if not mark:
            return False, False
        return True, self.env._(
            "%(who)s said so on %(day)s.",
            who=mark.user_id.name,
            day=format_date(self.env, mark.done_on),
        )

    def _check_program(self, _company):
        return True, self.env._("TPE Invoicing does it: nothing to do.")

    def _check_siren(self, company):
        """Count the business customers that a number is missing of."""
        # what is counted is told to whoever reads the accounts of the company
        partners_sudo = self.env["res.partner"].sudo()
        missing = partners_sudo.search_count(company._tpe_get_nameless_domain())
        if not missing:
            return True, self.env._("Every business customer in France has its SIREN.")
        return False, self.env._(
            "%s business customers in France have no SIREN yet.", missing
        )

    def _check_figures(self, company):
        parameters = self.env["tpe.legal.parameter"]
        missing = parameters._find_gaps(company, fields.Date.context_today(self))
        return not missing, " ".join(missing) or self.env._(
            "Every figure that your invoices need is there."
        )

    # === ACTION METHODS === #

    def action_mark_done(self):
        """Note that the company has done it.

        :return: True
        :rtype: bool
        """
        self._check_owner()
        # whoever may say so was checked
        marks_sudo = self.env["tpe.law.duty.done"].sudo()
        company = self.env.company
        for duty in self:
            if company not in duty.sudo().done_ids.company_id and not duty.check_code:
                marks_sudo.create({"duty_id": duty.id, "company_id": company.id})
        return True

    def action_take_back(self):
        """Take back that the company has done it.

        :return: True
        :rtype: bool
        """
        self._check_owner()
        # whoever may say so was checked
        marks_sudo = self.sudo().done_ids
        company = self.env.company
        marks_sudo.filtered(lambda mark: mark.company_id == company).unlink()
        return True

    def _check_owner(self):
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(self.env._("Only the owner can say so."))

    @api.model
    def _find_pressing(self, company, today):
        """Find what a company must do soon, or should have done.

        :param res.company company: the company
        :param date today: the day
        :return: sentences
        :rtype: list[str]
        """
        soon = today + timedelta(DAYS_AHEAD)
        duties = self.with_company(company).search([("date_from", "<=", soon)])
        return [
            self.env._(
                "%(day)s: %(what)s. %(how)s",
                day=format_date(self.env, duty.date_from),
                what=duty.name,
                how=duty.message or duty.text or "",
            )
            for duty in duties
            if duty.is_mine and duty.state in ("late", "soon")
        ]


class TpeLawDutyDone(models.Model):
    """Somebody's word that a company has done what the law asks by a day."""

    _name = "tpe.law.duty.done"
    _description = "Date of the law that was kept"
    _order = "done_on desc, id desc"
    _check_company_auto = True

    duty_id = fields.Many2one(
        "tpe.law.duty", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    done_on = fields.Date(
        required=True, readonly=True, default=fields.Date.context_today
    )

    _company_unique = models.UniqueIndex(
        "(duty_id, company_id)", "This is noted already."
    )
