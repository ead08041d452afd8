# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.tpe_invoicing.language import in_user_language


def describe_file(name, file):
    """:param str name: of the file
    :param file: open at its start
    :return: the file as the public API gives it
    :rtype: dict"""
    with file:
        content = file.read()
    return {
        "filename": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }


class AccountMove(models.Model):
    """An invoice that somebody has to be made to pay."""

    _inherit = "account.move"

    @in_user_language
    def tpe_recovery_file(self, on_date=None):
        """Make the recovery file of these invoices, one for each customer.

        :param str on_date: day up to which interest is counted, ISO; default today
        :return: per customer ``partner_id``, ``ids``, ``filename``, ``sha256`` and
            ``content`` (base64): a zip
        :rtype: list[dict]
        :raises UserError: when nothing of them is overdue
        """
        runs, recovery = self.env["tpe.reminder.run"], self.env["tpe.recovery"]
        answers = []
        for company, partner, moves in self._tpe_group_by_debtor():
            day = runs._get_day(company, on_date)
            answers.append(
                {
                    "partner_id": partner.id,
                    "ids": moves.ids,
                    **describe_file(*recovery._make_file(company, partner, day, moves)),
                }
            )
        return answers

    @in_user_language
    def tpe_claim_letter(self, kind, on_date=None, pay_by=None, books=False):
        """Make a numbered, sealed letter that claims these invoices.

        :param str kind: ``formal``: formal notice, with interest and lump sums; or
            ``debit``: debit note of interest and lump sums alone, outside VAT
        :param str on_date: day of the letter, ISO; default today
        :param str pay_by: last day to pay, ISO; default eight days later
        :param bool books: whether a debit note is entered in the accounts
        :return: per customer and currency ``letter_id``, ``name``, ``partner_id``,
            ``principal``, ``interest``, ``fees``, ``amount_total``, ``filename``,
            ``sha256``, ``archive_number`` and ``content`` (base64)
        :rtype: list[dict]
        :raises UserError: when there is nothing to claim, or the customer is insolvent
        """
        runs, letters = self.env["tpe.reminder.run"], self.env["tpe.claim.letter"]
        made = letters
        for company, partner, moves in self._tpe_group_by_debtor():
            day = runs._get_day(company, on_date)
            last = runs._get_day(company, pay_by) if pay_by else letters._get_term(day)
            options = {"kind": kind, "date": day, "pay_by": last}
            made += letters._make(company, partner, options, moves)
        if books:
            made._book()
        return [letter._describe_whole() for letter in made]

    def action_tpe_claim(self):
        """Ask what the letter shall claim, and by when.

        :return: action
        :rtype: dict
        """
        groups = self._tpe_group_by_debtor()
        if len(groups) != 1:
            raise UserError(self.env._("A letter goes to one customer."))
        return self.env["tpe.claim.make"]._open(*groups[0])

    def _tpe_group_by_debtor(self):
        """:return: company, customer and his invoices among these
        :rtype: list[tuple]"""
        groups = self.grouped(
            lambda move: (move.company_id, move.commercial_partner_id)
        )
        for (_company, partner), moves in groups.items():
            if not partner or any(move.move_type != "out_invoice" for move in moves):
                raise UserError(
                    self.env._("Only invoices to customers can be recovered.")
                )
            if draft := moves.filtered(lambda move: move.state != "posted")[:1]:
                raise UserError(
                    self.env._("%s is no issued invoice.", draft.display_name)
                )
        return [(*key, moves) for key, moves in groups.items()]

    def action_tpe_recovery_file(self):
        """Download the recovery file of these invoices.

        :return: action
        :rtype: dict
        """
        if len(self._tpe_group_by_debtor()) != 1:
            raise UserError(
                self.env._("Choose invoices of one customer: each has his own file.")
            )
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/tpe/recovery/move?ids={ids}",
            "target": "download",
        }
