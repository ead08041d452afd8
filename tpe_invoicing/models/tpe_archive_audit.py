# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import itertools
import json
import logging
from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.chain_notes import read_anchors
from .tpe_archive_verify import MOST, MOST_INT

_logger = logging.getLogger(__name__)

TOLD = 20  # problems told in a message
SLICE = 5  # chunks of entries between two commits


class TpeArchiveAudit(models.Model):
    """A verification of the archive: how far it is, and what it found.

    Made by a person's dialog or by the schedule. It goes on in slices, each committed,
    so that it survives a restart; once it is done it does not change any more, and an
    entry of kind "audit" in the chain says what it found.
    """

    _name = "tpe.archive.audit"
    _description = "Verification of the archive"
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "To be verified"),
            ("running", "Being verified"),
            ("whole", "Whole"),
            ("damaged", "Damaged"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    first = fields.Integer(string="First archive number", readonly=True)
    last = fields.Integer(string="Last archive number", readonly=True)
    reached = fields.Integer(string="Verified up to number", readonly=True)
    is_tail = fields.Boolean(string="To the end of the archive", readonly=True)
    anchor = fields.Text(string="Noted elsewhere", readonly=True)
    checked = fields.Integer(string="Entries verified", readonly=True)
    total = fields.Integer(string="Entries to verify", readonly=True)
    progress = fields.Float(compute="_compute_progress", string="Progress (%)")
    started_at = fields.Datetime(string="Started on", readonly=True)
    finished_at = fields.Datetime(string="Finished on", readonly=True)
    problem_count = fields.Integer(string="Problems", readonly=True)
    line_ids = fields.One2many("tpe.archive.audit.line", "audit_id", readonly=True)
    entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Sealed result",
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    summary = fields.Char(compute="_compute_summary")
    # where the walk through the chain stands, between two slices
    walk_state = fields.Text(readonly=True, groups=fields.NO_ACCESS, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("state", "company_id")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = self.env._(
                "Verification of the archive of %s", audit.company_id.name
            )

    @api.depends("checked", "total", "state")
    def _compute_progress(self):
        for audit in self:
            is_done = audit.state in ("whole", "damaged") or not audit.total
            share = 100 * audit.checked / audit.total if audit.total else 0
            audit.progress = 100 if is_done else min(share, 99)

    @api.depends("state", "checked", "problem_count", "finished_at")
    def _compute_summary(self):
        for audit in self:
            values = {
                "checked": audit.checked,
                "problems": audit.problem_count,
                "total": audit.total,
            }
            if audit.finished_at:
                on_day = fields.Datetime.context_timestamp(self, audit.finished_at)
                values["day"] = self.env["ir.qweb.field.date"].value_to_html(
                    on_day.date(), {}
                )
            audit.summary = audit._get_summary(values)

    def _get_summary(self, values):
        """:param dict values: figures to name
        :return: a sentence for the owner
        :rtype: str"""
        if self.state == "whole":
            return self.env._(
                "%(checked)s entries checked on %(day)s, all as they were sealed.",
                **values,
            )
        if self.state == "damaged":
            return self.env._(
                "%(checked)s entries checked on %(day)s: %(problems)s problems.",
                **values,
            )
        return self.env._("%(checked)s entries checked of %(total)s.", **values)

    # === ACTION METHODS === #

    def action_continue(self):
        """Verify some more now, without waiting for the schedule.

        :return: this verification again
        :rtype: dict
        """
        self.ensure_one()
        self.env["tpe.archive.entry"]._check_verify_access(self.company_id.id)
        self.sudo()._advance()  # the rights are checked: nobody writes here by himself
        return self._open()

    def _open(self):
        """:return: action that shows this verification
        :rtype: dict"""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # === SCHEDULE === #

    @api.model
    def _cron_start(self):
        """Begin a verification of every archive, and have it done."""
        busy = self.search([("state", "in", ("waiting", "running"))]).company_id
        for company in self.env["tpe.archive.entry"]._get_audited_companies() - busy:
            self._start(company.id, 1 - MOST_INT, MOST_INT, True)
        self._trigger()

    @api.model
    def _cron_run(self):
        """Go on with what is not done yet, slice by slice, each committed."""
        audits = self.search([("state", "in", ("waiting", "running"))], order="id")
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(audits))
        for audit in audits:
            while not audit._advance_safely():
                if not crons._commit_progress(0):
                    return
            if not crons._commit_progress(1):
                return

    def _advance_safely(self):
        """:return: whether there is nothing more to do for now
        :rtype: bool"""
        try:
            with self.env.cr.savepoint():
                return self._advance()
        except Exception:  # the archives of the others are verified all the same
            _logger.exception("audit %s stopped", self.id)
            return True

    @api.model
    def _trigger(self):
        """Have the scheduled action run soon."""
        cron = self.env.ref("tpe_invoicing.ir_cron_tpe_archive_audit")
        cron.sudo()._trigger()  # whoever may verify may have it done

    # === BUSINESS METHODS === #

    @api.model
    def _start(self, company_id, first, last, is_tail, anchor=None):
        """Begin a verification; nothing is read yet.

        :param int company_id: whose archive
        :param int first: first archive number
        :param int last: last archive number
        :param bool is_tail: whether the end of the archive is among them
        :param str anchor: what a message of a closing says, to compare with
        :return: the verification
        :rtype: tpe.archive.audit
        """
        count = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FROM tpe_archive_entry
                 WHERE company_id = %s AND number BETWEEN %s AND %s
                """,
                company_id,
                first,
                last,
            )
        )[0][0]
        return self.create(
            {
                "company_id": company_id,
                "user_id": self.env.uid,
                "first": first,
                "last": last,
                "is_tail": is_tail,
                "anchor": anchor,
                "total": count,
            }
        )

    def _advance(self):
        """Verify the next slice, from where the one before stopped.

        :return: whether the verification is done
        :rtype: bool
        """
        self.ensure_one()
        if self.state in ("whole", "damaged") or not self.try_lock_for_update():
            return True  # another worker has it
        archive = self.env["tpe.archive.entry"]
        archive.flush_model()
        walk = archive._make_walk(
            self.company_id.id, self.first, read_anchors(self.anchor or "")
        )
        if self.walk_state:
            walk.set_state(json.loads(self.walk_state))
        reached = self.reached if self.walk_state else self.first - 1
        chunks = archive._iterate_chunks(self.company_id.id, reached + 1, self.last)
        problems, read = [], []
        for rows in itertools.islice(chunks, SLICE):
            problems += archive._check_rows(walk, rows)
            read.append((len(rows), rows[-1]["number"]))
        is_done = len(read) < SLICE or self.problem_count + len(problems) > MOST
        if len(read) < SLICE:
            problems += self._close(walk, problems)
        self._note(problems, read, walk.get_state())
        if is_done:
            self._finish()
        return is_done

    def _close(self, walk, problems):
        """:param Walk walk: has seen every row
        :param list[Problem] problems: what the last slice found
        :return: what shows only at the end
        :rtype: list[Problem]"""
        found = walk.close(self.is_tail)
        if self.is_tail:
            known = [*self.line_ids._get_problems(), *problems, *found]
            archive = self.env["tpe.archive.entry"]
            found += archive._find_orphans(self.company_id.id, walk.number, known)
        return found

    def _note(self, problems, read, state):
        """Keep what a slice found.

        :param list[Problem] problems: what is wrong
        :param list[tuple[int, int]] read: size and last number of each chunk
        :param dict state: where the walk stands
        """
        checked = self.checked + sum(count for count, _last in read)
        room = max(0, MOST - self.problem_count)
        self.env["tpe.archive.audit.line"].create(
            [
                {"audit_id": self.id, **problem._asdict()}
                for problem in sorted(problems)[:room]
            ]
        )
        self.write(
            {
                "state": "running",
                "started_at": self.started_at or fields.Datetime.now(),
                "checked": checked,
                "reached": read[-1][1] if read else self.reached,
                "total": max(checked, self.total),
                "problem_count": self.problem_count + min(len(problems), room),
                "walk_state": json.dumps(state, ensure_ascii=False),
            }
        )

    def _finish(self):
        """Say what was found: on the record, in the chain, and to the owner."""
        self.write(
            {
                "state": "damaged" if self.problem_count else "whole",
                "finished_at": fields.Datetime.now(),
                "walk_state": False,
            }
        )
        try:
            with self.env.cr.savepoint():
                self.entry_id = self._seal_result()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # this step is tried again with the next run
        except Exception:  # a lost key or a full disk does not hide the result
            _logger.exception("the result of audit %s was not sealed", self.id)
        if self.problem_count:
            self._tell_owner()

    def _seal_result(self):
        """:return: the entry that tells the result
        :rtype: tpe.archive.entry"""
        counts = Counter(self.line_ids.mapped("kind"))
        day = fields.Date.context_today(self)
        return self.env["tpe.archive.entry"]._seal_documents(
            [
                {
                    **dict.fromkeys(
                        ("move_id", "partner_id", "pdf", "xml", "filename")
                    ),
                    "kind": "audit",
                    "company_id": self.company_id.id,
                    "name": fields.Date.to_string(day),
                    "date": day,
                    "meta": {
                        "first": max(self.first, 1),
                        "last": self.reached,
                        "checked": self.checked,
                        "problems": dict(sorted(counts.items())),
                    },
                }
            ]
        )

    def _tell_owner(self):
        """Raise an activity for the owner and mail him what was found."""
        owner, audit = self.company_id._tpe_speak_to(self)
        summary, note = (
            audit.env._("The archive was damaged or changed"),
            audit._get_alarm(),
        )
        # the message below tells more than the one that goes with an activity
        partner = self.company_id.partner_id.with_context(
            mail_activity_quick_update=True
        )
        partner._tpe_ask(owner, summary, note)
        if owner.email:
            subject = f"{self.company_id.name} : {summary}"
            self.company_id._tpe_queue_mail(owner.partner_id, subject, note)

    def _get_alarm(self):
        """:return: what the owner has to know and to do, as HTML
        :rtype: Markup"""
        told = self.line_ids[:TOLD]
        more = self.problem_count - len(told)
        items = [line.message for line in told]
        if more:
            items.append(self.env._("... and %s more.", more))
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (
            self.summary,
            Markup("").join(Markup("<li>%s</li>") % item for item in items),
            self.env._(
                "Have your administrator put the files back from a backup, then verify "
                "again: Invoicing, Reporting, Archive, Verify the archive. Keep this "
                "message: it says what was found, and when."
            ),
        )
