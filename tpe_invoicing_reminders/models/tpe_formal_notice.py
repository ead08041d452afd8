# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date


class TpeFormalNotice(models.Model):
    """A formal notice to pay (mise en demeure) of an invoice, with its receipt.

    From its receipt a consumer owes interest. It is kept as recorded; one recorded by
    mistake is withdrawn.
    """

    _name = "tpe.formal.notice"
    _description = "Formal notice"
    _order = "received_on desc, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Customer", store=True
    )
    received_on = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    letter_id = fields.Many2one(
        "tpe.claim.letter",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: a letter that was not made here.",
    )
    is_withdrawn = fields.Boolean(readonly=True)

    @api.model
    def _record(self, move, received_on, letter=None):
        """Record the receipt of a formal notice.

        :param account.move move: the invoice
        :param date received_on: day of receipt
        :param tpe.claim.letter letter: the letter, when it was made here
        :return: the notice; the same when it was recorded already
        :rtype: tpe.formal.notice
        """
        if move.invoice_date and received_on < move.invoice_date:
            raise UserError(
                self.env._(
                    "The formal notice of %(name)s cannot come before the invoice.",
                    name=move.name,
                )
            )
        if received_on > self.env["tpe.reminder.run"]._get_day(move.company_id):
            raise UserError(
                self.env._(
                    "Nobody has received the formal notice of %(name)s yet: %(day)s is "
                    "still to come. Enter the day of receipt once it has come, as the "
                    "acknowledgement tells it.",
                    name=move.name,
                    day=format_date(self.env, received_on),
                )
            )
        twin = self.search(
            [
                ("move_id", "=", move.id),
                ("received_on", "=", received_on),
                ("is_withdrawn", "=", False),
            ],
            limit=1,
        )
        notice = twin or self.create(
            {
                "move_id": move.id,
                "received_on": received_on,
                "letter_id": letter.id if letter else False,
            }
        )
        self._update_move(move)
        return notice

    @api.model
    def _update_move(self, move):
        """Note on the invoice the day from which interest may run: the first receipt.

        :param account.move move: the invoice
        """
        first = self.search(
            [("move_id", "=", move.id), ("is_withdrawn", "=", False)],
            order="received_on",
            limit=1,
        )
        move.tpe_formal_notice_on = first.received_on

    def write(self, vals):
        if vals.keys() - {"is_withdrawn"}:
            raise UserError(self.env._("A formal notice is kept as it was recorded."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A formal notice is withdrawn, not deleted."))

    def _get_proof(self):
        """:return: what proves the notice, in French, for a recovery file
        :rtype: str"""
        letter = self.letter_id
        if not letter:
            return f"enregistrée par {self.user_id.name}"
        number = letter.tracking_number
        return f"lettre {letter.name}" + (f", recommandé n° {number}" if number else "")

    def action_withdraw(self):
        """Withdraw a notice that was recorded by mistake.

        :return: True
        """
        self.write({"is_withdrawn": True})
        for move in self.move_id:
            self._update_move(move)
        return True
