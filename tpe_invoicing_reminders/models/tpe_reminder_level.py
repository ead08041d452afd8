# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from zlib import crc32

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate

from ..tools.texts import VARIABLES, find_unknown

_lt = LazyTranslate(__name__)

CHANNELS = [
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("phone", "Phone call"),
    ("sms", "SMS"),
    ("registered", "Registered letter"),
]
# on the day itself, a day later, later
WHEN = {
    "due": (
        _lt("on the due date"),
        _lt("the day after the due date"),
        _lt("%s days after the due date"),
    ),
    "month_end": (
        _lt("on the last day of the month of the due date"),
        _lt("the day after the end of the month of the due date"),
        _lt("%s days after the end of the month of the due date"),
    ),
    "previous": (
        _lt("on the day of the previous step"),
        _lt("the day after the previous step"),
        _lt("%s days after the previous step"),
    ),
}
BEFORE = _lt("the day before the due date"), _lt("%s days before the due date")
WORDS = ("subject", "subject_b", "body", "subject_familiar", "body_familiar")


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
    when = fields.Char(compute="_compute_when")
    channel = fields.Selection("_get_channels", required=True, default="email")
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
    subject_familiar = fields.Char(
        string="Subject when you say “tu”",
        translate=True,
        help="For customers to whom you say “tu”. Empty: the same as for all.",
    )
    body_familiar = fields.Text(
        string="Words when you say “tu”",
        translate=True,
        help="For customers to whom you say “tu”. Empty: the same as for all.",
    )
    copies_main = fields.Boolean(
        string="Copy to the customer's main address",
        help="When another contact of the customer gets the reminders.",
    )
    copies_seller = fields.Boolean(string="Copy to the salesperson")
    copy_user_ids = fields.Many2many(
        "res.users",
        string="Copy to colleagues",
        help="People of your own company only: a debt is nobody else's business.",
    )
    number = fields.Integer(compute="_compute_number")

    @api.model
    def _get_channels(self):
        """:return: channels that can be chosen: SMS only where Odoo can send them
        :rtype: list[tuple[str, str]]"""
        can_text = "sms.sms" in self.env
        # their names are translated where they are a plain list
        field = self.env["tpe.reminder"]._fields["channel"]
        names = field._description_selection(self.env)
        return [each for each in names if each[0] != "sms" or can_text]

    @api.depends("base", "days")
    @api.depends_context("lang")
    def _compute_when(self):
        for level in self:
            days = abs(level.days)
            texts = (None, *BEFORE) if level.days < 0 else WHEN[level.base or "due"]
            text = self.env._(texts[min(days, 2)])
            level.when = text % days if days > 1 else text

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

    @api.constrains(*WORDS)
    def _check_variables(self):
        for level in self:
            if mistake := level._describe_mistake():
                raise ValidationError(mistake)

    def _describe_mistake(self):
        """:return: which variable of the words does not exist; empty when all do
        :rtype: str"""
        self.ensure_one()
        unknown = [name for each in WORDS for name in find_unknown(self[each])]
        if not unknown:
            return ""
        return self.env._(
            "There is no variable {%(name)s}. You can use: %(names)s.",
            name=unknown[0],
            names=", ".join(f"{{{name}}}" for name in VARIABLES),
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

    def _get_words(self, customer, wording=False):
        """Return the words for a customer, "tu" or "vous", in the current language.

        :param res.partner customer: who gets the message
        :param str wording: which subject is tried, see :meth:`_choose_wording`
        :return: subject and body, with their variables
        :rtype: tuple[str, str]
        """
        subject = self.subject_b if wording == "b" else self.subject
        if not customer.tpe_is_familiar:
            return subject, self.body
        return self.subject_familiar or subject, self.body_familiar or self.body

    def _get_writer(self, channel):
        """Return the step whose words suit a channel.

        The words of a call are a script for who calls. Whom no phone reaches gets, in
        writing, those of the step before it, never those of a notice.

        :param str channel: by which the message leaves
        :return: this step or another one; nothing when the plan has none in writing
        :rtype: tpe.reminder.level
        """
        self.ensure_one()
        if self.channel != "phone" or channel == "phone":
            return self
        written = self.plan_id.level_ids.filtered(
            lambda step: (
                step.channel != "phone" and (step.base != "due" or step.days >= 0)
            )
        )
        earlier = written.filtered(lambda step: step.sequence < self.sequence)
        return earlier[-1:] or written[:1]

    def action_take_words(self):
        """Take the words of another step of the chosen tone, in every language.

        Of the steps with that tone the one that comes at about the same time is taken,
        first of plans for the same customers.

        :return: True
        """
        self.ensure_one()
        source = self._find_words()
        if not source:
            raise UserError(
                self.env._("No other step has words in that tone: write them here.")
            )
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for code in languages:
            words = source.with_context(lang=code).read(WORDS, load=False)[0]
            self.with_context(lang=code).write({name: words[name] for name in WORDS})
        return True

    def _find_words(self):
        """:return: the step whose words fit this one
        :rtype: tpe.reminder.level"""
        plan = self.plan_id
        others = self.search(
            [
                ("id", "!=", self._origin.id),
                ("tone", "=", self.tone),
                ("channel", "=" if self.channel == "phone" else "!=", "phone"),
                ("days", "<" if self.days < 0 else ">=", 0),
                ("plan_id", "any", plan._check_company_domain(plan.company_id)),
            ]
        )
        return others.sorted(
            lambda other: (
                other.plan_id.buyer_kind != plan.buyer_kind,
                abs(other.days - self.days),
            )
        )[:1]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        # whoever deletes a step need not see every company's reminders
        lines_sudo = self.env["tpe.reminder.line"].sudo()
        if lines_sudo.search_count([("level_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Reminders of this step were sent: archive it instead.")
            )
