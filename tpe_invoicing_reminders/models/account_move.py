# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from odoo.addons.tpe_invoicing.language import in_user_language

from ..tools import limitation
from .money import to_decimal, to_text
from .res_partner_profile import READERS
from .tpe_reminder_pause import REASONS
from .tpe_reminder_run import SENDERS


class AccountMove(models.Model):
    """An invoice, with its reminders, its pauses and its formal notice."""

    _inherit = "account.move"

    tpe_reminder_line_ids = fields.One2many(
        "tpe.reminder.line", "move_id", string="Reminders sent", readonly=True
    )
    tpe_pause_ids = fields.One2many(
        "tpe.reminder.pause", "move_id", string="Pauses", readonly=True
    )
    tpe_formal_notice_on = fields.Date(
        string="Formal notice received on",
        copy=False,
        readonly=True,
        help="From this day a consumer owes interest (C. civ. art. 1231-6).",
    )

    tpe_is_paused = fields.Boolean(compute="_compute_tpe_is_paused")
    tpe_reminder_note = fields.Text(
        string="Next reminder", compute="_compute_tpe_reminder_note"
    )
    tpe_payer_note = fields.Text(related="partner_id.tpe_payer_note", groups=READERS)
    tpe_limitation_on = fields.Date(
        string="Claim lapses after",
        compute="_compute_tpe_limitation_on",
        help="Last day to bring the claim to court, as far as Odoo knows. A reminder "
        "does not put it off; a part payment does.",
    )

    # === COMPUTE METHODS === #

    @api.depends("tpe_pause_ids.state")
    def _compute_tpe_is_paused(self):
        for move in self:
            move.tpe_is_paused = bool(move._tpe_get_active_pauses())

    @api.depends("line_ids.tpe_reminder_note", "tpe_pause_ids.state")
    @api.depends_context("lang")
    def _compute_tpe_reminder_note(self):
        for move in self:
            notes = move._tpe_get_receivable_lines().mapped("tpe_reminder_note")
            move.tpe_reminder_note = "\n".join(filter(None, notes)) or False

    @api.depends(
        "invoice_date",
        "invoice_date_due",
        "delivery_date",
        "matched_payment_ids",
        "state",
    )
    def _compute_tpe_limitation_on(self):
        parameter = self.env["tpe.legal.parameter"]
        for move in self:
            is_owed = move.state == "posted" and not move._tpe_is_settled()
            if move.move_type != "out_invoice" or not is_owed:
                move.tpe_limitation_on = False
                continue
            kind = move.commercial_partner_id.tpe_buyer_kind
            who = "consumer" if kind == "consumer" else "business"
            # an invoice names the day of delivery when it is another than its own
            delivered_on = move.delivery_date or move.invoice_date
            start = limitation.get_start(who, move.invoice_date_due, delivered_on)
            years = parameter._get(f"limitation_years_{who}", start, move.company_id)
            move.tpe_limitation_on = limitation.get_last_day(
                start, int(years), move._tpe_get_interruptions()
            )

    def _tpe_get_receivable_lines(self):
        """:return: the due items of these invoices
        :rtype: account.move.line"""
        return self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _tpe_get_interruptions(self):
        """:return: day and kind of what interrupts limitation
        :rtype: list[tuple]"""
        partials = self._tpe_get_receivable_lines().matched_credit_ids
        events = [(partial.max_date, "payment") for partial in partials]
        plans = self.tpe_pause_ids.filtered(lambda pause: pause.kind == "plan")
        return events + [(plan.started_on, "acknowledgement") for plan in plans]

    # === PUBLIC API === #

    @in_user_language
    def tpe_pause(self, kind, until=None, amount=None, reason=None):
        """Pause the reminders of these invoices, wholly or for a part.

        A pause of the same kind that is still active ends.

        :param str kind: ``dispute``, ``promise``, ``claimed_paid``, ``plan``, ``block``
        :param str until: last day of the pause, ISO; a promise or a claim to have
            paid lasts no longer than the settings say without one
        :param str amount: the part concerned; default all
        :param str reason: why, in words
        :return: per invoice ``{id, pause_id, kind, until, amount}``
        :rtype: list[dict]
        """
        self._tpe_check_right_to_remind()
        if kind not in REASONS:
            raise UserError(
                self.env._(
                    "“%(kind)s” is no kind of pause. Kinds: %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(REASONS),
                )
            )
        vals_list = [
            move._tpe_prepare_pause_vals(kind, until, amount, reason) for move in self
        ]
        self._tpe_get_active_pauses(kind)._end("ended")
        pauses = self.env["tpe.reminder.pause"].create(vals_list)
        return [
            {
                "id": pause.move_id.id,
                "pause_id": pause.id,
                "kind": pause.kind,
                "until": pause.until.isoformat() if pause.until else False,
                "amount": to_text(
                    Decimal(str(pause.amount)), pause.currency_id.decimal_places
                )
                if pause.amount
                else False,
            }
            for pause in pauses
        ]

    @in_user_language
    def tpe_resume(self):
        """End all pauses of these invoices: reminders go on.

        :return: per invoice ``{id, ended}``, the number of pauses ended
        :rtype: list[dict]
        """
        self._tpe_check_right_to_remind()
        answers = []
        for move in self:
            pauses = move._tpe_get_active_pauses()
            pauses._end("ended")
            answers.append({"id": move.id, "ended": len(pauses)})
        return answers

    @in_user_language
    def tpe_formal_notice(self, received_on=None):
        """Record that the customer received a formal notice to pay these invoices.

        :param str received_on: day of receipt, ISO; default today
        :return: per invoice ``{id, formal_notice_id, received_on}``
        :rtype: list[dict]
        """
        self._tpe_check_right_to_remind()
        run = self.env["tpe.reminder.run"]
        answers = []
        for move in self:
            day = run._get_day(move.company_id, received_on)
            notice = self.env["tpe.formal.notice"]._record(move, day)
            answers.append(
                {
                    "id": move.id,
                    "formal_notice_id": notice.id,
                    "received_on": day.isoformat(),
                }
            )
        return answers

    # === CHECKS === #

    def _tpe_check_right_to_remind(self):
        """:raises AccessError: when the user may not deal with reminders
        :raises UserError: when one of these is no posted invoice"""
        if not self.env.su and not any(map(self.env.user.has_group, SENDERS)):
            raise AccessError(
                self.env._("Reminders are for those who keep the accounts.")
            )
        self.check_access("write")
        for move in self:
            if move.move_type != "out_invoice" or move.state != "posted":
                raise UserError(
                    self.env._(
                        "%(name)s is no issued invoice: there is nothing to remind of.",
                        name=move.display_name,
                    )
                )

    def _tpe_get_active_pauses(self, kind=None):
        """:return: pauses of these invoices that have not ended
        :rtype: tpe.reminder.pause"""
        return self.tpe_pause_ids.filtered(
            lambda pause: pause.state == "active" and kind in (None, pause.kind)
        )

    def _tpe_prepare_pause_vals(self, kind, until, amount, reason):
        """:return: values of a pause of this invoice
        :rtype: dict"""
        self.ensure_one()
        run = self.env["tpe.reminder.run"]
        part = self._tpe_read_amount(amount)
        day = until and run._get_day(self.company_id, until)
        self._tpe_check_last_day(day)
        company = self.company_id
        # what is looked into, or to be kept, does not last for ever
        days = {
            "claimed_paid": company.tpe_claim_days,
            "promise": company.tpe_promise_days,
        }
        if kind in days and not day:
            day = fields.Date.add(run._get_day(company), days=days[kind])
        return {
            "move_id": self.id,
            "kind": kind,
            "until": day,
            "amount": 0 if part >= self._tpe_get_decimal_residual() else part,
            "reason": reason or False,
        }

    def _tpe_check_last_day(self, day):
        """:param date day: last day of a pause, if it has one
        :raises UserError: when it is before the invoice: a year mistyped"""
        if day and self.invoice_date and day < self.invoice_date:
            raise UserError(
                self.env._(
                    "%(name)s is of %(invoice_day)s: its reminders cannot pause until "
                    "%(day)s. Give a later day, or none until you resume them.",
                    name=self.name,
                    invoice_day=format_date(self.env, self.invoice_date),
                    day=format_date(self.env, day),
                )
            )

    def _tpe_read_amount(self, amount):
        """:param amount: what a client gave: a string, a number, nothing
        :return: the amount; the whole balance for nothing
        :rtype: Decimal
        :raises UserError: when it is no positive amount"""
        if amount is None or amount is False or amount == "":
            return self._tpe_get_decimal_residual()
        try:
            part = to_decimal(amount, self.currency_id.decimal_places)
        except InvalidOperation:
            part = Decimal(0)
        if not part.is_finite() or part <= 0:
            raise UserError(
                self.env._(
                    "“%(amount)s” is no positive amount: write digits and a point, "
                    "for instance 200.50.",
                    amount=amount,
                )
            )
        return part

    def _tpe_get_decimal_residual(self):
        """:return: what is open of this invoice
        :rtype: Decimal"""
        return to_decimal(self.amount_residual, self.currency_id.decimal_places)

    # === HELPERS === #

    def _tpe_is_settled(self):
        """:return: whether nothing is owed any more
        :rtype: bool"""
        self.ensure_one()
        return self.currency_id.is_zero(self.amount_residual)

    def _tpe_get_reminder_url(self):
        """:return: where the customer sees and pays this document, without login
        :rtype: str | bool"""
        self.ensure_one()
        if not self.is_invoice():
            return False
        return self.get_base_url() + self.get_portal_url()

    # === ACTION METHODS === #

    def action_tpe_resume(self):
        """End the pauses of this invoice.

        :return: True
        """
        self.tpe_resume()
        return True

    def action_tpe_pause(self):
        """Ask for the details of a pause.

        :return: action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pause reminders"),
            "res_model": "tpe.reminder.postpone",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_ids": self.ids,
                "default_kind": self.env.context.get("tpe_kind", "dispute"),
            },
        }
