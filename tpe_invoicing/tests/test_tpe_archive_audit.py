# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import tpe_archive_audit, tpe_archive_rows
from .common_archive import TpeArchiveCase

REMOVE = "DELETE FROM tpe_archive_entry WHERE id = %s"
OWNER = "base.group_user,account.group_account_manager"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveAudit(TpeArchiveCase):
    """A verification goes on in slices, is told plainly, and is sealed itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env,
            "archive_owner",
            OWNER,
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.classPatch(
            type(cls.company), "_tpe_get_owner", lambda self: cls.owner.sudo(False)
        )
        cls.entries = cls._seal(7)
        cls._note_end(cls.entries[-1])

    def _ask(self, **values):
        """Ask for a verification, as the owner does in the dialog."""
        dialog = self.env["tpe.archive.verify"].with_user(self.owner)
        action = dialog.create(
            {"company_id": self.company.id, **values}
        ).action_verify()
        self.assertEqual(action["res_model"], "tpe.archive.audit")
        return self.env["tpe.archive.audit"].browse(action["res_id"])

    def _count_mails(self):
        return self.env["mail.mail"].search_count(
            [("recipient_ids", "in", self.owner.partner_id.ids)]
        )

    def test_a_whole_archive_is_told_plainly_and_the_result_is_sealed(self):
        audit = self._ask()
        self.assertRecordValues(
            audit, [{"state": "whole", "checked": 7, "progress": 100, "reached": 7}]
        )
        self.assertRegex(audit.summary, r"^7 entries checked on .*, all as they were")
        self.assertEqual((audit.entry_id.kind, audit.entry_id.number), ("audit", 8))
        meta = json.loads(audit.entry_id.meta)
        del meta["user"]
        self.assertEqual(meta, {"first": 1, "last": 7, "checked": 7, "problems": {}})
        self.assertFalse(self._count_mails())
        self.assertEqual(self._verify(), [])

    def test_a_damaged_archive_raises_one_activity_and_one_mail(self):
        self._tamper(REMOVE, self.entries[2].id)
        audit = self._ask()
        self.assertRecordValues(
            audit.line_ids,
            [{"number": 3, "kind": "row_removed", "message": "Entry 3 was removed."}],
        )
        self.assertEqual(audit.state, "damaged")
        self.assertEqual(
            json.loads(audit.entry_id.meta)["problems"], {"row_removed": 1}
        )
        activity = self.company.partner_id.activity_ids
        self.assertEqual(activity.user_id, self.owner)
        self.assertIn("Entry 3 was removed.", activity.note)
        self.assertEqual(self._count_mails(), 1)

    def test_it_goes_on_where_it_stopped_whatever_was_found_before(self):
        self._tamper(REMOVE, self.entries[2].id)
        with (
            patch.object(tpe_archive_rows, "CHUNK", 1),
            patch.object(tpe_archive_audit, "SLICE", 2),
        ):
            audit = self._ask()
            self.assertRecordValues(
                audit, [{"state": "running", "checked": 2, "total": 6}]
            )
            self.assertEqual(round(audit.progress), 33)
            self._tamper(REMOVE, self.entries[-1].id)
            while audit.state == "running":
                audit.invalidate_recordset()  # as another process sees it
                audit.with_user(self.owner).action_continue()
        self.assertEqual(
            [(line.number, line.kind) for line in audit.line_ids],
            [(3, "row_removed"), (7, "truncated")],
        )
        self.assertEqual((audit.checked, audit.reached), (5, 6))

    def test_the_schedule_verifies_each_archive_and_is_not_stopped_by_one(self):
        audits = self.env["tpe.archive.audit"]
        other = self.env["res.company"].create({"name": "Autre"})
        self.archive._seal_documents([self._prepare(1, company_id=other.id)])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress") as commit:
            audits._cron_start()
            audits._cron_start()  # nothing is begun twice
            made = audits.search([("company_id", "in", (self.company + other).ids)])
            self.assertEqual(made.mapped("state"), ["waiting"] * 2)
            whole = type(audits)._advance
            with (
                patch.object(
                    type(audits),
                    "_advance",
                    lambda audit: 1 / 0 if audit.company_id == other else whole(audit),
                ),
                mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_audit"),
            ):
                audits._cron_run()
            self.assertTrue(commit.called)
        states = {audit.company_id: audit.state for audit in made}
        self.assertEqual(states, {self.company: "whole", other: "waiting"})

    def test_it_begins_with_the_last_closing_that_was_found_in_order(self):
        self.archive._close_periods(self.company, date(2099, 1, 1))
        self._ask()
        [early] = self.archive.search([("kind", "=", "closing")], limit=1)
        dialog = self.env["tpe.archive.verify"].create({"company_id": self.company.id})
        self.assertEqual(dialog.closing_id, early)
        audit = self._ask(scope="closing")
        self.assertEqual(audit.state, "whole")
        self.assertEqual(audit.checked, audit.entry_id.number - early.number)
        self._tamper("UPDATE tpe_archive_entry SET name = 'X' WHERE id = %s", early.id)
        self.assertEqual(self._ask(scope="closing").line_ids.kind, "closing")

    def test_what_a_closing_told_by_mail_is_compared(self):
        told = self.entries[4]
        audit = self._ask(anchor=f"n° {told.number} : {told.entry_hash}")
        self.assertEqual(audit.state, "whole")
        audit = self._ask(anchor=f"n° 5 : {self.entries[5].entry_hash}")
        self.assertEqual(audit.line_ids.mapped("kind"), ["fork"])
        audit = self._ask(anchor=f"n° 99 : {self.entries[5].entry_hash}")
        self.assertEqual(set(audit.line_ids.mapped("kind")), {"truncated"})
        self.assertEqual(audit.line_ids[-1].number, 99)
        with self.assertRaisesRegex(UserError, "fingerprint"):
            self._ask(anchor="le 24 novembre")

    def test_a_result_that_cannot_be_sealed_is_told_all_the_same(self):
        error = UserError("no key")
        with (
            patch.object(type(self.archive), "_seal_documents", side_effect=error),
            mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_audit"),
        ):
            audit = self._ask()
        self.assertRecordValues(audit, [{"state": "whole", "entry_id": False}])

    def test_nobody_writes_a_result_himself_and_sellers_ask_for_none(self):
        audit = self._ask()
        with self.assertRaises(AccessError):
            audit.with_user(self.owner).write({"state": "whole"})
        seller = new_test_user(
            self.env, "archive_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        with self.assertRaises(AccessError):
            audit.with_user(seller).action_continue()
        with self.assertRaises(AccessError):
            self.env["tpe.archive.verify"].with_user(seller).create({})
