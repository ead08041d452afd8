# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class TpeReminder(models.Model):
    """The post: letters printed together, and the proofs of a registered one."""

    _inherit = "tpe.reminder"

    tracking_number = fields.Char(help="Of a registered letter.")
    posted_on = fields.Date(help="Day of posting.")
    received_on = fields.Date(help="Day on the acknowledgement of receipt.")
    deposit_proof = fields.Binary(string="Proof of posting", attachment=True)
    deposit_proof_name = fields.Char()
    receipt_proof = fields.Binary(string="Acknowledgement of receipt", attachment=True)
    receipt_proof_name = fields.Char()

    @api.constrains("posted_on", "received_on", "date")
    def _check_post_days(self):
        for reminder in self:
            days = (reminder.date, reminder.posted_on, reminder.received_on)
            known = [day for day in days if day]
            if known != sorted(known):
                raise ValidationError(
                    self.env._(
                        "A letter is written, posted and received in that order."
                    )
                )

    def action_posted(self):
        """Note that these letters were posted today.

        :return: True
        """
        self.check_access("write")
        letters = self.filtered(lambda reminder: reminder.delivery == "to_print")
        # the state of a delivery is written by the engine alone
        letters.sudo().write({"delivery": "delivered"})
        for letter in letters.filtered(lambda each: not each.posted_on):
            today = fields.Date.context_today(letter)
            letter.posted_on = max(today, letter.date)
        return True

    def _get_sheets(self):
        """:return: the letter and the originals that go with it, the sealed bytes once
            they are seen to be the sealed ones
        :rtype: Iterator[bytes]"""
        self.ensure_one()
        # who prints letters sends what goes with them
        originals_sudo = self.line_ids.move_id.sudo().tpe_archive_entry_id
        for entry in (self.letter_entry_id, *originals_sudo):
            content = entry._read_document()
            if content.startswith(b"%PDF"):  # former software may have left others
                yield content

    def action_print_letters(self):
        """Print the letters among these in one file, several with a cover sheet.

        :return: action
        :rtype: dict
        :raises UserError: when none of them is a letter
        """
        letters = self.filtered("letter_entry_id")
        if not letters:
            raise UserError(self.env._("There is no letter among these reminders."))
        batch = self.env["tpe.reminder.batch"].create({"reminder_ids": letters.ids})
        return batch._open()
