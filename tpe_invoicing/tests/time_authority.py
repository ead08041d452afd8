# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time-stamping authority of RFC 3161 on this machine: openssl behind HTTP."""

import shutil
import subprocess
import tempfile
import threading
import time
from collections import namedtuple
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CONFIG = """
[tsa]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/cert.pem
signer_key = {folder}/key.pem
certs = {folder}/chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
Made = namedtuple("Made", "certificate key pem")
CA = (
    (x509.BasicConstraints(ca=True, path_length=None), True),
    (
        x509.KeyUsage(
            **dict.fromkeys(
                (
                    *("digital_signature", "content_commitment", "key_encipherment"),
                    *("data_encipherment", "key_agreement", "crl_sign"),
                    *("encipher_only", "decipher_only"),
                ),
                False,
            ),
            key_cert_sign=True,
        ),
        True,
    ),
)


def make_certificate(name, extensions, issuer=None, key=None):
    """:param str name: whose certificate
    :param list extensions: each with whether it is critical
    :param Made issuer: who signs it; itself when there is none
    :param key: private key, made when there is none
    :rtype: Made"""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # the clock of a test may stand in another year
        .not_valid_before(now - timedelta(days=9000))
        .not_valid_after(now + timedelta(days=9000))
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return Made(certificate, key, pem)


class Authority:
    """Stamps what it is asked to, with a certificate made for the occasion."""

    def __init__(self, is_curve=False, is_issued=False):
        self.folder = Path(tempfile.mkdtemp(prefix="tpe-tsa-"))
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if is_curve:
            key = ec.generate_private_key(ec.SECP256R1())
        (self.folder / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        usage, chain = (usage, True), []
        if is_issued:
            root = make_certificate("Racine d'essai", CA)
            chain = [root, make_certificate("Intermédiaire d'essai", CA, root)]
        own = make_certificate("Horodateur d'essai", [usage], *chain[-1:], key=key)
        self.root = (chain or [own])[0].pem
        (self.folder / "cert.pem").write_text(own.pem)
        (self.folder / "chain.pem").write_text("".join(each.pem for each in chain))
        (self.folder / "serial").write_text("01\n")
        (self.folder / "tsa.conf").write_text(CONFIG.format(folder=self.folder))
        self.server, self.is_down, self.pause = None, False, 0

    def answer(self, request):
        """:param bytes request: in DER
        :return: what the authority says to it
        :rtype: bytes"""
        query, reply = self.folder / "query.tsq", self.folder / "reply.tsr"
        query.write_bytes(request)
        reply.unlink(missing_ok=True)
        self._run("-reply", "-config", "tsa.conf", "-section", "tsa", reply)
        return reply.read_bytes() if reply.exists() else b""

    def _run(self, verb, *words):
        *words, out = words
        subprocess.run(
            ["openssl", "ts", verb, *words, "-queryfile", "query.tsq", "-out", out],
            cwd=self.folder,
            capture_output=True,
            check=False,
        )

    def verify(self, answer, text):
        """:return: whether openssl finds that the answer stamps a text
        :rtype: bool"""
        (self.folder / "kept.tsr").write_bytes(answer)
        (self.folder / "text").write_text(text)
        words = "ts -verify -in kept.tsr -data text -CAfile cert.pem".split()
        run = subprocess.run(
            ["openssl", *words], cwd=self.folder, capture_output=True, check=False
        )
        return b"Verification: OK" in run.stdout + run.stderr

    def serve(self):
        """Listen on a free port of this machine.

        :return: its address
        :rtype: str
        """
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                request = self.rfile.read(int(self.headers["Content-Length"]))
                content = b"" if authority.is_down else authority.answer(request)
                self.send_response(503 if authority.is_down else 200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with suppress(OSError):  # who asked has gone
                    for byte in content if authority.pause else ():
                        self.wfile.write(bytes([byte]))
                        time.sleep(authority.pause)
                    self.wfile.write(content)

            def log_message(self, format, *args):
                """Say nothing: the log of a test stays clean."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def remove(self):
        """Stop, and leave nothing behind."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)
