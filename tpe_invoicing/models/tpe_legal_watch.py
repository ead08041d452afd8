# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import plaintext2html
from odoo.tools.misc import format_date

from ..tools.periods import half_year_code, half_year_start, next_half_year

# how long before the law runs out somebody is told
DAYS_AHEAD = {"figure": 30, "text": 180}


class TpeLegalParameter(models.Model):
    """The watch over the law: what is about to run out, told before it stops sales."""

    _inherit = "tpe.legal.parameter"

    @api.model
    def _cron_watch_law(self):
        """Tell each French company which figures and words it will miss soon."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([]):
            if company._tpe_in_scope():
                self.with_company(company)._tell_company(company, today)

    @api.model
    def _tell_company(self, company, today):
        """Tell the owner what misses, and what the law asks soon.

        :param res.company company: the company
        :param date today: the day
        """
        owner, self = company._tpe_speak_to(self)
        missing = self._find_gaps(company, today) + self._find_old_texts(company, today)
        self._keep_activity(
            company.partner_id,
            owner,
            self.env._("Legal figures and mentions are about to run out"),
            [*missing, self._get_advice()] if missing else [],
        )
        pressing = self.env["tpe.law.duty"]._find_pressing(company, today)
        self._keep_activity(
            company.partner_id,
            owner,
            self.env._("The law asks something of you soon"),
            pressing,
        )

    @api.model
    def _keep_activity(self, partner, owner, summary, sentences):
        """Raise one activity for the owner, bring it up to date, or close it.

        :param res.partner partner: of the company
        :param res.users owner: its owner
        :param str summary: what it is about
        :param list sentences: what to do; none closes it
        """
        open_ones = partner.activity_ids.filtered(
            lambda activity: activity.summary == summary
        )
        if not sentences:
            open_ones.action_feedback(self.env._("The law is up to date again."))
            return
        note = plaintext2html("\n".join(sentences))
        if open_ones:
            open_ones[:1].note = note
        else:
            partner._tpe_ask(owner, summary, note)

    def _get_advice(self):
        """:return: what to do about it
        :rtype: str"""
        return self.env._(
            "Update TPE Invoicing, or load the file of new figures under Invoicing, "
            "Configuration, TPE invoicing, Load new law. Rates of a half-year "
            "are published in its first days."
        )

    @api.model
    def _find_gaps(self, company, today):
        """Find the rates of half-years that miss today or soon.

        :param res.company company: the company
        :param date today: the day
        :return: sentences
        :rtype: list[str]
        """
        starts = [half_year_start(today), next_half_year(today)]
        soon = today + timedelta(days=DAYS_AHEAD["figure"])
        # the law is the same for every user, whatever his rights
        rates_sudo = self.sudo().search([("validity", "=", "half_year")])
        return [
            self.env._(
                "“%(name)s” has no value for %(period)s yet.",
                name=rate.name,
                period=half_year_code(start),
            )
            for rate in rates_sudo
            for start in starts
            if start <= soon and start not in dict(self._get_series(rate.code, company))
        ]

    @api.model
    def _find_old_texts(self, company, today):
        """Find the mentions whose words the law admits no longer today or soon.

        :param res.company company: the company
        :param date today: the day
        :return: sentences
        :rtype: list[str]
        """
        soon = today + timedelta(days=DAYS_AHEAD["text"])
        names = self.env["tpe.mention"]._get_names(company.id)
        found = []
        for rule in self.env["tpe.mention"]._get_rules(company.id):
            last = rule.texts[-1] if rule.texts else None
            if last and last.admitted_until and last.admitted_until <= soon:
                found.append(
                    self.env._(
                        "The words of “%(name)s” are admitted until %(day)s.",
                        name=names[rule.code],
                        day=format_date(self.env, last.admitted_until),
                    )
                )
        return found
