# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.written import format_day

from .letter_sheet import add_bank, add_link, get_head
from .tpe_reminder_prepare import choose_channel

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
        if reminders._make_for_instalment(self, instalment, field == "noticed_on"):
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

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "failed":
            # who did not get it is written to by another way, as with any step
            for reminder in self.filtered("instalment_id"):
                reminder.instalment_id.sudo()._forget_message(reminder.date)
        return result

    def _make_for_instalment(self, run, instalment, is_notice):
        """Make and send a message about an instalment, as a reminder would be: by
        mail, else by letter, else by phone.

        :param tpe.reminder.run run: the run
        :param tpe.payment.plan.instalment instalment: to come, or late
        :param bool is_notice: whether it is to come
        :return: the reminder; none when the customer cannot be reached
        :rtype: tpe.reminder
        """
        plan = instalment.plan_id
        customer = plan.partner_id
        contacts = self.env["tpe.reminder.planner"]._fetch_contacts_to_write(
            {customer.id: plan.move_ids[:1].partner_id.id}, run.date
        )
        contact = contacts[customer.id]
        channel = choose_channel("email", True, contact)
        if not channel:
            return self.browse()
        instalment = instalment.with_context(lang=plan._get_lang())
        subject, text = self._word_instalment(instalment, is_notice)
        reminder = self.create(
            {
                **self._prepare_instalment_vals(run, instalment),
                "contact_id": contact.contact_id,
                "address": contact.email if channel == "email" else contact.phone,
                "channel": channel,
                "subject": subject,
                "body": self._render_instalment(run, instalment.plan_id, text),
            }
        )
        with_text = reminder.with_context(tpe_instalment_text=text)
        getattr(with_text, f"_send_by_{channel}")()
        return reminder

    @api.model
    def _prepare_instalment_vals(self, run, instalment):
        """:return: what a message about an instalment is about
        :rtype: dict"""
        plan = instalment.plan_id
        return {
            "company_id": run.company_id.id,
            "run_id": run.id,
            "partner_id": plan.partner_id.id,
            "currency_id": plan.currency_id.id,
            "date": run.date,
            "state": "sent",
            "sent_at": fields.Datetime.now(),
            "amount_due": instalment.amount - instalment.amount_paid,
            "instalment_id": instalment.id,
            "template": f"instalment/{plan.id}",
        }

    @api.model
    def _render_instalment(self, run, plan, text):
        """:return: body of the mail, in the language of the plan's context
        :rtype: Markup"""
        lang = plan.env.lang
        return self.env["ir.qweb"]._render(
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

    def _get_letter_view(self):
        # EXTENDS: a letter about an instalment shows it alone
        if not self.instalment_id:
            return super()._get_letter_view()
        plan = self.instalment_id.plan_id
        plan = plan.with_context(lang=plan._get_lang())
        self = self.with_env(plan.env)
        left = format_amount(self.env, self.amount_due, self.currency_id)
        rows = plan._get_agreement_rows(plan._get_terms())
        row = rows[plan.instalment_ids.ids.index(self.instalment_id.id)]
        text = self.env.context["tpe_instalment_text"]
        view = {
            **get_head(self.env, self.company_id, self.date),
            "subject": self.subject,
            "addressee": self._get_addressee(self.contact_id),
            "notice": "",
            "paragraphs": [[self.env._("Hello,")], [text]],
            "rows": [row | {"amount": left}],
            "amount": left,
            "claims": [],
            "signature": list(
                dict.fromkeys([self._get_sender().name, self.company_id.name])
            ),
            "words": self._get_letter_words() | {"columns": plan._get_columns()},
        }
        add_link(self.env, view, self.partner_id.tpe_account_url()[0])
        add_bank(self.env, view, plan.move_ids)
        return view

    @api.model
    def _word_instalment(self, instalment, is_notice):
        """:return: subject and text of a message about an instalment, in the language
            of its context
        :rtype: tuple[str, str]"""
        self = self.with_env(instalment.env)
        left = instalment.amount - instalment.amount_paid
        words = {
            "amount": format_amount(self.env, left, instalment.currency_id),
            "day": format_day(self.env, instalment.date),
        }
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
                patience=instalment.plan_id.patience,
                **words,
            )
        return subject, text
