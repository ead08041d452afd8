# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger
from odoo.tools.translate import LazyTranslate

from ..tools import platform_status

_lt = LazyTranslate(__name__)
# of account_peppol and what builds on it, l10n_fr_pdp among them; none is needed
FIELD, RESPONSES = "peppol_move_state", "peppol_response_ids"
INFO_LENGTH = 2000
# number of a status -> what it says; what its owner has to do
WORDS = {
    "207": (
        _lt("The customer disputes it on his approved platform."),
        _lt("Settle what the customer disputes"),
    ),
    "208": (
        _lt("It is suspended on the approved platform: the customer waits for more."),
        _lt("Give the customer what he waits for"),
    ),
    "210": (
        _lt(
            "The customer refuses it on his approved platform. Clear it up with him "
            "and end this pause; or cancel it by a credit note and issue a new one."
        ),
        _lt("The customer refuses the invoice: clear it up or issue a new one"),
    ),
    "211": (_lt("The customer says on his approved platform that he has paid."), None),
    "213": (
        _lt(
            "The approved platform reports it as rejected: it does not count as "
            "received. Cancel it by a credit note, and issue a new one without what "
            "was wrong."
        ),
        _lt("The invoice was rejected: cancel it and issue a new one"),
    ),
}


class TpeReminderPause(models.Model):
    """A pause for what the approved platform says of an invoice."""

    _inherit = "tpe.reminder.pause"

    platform_status = fields.Char(
        readonly=True,
        copy=False,
        help="The status that this pause is for, as long as the invoice has it.",
    )

    _platform_unique = models.UniqueIndex(
        "(move_id) WHERE platform_status IS NOT NULL",
        "There is a pause for this status already.",
    )

    @api.model
    def _follow_platform(self):
        """Pause what a platform holds now, and end what it holds no more.

        Once a day: until then the planner holds what has no pause yet.
        """
        if not self._has_platform():
            return
        self._leave_statuses()
        domain = [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("amount_residual", ">", 0),
            (FIELD, "in", list(platform_status.HOLDS)),
        ]
        for move in self.env["account.move"].search(domain):
            if not any(move.tpe_pause_ids.mapped("platform_status")):
                self._hold_for_platform(move)

    @api.model
    def _has_platform(self):
        """:return: whether invoices have a status on a platform here
        :rtype: bool"""
        field = self.env["account.move"]._fields.get(FIELD)
        return bool(field and field.store)

    @api.model
    def _leave_statuses(self):
        """End the pauses of statuses that an invoice has no more."""
        domain = [
            ("platform_status", "!=", False),
            ("move_id.amount_residual", ">", 0),
        ]
        for pause in self.search(domain):
            code = pause.move_id[FIELD]
            if code != pause.platform_status and platform_status.get_effect(code):
                pause.platform_status = False
                pause._end("ended")

    @api.model
    def _hold_for_platform(self, move):
        """Make the pause that the status of an invoice asks for.

        :param account.move move: an invoice
        """
        code, company = move[FIELD], move.company_id
        person = move.commercial_partner_id._tpe_get_listener(company)
        # what the company reads is in its own language
        move = company._tpe_speak_to(move, person)[1]
        says, task = WORDS[platform_status.NUMBERS[code]]
        responses = move[RESPONSES] if RESPONSES in move._fields else ()
        info = platform_status.find_info(responses, code)[:INFO_LENGTH]
        kind = platform_status.HOLDS[code]
        reason = "\n".join(filter(None, (move.env._(says), info)))
        values = move._tpe_prepare_pause_vals(kind, None, None, reason)
        try:
            # two workers: the index lets one of them through
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                pause = self.with_env(move.env).create(
                    {**values, "user_id": person.id, "platform_status": code}
                )
                if task:
                    pause._ask_owner(task)
        except UniqueViolation:
            move.invalidate_recordset(["tpe_pause_ids"])


class TpeReminderPlanner(models.AbstractModel):
    """Holds what a platform holds, even if it was said a moment ago."""

    _inherit = "tpe.reminder.planner"

    def _flush_items(self):
        super()._flush_items()
        if self.env["tpe.reminder.pause"]._has_platform():
            self.env["account.move"].flush_model([FIELD])
            self.env["tpe.reminder.pause"].flush_model(["move_id", "platform_status"])

    def _get_hold_sql(self, company, on_date):
        hold = super()._get_hold_sql(company, on_date)
        if not self.env["tpe.reminder.pause"]._has_platform():
            return hold
        kinds = platform_status.HOLDS
        # a status that has its pause already is held by that, until somebody ends it
        return SQL(
            """COALESCE(%(hold)s, CASE WHEN m.%(field)s IN %(codes)s AND NOT EXISTS (
                    SELECT FROM tpe_reminder_pause s
                     WHERE s.move_id = m.id AND s.platform_status = m.%(field)s)
                THEN CASE WHEN m.%(field)s IN %(claims)s
                     THEN 'claimed_paid' ELSE 'paused_dispute' END END)""",
            hold=hold,
            field=SQL.identifier(FIELD),
            codes=tuple(kinds),
            claims=tuple(code for code in kinds if kinds[code] == "claimed_paid"),
        )
