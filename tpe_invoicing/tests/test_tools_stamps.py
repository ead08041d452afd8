# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import shutil
import unittest

from odoo.tests import BaseCase, tagged

from ..tools import stamps
from .time_authority import Authority

HASH = "5f" * 32


@tagged("post_install_l10n", "post_install", "-at_install")
@unittest.skipUnless(shutil.which("openssl"), "the authority of the tests is openssl")
class TestStamps(BaseCase):
    """Answers of a real authority of RFC 3161, and what can be wrong with one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.remove)

    def test_a_stamp_says_when_and_by_whom(self):
        request, nonce = stamps.ask(HASH)
        stamp = stamps.read(self.authority.answer(request), HASH, nonce)
        self.assertIn("CN=Horodateur d'essai", stamp.authority)
        self.assertEqual(stamp.at.tzinfo.utcoffset(None).total_seconds(), 0)

    def test_openssl_itself_verifies_what_is_kept(self):
        request, _nonce = stamps.ask(HASH)
        self.assertTrue(self.authority.verify(self.authority.answer(request), HASH))

    def test_a_key_on_a_curve_is_verified_as_well(self):
        authority = Authority(is_curve=True)
        self.addCleanup(authority.remove)
        request, nonce = stamps.ask(HASH)
        stamps.read(authority.answer(request), HASH, nonce)

    def test_another_hash_or_request_is_refused(self):
        request, nonce = stamps.ask(HASH)
        answer = self.authority.answer(request)
        with self.assertRaisesRegex(stamps.StampError, "another hash"):
            stamps.read(answer, "6f" * 32, nonce)
        with self.assertRaisesRegex(stamps.StampError, "another request"):
            stamps.read(answer, HASH, nonce + 2)

    def test_a_refusal_is_told_in_the_words_of_the_authority(self):
        with self.assertRaisesRegex(stamps.StampError, "(?i)bad request"):
            stamps.read(self.authority.answer(b"\x30\x03\x02\x01\x01"), HASH)

    def test_a_certificate_of_another_use_is_refused(self):
        authority = Authority(is_for_stamps=False)
        self.addCleanup(authority.remove)
        request, nonce = stamps.ask(HASH)
        with self.assertRaises(stamps.StampError):
            stamps.read(authority.answer(request), HASH, nonce)

    def test_no_changed_byte_of_the_signed_part_passes(self):
        request, nonce = stamps.ask(HASH)
        answer = self.authority.answer(request)
        for place in range(0, len(answer), 7):
            changed = bytearray(answer)
            changed[place] ^= 1
            try:
                stamp = stamps.read(bytes(changed), HASH, nonce)
            except stamps.StampError:
                continue
            # what is left outside the signature, as the words of the status
            self.assertEqual(stamp, stamps.read(answer, HASH, nonce))

    def test_stamps_say_what_must_be_there(self):
        good = self.authority.answer(stamps.ask(HASH)[0])
        known = stamps.list_witnessed([(7, HASH, good), (8, "6f" * 32, good)])
        self.assertEqual(known, {7: HASH})
