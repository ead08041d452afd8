# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import SUPERUSER_ID, fields, models

from .tpe_kpi_alert import TREND


class TpeKpiAlertEpisode(models.Model):
    """A time during which the condition of an alert held, for a customer or at all."""

    _name = "tpe.kpi.alert.episode"
    _description = "Time an alert held"
    _order = "date_from desc, id desc"

    alert_id = fields.Many2one(
        "tpe.kpi.alert", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="alert_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    value = fields.Float(digits=(16, 2), readonly=True)
    value_before = fields.Float(digits=(16, 2), readonly=True)

    def _tell(self):
        """Tell who is to be told, once, in his language."""
        self.ensure_one()
        named = self.alert_id.user_id
        user, said = self.company_id._tpe_speak_to(self, named)
        alert = said.alert_id
        summary, note = said._get_words()
        if alert.channel == "activity":
            (said.partner_id or alert)._tpe_ask(user, summary, note)
        else:
            # the machine speaks: who presses "Check now" is told as well
            alert.with_user(SUPERUSER_ID).message_notify(
                partner_ids=user.partner_id.ids, subject=summary, body=note
            )

    def _get_words(self):
        """:return: subject and text of what is told
        :rtype: tuple[str, str]"""
        alert = self.alert_id.with_env(self.env)
        if self.partner_id:
            summary = self.env._(
                "%s pays later than usual", self.partner_id.display_name
            )
            note = self.env._(
                "%(now).0f days late on average over the last %(days)s days, "
                "%(before).0f before.",
                now=self.value,
                days=alert.days,
                before=self.value_before,
            )
            return summary, note
        kpi, company = alert.kpi_id, alert.company_id
        summary = self.env._(
            "%(figure)s: %(value)s",
            figure=kpi.name,
            value=kpi._get_display(self.value, company),
        )
        note = alert.display_name
        if alert.kind in TREND:
            note += " " + self.env._(
                "(%(before)s, %(days)s days before)",
                before=kpi._get_display(self.value_before, company),
                days=alert.days,
            )
        return summary, note
