# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import identifiers

DIGITS = st.text("0123456789", min_size=9, max_size=9)


@tagged("-at_install", "post_install")
class TestIdentifiers(BaseCase):
    """Worked examples T-32 to T-35 of the legal reference."""

    def test_siren_has_a_luhn_key_and_is_not_all_zeros(self):
        self.assertTrue(identifiers.is_siren("732829320"))
        self.assertFalse(identifiers.is_siren("123456789"))
        self.assertFalse(identifiers.is_siren("000000000"))

    def test_siret_has_a_luhn_key(self):
        self.assertTrue(identifiers.is_siret("73282932000074"))
        self.assertFalse(identifiers.is_siret("73282932000075"))
        self.assertFalse(identifiers.is_siret("00000000000000"))

    def test_siret_of_la_poste_has_a_key_of_its_own(self):
        self.assertTrue(identifiers.is_siret("35600000049837"))
        self.assertTrue(identifiers.is_siret("35600000000048"))
        self.assertFalse(identifiers.is_siret("35600000049838"))

    def test_vat_key_follows_from_the_siren(self):
        for siren, key in (
            ("732829320", "44"),
            ("404833048", "83"),
            ("552100554", "96"),
        ):
            self.assertEqual(identifiers.vat_key(siren), key)
            self.assertTrue(identifiers.is_vat(f"FR{key}{siren}"))

    def test_vat_number_with_a_wrong_key_is_refused(self):
        self.assertFalse(identifiers.is_vat("FR45732829320"))
        self.assertFalse(identifiers.is_vat("FR83404833049"))

    def test_vat_key_with_letters_is_a_matter_of_format(self):
        self.assertTrue(identifiers.is_vat("FRK7399859412"))

    def test_greek_and_foreign_numbers_are_understood(self):
        self.assertTrue(identifiers.is_vat("EL094259216"))
        self.assertTrue(identifiers.is_vat("CHE-107.787.577 IVA"))

    def test_slash_means_no_number(self):
        self.assertEqual(identifiers.clean("/"), "")
        self.assertFalse(identifiers.is_vat("/"))

    def test_registry_field_holds_a_siret_or_a_siren(self):
        self.assertEqual(
            identifiers.split_registry("404 833 048 00022"),
            ("404833048", "40483304800022"),
        )
        self.assertEqual(identifiers.split_registry(False), ("", ""))

    @given(DIGITS)
    def test_computed_vat_number_of_a_right_siren_is_right(self, siren):
        if identifiers.is_siren(siren):
            self.assertTrue(
                identifiers.is_vat(f"FR{identifiers.vat_key(siren)}{siren}")
            )

    @given(DIGITS)
    def test_one_wrong_digit_makes_a_siren_wrong(self, siren):
        if identifiers.is_siren(siren):
            wrong = str((int(siren[4]) + 1) % 10)
            self.assertFalse(identifiers.is_siren(siren[:4] + wrong + siren[5:]))

    @given(st.text(max_size=40))
    def test_no_text_makes_a_check_crash(self, text):
        for check in (
            identifiers.is_siren,
            identifiers.is_siret,
            identifiers.is_vat,
            identifiers.is_iban,
        ):
            self.assertIn(check(text), (True, False))

    def test_examples_in_the_docstrings_hold(self):
        self.assertEqual(doctest.testmod(identifiers).failed, 0)
