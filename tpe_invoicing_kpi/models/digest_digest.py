# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class DigestDigest(models.Model):
    """The mail that brings figures; ours are those of the catalogue."""

    _inherit = "digest.digest"

    kpi_tpe_overdue = fields.Boolean("Overdue invoices")
    kpi_tpe_overdue_value = fields.Monetary(
        string="Overdue amount", compute="_compute_kpi_tpe_values"
    )
    kpi_tpe_dso = fields.Boolean("Average collection time (days)")
    kpi_tpe_dso_value = fields.Float(
        string="Collection time", compute="_compute_kpi_tpe_values"
    )

    def _compute_kpi_tpe_values(self):
        # a balance on a day, not the sum of a period: only the end counts
        end = self.env.context.get("end_datetime")
        day = fields.Date.to_string(fields.Date.to_date(end)) if end else None
        for digest in self:
            company = digest.company_id or self.env.company
            answers = self.env["tpe.kpi"].tpe_values(
                company.id, ["overdue_amount", "dso_balance"], day
            )
            digest.kpi_tpe_overdue_value = float(answers["overdue_amount"]["value"])
            digest.kpi_tpe_dso_value = float(answers["dso_balance"]["value"] or 0)

    def _compute_kpis_actions(self, company, user):
        """Lead from a figure to its lines.

        :param company: the company
        :param user: the reader
        :return: actions by figure
        :rtype: dict
        """
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("account.menu_finance").id
        for name, action in (
            ("kpi_tpe_overdue", "tpe_receivable_report_action"),
            ("kpi_tpe_dso", "tpe_kpi_value_action"),
        ):
            actions[name] = f"tpe_invoicing_kpi.{action}?menu_id={menu}"
        return actions
