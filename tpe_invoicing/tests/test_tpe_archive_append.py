# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..models import tpe_archive_append as append
from ..models.tpe_archive_seal import HOLD
from .common_archive import TpeArchiveCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeArchiveAppend(TpeArchiveCase):
    """A document that is sealed alone goes on from the end that the process knows."""

    def setUp(self):
        super().setUp()
        # known until its transaction is rolled back, which a process cannot know
        self.addCleanup(append._ends.clear)
        self.place = (self.env.cr.dbname, self.company.id)

    @contextmanager
    def _counting_holds(self):
        """Count how often the chain is held before anything is added."""
        cursor, held = type(self.env.cr), []

        def execute(cr, query, *args, **options):
            held.extend([1] if query == HOLD else [])
            return original(cr, query, *args, **options)

        original = cursor.execute
        with patch.object(cursor, "execute", execute):
            yield held

    def _check(self, numbers):
        entries = self.archive.search([("company_id", "=", self.company.id)])
        self.assertEqual(sorted(entries.mapped("number")), numbers)
        self.assertEqual(self._verify(), [])
        for entry in entries.filtered("sha256"):
            self.assertEqual(entry._read_document()[:8], b"%PDF-1.7")

    def test_the_first_one_holds_the_chain_and_the_next_do_not(self):
        with self._counting_holds() as held:
            for number in range(1, 4):
                self._seal(1, first=number)
        self.assertEqual(len(held), 1)
        self._check([1, 2, 3])

    def test_what_has_no_file_keeps_the_id_of_a_file_for_the_next(self):
        self._seal(1)
        with self._counting_holds() as held:
            self._seal(1, first=2, pdf=None, xml=None)
            self._seal(1, first=3)
        self.assertEqual(held, [])
        self._check([1, 2, 3])

    def test_an_end_that_is_none_any_more_is_left(self):
        self._seal(1)
        old = append._ends[self.place]
        self._seal(1, first=2)
        append._ends[self.place] = old  # as of a server while another one sealed
        self._seal(1, first=3)
        self._check([1, 2, 3])

    def test_an_end_that_was_rolled_back_is_left(self):
        self._seal(1)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._seal(1, first=2)
            raise ZeroDivisionError
        self._seal(1, first=3)
        self._check([1, 2])

    def test_what_others_may_have_sealed_since_is_asked_for(self):
        self._seal(1)
        self.env.cr.execute("SELECT nextval('tpe_archive_entry_id_seq')")
        with self._counting_holds() as held:
            self._seal(1, first=2)
        self.assertEqual(len(held), 1)
        self._check([1, 2])

    def test_an_end_of_another_database_is_left(self):
        self._seal(1)
        end = append._ends[self.place]
        append._ends[self.place] = end._replace(database=end.database + 1)
        with self._counting_holds() as held:
            self._seal(1, first=2)
        self.assertEqual(len(held), 1)
        self._check([1, 2])

    def test_the_id_of_a_file_that_no_sequence_gave_is_left(self):
        self._seal(1)
        end = append._ends[self.place]
        append._ends[self.place] = end._replace(spare_id=end.spare_id + 1000)
        with self._counting_holds() as held:
            self._seal(1, first=2)
        self.assertEqual(len(held), 1)
        self._check([1, 2])

    def test_numbers_that_were_lost_are_not_given_again(self):
        [entry] = self._seal(1)
        end = append._ends[self.place]
        with patch.object(append, "read_head", return_value=(entry.number + 2, "ab")):
            self.assertIsNone(self._append_after(end))
        self.assertTrue(self._append_after(end))

    def _append_after(self, end):
        append._ends[self.place] = end
        signer = self.env["tpe.archive.key"]._get_current()
        files = self.env["ir.attachment"]
        with files._tpe_writing([]) as store:
            return self.archive._append(
                self._prepare(2, pdf=None, xml=None), None, signer, store
            )

    def test_a_new_key_is_announced(self):
        self._seal(1)
        self.env["tpe.archive.key"]._rotate()
        self._seal(1, first=2)
        self.assertEqual(
            self.archive.search(
                [("company_id", "=", self.company.id)], order="number"
            ).mapped("kind"),
            ["invoice", "key", "invoice"],
        )
        self._check([1, 2, 3])

    def test_what_stood_in_the_place_of_an_original_makes_way(self):
        self._seal(1)
        move = self._make_move()
        values = {"res_model": "account.move", "res_field": "invoice_pdf_report_file"}
        other = self.env["ir.attachment"].create(
            {"name": "other.pdf", "raw": b"x", "res_id": move.id, **values}
        )
        with self._counting_holds() as held:
            [entry] = self._seal(1, first=2, kind="letter", move_id=move.id)
        self.assertEqual(held, [])
        other.invalidate_recordset()
        self.assertFalse(other.res_field)
        self.assertEqual(move.invoice_pdf_report_id, entry.attachment_id)
        self.assertEqual(self._verify(), [])
