# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies add words and mentions; nobody weakens those of the law."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TpeCommon

OWNER = "account.group_account_manager"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeMention(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("mention_owner", OWNER)
        cls.admin = cls._new_user("mention_admin", "base.group_system", OWNER)
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.stranger = cls._new_user(
            "mention_stranger", OWNER, company=cls.other_company
        )
        cls.lump = cls.env.ref("tpe_invoicing.tpe_mention_lump40")

    def _add_words(self, user, mention, french, **values):
        return (
            self.env["tpe.mention.text"]
            .with_user(user)
            .create(
                {
                    "mention_id": mention.id,
                    "date_from": "2026-01-01",
                    "text_fr": french,
                    **values,
                }
            )
        )

    def _add_mention(self, user, **values):
        defaults = {"code": "OWN", "name": "Own", "condition": "always"}
        text = {"date_from": "2026-01-01", "text_fr": "Artisan d'art"}
        return (
            self.env["tpe.mention"]
            .with_user(user)
            .create({**defaults, "text_ids": [Command.create(text)], **values})
        )

    def _words(self, code):
        found = {m["code"]: m["text"] for m in self._make()._tpe_get_mentions()}
        return found.get(code)

    # === ONE SCREEN === #

    def test_no_list_shows_a_variable(self):
        for words in (
            self.env["tpe.mention"].search([]).mapped("text_today"),
            self.env["tpe.archive.clause"].search([]).mapped("text_shown"),
        ):
            self.assertTrue(words)
            self.assertNotIn("{", " ".join(filter(None, words)))

    def test_screen_says_when_what_since_when_and_from_where(self):
        rule = self.lump.with_user(self.owner)
        self.assertEqual(
            rule.condition_words, "The customer is a business or a public body."
        )
        self.assertIn("EUR 40", rule.text_today)
        self.assertTrue(rule.since and rule.source_today and rule.article)
        check = self.env.ref("tpe_invoicing.tpe_mention_seller_vat_missing")
        self.assertEqual(check.condition_words, "Before each issue.")
        self.assertTrue(check.since and check.source_url)

    def test_every_rule_has_its_line_on_the_screen(self):
        for rule in self.env["tpe.mention"].with_user(self.owner).search([]):
            self.assertTrue(rule.condition_words and rule.text_today, rule.code)
            self.assertTrue(rule.severity, rule.code)

    # === WHAT A COMPANY MAY DO === #

    def test_owner_adds_words_that_keep_those_of_the_law(self):
        words = "Indemnité forfaitaire pour frais de recouvrement : {lump_sum} €, merci"
        self._add_words(self.owner, self.lump, words)
        self.assertTrue(self._words("LUMP40").endswith("40 €, merci"))

    def test_owner_adds_and_takes_away_a_mention_of_his_own(self):
        own = self._add_mention(self.owner)
        self.assertEqual(own.company_id, self.company)
        self.assertEqual(self._words("OWN"), "Artisan d'art")
        own.unlink()
        self.assertIsNone(self._words("OWN"))

    def test_words_of_one_company_are_not_those_of_another(self):
        own = self._add_mention(self.owner)
        with self.assertRaises(AccessError):
            own.with_user(self.stranger).read(["name"])
        rules = self.env["tpe.mention"]._get_rules(self.other_company.id)
        self.assertNotIn("OWN", {rule.code for rule in rules})

    # === WHAT NOBODY MAY DO === #

    def test_nobody_changes_or_deletes_a_rule_of_the_law(self):
        for user in (self.owner, self.admin, self.stranger):
            rule = self.lump.with_user(user)
            for values in (
                {"condition": "penalties:consumer"},
                {"severity": "info"},
                {"place": "page"},
                {"kept_words": False},
                {"company_id": user.company_id.id},
                {"text_ids": [Command.clear()]},
                {"text_ids": [Command.update(rule.text_ids[:1].id, {"text_fr": "-"})]},
            ):
                with self.assertRaises(UserError, msg=values):
                    rule.write(values)
            with self.assertRaises(UserError):
                rule.unlink()
            with self.assertRaises(UserError):
                rule.text_ids.unlink()
            with self.assertRaises(UserError):
                rule.text_ids.repealed = True

    def test_reader_and_seller_write_nothing(self):
        for group in (
            "account.group_account_readonly",
            "account.group_account_invoice",
            "tpe_invoicing.group_tpe_invoicing_seller",
        ):
            user = self._new_user(f"mention_{group}", group)
            with self.assertRaises(AccessError):
                self._add_mention(user)
            with self.assertRaises(AccessError):
                self._add_words(user, self.lump, "-")

    def test_words_that_lose_those_of_the_law_are_refused(self):
        for code, words in (
            ("lump40", "Indemnité forfaitaire pour frais de recouvrement : 5 €"),
            ("lump40", "Frais : {lump_sum} €"),
            ("franchise", "Sans TVA"),
            ("rc_domestic", "TVA due par le client"),
            ("margin_goods", "TVA sur la marge"),
            ("vat_debits", "TVA sur les débits"),
            ("no_discount", "Bonne journée"),
            ("seller_ei", "Artisan"),
        ):
            mention = self.env.ref(f"tpe_invoicing.tpe_mention_{code}")
            with self.assertRaises(ValidationError, msg=code):
                self._add_words(self.owner, mention, words)

    def test_words_are_kept_in_english_too(self):
        french = "Indemnité forfaitaire pour frais de recouvrement : {lump_sum} €"
        with self.assertRaises(ValidationError):
            self._add_words(self.owner, self.lump, french, text_en="No lump sum")

    def test_repealed_words_of_a_company_give_way_to_the_law(self):
        self._add_words(self.owner, self.lump, False, repealed=True)
        self.assertIn("40 €", self._words("LUMP40"))

    def test_own_rule_takes_the_place_of_no_rule_of_the_law(self):
        for values in (
            {"code": "LUMP40"},
            {"code": "seller_vat_missing"},
            {"kind": "check", "severity": "info"},
            {"subject_code": "PMT"},
            {"company_id": False},
        ):
            with self.assertRaises(UserError, msg=values):
                self._add_mention(self.owner, **values)

    def test_condition_that_would_fail_on_an_invoice_is_refused(self):
        for condition in ("seller_has:colour", "nothing", "works_rate:ten", False):
            with self.assertRaises(ValidationError, msg=condition):
                self._add_mention(self.owner, condition=condition)

    def test_words_moved_under_a_rule_of_the_law_are_checked_there(self):
        own = self._add_mention(self.owner)
        with self.assertRaises(ValidationError):
            own.text_ids.mention_id = self.lump.id
