# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import datetime
import io
import subprocess
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from odoo.tests import BaseCase, tagged

from ..tools import envelope

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
OPEN = "openssl cms -decrypt -binary -inform DER -in in -recip cert -inkey key -out out"
SHOW = "openssl cms -cmsout -print -noout -inform DER -in in"


def certify(key, serial=1, name="Cabinet Exp"):
    """Make a certificate that signs itself."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), serial)
    builder = builder.not_valid_before(START)
    builder = builder.not_valid_after(START.replace(year=2036))
    return builder.sign(key, hashes.SHA256())


@tagged("post_install_l10n", "post_install", "-at_install")
class TestEnvelope(BaseCase):
    """Another program than ours opens what is encrypted to a certificate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = rsa.generate_private_key(65537, 2048)
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        cls.folder = Path(place.name)
        secret = (PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (cls.folder / "key").write_bytes(cls.key.private_bytes(*secret))

    def _run(self, command):
        done = subprocess.run(
            command.split(), cwd=self.folder, capture_output=True, check=True
        )
        return done.stdout.decode()

    def _open(self, content, certificate):
        """Encrypt with the program, and open with openssl, which also finds by the
        certificate for whom it is."""
        target = io.BytesIO()
        envelope.encrypt(io.BytesIO(content), target, certificate)
        (self.folder / "in").write_bytes(target.getvalue())
        (self.folder / "cert").write_bytes(certificate.public_bytes(PEM))
        self._run(OPEN)
        return (self.folder / "out").read_bytes()

    def test_openssl_opens_contents_of_any_length(self):
        certificate = certify(self.key)
        for size in (0, 1, 15, 16, 17, 111, 112, 127, 128, 255, 256, 70_000, 3_000_000):
            content = bytes(range(256)) * (size // 256) + bytes(range(size % 256))
            with self.subTest(size):
                self.assertEqual(self._open(content, certificate), content)

    def test_openssl_finds_the_reader_by_any_name_and_serial_number(self):
        for serial in (1, 127, 128, 255, 256, 2**63, 2**64 - 1, 2**128, 2**158 - 1):
            for name in ("A", "Cabinet d’expertise " + "é" * 20):
                with self.subTest(serial=serial, name=name):
                    certificate = certify(self.key, serial, name)
                    self.assertEqual(self._open(b"zip", certificate), b"zip")

    def test_the_message_says_how_it_is_encrypted(self):
        self._open(b"zip", certify(self.key, 77))
        said = " ".join(self._run(SHOW).split())
        for words in (
            "contentType: pkcs7-envelopedData",
            "contentType: pkcs7-data",
            "algorithm: aes-256-cbc",
            "algorithm: rsaesOaep",
            "serialNumber: 77",
        ):
            self.assertIn(words, said)
        self.assertEqual(said.count("version: 0"), 2)
        self.assertEqual(said.count(":sha256"), 2)
        parts = self._run("openssl asn1parse -inform DER -in in")
        # vector, wrapped key, one block and the last one; what was left open is closed
        self.assertEqual(parts.count("OCTET STRING"), 4)
        self.assertEqual(parts.count("EOC"), 5)

    def test_the_same_content_is_never_encrypted_alike(self):
        found = set()
        for _turn in range(2):
            self._open(b"zip" * 100, certify(self.key))
            found.add((self.folder / "in").read_bytes()[-300:])
        self.assertEqual(len(found), 2)

    def test_a_large_content_goes_through_in_blocks(self):
        class Source(io.BytesIO):
            asked = []

            def read(self, size=-1):
                self.asked.append(size)
                return super().read(size)

        source = Source(bytes(5_000_000))
        envelope.encrypt(source, io.BytesIO(), certify(self.key))
        self.assertEqual(set(source.asked), {2**20})

    def test_a_certificate_is_read_in_each_form_it_comes_in(self):
        certificate = certify(self.key, 9)
        for content in (
            certificate.public_bytes(PEM),
            certificate.public_bytes(DER),
            pkcs7.serialize_certificates([certificate], PEM),
            pkcs7.serialize_certificates([certificate], DER),
        ):
            self.assertEqual(envelope.read_certificate(content), certificate)
        said = envelope.describe_certificate(certificate)
        self.assertEqual(
            said,
            {
                "subject": "CN=Cabinet Exp",
                "until": START.replace(year=2036),
                "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
            },
        )

    def test_a_certificate_that_cannot_encrypt_is_refused_by_a_code(self):
        weak = rsa.generate_private_key(65537, 1024)
        curve = ec.generate_private_key(ec.SECP256R1())
        empty = pkcs7.serialize_certificates([certify(self.key)], DER)[:40]
        for content, code in (
            (b"", "certificate_unreadable"),
            (b"no", "certificate_unreadable"),
            (empty, "certificate_unreadable"),
            (certify(curve).public_bytes(PEM), "certificate_no_rsa"),
            (certify(weak).public_bytes(DER), "certificate_weak"),
        ):
            with self.assertRaisesRegex(envelope.CertificateError, f"^{code}$"):
                envelope.read_certificate(content)

    def test_a_password_is_kept_for_who_has_the_secret(self):
        kept = envelope.lock("pâte brisée", b"secret")
        self.assertNotIn("pâte".encode(), kept)
        self.assertNotEqual(kept, envelope.lock("pâte brisée", b"secret"))
        self.assertEqual(envelope.unlock(kept, b"secret"), "pâte brisée")
        for content, key in (
            (kept, b"another"),
            (kept[:-1] + bytes([kept[-1] ^ 1]), b"secret"),
            (bytes([kept[0] ^ 1]) + kept[1:], b"secret"),
            (kept[:12], b"secret"),
            (b"", b"secret"),
        ):
            self.assertIsNone(envelope.unlock(content, key))
