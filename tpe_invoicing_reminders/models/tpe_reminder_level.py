# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from zlib import crc32

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.texts import VARIABLES, find_unknown

CHANNELS = [
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("phone", "Phone call"),
    ("sms", "SMS"),
    ("registered", "Registered letter"),
]


class TpeReminderLevel(models.Model):
    """A step of a reminder plan: its day, its channel and its words.

    The words are plain text with variables in braces; nothing in them is run. A step
    that was sent is archived rather than deleted: reminders refer to it.
    """

    _name = "tpe.reminder.level"
    _description = "Step of a reminder plan"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one(
        "tpe.reminder.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    sequence = fields.Integer(default=100)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    days = fields.Integer(
        default=5,
        help="Negative, counted from the due date: a notice before it.",
    )
    base = fields.Selection(
        [
            ("due", "days after the due date"),
            ("month_end", "days after the end of the month of the due date"),
            ("previous", "days after the previous step was sent"),
        ],
        string="Counted from",
        required=True,
        default="due",
    )
    channel = fields.Selection(CHANNELS, required=True, default="email")
    tone = fields.Selection(
        [("friendly", "Friendly"), ("neutral", "Neutral"), ("firm", "Firm")],
        required=True,
        default="neutral",
    )
    shows_claim = fields.Boolean(
        string="Show penalties",
        help="Adds the interest and costs that the law lets you claim that day. "
        "A consumer never sees them before a formal notice.",
    )
    subject = fields.Char(required=True, translate=True)
    subject_b = fields.Char(
        string="Second subject to try",
        translate=True,
        help="Half of the customers get this one: see which is paid sooner. Empty: all "
        "get the first one.",
    )
    body = fields.Text(required=True, translate=True)
    number = fields.Integer(compute="_compute_number")

    @api.depends("sequence", "plan_id.level_ids.sequence")
    def _compute_number(self):
        for level in self:
            siblings = level.plan_id.level_ids
            level.number = siblings.ids.index(level.id) + 1 if level in siblings else 0

    @api.constrains("base", "days")
    def _check_days(self):
        for level in self:
            if level.base != "due" and level.days < 0:
                raise ValidationError(
                    self.env._(
                        "Only a step counted from the due date can come before it."
                    )
                )

    @api.constrains("subject", "subject_b", "body")
    def _check_variables(self):
        for level in self:
            texts = (level.subject, level.subject_b, level.body)
            unknown = [name for text in texts for name in find_unknown(text)]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no variable {%(name)s}. You can use: %(names)s.",
                        name=unknown[0],
                        names=", ".join(f"{{{name}}}" for name in VARIABLES),
                    )
                )

    def _choose_wording(self, customer_id):
        """Share customers out between two subjects: one keeps his, a step its halves.

        :param int customer_id: who gets the message
        :return: ``a`` or ``b``; False when there is one subject only
        :rtype: str | bool
        """
        if not self.subject_b:
            return False
        # ids alone would give the customers of one import the same half in each step
        return "ab"[crc32(f"{self.id}-{customer_id}".encode()) % 2]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        # whoever deletes a step need not see every company's reminders
        lines_sudo = self.env["tpe.reminder.line"].sudo()
        if lines_sudo.search_count([("level_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Reminders of this step were sent: archive it instead.")
            )
