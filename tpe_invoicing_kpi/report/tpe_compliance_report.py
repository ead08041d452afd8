# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import SQL

# Drafts whose mentions are checked, newest first: each costs a full check.
MOST_DRAFTS = 50
COLUMNS = ("id", "code", "level", "title", "message", "number")
LEVELS = {"good": "good", "none": "good", "due": "due", "bad": "bad"}


class TpeComplianceReport(models.Model):
    """One thing the law wants, and how the company stands with it today.

    Nothing is stored: the state of the archive, the checks of drafts and the watch over
    legal figures are asked each time, for the current company. What is worst comes
    first.
    """

    _name = "tpe.compliance.report"
    _description = "Compliance"
    _auto = False
    _rec_name = "title"
    _order = "id"

    code = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    level = fields.Selection(
        [("bad", "To repair"), ("due", "To do"), ("good", "Good")],
        string="State",
        readonly=True,
    )
    title = fields.Char(string="Subject", readonly=True)
    message = fields.Char(string="What there is, or what to do", readonly=True)
    number = fields.Integer(readonly=True, help="Of the things concerned.")

    @property
    def _table_query(self):
        """:return: the state as constant rows
        :rtype: SQL"""
        company = self.env.company
        rows = SQL(", ").join(
            SQL("(%s::int, %s, %s, %s, %s, %s::int)", place, *cells)
            for place, cells in enumerate(self._get_rows(company), 1)
        )
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        return SQL(
            "SELECT state.*, %s AS company_id FROM (VALUES %s) state (%s)",
            company.id,
            rows,
            names,
        )

    @api.model
    def _get_rows(self, company):
        """Ask how the company stands.

        :param company: the company
        :return: code, level, title, message, number of each row, worst first
        :rtype: list[tuple]
        """
        self.env["tpe.kpi"]._check_reader()
        state = self.env["tpe.archive.entry"].tpe_state(company.id)
        rows = [
            (card["code"], LEVELS[card["level"]], card["title"], card["message"], 0)
            for card in state["cards"]
        ]
        rows += [self._get_mention_row(company), self._get_law_row(company)]
        ranks = list(dict(self._fields["level"].selection))
        return sorted(rows, key=lambda row: ranks.index(row[1]))

    @api.model
    def _get_mention_row(self, company):
        """Count the drafts that lack what the law wants on them.

        :param company: the company
        :return: the row
        :rtype: tuple
        """
        # who reads the figures may know how many drafts are not ready
        drafts_sudo = self.env["account.move"].sudo()
        drafts = drafts_sudo.search(
            [
                ("company_id", "=", company.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "draft"),
            ],
            order="id desc",
            limit=MOST_DRAFTS,
        )
        count = sum(not answer["ok"] for answer in drafts.tpe_check())
        title = self.env._("Mentions")
        if not count:
            text = self.env._("No draft lacks a mention that the law wants.")
            return ("mentions", "good", title, text, 0)
        text = self.env._(
            "%s drafts cannot be issued yet: open them to see why.", count
        )
        return ("mentions", "due", title, text, count)

    @api.model
    def _get_law_row(self, company):
        """Say whether a legal figure or text is about to run out.

        :param company: the company
        :return: the row
        :rtype: tuple
        """
        today = self.env["tpe.reminder.run"]._get_day(company)
        # the law is the same for every user, whatever his rights
        law_sudo = self.env["tpe.legal.parameter"].sudo()
        found = law_sudo._find_gaps(company, today)
        found += law_sudo._find_old_texts(company, today)
        title = self.env._("Legal figures")
        if not found:
            text = self.env._("Every legal figure and text is up to date.")
            return ("law", "good", title, text, 0)
        return ("law", "due", title, " ".join(found), len(found))
