# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools.misc import format_amount

from .res_partner_profile import READERS

SHOWN = 20


class ResPartner(models.Model):
    """A customer, with the reason why each open item is reminded of, or is not."""

    _inherit = "res.partner"

    tpe_reminder_note = fields.Text(
        string="Why, or why not?", compute="_compute_tpe_reminder_note", groups=READERS
    )

    @api.depends_context("company", "lang", "tpe_on_date")
    def _compute_tpe_reminder_note(self):
        company = self.env.company
        for partner in self:
            items = self.env["account.move.line"].search(
                partner._tpe_get_open_domain(company), order="date_maturity, id"
            )
            notes = items[:SHOWN]._tpe_get_reminder_notes(company)
            rows = [
                " · ".join(
                    [
                        item.move_name or "",
                        format_amount(
                            self.env, item.amount_residual_currency, item.currency_id
                        ),
                        notes[item.id][0],
                    ]
                )
                for item in items[:SHOWN]
                if item.id in notes
            ]
            if items[SHOWN:]:
                rows.append(self.env._("and %s more", len(items) - SHOWN))
            partner.tpe_reminder_note = "\n".join(rows) or False

    def _tpe_get_open_domain(self, company):
        """:return: domain of the open items of this customer
        :rtype: list"""
        self.ensure_one()
        return [
            ("partner_id", "child_of", self.commercial_partner_id.ids),
            ("company_id", "=", company.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual_currency", "!=", 0),
        ]

    def action_tpe_open_items(self):
        """Show the open items of this customer, each with its reason.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_reminders.account_move_line_action_tpe_open"
        )
        return action | {
            "domain": self._tpe_get_open_domain(self.env.company),
            "context": {},
        }
