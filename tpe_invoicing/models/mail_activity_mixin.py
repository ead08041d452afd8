# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

TASK = "mail.mail_activity_data_todo"


class ResCompany(models.Model):
    """Who is told of what nobody had asked for, and in which language."""

    _inherit = "res.company"

    def _tpe_speak_to(self, records, person=None):
        """Find who is told of something in this company, and speak his language.

        The one rule for all that the machine tells by itself: it tells the person whom
        it concerns, as long as he works in the company; else its owner; where there is
        none either, nobody. It speaks his language; where that is not installed any
        more, or he has none, the company's.

        :param records: what words are made of
        :param res.users person: whom it concerns; default the owner
        :return: who is told, empty for nobody; the records in his language
        :rtype: tuple[res.users, models.Model]
        """
        self.ensure_one()
        # whoever caused it need not see other users
        person_sudo = (person or self.env["res.users"]).sudo()
        if not (person_sudo.active and self in person_sudo.company_ids):
            person = self._tpe_get_owner()
        lang = self._tpe_get_lang(person.sudo().lang)
        return person, records.with_context(lang=lang)


class MailActivityMixin(models.AbstractModel):
    """A record on which tasks stand."""

    _inherit = "mail.activity.mixin"

    def _tpe_ask(self, person, summary, note="", kind=TASK, **values):
        """Give somebody a task on this record.

        :param res.users person: see ``_tpe_speak_to``; nobody gets none
        :param str summary: what to do
        :param str note: details, as HTML
        :param str kind: external id of the type of task
        :param values: more of the task, such as its deadline
        :return: the task
        :rtype: mail.activity
        """
        if not person:
            return self.env["mail.activity"]
        return self.activity_schedule(
            kind, summary=summary, note=note, user_id=person.id, **values
        )
