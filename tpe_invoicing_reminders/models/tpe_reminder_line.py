# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class TpeReminderLine(models.Model):
    """One due item in a reminder, with its balance at that moment.

    A credit that lowers the total is a line too, negative. While the reminder counts,
    no other may hold the same item for the same step.
    """

    _name = "tpe.reminder.line"
    _description = "Item of a reminder"
    _order = "reminder_id, id"
    _rec_name = "move_id"
    _check_company_auto = True

    reminder_id = fields.Many2one(
        "tpe.reminder", required=True, index=True, readonly=True, ondelete="restrict"
    )
    # both written with the line: related fields would be computed for thousands
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
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
    level_id = fields.Many2one(
        "tpe.reminder.level", readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Date(readonly=True)
    is_credit = fields.Boolean(readonly=True)
    is_counted = fields.Boolean(
        readonly=True, help="Stands for its step: the reminder was sent."
    )
    amount_due = fields.Monetary(readonly=True)
    days_late = fields.Integer(readonly=True)
    interest = fields.Monetary(readonly=True)
    fees = fields.Monetary(string="Lump sum", readonly=True)

    # never twice for an item and a step, whoever sends
    _once = models.UniqueIndex(
        "(move_line_id, level_id) WHERE is_counted AND NOT is_credit",
        "This item was reminded at this step already.",
    )
    _last_idx = models.Index(
        "(move_line_id, date DESC, id DESC) INCLUDE (level_id) "
        "WHERE is_counted AND NOT is_credit"
    )

    def write(self, vals):
        if vals.keys() - {"is_counted"}:
            raise UserError(
                self.env._("A reminder is kept as it was sent: it cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A reminder is kept as proof: it is not deleted."))

    def _follow_state(self):
        """Count the lines of reminders that were sent, and no others."""
        counted = self.filtered(lambda line: line.reminder_id.state == "sent")
        counted.write({"is_counted": True})
        (self - counted).write({"is_counted": False})
