# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from unittest.mock import patch

import pypdfium2

from odoo.tests import new_test_user, tagged

from .common import KpiCommon

OCTOBER = date(2026, 10, 31)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestKpiReport(KpiCommon):
    """The paper of October: one customer paid, one got later, one is not due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["tpe.kpi.snapshot"]
        cls.customer.name, cls.other_customer.name = "Boulangerie Petit", "Garage Roux"
        paid = cls._sell(1200, date(2026, 8, 1), due=date(2026, 8, 31))
        cls._pay(paid, 1200, date(2026, 10, 5))
        cls._sell(
            750, date(2026, 9, 1), due=date(2026, 10, 15), partner=cls.other_customer
        )
        cls._sell(310, date(2026, 10, 20), due=date(2026, 11, 20))
        cls.snapshots._freeze(cls.company, date(2026, 9, 30))
        cls.snapshots._freeze(cls.company, OCTOBER)

    def _read(self, lang):
        name, pdf = self.snapshots.with_context(lang=lang)._make_report(
            self.company, OCTOBER
        )
        document = pypdfium2.PdfDocument(pdf)
        texts = [page.get_textpage().get_text_bounded() for page in document]
        return name, " ".join(" ".join(texts).split())

    def test_it_says_what_changed_who_to_call_and_what_should_come(self):
        name, text = self._read("en_US")
        self.assertIn("October 2026", name)
        for words in (
            "Overdue: 750.00 at the end of the month, 1,200.00 a month before.",
            "Boulangerie Petit: 1,200.00 less",
            "Garage Roux: 750.00 more",
            "Garage Roux 750.00",
            "750.00 of the 1,060.00 they owe come within 30 days",
        ):
            self.assertIn(words, text.replace("€ ", "").replace(" €", ""))

    def test_each_month_shows_what_was_invoiced_and_what_came_in(self):
        _name, text = self._read("en_US")
        self.assertRegex(text, r"Oct 2026 .{0,3}310\.00.{0,3} .{0,3}1,200\.00")
        self.assertRegex(text, r"Aug 2026 .{0,3}1,200\.00.{0,3} .{0,3}0\.00")

    def test_it_shows_the_frozen_figures_and_which_way_they_went(self):
        _name, text = self._read("en_US")
        self.assertRegex(
            text, r"Open receivables .{0,2}1,060\.00.{0,2} .{0,2}1,950\.00.{0,2} better"
        )

    def test_it_speaks_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        name, text = self._read("fr_FR")
        self.assertIn("octobre 2026", name)
        self.assertIn("Qui appeler en premier", text)

    def test_it_is_mailed_once_when_the_month_is_frozen(self):
        owner = new_test_user(
            self.env,
            "report_owner",
            "account.group_account_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        month_end = patch.object(
            type(self.snapshots),
            "_get_last_month_end",
            lambda snapshots, company: date(2026, 11, 30),
        )
        outside = patch.object(
            type(self.company), "_tpe_may_tell_outside", lambda company: True
        )
        told = patch.object(
            type(self.company),
            "_tpe_get_anchor_partners",
            lambda company: (
                owner.partner_id
                if company == self.company
                else company.env["res.partner"]
            ),
        )
        crons = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 3600
        )
        with month_end, outside, told, crons:
            for _again in range(2):
                self.snapshots._cron_freeze()
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", owner.partner_id.ids)]
        )
        self.assertEqual(len(mails), 1)
        self.assertTrue(mails.attachment_ids.raw.startswith(b"%PDF"))

    def test_an_empty_company_has_a_paper_too(self):
        company = self.setup_other_company()["company"]
        _name, pdf = self.snapshots._make_report(company, OCTOBER)
        self.assertTrue(pdf.startswith(b"%PDF"))
