# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResPartner(models.Model):
    """What the reminders know of a customer, sealed or not."""

    _inherit = "res.partner"

    def _tpe_get_inventory(self, company):
        return [
            *super()._tpe_get_inventory(company),
            *self._tpe_list_reminders(company),
        ]

    def _tpe_list_reminders(self, company):
        """:return: reminders and pauses of a customer: they are kept as letters are,
            for they prove what was claimed and answered
        :rtype: list[dict]"""
        labels = {
            "tpe.reminder": self.env._("Reminders, with what they said"),
            "tpe.reminder.pause": self.env._("Promises, disputes and other pauses"),
        }
        dates = {"tpe.reminder": "date", "tpe.reminder.pause": "create_date"}
        items = []
        for model, label in labels.items():
            # the rights were checked
            [(count, last)] = (
                self.env[model]
                .sudo()
                ._read_group(
                    [
                        ("company_id", "=", company.id),
                        ("partner_id", "child_of", self.id),
                    ],
                    aggregates=["__count", f"{dates[model]}:max"],
                )
            )
            if not count:
                continue
            day = fields.Date.to_date(last)
            clock = self.env["tpe.retention.rule"]._get_clock(company, "letter", day)
            items.append(
                {
                    "code": model.rpartition(".")[2],
                    "label": label,
                    "count": count,
                    "ground": "legal",
                    "until": clock.until,
                    "law": clock.law,
                }
            )
        return items
