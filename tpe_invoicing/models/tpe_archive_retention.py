# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from itertools import product

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("kept", "To be kept"),
    ("held", "Under legal hold"),
    ("due", "May be purged"),
    ("purged", "Purged"),
    ("permanent", "Kept with the archive"),
    ("unknown", "No law known"),
]


class TpeArchiveEntry(models.Model):
    """Until when each entry is to be kept, and by which law.

    Nothing of it is stored: a law that changes, or a financial year that is moved,
    shows at once. It depends on kind and date only: a search is a date for each kind.
    """

    _inherit = "tpe.archive.entry"

    kept_until = fields.Date(
        string="To be kept until",
        compute="_compute_retention",
        search="_search_kept_until",
        help="Last day on which the law wants this document kept.",
    )
    kept_law = fields.Char(string="Because of", compute="_compute_retention")
    retention_state = fields.Selection(
        STATES,
        string="Retention",
        compute="_compute_retention",
        search="_search_retention_state",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "date", "company_id", "attachment_id")
    def _compute_retention(self):
        clocks, today = {}, fields.Date.context_today(self)
        for entry in self:
            key = entry.company_id, entry.kind, entry.date
            if key not in clocks:
                clocks[key] = self._read_clock(*key)
            state, entry.kept_until, entry.kept_law = clocks[key]
            if entry._is_purged():
                state = "purged"
            elif entry.is_held and state in ("kept", "unknown"):
                state = "held"
            elif state == "kept" and entry.kept_until < today:
                state = "due"
            entry.retention_state = state

    @api.model
    def _read_clock(self, company, kind, day):
        """:return: state, last day and law of documents of a kind and a date
        :rtype: tuple"""
        try:
            clock = self.env["tpe.retention.rule"]._get_clock(company, kind, day)
        except UserError as error:
            return "unknown", False, str(error)
        if not clock:
            text = self.env._("It proves the other entries: it stays with them.")
            return "permanent", False, text
        return "kept", clock.until, clock.law

    def _is_purged(self):
        """:return: whether the file of this entry was purged: the database lets it go
            with a purge only
        :rtype: bool"""
        self.ensure_one()
        return bool(self.sha256 and not self.attachment_id)

    # === SEARCH METHODS === #

    def _search_kept_until(self, operator, value):
        if operator in ("in", "not in"):
            found = Domain.OR(
                self._get_until_domain("<=", day) & ~self._get_until_domain("<", day)
                if day
                else ~self._get_ruled_domain()
                for day in value
            )
            return ~found if operator == "not in" else found
        over = {">": "<=", ">=": "<"}
        if operator in over:
            opposite = self._get_until_domain(over[operator], value)
            return self._get_ruled_domain() & ~opposite
        return self._get_until_domain(operator, value)

    @api.model
    def _get_until_domain(self, operator, value):
        """:return: entries to be kept until a day, or until one before it only
        :rtype: Domain"""
        day = fields.Date.to_date(value)
        on_day = {"<": day, "<=": day + timedelta(days=1)}[operator]
        return self._get_ruled_domain(over_on=on_day)

    def _search_retention_state(self, operator, value):
        found = Domain.OR(self._get_state_domain(state) for state in value)
        return ~found if operator == "not in" else found

    @api.model
    def _get_state_domain(self, state):
        """:param str state: see ``retention_state``
        :return: the entries in it
        :rtype: Domain"""
        kinds = self.env["tpe.retention.rule"]._get_kinds()
        if state == "permanent":
            return Domain("kind", "not in", kinds)
        purged = Domain("sha256", "!=", False) & Domain("attachment_id", "=", False)
        if state == "purged":
            return Domain("kind", "in", kinds) & purged
        there = Domain("kind", "in", kinds) & ~purged
        held = self._get_held_domain(self.env.companies.ids)
        if state == "held":
            return there & held
        if state == "unknown":
            return there & ~held & ~self._get_ruled_domain()
        over = self._get_ruled_domain(over_on=fields.Date.context_today(self))
        if state == "due":
            return there & ~held & over
        kept = there & ~held & self._get_ruled_domain() & ~over
        return kept if state == "kept" else Domain.FALSE

    @api.model
    def _get_ruled_domain(self, over_on=None):
        """:param date over_on: a day; none for whatever day
        :return: entries that a law is known for, and no law keeps on that day
        :rtype: Domain"""
        rules, found = self.env["tpe.retention.rule"], Domain.FALSE
        for company, kind in product(self.env.companies, rules._get_kinds()):
            last = over_on and rules._find_last(company, kind, over_on)
            if last or not over_on:
                ruled = Domain("company_id", "=", company.id)
                ruled &= Domain("kind", "=", kind)
                ruled &= Domain("date", ">=", rules._get_first_day(company, kind))
                found |= ruled & Domain("date", "<=", last) if last else ruled
        return found
