# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

DELAY = timedelta(days=7)  # who is alone thinks it over
OPEN = ("draft", "prepared")
PREPARERS = ("account.group_account_invoice", "account.group_account_manager")


class TpeArchivePurge(models.Model):
    """A list of documents to destroy, from the person who prepared it to the deed.

    An accountant prepares it; it holds what the law lets go and no hold keeps. Another
    person, an owner, carries it out; an owner who is alone waits some days. Once
    carried out or cancelled it never changes.
    """

    _name = "tpe.archive.purge"
    _description = "Purge of the archive"
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    date_to = fields.Date(
        string="Documents dated until",
        help="Empty: all that need not be kept any more.",
    )
    note = fields.Text()
    state = fields.Selection(
        [
            ("draft", "New"),
            ("prepared", "Prepared"),
            ("done", "Carried out"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    prepared_at = fields.Datetime(string="Prepared on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Carried out by", readonly=True, copy=False
    )
    done_at = fields.Datetime(string="Carried out on", readonly=True, copy=False)
    line_ids = fields.One2many(
        "tpe.archive.purge.line", "purge_id", string="Documents", readonly=True
    )
    line_count = fields.Integer(
        string="Number of documents", compute="_compute_line_count"
    )
    tombstone_ids = fields.Many2many(
        "tpe.archive.entry", string="Entries of the purge", readonly=True, copy=False
    )
    next_words = fields.Text(string="What comes next", compute="_compute_next_words")

    # === COMPUTE METHODS === #

    @api.depends("company_id", "create_date")
    def _compute_display_name(self):
        for purge in self:
            day = format_date(self.env, purge.create_date or fields.Date.today())
            purge.display_name = self.env._("Purge of %s", day)

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["tpe.archive.purge.line"]._read_group(
                [("purge_id", "in", self.ids)], ["purge_id"], ["__count"]
            )
        )
        for purge in self:
            purge.line_count = counts.get(purge, 0)

    @api.depends("state", "prepared_by_id", "prepared_at")
    @api.depends_context("uid")
    def _compute_next_words(self):
        for purge in self:
            purge.next_words = purge._explain_next()

    def _explain_next(self):
        """:return: who can do what from here
        :rtype: str"""
        if self.state == "draft":
            return self.env._(
                "Prepare the list: it takes up every document that the law lets go and "
                "that no legal hold keeps. Nothing is destroyed by that."
            )
        if self.state != "prepared":
            return False
        others = self._get_owners() - self.prepared_by_id
        if others:
            return self.env._(
                "Look at the list, export it if you like. Then one of these persons, "
                "who did not prepare it, carries it out: %s.",
                ", ".join(others[:5].mapped("name")),
            )
        return self.env._(
            "Look at the list, export it if you like. You are the only owner, so it "
            "can be carried out from %s on.",
            format_date(self.env, self.prepared_at + DELAY),
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_preparer()
        for vals in vals_list:
            self._check_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_vals(vals)
        if not self.env.su and any(purge.state not in OPEN for purge in self):
            raise UserError(self.env._("This purge is over: it cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(purge.state == "done" for purge in self):
            raise UserError(self.env._("A purge that was carried out is not deleted."))

    def _check_vals(self, vals):
        """:raises AccessError: when a client writes what only the steps write"""
        if not self.env.su and vals.keys() - {"company_id", "date_to", "note"}:
            raise AccessError(
                self.env._("The steps of a purge are taken by its buttons.")
            )

    # === ACTION METHODS === #

    def action_prepare(self):
        """Make the list of what may be purged today.

        :return: True
        """
        self.ensure_one()
        self._check_preparer()
        self.check_access("write")
        if self.state not in OPEN:
            raise UserError(self.env._("This purge is over: it cannot be changed."))
        # the state is written by the steps alone
        purge_sudo = self.sudo()
        purge_sudo.line_ids.unlink()
        if not purge_sudo._fill():
            raise UserError(self._explain_empty())
        purge_sudo.write(
            {
                "state": "prepared",
                "prepared_by_id": self.env.uid,
                "prepared_at": fields.Datetime.now(),
            }
        )
        return True

    def action_cancel(self):
        """:return: True"""
        self._check_preparer()
        self.check_access("write")
        if any(purge.state not in OPEN for purge in self):
            raise UserError(self.env._("This purge is over: it cannot be changed."))
        self.sudo().write({"state": "cancelled"})  # written by the steps alone
        return True

    def action_carry_out(self):
        """Destroy what is on the list. Nobody can take that back.

        :return: True
        """
        self.ensure_one()
        self.env["tpe.archive.entry"]._check_owner()
        self.check_access("write")
        # two clicks at once: the second one waits, then finds the state
        self.lock_for_update()
        self._check_turn()
        entries = self.line_ids.entry_id
        meta = {"list": self.id, "prepared_by": self.prepared_by_id.id}
        tombstones = entries._purge(meta)
        self.sudo().write(  # the state is written by the steps alone
            {
                "state": "done",
                "done_by_id": self.env.uid,
                "done_at": fields.Datetime.now(),
                "tombstone_ids": [(6, 0, tombstones.ids)],
            }
        )
        return True

    def action_open_lines(self):
        """:return: action that shows the list, to be searched and exported
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "tpe.archive.purge.line",
            "view_mode": "list",
            "domain": [("purge_id", "=", self.id)],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _check_preparer(self):
        """:raises AccessError: when the user does not work in the accounts"""
        if not self.env.su and not any(map(self.env.user.has_group, PREPARERS)):
            raise AccessError(self.env._("Only accountants prepare purges."))

    def _check_turn(self):
        """:raises UserError: when this user cannot carry it out, or not yet"""
        if self.state == "done":
            raise UserError(self.env._("This purge was carried out already."))
        if self.state == "cancelled":
            raise UserError(self.env._("This purge is over: it cannot be changed."))
        if self.state != "prepared":
            raise UserError(self.env._("Prepare the list first."))
        if self.env.user != self.prepared_by_id:
            return
        if self._get_owners() - self.prepared_by_id or (
            fields.Datetime.now() < self.prepared_at + DELAY
        ):
            raise UserError(self._explain_next())

    def _get_owners(self):
        """:return: the persons who may carry out a purge in this company
        :rtype: res.users"""
        group = self.env.ref("account.group_account_manager")
        # who may carry it out is no secret for who prepares it
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", group.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                ]
            )
        )

    def _get_domain(self):
        """:return: the entries that may be purged
        :rtype: Domain"""
        entries = self.env["tpe.archive.entry"].with_context(
            allowed_company_ids=self.company_id.ids
        )
        domain = Domain("company_id", "=", self.company_id.id)
        if self.date_to:
            domain &= Domain("date", "<=", self.date_to)
        return domain & entries._get_state_domain("due")

    def _fill(self):
        """Put on the list what may be purged.

        :return: how many documents
        :rtype: int"""
        query = self.env["tpe.archive.entry"]._search(
            self._get_domain(), order="date, number"
        )
        # one statement: a list may hold the documents of a year
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO tpe_archive_purge_line (purge_id, company_id, entry_id)
                SELECT %s, %s, found.id FROM (%s) AS found(id) RETURNING id
                """,
                self.id,
                self.company_id.id,
                query.select(),
            )
        )
        self.invalidate_recordset(["line_ids", "line_count"])
        return len(rows)

    def _explain_empty(self):
        """:return: why there is nothing to purge, and when there will be
        :rtype: str"""
        entry = self.env["tpe.archive.entry"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("retention_state", "in", ("kept", "held")),
            ],
            order="date, number",
            limit=1,
        )
        if not entry or entry.is_held:
            return self.env._(
                "Nothing may be purged: the law or a hold keeps everything."
            )
        return self.env._(
            "Nothing may be purged yet. The oldest document, %(name)s, is to be kept "
            "until %(day)s (%(law)s).",
            name=entry.name,
            day=format_date(self.env, entry.kept_until),
            law=entry.kept_law,
        )


class TpeArchivePurgeLine(models.Model):
    """One document on a list of purge: made when the list is prepared."""

    _name = "tpe.archive.purge.line"
    _description = "Document to purge"
    _log_access = False
    _order = "purge_id, id"
    _rec_name = "entry_id"

    purge_id = fields.Many2one(
        "tpe.archive.purge", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    entry_id = fields.Many2one("tpe.archive.entry", required=True, ondelete="restrict")
    number = fields.Integer(related="entry_id.number")
    kind = fields.Selection(related="entry_id.kind")
    name = fields.Char(string="Document", related="entry_id.name")
    date = fields.Date(related="entry_id.date")
    partner_name = fields.Char(string="Customer", related="entry_id.partner_name")
    currency_id = fields.Many2one(related="entry_id.currency_id")
    amount_total = fields.Monetary(related="entry_id.amount_total")
    kept_until = fields.Date(related="entry_id.kept_until")
    kept_law = fields.Char(related="entry_id.kept_law")
    retention_state = fields.Selection(related="entry_id.retention_state")
