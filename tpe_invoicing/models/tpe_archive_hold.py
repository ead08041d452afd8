# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

Hold = namedtuple("Hold", "number company_id meta sealed_at")
HOLDS = """
    SELECT company_id, number, kind, meta, sealed_at FROM tpe_archive_entry
     WHERE company_id = ANY(%s) AND kind IN ('hold', 'release')
     ORDER BY company_id, number
"""
NOTHING = ("move_id", "partner_id", "pdf", "xml", "filename", "currency")


class TpeArchiveEntry(models.Model):
    """Legal hold: what a dispute or an audit needs is not purged until it is lifted.

    A hold is an entry of kind “hold”: who, when, why, and over what (a customer, a
    period, chosen entries). It ends by an entry of kind “release” that names it.
    Nothing else is stored, so nobody can lift a hold unseen.
    """

    _inherit = "tpe.archive.entry"

    is_held = fields.Boolean(string="Under legal hold", compute="_compute_hold_words")
    hold_words = fields.Text(string="Held by", compute="_compute_hold_words")
    is_open_hold = fields.Boolean(string="In force", compute="_compute_is_open_hold")
    act_reason = fields.Char(string="Reason", compute="_compute_act")
    act_user_id = fields.Many2one("res.users", string="By", compute="_compute_act")

    _acts_index = models.Index(
        "(company_id, number) WHERE kind IN ('hold', 'release', 'purge')"
    )

    # === COMPUTE METHODS === #

    @api.depends("number")
    def _compute_hold_words(self):
        words = {entry.id: [] for entry in self}
        for hold in self._get_holds(self.company_id.ids):
            domain = Domain("id", "in", self.ids) & self._get_hold_domain(hold)
            for entry in self.search(domain):
                words[entry.id].append(self._describe_hold(hold))
        for entry in self:
            entry.is_held = bool(words[entry.id])
            entry.hold_words = "\n".join(words[entry.id]) or False

    @api.depends("kind")
    def _compute_is_open_hold(self):
        acts = self.filtered(lambda entry: entry.kind == "hold")
        holds = self._get_holds(acts.company_id.ids)
        found = {(hold.company_id, hold.number) for hold in holds}
        for entry in self:
            entry.is_open_hold = (entry.company_id.id, entry.number) in found

    @api.depends("meta")
    def _compute_act(self):
        # an archive may come from elsewhere: its users need not be known here
        said = {entry.id: json.loads(entry.meta) for entry in self}
        ids = {meta.get("user") for meta in said.values()} - {None}
        known = set(self.env["res.users"].sudo().browse(ids).exists().ids)
        for entry in self:
            user_id = said[entry.id].get("user")
            entry.act_reason = said[entry.id].get("reason") or False
            entry.act_user_id = user_id if user_id in known else False

    # === ACTION METHODS === #

    def action_hold(self):
        """:return: dialog that puts a hold on these entries
        :rtype: dict"""
        return self.env["tpe.archive.hold"]._open(
            {"default_scope": "entries", "default_entry_ids": self.ids}
        )

    def action_release(self):
        """:return: dialog that lifts this hold
        :rtype: dict"""
        self.ensure_one()
        return self.env["tpe.archive.hold"]._open(
            {"default_scope": "release", "default_hold_id": self.id}
        )

    # === BUSINESS METHODS === #

    @api.model
    def _check_owner(self):
        """:raises AccessError: when the user is not the owner"""
        if not (
            self.env.su or self.env.user.has_group("account.group_account_manager")
        ):
            raise AccessError(
                self.env._("Only the owner puts and lifts legal holds, and purges.")
            )

    @api.model
    def _put_hold(self, company, meta, reason):
        """Keep entries from being purged, until the hold is lifted.

        :param res.company company: whose archive
        :param dict meta: over what: ``numbers``; or ``partner`` (id); or ``from`` and
            ``to`` (ISO dates)
        :param str reason: why
        :return: the entry that says so
        :rtype: tpe.archive.entry
        """
        return self._seal_act("hold", company, meta, reason)

    def _release(self, reason):
        """Lift this hold.

        :param str reason: why
        :return: the entry that says so
        :rtype: tpe.archive.entry
        """
        self.ensure_one()
        if not self.is_open_hold:
            raise UserError(self.env._("This legal hold was lifted already."))
        meta = {"hold": self.number, "words": self.name}
        return self._seal_act("release", self.company_id, meta, reason)

    @api.model
    def _seal_act(self, kind, company, meta, reason):
        """:return: the entry of what the owner did
        :rtype: tpe.archive.entry"""
        self._check_owner()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the archive."))
        entry_sudo = self.sudo()._seal_documents(  # the owner was checked
            [
                {
                    **dict.fromkeys(NOTHING),
                    "kind": kind,
                    "company_id": company.id,
                    "partner_id": meta.get("partner"),
                    "name": meta.get("words") or self._name_scope(meta),
                    "date": fields.Date.context_today(self),
                    "meta": {**meta, "reason": reason},
                }
            ]
        )
        return entry_sudo.sudo(self.env.su)

    @api.model
    def _name_scope(self, meta):
        """:return: over what a hold is, without a person's name: it stays for good
        :rtype: str"""
        if meta.get("partner"):
            return self.env._("Documents of a customer")
        if numbers := meta.get("numbers"):
            return self.env._("%s chosen entries", len(numbers))
        return self.env._(
            "Documents from %(first)s to %(last)s",
            first=format_date(self.env, meta["from"]) if meta.get("from") else "…",
            last=format_date(self.env, meta["to"]) if meta.get("to") else "…",
        )

    @api.model
    def _get_holds(self, company_ids, fresh=None):
        """Return the holds in force.

        :param list company_ids: whose
        :param Cursor fresh: another transaction, which sees what was committed since
            this one began
        :rtype: list[Hold]
        """
        acts = {}
        for cr in filter(None, (self.env.cr, fresh)):
            cr.execute(HOLDS, [list(company_ids)])
            acts |= {row[:2]: row[2:] for row in cr.fetchall()}
        holds = {}
        for (company_id, number), (kind, meta, sealed_at) in sorted(acts.items()):
            said = json.loads(meta)
            if kind == "hold":
                holds[company_id, number] = Hold(number, company_id, said, sealed_at)
            else:
                holds.pop((company_id, said.get("hold")), None)
        return list(holds.values())

    @api.model
    def _get_hold_domain(self, hold):
        """:return: the entries that a hold is over
        :rtype: Domain"""
        meta, domain = hold.meta, Domain("company_id", "=", hold.company_id)
        if "numbers" in meta:
            return domain & Domain("number", "in", meta["numbers"])
        if meta.get("partner"):
            # a person of a company, and a company that took another one over, too
            partners = self.env["res.partner"].with_context(active_test=False).sudo()
            family = partners.search([("id", "child_of", meta["partner"])]).ids
            return domain & (
                Domain("partner_ref", "in", [meta["partner"], *family])
                | Domain("move_id.commercial_partner_id", "=", meta["partner"])
            )
        if meta.get("from"):
            domain &= Domain("date", ">=", meta["from"])
        if meta.get("to"):
            domain &= Domain("date", "<=", meta["to"])
        return domain

    @api.model
    def _get_held_domain(self, company_ids, fresh=None):
        """:return: the entries under hold; see :meth:`_get_holds`
        :rtype: Domain"""
        holds = self._get_holds(company_ids, fresh)
        return Domain.OR(self._get_hold_domain(hold) for hold in holds)

    @api.model
    def _describe_hold(self, hold):
        """:return: who put a hold, when and why
        :rtype: str"""
        # who put it may be read by whoever reads the archive
        user_sudo = self.env["res.users"].sudo().browse(hold.meta.get("user")).exists()
        return self.env._(
            "Legal hold no. %(number)s, put on %(day)s by %(user)s: %(reason)s",
            number=hold.number,
            day=format_date(self.env, hold.sealed_at),
            user=user_sudo.name or "?",
            reason=hold.meta.get("reason") or "",
        )
