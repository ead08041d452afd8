# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from dataclasses import dataclass
from datetime import date, timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger, plaintext2html

from odoo.addons.tpe_invoicing.written import format_day

from ..tools import upload

BROKEN_MOST = 2  # promises, for an invoice: then somebody has to talk
WORDS_LENGTH = 2000
PARTS = range(2, 13)  # instalments that a customer may ask for
ANSWERS_MOST = 20  # a day


@dataclass(frozen=True)
class Answer:
    """What a customer says of his invoices on his page, as he has sent it."""

    kind: str
    move_ids: tuple = ()
    day: date | None = None
    amount: float = 0
    words: str = ""
    file: tuple = ()
    parts: int = 0


class ResPartner(models.Model):
    """What a customer says on his own page: a promise, a dispute, a proof, a wish.

    A pause follows at once, except from the wish for a payment plan: that is a
    proposal to the company, drawn up and not more.
    """

    _inherit = "res.partner"

    def _tpe_get_answerable_moves(self, company):
        """:param res.company company: to whom he owes
        :return: invoices that the customer may say something of
        :rtype: account.move"""
        return self._tpe_get_account_moves(company).filtered(
            lambda move: move.move_type == "out_invoice" and not move._tpe_is_settled()
        )

    def _tpe_answer(self, company, answer):
        """Take what the customer says; the same said twice counts once.

        :param res.company company: to whom he owes
        :param Answer answer: what he says
        :raises UserError: when something is missing, or is not possible
        """
        self.ensure_one()
        moves = self._tpe_get_answerable_moves(company)
        moves = moves.filtered(lambda move: move.id in answer.move_ids)
        if not moves:
            raise UserError(self.env._("Which invoice is it about? Tick at least one."))
        today = self.env["tpe.reminder.run"]._get_day(company)
        self._tpe_check_answer(company, answer, moves, today)
        person = self._tpe_get_listener(company)
        # what the company reads is in its own language
        speaking = company._tpe_speak_to(self, person)[1]
        if answer.kind == "plan":
            speaking._tpe_ask_plan(company, answer, moves, person)
        else:
            speaking._tpe_pause_for(answer, moves, person)

    # === CHECKS === #

    def _tpe_check_answer(self, company, answer, moves, today):
        """:raises UserError: when something is missing, or is not possible"""
        getattr(self, f"_tpe_check_{answer.kind}")(company, answer, moves, today)
        count = self.env["tpe.reminder.pause"].search_count(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", company.id),
                ("is_from_customer", "=", True),
                ("started_on", ">=", today),
            ],
            limit=ANSWERS_MOST,
        )
        if count >= ANSWERS_MOST:
            raise UserError(self.env._("That is a lot for a day. Please call us."))

    def _tpe_check_promise(self, company, answer, moves, today):
        """Accept a promised day, or say why not.

        :raises UserError: when the day is not near enough, another one was promised
            already, or promises were broken
        """
        last = today + timedelta(days=company.tpe_promise_days)
        if not answer.day or not today <= answer.day <= last:
            raise UserError(
                self.env._(
                    "Choose a day from today until %s. For a later one ask for a "
                    "payment plan, or call us.",
                    format_day(self.env, last),
                )
            )
        self._tpe_check_other_promise(answer, moves)
        broken = moves.tpe_pause_ids.filtered(
            lambda pause: pause.kind == "promise" and pause.state == "broken"
        )
        counts = [len(pauses) for pauses in broken.grouped("move_id").values()]
        if max(counts, default=0) >= BROKEN_MOST:
            raise UserError(
                self.env._("Two promises were not kept already. Please call us.")
            )

    def _tpe_check_other_promise(self, answer, moves):
        """:raises UserError: when another day than that of an answer holds already"""
        others = moves._tpe_get_active_pauses("promise").filtered(
            lambda pause: pause.until != answer.day
        )
        for pause in others[:1]:
            raise UserError(
                self.env._(
                    "%(invoice)s is promised by %(day)s already. For more time ask for "
                    "a payment plan, or call us.",
                    invoice=pause.move_id.display_name,
                    day=format_day(self.env, pause.until),
                )
            )

    def _tpe_check_dispute(self, _company, answer, moves, _today):
        """:raises UserError: without a reason, or with an amount that cannot be"""
        if not answer.words.strip():
            raise UserError(self.env._("Please say what is wrong."))
        if not answer.amount:
            return
        if len(moves) > 1:
            raise UserError(
                self.env._("For a part of an invoice, tick this invoice alone.")
            )
        too_much = moves.currency_id.compare_amounts(
            answer.amount, moves.amount_residual
        )
        if answer.amount < 0:
            raise UserError(
                self.env._("Please give the disputed part without a minus sign.")
            )
        if too_much > 0:
            raise UserError(
                self.env._("The part cannot be more than what is to be paid.")
            )

    def _tpe_check_claimed_paid(self, _company, answer, _moves, today):
        """:raises UserError: when it was paid in the future"""
        if not answer.day or not answer.day <= today:
            raise UserError(self.env._("On which day did you pay?"))

    def _tpe_check_plan(self, company, answer, moves, today):
        """:raises UserError: when the plan that is asked for cannot be"""
        last = today + timedelta(days=company.tpe_promise_days)
        if answer.parts not in PARTS:
            raise UserError(self.env._("In how many payments? Choose 2 to 12."))
        if not answer.day or not today <= answer.day <= last:
            raise UserError(
                self.env._(
                    "The first payment is from today until %s.",
                    format_day(self.env, last),
                )
            )
        if len(moves.currency_id) > 1:
            raise UserError(
                self.env._("A payment plan is about invoices in one currency.")
            )

    # === WHAT FOLLOWS === #

    def _tpe_get_listener(self, company):
        """:return: who deals with what this customer says
        :rtype: res.users"""
        person = self.env["tpe.reminder.run"]._get_person_in_charge(company)
        # somebody has to be named, even where nobody keeps the accounts yet
        return person or self.env.ref("base.user_admin")

    def _tpe_pause_for(self, answer, moves, person):
        """Pause the reminders of invoices for which they do not pause so already."""
        new = moves.browse()
        paused = moves._tpe_get_active_pauses(answer.kind).move_id
        if paused:
            self._tpe_add_to_answer(answer, paused)
        for move in moves - paused:
            try:
                # two clicks: the index lets one of them through
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self._tpe_make_pause(answer, move, person)
            except UniqueViolation:
                move.invalidate_recordset(["tpe_pause_ids"])
            else:
                new |= move
        if new:
            self._tpe_tell_answer(answer, new, person)

    def _tpe_make_pause(self, answer, move, person):
        """Make the pause that an answer asks for."""
        until = answer.day if answer.kind == "promise" else None
        reason = answer.words.strip()[:WORDS_LENGTH]
        if answer.kind == "claimed_paid":
            paid = self.env._("Paid on %s.", format_day(self.env, answer.day))
            reason = f"{paid} {reason}".strip()
        values = move._tpe_prepare_pause_vals(
            answer.kind, until, answer.amount or None, reason
        )
        if answer.file:
            name, content = answer.file
            values |= {
                "document": base64.b64encode(content),
                "document_name": name,
            }
        self.env["tpe.reminder.pause"].create(
            {**values, "user_id": person.id, "is_from_customer": True}
        )

    def _tpe_tell_answer(self, answer, moves, person):
        """Note on the customer what he said; somebody has to settle a dispute."""
        numbers = ", ".join(moves.mapped("display_name"))
        sentences = {
            "promise": self.env._(
                "The customer promises on his page to pay %(invoices)s by %(day)s.",
                invoices=numbers,
                day=answer.day and format_day(self.env, answer.day),
            ),
            "dispute": self.env._("The customer disputes %s on his page.", numbers),
            "claimed_paid": self.env._(
                "The customer says on his page that he has paid %s.", numbers
            ),
        }
        words = answer.words.strip()[:WORDS_LENGTH]
        body = "\n".join(filter(None, (sentences[answer.kind], words)))
        self.message_post(body=plaintext2html(body), author_id=self.id)
        if answer.kind == "dispute":
            summary = self.env._("Settle what the customer disputes")
            moves[:1]._tpe_ask(person, summary, plaintext2html(body))

    def _tpe_ask_plan(self, company, answer, moves, person):
        """Draw up the payment plan that the customer would like, for a person."""
        plans = self.env["tpe.payment.plan"]
        known = plans.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", self.id),
                ("state", "in", ("draft", "proposed", "active")),
            ],
            limit=1,
        )
        if known:
            self._tpe_ask_plan_again(answer, known)
            return
        plan = plans.create(
            {
                "company_id": company.id,
                "partner_id": self.id,
                "move_ids": [Command.set(moves.ids)],
                "user_id": person.id,
                "split_count": answer.parts,
                "split_first": answer.day,
            }
        )
        plan.action_split()
        self._tpe_post_once(self._tpe_word_wish(answer), [])
        plan._tpe_ask(
            person,
            self.env._("The customer asks for a payment plan: decide"),
            plaintext2html(answer.words.strip()[:WORDS_LENGTH]),
        )

    # === FILES === #

    def _tpe_check_upload(self, name, content):
        """:param str name: of a file that the customer sends
        :param bytes content: of it
        :return: name and content, to be kept
        :rtype: tuple
        :raises UserError: when it is not taken"""
        try:
            return upload.check(name, content), content
        except upload.UnwantedFile as unwanted:
            reasons = {
                "size": self.env._("This file is too large: 10 MB at most."),
                "kind": self.env._("Send a PDF, a JPEG or a PNG, please."),
            }
            raise UserError(reasons[str(unwanted)]) from unwanted
