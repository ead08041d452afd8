# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class TpeReminder(models.Model):
    """Who signs a reminder, and who gets a copy of it."""

    _inherit = "tpe.reminder"

    @api.model
    def _choose_sender(self, run, level, moves):
        """Say in whose name a message goes out.

        :param tpe.reminder.run run: the run
        :param tpe.reminder.level level: the step, whose plan says who signs
        :param account.move moves: the oldest invoice of the message
        :return: the salesperson where the plan wants it, else the person in charge,
            else the company: the first with an address
        :rtype: res.partner
        """
        # plans are no secret to who may send
        if level.sudo().plan_id.sender == "seller":
            seller = moves.invoice_user_id.partner_id
            if seller.email:
                return seller
        return run._get_sender()

    def _get_sender(self):
        """:return: in whose name this reminder goes out
        :rtype: res.partner"""
        self.ensure_one()
        moves = self.line_ids.filtered(lambda line: not line.is_credit).move_id
        return self._choose_sender(self.run_id, self.level_id, moves[:1])

    def _get_copies(self):
        """Return who gets a copy, as the step says: colleagues, the customer.

        :return: addresses, or False
        :rtype: str | bool
        """
        self.ensure_one()
        level = self.level_id.sudo()  # as in _choose_sender
        people = level.copy_user_ids.partner_id
        if level.copies_seller:
            people |= self.line_ids.move_id.invoice_user_id.partner_id
        if level.copies_main:
            people |= self.partner_id
        taken = {self.address}
        copies = []
        for person in people:
            address = person.email_normalized
            if address and address not in taken:
                taken.add(address)
                copies.append(person.email_formatted)
        return ", ".join(copies) or False
