# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import csv
import hashlib
import io
import json
import zipfile

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.tpe_invoicing.tests.common import take_french_out

from .common import ReminderCommon

DAY = "2026-11-24"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRecovery(ReminderCommon, HttpCase):
    def _open(self, answer):
        """Open a recovery file as its receiver does."""
        content = base64.b64decode(answer["content"])
        self.assertEqual(hashlib.sha256(content).hexdigest(), answer["sha256"])
        return zipfile.ZipFile(io.BytesIO(content))

    def _make(self, records, day=DAY, user=None):
        (answer,) = records.with_user(user or self.accountant).tpe_recovery_file(day)
        return self._open(answer)

    def _read(self, archive):
        return json.loads(archive.read("dossier.json"))

    def _get_totals(self, records, day=DAY):
        (section,) = self._read(self._make(records, day))["sections"]
        return section["totals"]

    def test_t1_the_file_claims_what_the_law_grants(self):
        self.assertEqual(
            self._get_totals(self._issue(1200)),
            {
                "principal": "1200.00",
                "interest": "22.42",
                "fees": "40.00",
                "total": "1262.42",
            },
        )

    def test_all_goes_on_where_french_is_not_installed(self):
        take_french_out(self)
        self.business.lang = False
        invoice = self._issue(1200)
        invoice.tpe_send()
        self.assertTrue(self._run("2026-10-08")["sent"])
        self.assertEqual(self._get_totals(invoice)["total"], "1262.42")
        self.assertTrue(invoice.tpe_claim_letter("formal"))

    def test_t10_three_invoices_bear_three_lump_sums(self):
        self._issue(100)
        self._issue(200)
        self._issue(300)
        self.assertEqual(self._get_totals(self.business)["fees"], "120.00")

    def test_t11_insolvency_stops_interest_and_lump_sum(self):
        invoice = self._issue(1200)
        self.business.tpe_insolvency_on = "2026-10-31"
        totals = self._get_totals(invoice)
        # 31 days at 12.40 %
        self.assertEqual((totals["interest"], totals["fees"]), ("12.64", "0.00"))
        routes = self._read(self._make(invoice))["routes"]
        self.assertEqual([route["code"] for route in routes], ["declaration"])

    def test_t12_t13_a_consumer_owes_interest_from_the_notice_and_no_fee(self):
        invoice = self._issue(800, "2026-05-08", self.consumer)
        totals = self._get_totals(invoice)
        self.assertEqual((totals["interest"], totals["fees"]), ("0.00", "0.00"))
        invoice.tpe_formal_notice("2026-10-05")
        totals = self._get_totals(invoice)
        self.assertEqual((totals["interest"], totals["fees"]), ("3.01", "0.00"))

    def test_the_file_names_the_articles_that_grant_what_it_claims(self):
        notified = self._issue(800, "2026-05-08", self.consumer)
        notified.tpe_formal_notice("2026-10-05")
        for invoice, *articles in (
            (self._issue(1200), "L441-10", "D441-5"),
            (notified, "L313-2", ""),
        ):
            (section,) = self._read(self._make(invoice))["sections"]
            self.assertIn(articles[0], section["interest_source"])
            self.assertIn(articles[1], section["fee_source"])
            self.assertEqual(bool(articles[1]), bool(section["fee_source"]))

    def test_t6_payments_lower_the_base_or_settle_interest_first(self):
        invoice = self._issue(10000, "2026-05-01")
        self._pay(invoice, "2026-07-01", 4000)
        totals = self._get_totals(invoice, "2026-09-03")
        sums = totals["principal"], totals["interest"]
        self.assertEqual(sums, ("6000.00", "333.58"))
        self.company.tpe_payment_order = "interest"
        totals = self._get_totals(invoice, "2026-09-03")
        sums = totals["principal"], totals["interest"]
        self.assertEqual(sums, ("6203.12", "134.87"))

    def test_t15_a_missing_rate_is_named(self):
        with self.assertRaisesRegex(UserError, "2027-H1"):
            self._issue(1200).tpe_recovery_file("2027-01-05")

    def test_the_originals_are_the_sealed_bytes(self):
        invoice = self._issue()
        archive = self._make(invoice)
        (name,) = [n for n in archive.namelist() if n.startswith("factures/")]
        digest = hashlib.sha256(archive.read(name)).hexdigest()
        self.assertEqual(digest, invoice.tpe_archive_entry_id.sha256)
        hashes = archive.read("empreintes_sha256.txt").decode()
        self.assertIn(f"{digest}  {name}", hashes)
        for line in hashes.splitlines():
            wanted, path = line.split("  ")
            self.assertEqual(hashlib.sha256(archive.read(path)).hexdigest(), wanted)
        refund = self._refund(120, invoice)
        labels = dict(self._read(self._make(invoice))["files"]).values()
        (label,) = [each for each in labels if each.startswith("Avoir")]
        self.assertIn(refund.tpe_archive_entry_id.sha256, label)

    def test_reminders_stand_with_their_proof_of_sending(self):
        invoice = self._issue()
        self._run("2026-10-10")
        archive = self._make(invoice)
        (reminder,) = self._read(archive)["reminders"]
        self.assertEqual(reminder["address"], "compta@bati-ouest.example")
        self.assertIn("Message-ID <", reminder["proof"])
        self.assertIn(invoice.name, archive.read(reminder["file"]).decode("utf-8-sig"))

    def test_the_interest_of_each_day_adds_up(self):
        archive = self._make(self._issue(1200))
        text = archive.read("interets_par_jour.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        self.assertEqual(len(rows), 55)
        self.assertEqual(rows[0]["Jour"], "01/10/2026")
        self.assertEqual(rows[-1]["Intérêts cumulés"], "22,421918")

    def test_the_statement_ends_with_the_balance(self):
        invoice = self._issue(1200)
        self._pay(invoice, "2026-10-15", 500)
        self._refund(100, invoice)
        self._issue(50, "2026-12-15")  # owed, not overdue
        text = self._make(self.business).read("releve_de_compte.csv")
        rows = list(
            csv.DictReader(io.StringIO(text.decode("utf-8-sig")), delimiter=";")
        )
        self.assertEqual([row["Crédit"] for row in rows], ["", "100,00", "500,00", ""])
        self.assertEqual(rows[-1]["Solde"], "650,00")
        self.assertEqual(self._get_totals(self.business)["principal"], "600.00")

    def test_the_pages_say_who_and_before_which_court(self):
        self.business.tpe_legal_form = "SAS <b>"
        archive = self._make(self._issue())
        for name in ("index.html", "demande.html"):
            text = archive.read(name).decode()
            self.assertIn('lang="fr"', text)
            for word in ("404833048", "552100554", "12946", "SAS &lt;b&gt;", "22,42"):
                self.assertIn(word, text, name)
            self.assertNotIn("<b>", text)
        civil = self._issue(800, partner=self.consumer)
        codes = [each["code"] for each in self._read(self._make(civil))["routes"]]
        self.assertEqual(codes, ["order_civil", "small_claim"])
        large = self._issue(6000, partner=self.consumer)
        codes = [each["code"] for each in self._read(self._make(large))["routes"]]
        self.assertEqual(codes, ["order_civil"])

    def test_a_dispute_is_told_before_a_payment_order(self):
        invoice = self._issue()
        invoice.tpe_pause("dispute", reason="Porte rayée")
        archive = self._make(invoice)
        self.assertTrue(self._read(archive)["is_disputed"])
        self.assertIn("Porte rayée", archive.read("index.html").decode())

    def test_nothing_due_makes_no_file(self):
        paid, young = self._issue(), self._issue(due="2026-12-31")
        self._pay(paid, "2026-10-01")
        for records in (paid, young, self.business, self.german):
            with self.assertRaisesRegex(UserError, "overdue"):
                records.tpe_recovery_file(DAY)

    def test_only_who_keeps_the_accounts_of_the_company_gets_it(self):
        invoice = self._issue()
        reader = self._new_user("lecteur", "account.group_account_readonly")
        seller = self._new_user("vendeur", "tpe_invoicing.group_tpe_invoicing_seller")
        company = self.env["res.company"].create({"name": "Autre Atelier"})
        other = self._new_user(
            "autre", "account.group_account_invoice", company=company
        )
        for user in (reader, seller, other):
            with self.assertRaises(AccessError):
                invoice.with_user(user).tpe_recovery_file(DAY)
        with self.assertRaisesRegex(UserError, "overdue"):
            self.business.with_user(other).tpe_recovery_file(DAY)

    def test_the_journal_of_the_archive_notes_it(self):
        invoice = self._issue()
        self._make(invoice)
        lines = self.env["tpe.archive.access"].search([("action", "=", "recovery")])
        numbers = set(lines.mapped("first_number"))
        self.assertIn(invoice.tpe_archive_entry_id.number, numbers)
        self.assertEqual(lines.user_id, self.accountant)

    def test_insolvency_asks_for_the_declaration_in_time(self):
        group = self.env.ref("base.group_partner_manager")
        self.accountant.group_ids += group
        mine = self.business.with_user(self.accountant)
        mine.tpe_insolvency_on = "2026-10-05"
        (task,) = self.business.activity_ids
        self.assertEqual(task.date_deadline, fields.Date.to_date("2026-12-05"))
        self.business.tpe_insolvency_published_on = "2026-10-20"
        self.assertEqual(self.business.activity_ids, task)
        self.assertEqual(task.date_deadline, fields.Date.to_date("2026-12-20"))
        self.business.tpe_claim_declared_on = "2026-11-02"
        self.assertFalse(self.business.activity_ids)

    def test_the_download_is_the_whole_zip_and_stays_in_no_cache(self):
        invoice = self._issue(1200)
        new_test_user(
            self.env,
            "recovery_accountant",
            "base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.authenticate("recovery_accountant", "recovery_accountant")
        answer = self.url_open(f"/tpe/recovery/move?ids={invoice.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store, private")
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            self.assertIsNone(packed.testzip())
            self.assertTrue(packed.namelist())
