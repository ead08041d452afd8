# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class TpeArchiveVerify(models.TransientModel):
    """One verification of the archive that a person asked for, and what it found."""

    _name = "tpe.archive.verify"
    _description = "Verify the archive"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(string="Documents from")
    date_to = fields.Date(string="Documents to")
    state = fields.Selection(
        [("draft", "To verify"), ("whole", "Whole"), ("damaged", "Damaged")],
        default="draft",
        readonly=True,
    )
    checked = fields.Integer(string="Entries verified", readonly=True)
    problem_count = fields.Integer(string="Problems", readonly=True)
    result = fields.Text(readonly=True)

    @api.depends("state")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = self.env._("Verification of the archive")

    def action_verify(self):
        """Verify, then show what was found.

        :return: this dialog again
        :rtype: dict
        """
        self.ensure_one()
        answer = self.env["tpe.archive.entry"].tpe_verify(
            self.company_id.id,
            fields.Date.to_string(self.date_from),
            fields.Date.to_string(self.date_to),
        )
        self.write(
            {
                "state": "whole" if answer["ok"] else "damaged",
                "checked": answer["checked"],
                "problem_count": len(answer["problems"]),
                "result": "\n".join(p["message"] for p in answer["problems"]),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verify the archive"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
