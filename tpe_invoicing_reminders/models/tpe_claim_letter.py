# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .money import to_text
from .tpe_reminder_prepare import NO_CLAIM

# what may still change on a letter: where it got to, never what it says
NOTED = frozenset({"sent_on", "received_on", "tracking_number"})
MUTABLE = NOTED | {"is_withdrawn", "entry_id", "book_id"}
PREFIXES = {"formal": "MED", "debit": "ND"}
KINDS = [("formal", "Formal notice"), ("debit", "Debit note, outside VAT")]


class TpeClaimLetter(models.Model):
    """A numbered letter that claims: a formal notice to pay, or a debit note.

    The debit note asks for interest and lump sums alone, which bear no VAT and stand
    on no invoice. Made by a person, sealed at once; only its way to the customer is
    noted afterwards.
    """

    _name = "tpe.claim.letter"
    _inherit = ["mail.thread"]
    _description = "Claim letter"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    pay_by = fields.Date(string="To be paid by", required=True, readonly=True)
    line_ids = fields.One2many("tpe.claim.letter.line", "letter_id", readonly=True)
    principal = fields.Monetary(string="Invoices", readonly=True)
    interest = fields.Monetary(readonly=True)
    fees = fields.Monetary(string="Lump sums", readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Made by", readonly=True, default=lambda s: s.env.user
    )
    entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Sealed letter",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    book_id = fields.Many2one(
        "account.move",
        string="Journal entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Only when you chose to book what is claimed.",
    )
    sent_on = fields.Date(string="Posted on", tracking=True)
    tracking_number = fields.Char(tracking=True, help="Of the registered letter.")
    received_on = fields.Date(
        tracking=True,
        help="From this day a consumer owes interest. File the receipt below.",
    )
    is_withdrawn = fields.Boolean(readonly=True, tracking=True)

    _number_unique = models.UniqueIndex(
        "(company_id, name)", "This number was given already."
    )

    # === CRUD METHODS === #

    def write(self, vals):
        # people note its way to the customer; the rest is the engine's
        mutable = MUTABLE if self.env.su else NOTED
        own = {
            name
            for name, declared in self._fields.items()
            if declared.store and declared._modules == (self._module,)
        }
        if vals.keys() & (own | {"line_ids"}) - mutable:
            raise UserError(self.env._("A claim letter is kept as it was sealed."))
        result = super().write(vals)
        if vals.get("received_on"):
            self._record_receipt()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A claim letter is withdrawn, not deleted."))

    def _record_receipt(self):
        """Let a formal notice that was received count for its invoices."""
        for letter in self.filtered(lambda each: each.kind == "formal"):
            notices = self.env["tpe.formal.notice"]
            for move in letter.line_ids.move_id:
                notices._record(move, letter.received_on, letter)

    # === ACTION METHODS === #

    def action_print(self):
        """Open the letter.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        entry_sudo = self.entry_id.sudo()  # whoever has the letter has it
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{entry_sudo.attachment_id.id}",
            "target": "new",
        }

    def action_withdraw(self):
        """Withdraw a letter that was made by mistake.

        :return: True
        """
        self.check_access("write")
        for letter in self:
            if letter.book_id and letter.book_id.state == "posted":
                raise UserError(
                    self.env._("Reverse the journal entry of %s first.", letter.name)
                )
        # asked for by who may write here
        self.sudo().write({"is_withdrawn": True})
        notices = self.env["tpe.formal.notice"]
        notices.search([("letter_id", "in", self.ids)]).action_withdraw()
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, company, partner, options, moves=None):
        """Make and seal a letter.

        :param res.company company: the creditor
        :param res.partner partner: the customer
        :param dict options: ``kind``, ``date``, ``pay_by``
        :param account.move moves: only these invoices; default all that are overdue
        :return: one letter for each currency
        :rtype: tpe.claim.letter
        """
        partner, day = partner.commercial_partner_id, options["date"]
        self._check_options(options)
        recovery = self.env["tpe.recovery"]
        recovery._check_recoverer(partner if moves is None else moves, company)
        self._refuse_insolvent(partner, day)
        letters = self.browse()
        with_paid = options["kind"] == "debit"
        for account in recovery._get_accounts(company, partner, day, moves, with_paid):
            lines = self._get_lines(account, options["kind"])
            letter = self.create(
                {
                    **options,
                    "name": self._get_number(company, options),
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "currency_id": account.currency_id,
                    **self._get_sums(lines),
                    "line_ids": [
                        Command.create(self._prepare_line(claim, *sums))
                        for claim, *sums in lines
                    ],
                }
            )
            letter._seal([claim for claim, *_sums in lines])
            letters += letter
        return letters

    @api.model
    def _check_options(self, options):
        """:raises UserError: when no letter can be made like that"""
        kinds = dict(KINDS)
        if options["kind"] not in kinds:
            raise UserError(
                self.env._(
                    "“%(kind)s” is no kind of letter. Kinds: %(kinds)s.",
                    kind=options["kind"],
                    kinds=", ".join(kinds),
                )
            )
        if options["pay_by"] <= options["date"]:
            raise UserError(
                self.env._(
                    "A letter of %(day)s leaves time to pay: the last day to pay "
                    "comes after it.",
                    day=format_date(self.env, options["date"]),
                )
            )

    @api.model
    def _refuse_insolvent(self, partner, day):
        """:raises UserError: once proceedings are open: nobody is sued any more"""
        opened_on = partner.tpe_insolvency_on
        if opened_on and opened_on <= day:
            raise UserError(
                self.env._(
                    "%(customer)s is insolvent: no letter claims anything any more. "
                    "Declare the claim to the receiver by %(day)s.",
                    customer=partner.name,
                    day=format_date(self.env, partner.tpe_claim_deadline_on),
                )
            )

    @api.model
    def _get_lines(self, account, kind):
        """Say what a letter claims for each item.

        :param Account account: what is due in one currency
        :param str kind: a debit note leaves the invoices out, and what earlier ones
            claimed already
        :return: tuples of claim, principal, interest and fee
        :rtype: list[tuple]
        :raises UserError: when there is nothing to claim
        """
        if kind == "formal":
            return [
                (claim, claim.split.principal, claim.split.interest, claim.fee)
                for claim in account.claims
            ]
        before = self._get_claimed([claim.item.line_id for claim in account.claims])
        lines = []
        for claim in account.claims:
            interest, fee = before.get(claim.item.line_id, (NO_CLAIM, NO_CLAIM))
            interest = max(claim.split.interest - interest, NO_CLAIM)
            fee = max(claim.fee - fee, NO_CLAIM)
            if interest or fee:
                lines.append((claim, NO_CLAIM, interest, fee))
        if not lines:
            raise UserError(
                self.env._("There is neither interest nor a lump sum to claim.")
            )
        return lines

    def _get_claimed(self, line_ids):
        """:return: interest and fees that debit notes claimed, by item
        :rtype: dict[int, tuple]"""
        rows = self.env["tpe.claim.letter.line"]._read_group(
            [
                ("move_line_id", "in", line_ids),
                ("letter_id.kind", "=", "debit"),
                ("letter_id.is_withdrawn", "=", False),
            ],
            ["move_line_id"],
            ["interest:sum", "fee:sum"],
        )
        return {
            line.id: (Decimal(f"{interest:.6f}"), Decimal(f"{fee:.6f}"))
            for line, interest, fee in rows
        }

    @api.model
    def _get_sums(self, lines):
        """:return: the sums of a letter
        :rtype: dict"""
        principal, interest, fees = (
            float(sum((line[at] for line in lines), NO_CLAIM)) for at in (1, 2, 3)
        )
        return {
            "principal": principal,
            "interest": interest,
            "fees": fees,
            "amount_total": principal + interest + fees,
        }

    @api.model
    def _prepare_line(self, claim, principal, interest, fee):
        """:return: values of a line
        :rtype: dict"""
        return {
            "move_line_id": claim.item.line_id,
            "move_id": claim.item.move_id,
            "due_on": claim.item.due_on,
            "principal": float(principal),
            "interest": float(interest),
            "fee": float(fee),
        }

    @api.model
    def _get_number(self, company, options):
        """:return: the next number: no gap, for each company, kind and year
        :rtype: str"""
        code = f"tpe.claim.letter.{options['kind']}"
        # numbers are given by making letters, not by rights on sequences
        sequences_sudo = self.env["ir.sequence"].sudo()
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        sequence_sudo = sequences_sudo.search(domain, limit=1)
        if not sequence_sudo:
            sequence_sudo = sequences_sudo.create(
                {
                    "name": dict(KINDS)[options["kind"]],
                    "code": code,
                    "company_id": company.id,
                    "implementation": "no_gap",
                    "prefix": f"{PREFIXES[options['kind']]}/%(range_year)s/",
                    "padding": 4,
                    "use_date_range": True,
                }
            )
        return sequence_sudo.next_by_id(sequence_date=options["date"])

    def _describe(self):
        """:return: this letter as the public API gives it, without its file
        :rtype: dict"""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        sums = ("principal", "interest", "fees", "amount_total")
        return {
            "letter_id": self.id,
            "name": self.name,
            **{name: to_text(Decimal(str(self[name])), digits) for name in sums},
        }


class TpeClaimLetterLine(models.Model):
    """What a letter claims for one item; kept as the letter is."""

    _name = "tpe.claim.letter.line"
    _description = "Item of a claim letter"
    _order = "letter_id, id"
    _rec_name = "move_id"

    letter_id = fields.Many2one(
        "tpe.claim.letter",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="letter_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="letter_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Item",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    due_on = fields.Date(string="Due date", readonly=True)
    principal = fields.Monetary(string="Balance", readonly=True)
    interest = fields.Monetary(readonly=True)
    fee = fields.Monetary(string="Lump sum", readonly=True)

    def write(self, vals):
        if self and vals:
            raise UserError(self.env._("A claim letter is kept as it was sealed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A claim letter is withdrawn, not deleted."))
