# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import plaintext2html
from odoo.tools.misc import format_date

from odoo.addons.tpe_invoicing.language import in_user_language

from ..tools.limitation import add_months
from .account_move_recovery import describe_file

MONTHS = "claim_declaration_months"


class ResPartner(models.Model):
    """A customer who does not pay, or cannot."""

    _inherit = "res.partner"

    tpe_legal_form = fields.Char(
        string="Legal form",
        help="SARL, SAS, association... Courts ask for it.",
    )
    tpe_insolvency_kind = fields.Selection(
        [
            ("safeguard", "Safeguard"),
            ("receivership", "Receivership"),
            ("liquidation", "Liquidation"),
        ],
        string="Insolvency proceedings",
    )
    tpe_insolvency_published_on = fields.Date(
        string="Published in the BODACC on",
        help="The time to declare the claim runs from this day.",
    )
    tpe_receiver_id = fields.Many2one(
        "res.partner",
        string="Receiver or liquidator",
        index="btree_not_null",
        help="To whom the claim is declared.",
    )
    tpe_claim_declared_on = fields.Date(
        string="Claim declared on", help="Day on which the declaration was sent."
    )
    tpe_claim_deadline_on = fields.Date(
        string="Declare the claim by",
        compute="_compute_tpe_claim_deadline_on",
        help="Later the claim takes no part in what is shared out.",
    )

    @api.depends("tpe_insolvency_on", "tpe_insolvency_published_on")
    def _compute_tpe_claim_deadline_on(self):
        parameters = self.env["tpe.legal.parameter"]
        for partner in self:
            # not published yet, or not looked up: the judgment comes first, so that
            # the day shown is never too late
            start = partner.tpe_insolvency_published_on or partner.tpe_insolvency_on
            partner.tpe_claim_deadline_on = start and add_months(
                start, int(parameters._get(MONTHS, start))
            )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("tpe_insolvency_on")._tpe_follow_insolvency()
        return partners

    def write(self, vals):
        result = super().write(vals)
        names = ("tpe_insolvency_on", "tpe_insolvency_published_on")
        if any(name in vals for name in (*names, "tpe_claim_declared_on")):
            self._tpe_follow_insolvency()
        return result

    def _tpe_follow_insolvency(self):
        """Ask for the declaration of the claim in time, until it was made."""
        summary = self.env._("Declare the claim to the receiver")
        runs = self.env["tpe.reminder.run"]
        for partner in self:
            planned = partner.activity_ids.filtered(
                lambda activity: activity.summary == summary
            )
            deadline = partner.tpe_claim_deadline_on
            if not deadline or partner.tpe_claim_declared_on:
                planned.action_feedback() if deadline else planned.unlink()
                continue
            note = plaintext2html(partner._tpe_describe_declaration(deadline))
            if planned:
                planned.write({"date_deadline": deadline, "note": note})
                continue
            # who answers for it may work in companies that the user does not see
            user = runs._get_person_in_charge(self.env.company.sudo())
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=deadline,
                summary=summary,
                note=note,
                user_id=(user or self.env.user).id,
            )

    def _tpe_describe_declaration(self, deadline):
        """:return: what to do once proceedings are open
        :rtype: str"""
        return self.env._(
            "Insolvency proceedings of %(customer)s were opened on %(day)s: reminders "
            "and interest stop. Declare what was owed on that day to the receiver by "
            "%(deadline)s, by registered letter; the recovery file holds what you "
            "need. Look for the day of publication in the BODACC and enter it here.",
            customer=self.display_name,
            day=format_date(self.env, self.tpe_insolvency_on),
            deadline=format_date(self.env, deadline),
        )

    # === PUBLIC API === #

    @in_user_language
    def tpe_recovery_file(self, on_date=None):
        """Make the recovery file of these customers: all that is overdue.

        :param str on_date: day up to which interest is counted, ISO; default today
        :return: per customer ``id``, ``filename``, ``sha256`` and ``content``
            (base64): a zip
        :rtype: list[dict]
        :raises UserError: when nothing is overdue
        """
        company = self.env.company
        day = self.env["tpe.reminder.run"]._get_day(company, on_date)
        recovery = self.env["tpe.recovery"]
        return [
            {
                "id": partner.id,
                **describe_file(*recovery._make_file(company, partner, day)),
            }
            for partner in self
        ]

    # === ACTION METHODS === #

    def action_tpe_claim(self):
        """Ask what the letter shall claim, and by when.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.env["tpe.claim.make"]._open(self.env.company, self, None)

    def action_tpe_recovery_file(self):
        """Download the recovery file of this customer.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/tpe/recovery/partner?ids={self.id}",
            "target": "download",
        }
