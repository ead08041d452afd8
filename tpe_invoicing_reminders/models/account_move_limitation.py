# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html
from odoo.tools.misc import format_date

from odoo.addons.tpe_invoicing.commits import may_commit
from odoo.addons.tpe_invoicing.tools.periods import add_years

ALERT = timedelta(days=90)  # time enough to go to court
KINDS = ("consumer", "business")
CHUNK = 100  # tasks between two commits

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """An invoice whose claim lapses soon: somebody is told in time, once."""

    _inherit = "account.move"

    @api.model
    def _cron_tpe_limitation(self):
        """Raise a task for each claim that lapses within three months."""
        runs = self.env["tpe.reminder.run"]
        for company in self.env["res.company"].search([]):
            if company._tpe_in_scope():
                today = runs._get_day(company)
                moves = runs._speak_for(company).env["account.move"]
                moves._tpe_warn_of_limitation(company, today)

    @api.model
    def _tpe_warn_of_limitation(self, company, today):
        """Raise tasks for the claims of a company that lapse soon.

        :param res.company company: the creditor
        :param date today: the day
        :return: invoices that were warned of
        :rtype: account.move
        """
        parameters = self.env["tpe.legal.parameter"]
        years = min(
            int(parameters._get(f"limitation_years_{kind}", today, company))
            for kind in KINDS
        )
        # nothing that was done and invoiced later can lapse yet, whoever the customer
        limit = add_years(today + ALERT, -years)
        oldest = self.search(
            [
                ("company_id", "=", company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                "|",
                ("invoice_date", "<=", limit),
                ("delivery_date", "<=", limit),
            ]
        )
        crons, warned = self.env["ir.cron"], self.browse()
        for start in range(0, len(oldest), CHUNK):
            warned += oldest[start : start + CHUNK]._tpe_warn_lapsing(company, today)
            # what an imported past leaves open may be more than one call has time for
            left = max(0, len(oldest) - start - CHUNK)
            if may_commit() and not crons._commit_progress(CHUNK, remaining=left):
                break
        return warned

    def _tpe_warn_lapsing(self, company, today):
        """:param res.company company: the creditor
        :param date today: the day
        :return: those of these that lapse soon and were not warned of yet
        :rtype: account.move"""
        summary = self.env._("This claim lapses soon")
        warned = self.browse()
        for move in self:
            last = move.tpe_limitation_on
            known = summary in move.activity_ids.mapped("summary")
            if not last or known or not today <= last <= today + ALERT:
                continue
            try:
                with self.env.cr.savepoint():
                    move._tpe_warn_of_lapse(company, summary)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise  # the scheduler begins anew
            except Exception:  # one claim stops no other
                _logger.exception("nobody was told that claim %s lapses", move.id)
            else:
                warned += move
        return warned

    def _tpe_warn_of_lapse(self, company, summary):
        """:param res.company company: the creditor
        :param str summary: of the task"""
        self.ensure_one()
        person = self.env["tpe.reminder.run"]._get_person_in_charge(company)
        note = self.env._(
            "After %(day)s %(name)s can no longer be brought to court. A reminder, "
            "even registered, does not stop the clock: a part payment, a payment plan "
            "that the customer signs, or a claim in court does.",
            day=format_date(self.env, self.tpe_limitation_on),
            name=self.name,
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.tpe_limitation_on,
            summary=summary,
            note=plaintext2html(note),
            user_id=(person or self.env.user).id,
        )
