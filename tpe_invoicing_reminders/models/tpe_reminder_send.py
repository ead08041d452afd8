# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from collections import defaultdict
from dataclasses import dataclass, field

from psycopg2.errors import UniqueViolation

from odoo import models, tools
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.gc import disabling_gc

from odoo.addons.tpe_invoicing.commits import may_commit

from ..tools import planning
from ..tools.planning import Skip

_logger = logging.getLogger(__name__)
CHUNK = 200  # customers of a transaction: less than a second of locks
SLICE = 1000  # customers planned at a time
ATTEMPTS = 3


@dataclass
class Outcome:
    """What became of the messages of a run."""

    sent: list = field(default_factory=list)  # pairs of message and reminder
    failed: list = field(default_factory=list)  # pairs of message and error
    skips: list = field(default_factory=list)
    passed_over: int = 0  # items left alone, of which no more than this is known
    sent_count: int = 0  # messages sent, of which no more than this is known
    tried: int = 0  # customers

    def add(self, other):
        """:param Outcome other: what became of some more messages"""
        self.sent += other.sent
        self.failed += other.failed
        self.skips += other.skips

    def forget(self):
        """Keep of what went well no more than its number: a run of any length needs
        the memory of a slice."""
        self.sent_count += len(self.sent)
        self.passed_over += len(self.skips)
        self.sent.clear()
        self.skips.clear()


class TpeReminderRun(models.Model):
    """Sending: short transactions of some customers each, under lock."""

    _inherit = "tpe.reminder.run"

    def _start(self, company, day, origin):
        """Open a run.

        :param res.company company: whose customers are reminded
        :param date day: the day
        :param str origin: who started it
        :return: the run, that may write what its user may not
        :rtype: tpe.reminder.run
        """
        # the caller's right to send was checked; runs are written by nobody by hand
        run_sudo = (
            self.sudo()
            .with_company(company)
            .create(
                {
                    "company_id": company.id,
                    "date": day,
                    "origin": origin,
                    "user_id": self.env.uid,
                }
            )
        )
        return run_sudo

    def _execute(self, cap=0, is_brief=False):
        """Plan, send, and note what happened.

        :param int cap: messages at most, 0 = no limit
        :param bool is_brief: look only at customers with something new, and answer
            with what failed alone; for the scheduler
        :return: see :meth:`tpe_run`
        :rtype: dict
        """
        self.ensure_one()
        if is_brief and self._has_queue():
            return self._spread(cap)
        outcome = Outcome()
        for customer_ids in self._find_slices(outcome, is_brief):
            self._send_slice(customer_ids, cap, outcome)
            if is_brief:
                outcome.forget()
        return self._finish(outcome)

    def _find_slices(self, outcome, is_brief):
        """Share the customers out, so that a run needs no more memory for more of them.

        :param Outcome outcome: gets the items of customers who are passed over
        :param bool is_brief: see :meth:`_execute`
        :return: lists of customers; None stands for all of them
        :rtype: list
        """
        if not is_brief:
            return [None]
        planner = self.env["tpe.reminder.planner"]
        customer_ids, outcome.passed_over = planner._triage(self.company_id, self.date)
        return list(tools.split_every(SLICE, customer_ids))

    def _send_slice(self, customer_ids, cap, outcome):
        """Plan some customers, and send to them in short transactions.

        :param list customer_ids: the customers; None for all
        :param int cap: customers at most in the whole run, 0 = no limit
        :param Outcome outcome: filled
        """
        by_customer = self._plan_slice(customer_ids, outcome)
        self._tpe_commit()
        planned_ids = list(by_customer)
        count = max(cap - outcome.tried, 0) if cap else len(planned_ids)
        for customer_id in planned_ids[count:]:
            messages, left = by_customer[customer_id]
            outcome.skips += left + _drop_all(messages, "cap")
        outcome.tried += len(planned_ids[:count])
        for chunk in tools.split_every(CHUNK, planned_ids[:count]):
            planned = {customer_id: by_customer[customer_id] for customer_id in chunk}
            # records by the thousand, and next to no cycles among them
            with disabling_gc():
                outcome.add(self._send_safely(planned))
            # what was sent is written: nobody needs its words in memory
            self.env.invalidate_all()

    def _plan_slice(self, customer_ids, outcome):
        """Plan some customers.

        :param list customer_ids: the customers; None for all
        :param Outcome outcome: gets the skips of those without a message
        :return: messages and skips by customer, of those with a message
        :rtype: dict[int, tuple[list, list]]
        """
        planner = self.env["tpe.reminder.planner"]
        prepared, skips = planner._plan(self.company_id, self.date, customer_ids)
        by_customer = defaultdict(lambda: ([], []))
        for ready in prepared:
            by_customer[ready.message.customer_id][0].append(ready.message)
        for skip in skips:
            if skip.item.customer_id in by_customer:
                by_customer[skip.item.customer_id][1].append(skip)
            else:
                outcome.skips.append(skip)
        return by_customer

    def _finish(self, outcome):
        """Note the figures of the run, and alert when something failed.

        :param Outcome outcome: what happened
        :return: see :meth:`tpe_run`
        :rtype: dict
        """
        errors = self._note_failures(outcome)
        self.write(
            {
                "state": "done",
                "sent_count": len(outcome.sent) + outcome.sent_count,
                "failed_count": len(outcome.failed),
                "skipped_count": len(outcome.skips) + outcome.passed_over,
                "error": errors,
            }
        )
        answer = {
            "run_id": self.id,
            "sent": self._describe(
                [ready for ready, _reminder in outcome.sent],
                [reminder.id for _ready, reminder in outcome.sent],
            ),
            "failed": self._describe([ready for ready, _error in outcome.failed]),
            "skipped": self._describe_skips(outcome.skips),
        }
        for reminder, (_ready, error) in zip(
            answer["failed"], outcome.failed, strict=True
        ):
            reminder["error"] = error
        self._tpe_commit()
        return answer

    def _note_failures(self, outcome):
        """Alert the person in charge when something failed.

        :param Outcome outcome: what happened
        :return: one line for each message that failed
        :rtype: str | bool
        """
        lines = [f"{ready.message.customer_id}: {e}" for ready, e in outcome.failed]
        if not lines:
            return False
        errors = "\n".join(lines)
        self._alert(self.env._("Some reminders could not be made"), errors)
        return errors

    def _get_sender(self):
        """:return: in whose name reminders go out: the person in charge, else the
            company
        :rtype: res.partner"""
        person = self._get_person_named(self.company_id).partner_id
        return person if person.email else self.company_id.partner_id

    def _alert(self, summary, note):
        """Tell the person in charge of reminders, once.

        :param str summary: what happened
        :param str note: details
        """
        user = self._get_person_named(self.company_id) or self.user_id
        self._tpe_ask(user, summary, tools.plaintext2html(note or ""))

    # === TRANSACTIONS === #

    def _tpe_commit(self, processed=0):
        """Make what was done durable, and let go of the locks.

        :param int processed: customers dealt with since the last time
        """
        if may_commit():
            self.env["ir.cron"]._commit_progress(processed)
        else:
            self.env.flush_all()

    def _tpe_rollback(self):
        """Take back what was done since the last commit, where that is allowed."""
        if may_commit():
            self.env.cr.rollback()

    def _send_safely(self, planned):
        """Send to some customers in a transaction of their own.

        :param dict planned: messages and skips by customer, as planned
        :rtype: Outcome
        """
        for _attempt in range(ATTEMPTS):
            try:
                outcome = self._send_to_customers(planned)
                self._tpe_commit(len(planned))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody changed an item after this transaction began: look again
                self._tpe_rollback()
            else:
                return outcome
        return Outcome(skips=self._leave(planned, planned))

    def _leave(self, planned, customer_ids):
        """:return: skips of customers on whom somebody else is working
        :rtype: list[Skip]"""
        skips = []
        for customer_id in customer_ids:
            messages, left = planned[customer_id]
            skips += left + _drop_all(messages, "locked")
        return skips

    def _send_to_customers(self, planned):
        """Lock the items, look again at what is owed, and send.

        :param dict planned: messages and skips by customer, as planned
        :rtype: Outcome
        """
        owners = {
            item.line_id: customer_id
            for customer_id, (messages, left) in planned.items()
            for item in _get_items(messages, left)
        }
        # locks are taken by whoever may send, on items of one company
        lines_sudo = self.env["account.move.line"].sudo().browse(owners)
        free = set(lines_sudo.try_lock_for_update(allow_referencing=True).ids)
        busy = {owners[line_id] for line_id in owners.keys() - free}
        outcome = Outcome(skips=self._leave(planned, busy))
        ours = [customer_id for customer_id in planned if customer_id not in busy]
        if not ours:
            return outcome
        planner = self.env["tpe.reminder.planner"]
        prepared, skips = planner._plan(self.company_id, self.date, ours, True)
        outcome.skips += skips + _find_paid(planned, ours, prepared, skips)
        self._deliver_all(prepared, outcome)
        return outcome

    def _deliver_all(self, prepared, outcome):
        """Send messages together, or one by one when one of them cannot be sent.

        :param list prepared: messages
        :param Outcome outcome: filled
        """
        try:
            with self.env.cr.savepoint():
                reminders = self.env["tpe.reminder"]._make(self, prepared)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.info("run %s: one of a batch failed", self.id, exc_info=True)
        else:
            outcome.sent += zip(prepared, reminders, strict=True)
            return
        for ready in prepared:
            self._deliver_one(ready, outcome)

    def _deliver_one(self, ready, outcome):
        """Send one message; what goes wrong stays with it.

        :param Prepared ready: the message
        :param Outcome outcome: filled
        """
        try:
            with self.env.cr.savepoint():
                reminder = self.env["tpe.reminder"]._make(self, [ready])
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UniqueViolation:
            outcome.skips += planning.drop(ready.message, "already_reminded")
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception(
                    "run %s: customer %s", self.id, ready.message.customer_id
                )
            outcome.failed.append((ready, str(error)))
            outcome.skips += planning.drop(ready.message, "failed", None, str(error))
        else:
            outcome.sent.append((ready, reminder))


def _get_items(messages, skips):
    """:return: the items of a customer
    :rtype: list[planning.Item]"""
    items = [skip.item for skip in skips]
    for message in messages:
        items += [item for item, _amount in message.dues]
        items += message.credits
    return items


def _drop_all(messages, reason):
    """:return: skips of all items of messages
    :rtype: list[Skip]"""
    return [skip for message in messages for skip in planning.drop(message, reason)]


def _find_paid(planned, customer_ids, prepared, skips):
    """:return: skips of the items that are not open any more
    :rtype: list[Skip]"""
    seen = {item.line_id for item in _get_items([r.message for r in prepared], skips)}
    return [
        Skip(item, "paid", None)
        for customer_id in customer_ids
        for item in _get_items(*planned[customer_id])
        if item.line_id not in seen
    ]
