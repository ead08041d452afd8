# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.misc import format_amount, format_date

_logger = logging.getLogger(__name__)


class TpeReminderRun(models.Model):
    """A run also speaks of the instalments of payment plans."""

    _inherit = "tpe.reminder.run"

    def _remind_instalments(self):
        """Announce the instalments to come, remind of those that are late.

        Each in a transaction of its own, under the lock of its plan. A customer who
        was written to today waits.
        """
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id), ("state", "=", "active")]
        for plan in self.env["tpe.payment.plan"].search(domain):
            if not plan._find_message(self.date)[0]:
                continue
            try:
                with self.env.cr.savepoint():
                    self._remind_instalment(plan)
                self._tpe_commit(1)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody works on it: it goes with the next run
                self._tpe_rollback()
            except Exception:
                _logger.exception("run %s: payment plan %s", self.id, plan.id)

    def _remind_instalment(self, plan):
        """Write to the customer, if it still is time for it.

        :param tpe.payment.plan plan: a signed plan
        """
        if not plan.try_lock_for_update():
            return
        plan.invalidate_recordset()
        instalment, field = plan._find_message(self.date)
        today = [
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", plan.partner_id.id),
            ("currency_id", "=", plan.currency_id.id),
            ("date", "=", self.date),
            ("state", "=", "sent"),
        ]
        reminders = self.env["tpe.reminder"]
        if (
            plan.state != "active"
            or not instalment
            or not plan._may_be_written_to()
            or reminders.search_count(today, limit=1)
        ):
            return
        reminders._make_for_instalment(self, instalment, field == "noticed_on")
        instalment[field] = self.date


class TpeReminder(models.Model):
    """A message about an instalment: no step of a plan, and no item of its own."""

    _inherit = "tpe.reminder"

    instalment_id = fields.Many2one(
        "tpe.payment.plan.instalment",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _make_for_instalment(self, run, instalment, is_notice):
        """Make and send a message about an instalment.

        :param tpe.reminder.run run: the run
        :param tpe.payment.plan.instalment instalment: to come, or late
        :param bool is_notice: whether it is to come
        :return: the reminder
        :rtype: tpe.reminder
        """
        plan = instalment.plan_id
        contact = plan.partner_id.tpe_dunning_contact_id or plan.partner_id
        has_mail = contact.email_normalized and not (
            contact.message_bounce or contact.is_blacklisted
        )
        reminder = self.create(
            {
                "company_id": run.company_id.id,
                "run_id": run.id,
                "partner_id": plan.partner_id.id,
                "contact_id": contact.id,
                "address": contact.email_normalized if has_mail else contact.phone,
                "currency_id": plan.currency_id.id,
                "channel": "email" if has_mail else "phone",
                "date": run.date,
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "amount_due": instalment.amount - instalment.amount_paid,
                "instalment_id": instalment.id,
                "template": f"instalment/{plan.id}",
                **self._render_instalment(run, instalment, is_notice),
            }
        )
        # without a mail address somebody calls
        getattr(reminder, "_send_by_email" if has_mail else "_send_by_phone")()
        return reminder

    def _render_instalment(self, run, instalment, is_notice):
        """:return: subject and body, in the customer's language
        :rtype: dict"""
        lang = instalment.plan_id._get_lang()
        self, instalment = (
            self.with_context(lang=lang),
            instalment.with_context(lang=lang),
        )
        plan = instalment.plan_id
        left = format_amount(
            self.env, instalment.amount - instalment.amount_paid, plan.currency_id
        )
        words = {"amount": left, "day": format_date(self.env, instalment.date)}
        subject, text = self._word_instalment(plan, words, is_notice)
        body = self.env["ir.qweb"]._render(
            "tpe_invoicing_reminders.instalment_body",
            {
                "lang": lang,
                "text": text,
                "terms": plan._get_terms(),
                "account_url": plan.partner_id.tpe_account_url()[0]["url"],
                "company": run.company_id.name,
                "signature": run._get_sender().name,
            },
            lang=lang,
            minimal_qcontext=True,
        )
        return {"subject": subject, "body": body}

    @api.model
    def _word_instalment(self, plan, words, is_notice):
        """:return: subject and text of a message about an instalment
        :rtype: tuple[str, str]"""
        if is_notice:
            subject = self.env._("Your instalment of %(amount)s on %(day)s", **words)
            text = self.env._(
                "as agreed, your next instalment of %(amount)s is to be paid by "
                "%(day)s. Thank you for keeping to our agreement.",
                **words,
            )
        else:
            subject = self.env._("Your instalment of %(day)s is missing", **words)
            text = self.env._(
                "your instalment of %(amount)s was to be paid by %(day)s, and we have "
                "not received it. Please pay it at once: our agreement ends when an "
                "instalment is more than %(patience)s days late.",
                patience=plan.patience,
                **words,
            )
        return subject, text
