# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib

from odoo import models
from odoo.tools import html2plaintext, plaintext2html
from odoo.tools.misc import format_date, formatLang

from .res_partner_answer import WORDS_LENGTH


class ResPartner(models.Model):
    """What a customer adds to what he has said already: words, an amount, a file.

    Reminders pause as before; nothing that he sends is lost.
    """

    _inherit = "res.partner"

    def _tpe_add_to_answer(self, answer, moves):
        """Note what an answer adds to the pauses that hold already.

        :param Answer answer: what the customer says
        :param account.move moves: invoices that are paused for it already
        """
        words = answer.words.strip()[:WORDS_LENGTH]
        pauses = moves._tpe_get_active_pauses(answer.kind)
        is_new = words and not any(words in (pause.reason or "") for pause in pauses)
        files = self._tpe_find_new_files(answer, pauses)
        if not is_new and not files:
            return  # two clicks
        lines = [
            self.env._(
                "The customer adds on his page, about %s:",
                ", ".join(moves.mapped("display_name")),
            ),
            words,
        ]
        if answer.amount:
            amount = formatLang(
                self.env, answer.amount, currency_obj=moves[:1].currency_id
            )
            lines.append(self.env._("The part concerned: %s", amount))
        self._tpe_post_once("\n".join(filter(None, lines)), files)

    def _tpe_ask_plan_again(self, answer, plan):
        """Note that the customer would like another payment plan than the one there is.

        :param Answer answer: what the customer says
        :param tpe.payment.plan plan: his plan
        """
        if (plan.split_count, plan.split_first) == (answer.parts, answer.day):
            return  # two clicks
        more = self.env._("There is a payment plan already.")
        self._tpe_post_once(f"{self._tpe_word_wish(answer)}\n{more}", [])

    def _tpe_word_wish(self, answer):
        """:param Answer answer: what the customer says
        :return: the payment plan that he would like, in words
        :rtype: str"""
        wish = self.env._(
            "The customer asks on his page for %(count)s payments, the first on "
            "%(day)s.",
            count=answer.parts,
            day=format_date(self.env, answer.day),
        )
        words = answer.words.strip()[:WORDS_LENGTH]
        return "\n".join(filter(None, (wish, words)))

    def _tpe_find_new_files(self, answer, pauses):
        """:param Answer answer: what the customer says
        :param tpe.reminder.pause pauses: those that hold already
        :return: name and content of the file that he sends, if he has not yet
        :rtype: list[tuple]"""
        if not answer.file:
            return []
        # files on records that only the company reads
        files_sudo = self.env["ir.attachment"].sudo()
        checksum = hashlib.sha1(answer.file[1], usedforsecurity=False).hexdigest()
        known = files_sudo.search_count(
            [
                ("checksum", "=", checksum),
                "|",
                "&",
                ("res_model", "=", pauses._name),
                ("res_id", "in", pauses.ids),
                "&",
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "in", (False, "document")),
            ],
            limit=1,
        )
        return [] if known else [answer.file]

    def _tpe_post_once(self, text, files):
        """Post what the customer says, unless it is what he said last.

        :param str text: what he says
        :param list files: pairs of name and content
        """
        body = plaintext2html(text)
        last = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("author_id", "=", self.id),
            ],
            limit=1,
        )
        if files or html2plaintext(last.body or "") != html2plaintext(body):
            self.message_post(
                body=body,
                author_id=self.id,
                attachments=files,
                message_type="comment",
            )
