# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError

CALL_RESULTS = [
    ("promise", "Promises to pay"),
    ("paid", "Says it is paid"),
    ("dispute", "Disputes it"),
    ("message", "Left a message"),
    ("absent", "Nobody answered"),
    ("wrong", "Wrong number"),
    ("refuses", "Refuses to pay"),
]
# what a call leads to: kind of pause
PAUSES = {"promise": "promise", "paid": "claimed_paid", "dispute": "dispute"}


class TpeReminder(models.Model):
    """The phone call: a task with a script, and what came out of it."""

    _inherit = "tpe.reminder"

    phone = fields.Char(related="contact_id.phone")
    call_result = fields.Selection(CALL_RESULTS, string="Result", readonly=True)
    call_note = fields.Text(string="What was said", readonly=True)
    called_at = fields.Datetime(readonly=True)

    def _send_by_phone(self):
        """Ask somebody to call each of these customers, with the words as a script."""
        for reminder in self:
            run = reminder.run_id
            user = run._get_person_in_charge(reminder.company_id) or run.user_id
            reminder.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=reminder.date,
                summary=reminder.subject,
                note=reminder._hide_links(reminder.body),
                user_id=user.id,
            )
            reminder.write({"delivery": "to_call"})

    def action_call(self):
        """Open the script and the form for what came out of the call.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Phone call"),
            "res_model": "tpe.reminder.call",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reminder_id": self.id},
        }

    def _note_call(self, result, note, until, amount):
        """Note what came out of a call, and draw the consequence.

        :param str result: see ``CALL_RESULTS``
        :param str note: what was said
        :param date until: day of the promise, or last day of the pause
        :param str amount: the part concerned; None for all
        :raises UserError: when this is no call, or was noted already
        """
        self.ensure_one()
        self.check_access("write")
        if self.delivery != "to_call":
            raise UserError(self.env._("There is no call to be noted here."))
        values = {
            "call_result": result,
            "call_note": note,
            "called_at": fields.Datetime.now(),
        }
        # nobody was reached: the step does not count, and takes another way
        if result == "wrong":
            values |= {"delivery": "failed", "state": "failed"}
        elif result != "absent":
            values["delivery"] = "delivered"
        # the state of a delivery is written by the engine alone
        self.sudo().write(values)
        if result in PAUSES:
            moves = self.line_ids.filtered(lambda line: not line.is_credit).move_id
            if moves:
                moves.tpe_pause(PAUSES[result], until, amount, note)
        if result == "absent":
            return
        label = dict(self._fields["call_result"]._description_selection(self.env))
        self.activity_ids.action_feedback(feedback=f"{label[result]}. {note or ''}")
