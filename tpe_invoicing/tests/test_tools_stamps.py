# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import shutil
import unittest
from datetime import UTC, datetime
from functools import partial

from cryptography import x509

from odoo.tests import BaseCase, tagged

from ..tools import stamp_roots, stamps
from .time_authority import CA, Authority, make_certificate

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
        with self.assertRaisesRegex(stamps.StampError, "other_hash"):
            stamps.read(answer, "6f" * 32, nonce)
        with self.assertRaisesRegex(stamps.StampError, "other_request"):
            stamps.read(answer, HASH, nonce + 2)

    def test_a_refusal_is_told_in_the_words_of_the_authority(self):
        with self.assertRaisesRegex(stamps.StampError, "(?i)refused bad request"):
            stamps.read(self.authority.answer(b"\x30\x03\x02\x01\x01"), HASH)

    def test_a_certificate_of_another_use_is_refused(self):
        server = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])
        for extensions in ([], [(server, True)]):
            made = make_certificate("Site d'essai", extensions)
            with self.assertRaisesRegex(stamps.StampError, "other_use"):
                stamps._check_usage(made.certificate)

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

    def test_a_certificate_leads_to_a_root_or_is_refused(self):
        authority = Authority(is_issued=True)
        self.addCleanup(authority.remove)
        request, nonce = stamps.ask(HASH)
        answer = authority.answer(request)
        other = stamp_roots.read_roots(make_certificate("Une autre racine", CA).pem)
        own = stamp_roots.read_roots(authority.root)
        for roots in (own, other + own):
            stamp = stamps.read(answer, HASH, nonce, roots)
            self.assertEqual(stamp.root, "CN=Racine d'essai")
        with self.assertRaisesRegex(stamps.StampError, "no_root"):
            stamps.read(answer, HASH, nonce, other)
        self.assertEqual(stamps.read(answer, HASH, nonce).root, "")

    def test_a_certificate_that_may_not_issue_others_is_no_step(self):
        root = make_certificate("Racine d'essai", CA)
        leaf = make_certificate("Site d'essai", [], root)
        own = make_certificate("Horodateur d'essai", [], leaf)
        follow = partial(
            stamp_roots.follow,
            others=[leaf.certificate, own.certificate],
            roots=[root.certificate],
            at=datetime.now(UTC),
        )
        self.assertEqual(follow(leaf.certificate), root.certificate)
        with self.assertRaises(stamps.StampError):
            follow(own.certificate)

    def test_roots_are_read_or_refused(self):
        self.assertEqual(stamp_roots.read_roots(" "), [])
        self.assertEqual(len(stamp_roots.read_roots(self.authority.root * 2)), 2)
        with self.assertRaises(stamps.StampError):
            stamp_roots.read_roots("no certificate")
