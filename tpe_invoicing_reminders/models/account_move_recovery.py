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
