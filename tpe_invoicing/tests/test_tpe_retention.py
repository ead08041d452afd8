# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import json
from contextlib import contextmanager
from datetime import date

from freezegun import freeze_time
from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import retention
from .common_archive import TpeArchiveCase

AFTER = "2032-01-01"  # the day after that on which documents of 2021 may go


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRetention(TpeArchiveCase):
    """Kept as long as the law wants, no longer than needed, never against a hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.archive = cls.archive.with_env(cls.env)
        cls.rules = cls.env["tpe.retention.rule"]
        cls.old = cls._seal(3, date=date(2021, 3, 15))
        cls.young = cls._seal(1, first=4)

    @classmethod
    def _user(cls, role):
        groups = {
            "reader": "account.group_account_readonly",
            "accountant": "account.group_account_invoice",
            "owner": "account.group_account_manager",
        }
        return new_test_user(
            cls.env,
            f"retention_{role}",
            f"base.group_user,{groups[role]}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @contextmanager
    def _on(self, day):
        with freeze_time(day):
            self.env.invalidate_all()
            yield
        self.env.invalidate_all()

    def _prepare_list(self, user=None, **values):
        purges = self.env["tpe.archive.purge"]
        if user:
            purges = purges.with_user(user)
        purge = purges.create({"company_id": self.company.id, **values})
        purge.action_prepare()
        return purge

    def _carry_out(self):
        """Purge what is due, prepared by one and carried out by another."""
        purge = self._prepare_list(self._user("accountant"))
        purge.with_user(self._user("owner")).action_carry_out()
        self.env.invalidate_all()
        return purge

    def _states(self, entries):
        return entries.sorted("number").mapped("retention_state")

    # === CLOCK === #

    def test_examples_in_the_code(self):
        self.assertFalse(doctest.testmod(retention).failed)

    def test_the_longest_law_keeps_a_document_from_the_end_of_its_year(self):
        for day, until in (
            (date(2021, 3, 15), date(2031, 12, 31)),
            (date(2026, 11, 24), date(2036, 12, 31)),
            (date(2020, 6, 1), date(2030, 12, 31)),
        ):
            clock = self.rules._get_clock(self.company, "invoice", day)
            self.assertEqual((clock.until, clock.law), (until, "C. com. art. L123-22"))

    def test_the_tax_law_got_longer_for_what_it_still_kept_in_2027(self):
        law = self.rules._get_laws(self.company.id)["invoice"]
        [tax] = [rules for rules in law if rules[0].starts_on == "document"]
        for day, until in (
            (date(2020, 6, 1), date(2026, 6, 1)),
            (date(2021, 3, 15), date(2031, 3, 15)),
        ):
            clock = self.rules._run_law(self.company, tax, day)
            self.assertEqual(clock.until, until)

    def test_the_financial_year_of_the_company_counts(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        for day, until in (
            (date(2021, 6, 30), date(2031, 6, 30)),
            (date(2021, 7, 1), date(2032, 6, 30)),
        ):
            clock = self.rules._get_clock(self.company, "invoice", day)
            self.assertEqual(clock.until, until)

    def test_no_law_on_that_date_is_an_error_and_the_document_stays(self):
        day = date(1999, 12, 31)
        with self.assertRaisesRegex(UserError, "No law is known"):
            self.rules._get_clock(self.company, "invoice", day)
        [entry] = self._seal(1, first=9, date=day)
        with self._on("2100-01-01"):
            self.assertEqual(entry.retention_state, "unknown")
            self.assertFalse(entry.kept_until)
            due = self.archive.search([("retention_state", "=", "due")])
            self.assertEqual(due, self.young | self.old)

    def test_what_is_shown_and_what_is_found_agree_on_every_day(self):
        closing = dict.fromkeys(("pdf", "xml", "currency"))
        self._seal(1, first=9, kind="closing", **closing)
        self._put({"numbers": [2]})
        everything = self.archive.search([("company_id", "=", self.company.id)])
        for day in ("2031-12-31", AFTER, "2036-12-31", "2037-01-01"):
            with self._on(day):
                for state in ("kept", "held", "due", "permanent", "unknown"):
                    found = everything.search([("retention_state", "=", state)])
                    shown = everything.filtered(
                        lambda entry, state=state: entry.retention_state == state
                    )
                    self.assertEqual(found, shown, (day, state))

    def test_entries_are_found_by_their_last_day(self):
        for operator, count in (("<=", 3), ("<", 0), ("=", 3), (">", 1), (">=", 4)):
            domain = [("kept_until", operator, "2031-12-31")]
            self.assertEqual(self.archive.search_count(domain), count, operator)

    def test_a_thousand_entries_take_as_many_queries_as_ten(self):
        self._seal(1000, first=100, date=date(2021, 5, 1), pdf=None, xml=None)
        entries = self.archive.search([("name", "like", "FAC/2026/")])
        entries[:1].mapped("retention_state")
        counts = []
        for count in (10, 1000):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            few = entries[:count].with_prefetch(entries[:count].ids)
            few.mapped("retention_state")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 10)

    # === HOLD === #

    def _put(self, meta, reason="Dispute of Bâti Ouest"):
        return self.archive._put_hold(self.company, meta, reason)

    def test_a_hold_keeps_entries_until_it_is_lifted(self):
        hold = self._put({"numbers": [2]})
        with self._on(AFTER):
            self.assertEqual(self._states(self.old), ["due", "held", "due"])
            self.assertIn("Dispute of Bâti Ouest", self.old[1].hold_words)
            self.assertTrue(hold.is_open_hold)
            release = hold._release("Settled")
            self.env.invalidate_all()
            self.assertEqual(self._states(self.old), ["due"] * 3)
        self.assertEqual(json.loads(release.meta)["hold"], hold.number)
        self.assertEqual((hold.kind, release.kind), ("hold", "release"))
        self.assertFalse(hold.is_open_hold)
        with self.assertRaisesRegex(UserError, "lifted already"):
            hold._release("Again")

    def test_a_hold_is_over_a_customer_or_a_period(self):
        customer = self.env["res.partner"].create({"name": "Anne Le Goff"})
        [entry] = self._seal(1, first=9, date=date(2021, 9, 1), partner_id=customer.id)
        with self._on(AFTER):
            hold = self._put({"partner": customer.id})
            self.assertEqual(entry.retention_state, "held")
            self.assertEqual(self._states(self.old), ["due"] * 3)
            hold._release("Settled")
            self._put({"from": "2021-03-01", "to": "2021-03-31"}, "Tax audit")
            self.env.invalidate_all()
            self.assertEqual(entry.retention_state, "due")
            self.assertEqual(self._states(self.old), ["held"] * 3)
        self.assertNotIn("Goff", hold.name + hold.meta)

    def test_a_hold_wants_a_reason_and_the_owner(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._put({"numbers": [1]}, "  ")
        accountant = self._user("accountant")
        with self.assertRaises(AccessError):
            self.archive.with_user(accountant)._put_hold(
                self.company, {"numbers": [1]}, "Because"
            )
        owner = self._user("owner")
        wizard = self.env["tpe.archive.hold"].with_user(owner)
        dialog = wizard.create(
            {"scope": "period", "date_to": "2021-12-31", "reason": "Tax audit"}
        )
        hold = self.archive.browse(dialog.action_apply()["res_id"])
        self.assertEqual(hold.act_user_id, owner)
        self.assertEqual(hold.act_reason, "Tax audit")

    def test_a_hold_over_nothing_and_no_hold_to_lift_are_refused(self):
        dialogs = self.env["tpe.archive.hold"].with_user(self._user("owner"))
        turned = {"date_from": "2021-12-31", "date_to": "2021-01-01"}
        for values, said in (
            ({"scope": "period", **turned}, "exchange the two dates"),
            ({"scope": "release"}, "Choose the hold"),
            ({"scope": "release", "hold_id": self.old[0].id}, "Choose the hold"),
        ):
            dialog = dialogs.create({"reason": "Tax audit", **values})
            with self.assertRaisesRegex(UserError, said):
                dialog.action_apply()

    # === PURGE === #

    def test_a_list_holds_what_is_due_and_not_held(self):
        with self._on("2031-12-31"), self.assertRaisesRegex(UserError, "Nothing may"):
            self._prepare_list()
        self._put({"numbers": [2]})
        with self._on(AFTER):
            purge = self._prepare_list()
            self.assertEqual(purge.line_ids.entry_id.mapped("number"), [1, 3])
            self.assertEqual(self.old.mapped("is_held"), [False, True, False])

    def test_what_is_purged_is_gone_and_the_tombstone_says_what_it_was(self):
        files = self.old.attachment_id
        paths = [self._get_path(entry) for entry in self.old]
        copy = files[0].copy({"res_model": "res.partner", "res_id": 1})
        with self._on(AFTER):
            purge = self._carry_out()
            self.assertEqual(self._states(self.old), ["purged"] * 3)
        [tombstone] = purge.tombstone_ids
        said = json.loads(tombstone.meta)
        self.assertEqual(
            (said["numbers"], said["law"], said["due"], said["count"], said["totals"]),
            ([1, 2, 3], "C. com. art. L123-22", "2031-12-31", 3, {"EUR": "360.00"}),
        )
        self.assertEqual(purge.state, "done")
        self.assertFalse((files | copy).exists())
        self.assertFalse(any(self.old.mapped("partner_name")))
        self.assertEqual(self.old[0].name, "FAC/2026/00001")
        self.assertFalse(self.old[0]._read_xml())
        with self._marked_files(paths) as marked:
            self.assertEqual(marked, set(paths))
        self.assertTrue(self.young._read_document())

    @contextmanager
    def _marked_files(self, paths):
        """:return: the files that Odoo's own cleaning will remove"""
        folder = self.folder / "files" / "checklist"
        marks = {path.name for path in folder.glob("*/*")}
        yield {path for path in paths if path.name in marks}

    def test_a_purged_document_answers_with_who_when_and_why(self):
        with self._on(AFTER):
            self._carry_out()
            with self.assertRaisesRegex(UserError, "destroyed on .*L123-22"):
                self.old[0]._read_document()
            self.assertIn("retention_owner", self.old[0].purge_words)

    def test_a_purge_takes_two_persons_or_one_and_time(self):
        with self._on(AFTER):
            owner = self._user("owner")
            purge = self._prepare_list(owner)
            with self.assertRaisesRegex(UserError, "only owner"):
                purge.action_carry_out()
        with self._on("2032-01-09"):
            other = new_test_user(
                self.env,
                "retention_other",
                "base.group_user,account.group_account_manager",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            with self.assertRaisesRegex(UserError, "retention_other"):
                purge.action_carry_out()
            other.active = False
            purge.action_carry_out()
        self.assertEqual((purge.state, purge.done_by_id), ("done", owner))

    def test_a_purge_that_is_over_says_so(self):
        with self._on(AFTER):
            done = self._carry_out()
            owner = done.done_by_id
            with self.assertRaisesRegex(UserError, "carried out already"):
                done.with_user(owner).action_carry_out()
            new = self.env["tpe.archive.purge"].create({"company_id": self.company.id})
            with self.assertRaisesRegex(UserError, "Prepare the list first"):
                new.with_user(owner).action_carry_out()
            new.action_cancel()
            with self.assertRaisesRegex(UserError, "is over"):
                new.with_user(owner).action_carry_out()

    def test_roles_of_a_purge(self):
        with self._on(AFTER):
            reader, accountant = self._user("reader"), self._user("accountant")
            with self.assertRaises(AccessError):
                self._prepare_list(reader)
            purge = self._prepare_list(accountant)
            with self.assertRaises(AccessError):
                purge.action_carry_out()
            for values in ({"state": "done"}, {"prepared_by_id": reader.id}):
                with self.assertRaises(AccessError):
                    purge.write(values)
            self.assertEqual(purge.with_user(reader).line_count, 3)

    def test_a_hold_put_after_the_list_stops_the_whole_purge(self):
        with self._on(AFTER):
            purge = self._prepare_list(self._user("accountant"))
            self._put({"numbers": [2]})
            owner = self._user("owner")
            with self.assertRaisesRegex(UserError, "Under legal hold.*2 - FAC"):
                purge.with_user(owner).action_carry_out()
            self.assertTrue(all(entry._read_document() for entry in self.old))

    def test_a_crash_half_way_leaves_everything(self):
        files = type(self.env["ir.attachment"])
        with self._on(AFTER):
            purge = self._prepare_list(self._user("accountant"))
            owner = self._user("owner")
            with (
                self._failing(files, "_tpe_destroy_files", OSError("crash")),
                self.assertRaisesRegex(OSError, "crash"),
                self.env.cr.savepoint(),
            ):
                purge.with_user(owner).action_carry_out()
            self.env.invalidate_all()
            self.assertEqual(purge.state, "prepared")
            self.assertTrue(all(entry._read_document() for entry in self.old))
            self.assertFalse(self.archive.search([("kind", "=", "purge")]))

    def test_companies_purge_their_own(self):
        other = self.env["res.company"].create({"name": "Kermorvan Bois"})
        [entry] = self._seal(1, company_id=other.id, date=date(2021, 3, 15))
        with self._on(AFTER):
            purge = self._prepare_list()
            self.assertNotIn(entry, purge.line_ids.entry_id)

    def test_letters_lose_the_words_that_name_a_person(self):
        [letter] = self._seal(
            1, first=9, kind="letter", name="Relance Anne", date=date(2021, 3, 15)
        )
        with self._on(AFTER):
            self._carry_out()
        self.assertEqual((letter.name, letter.meta), (f"#{letter.number}", "{}"))

    # === WHAT THE DATABASE REFUSES === #

    @mute_logger("odoo.sql_db")
    def test_the_database_lets_a_file_go_with_its_tombstone_only(self):
        strip = (
            "UPDATE tpe_archive_entry SET attachment_id = NULL, xml_data = NULL,"
            " partner_ref = NULL, partner_name = NULL, filename = NULL{} WHERE id = %s"
        )
        setting = "SELECT set_config('tpe_invoicing.purge', %s, true)"
        first, second = self.old[0], self.old[1]
        closing = dict.fromkeys(("pdf", "xml", "currency"))
        [fake] = self._seal(1, first=8, meta={"numbers": [1]}, **closing)
        values = {"kind": "purge", "meta": {"numbers": [1]}, **closing}
        [tombstone] = self._seal(1, first=9, **values)
        for entry, chosen, more in (
            (first, "", ""),
            (first, fake.id, ""),  # another kind of entry
            (second, tombstone.id, ""),  # it names another one
            (first, tombstone.id, ", sha256 = NULL"),
            (first, tombstone.id, ", amount_total = 1"),
            (first, tombstone.id, ", name = 'X'"),
            (first, tombstone.id, ", signature = 'x'"),
        ):
            self.env.cr.execute(setting, [str(chosen)])
            with (
                self.subTest(entry=entry.number, more=more),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(strip.format(more), [entry.id])
        self.env.cr.execute(setting, [str(tombstone.id)])
        self.env.cr.execute(strip.format(""), [first.id])
        self.assertEqual(self.env.cr.rowcount, 1)
        with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "DELETE FROM tpe_archive_entry WHERE id = %s", [first.id]
            )
