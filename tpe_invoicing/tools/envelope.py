# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Encrypt a file to the holder of a certificate, as CMS (RFC 5652) says.

The content goes through in blocks (AES-256-CBC), its key is wrapped for the RSA key of
the certificate (OAEP with SHA-256). ``openssl cms -decrypt`` opens it, and so does any
program that reads encrypted mail.
"""

import os

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import padding as blocks
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import pkcs7

CHUNK = 2**20
SHORTEST_KEY = 2048
# object identifiers, encoded
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
DATA = bytes.fromhex("06092a864886f70d010701")
AES_256_CBC = bytes.fromhex("060960864801650304012a")
OAEP = bytes.fromhex("06092a864886f70d010107")
MGF1 = bytes.fromhex("06092a864886f70d010108")
SHA_256 = bytes.fromhex("0609608648016503040201")
OPEN, CLOSE = b"\x80", b"\x00\x00"  # a length that is not known yet, and its end
LOCKED = b"tpe-archive-export-password"


class CertificateError(ValueError):
    """Says by a code why nothing can be encrypted to a certificate."""


def read_certificate(content):
    """Read a certificate, whatever the form it came in.

    :param bytes content: PEM, DER or PKCS#7
    :rtype: cryptography.x509.Certificate
    :raises CertificateError: ``certificate_unreadable``, ``certificate_no_rsa``,
        ``certificate_weak``
    """
    loaders = (
        x509.load_pem_x509_certificate,
        x509.load_der_x509_certificate,
        lambda data: pkcs7.load_pem_pkcs7_certificates(data)[0],
        lambda data: pkcs7.load_der_pkcs7_certificates(data)[0],
    )
    for load in loaders:
        try:
            certificate = load(content)
            public = certificate.public_key()
        except Exception:  # noqa: BLE001 each loader has its own refusals
            continue
        if not isinstance(public, rsa.RSAPublicKey):
            raise CertificateError("certificate_no_rsa")
        if public.key_size < SHORTEST_KEY:
            raise CertificateError("certificate_weak")
        return certificate
    raise CertificateError("certificate_unreadable")


def describe_certificate(certificate):
    """:param cryptography.x509.Certificate certificate: one that was read
    :return: whose it is, until when, and its SHA-256
    :rtype: dict"""
    return {
        "subject": certificate.subject.rfc4514_string(),
        "until": certificate.not_valid_after_utc,
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
    }


def encrypt(source, target, certificate):
    """Write a file so that the holder of the certificate alone can read it.

    :param file source: what to encrypt, from where it stands
    :param file target: takes the encrypted message (BER)
    :param cryptography.x509.Certificate certificate: the reader's
    """
    key, vector = os.urandom(32), os.urandom(16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    padder = blocks.PKCS7(128).padder()
    target.write(b"\x30" + OPEN + ENVELOPED + b"\xa0" + OPEN + b"\x30" + OPEN)
    target.write(_integer(0))
    target.write(_wrap(0x31, _build_recipient(key, certificate)))
    target.write(b"\x30" + OPEN + DATA)
    target.write(_wrap(0x30, AES_256_CBC + _wrap(0x04, vector)))
    target.write(b"\xa0" + OPEN)
    while chunk := source.read(CHUNK):
        target.write(_wrap(0x04, encryptor.update(padder.update(chunk))))
    last = encryptor.update(padder.finalize()) + encryptor.finalize()
    target.write(_wrap(0x04, last) + CLOSE * 5)


def _build_recipient(key, certificate):
    """:return: the key of the content, for the one who reads it
    :rtype: bytes"""
    sha256 = _wrap(0x30, SHA_256)
    scheme = _wrap(0xA0, sha256) + _wrap(0xA1, _wrap(0x30, MGF1 + sha256))
    wrapped = certificate.public_key().encrypt(
        key, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    )
    issuer = certificate.issuer.public_bytes()
    return _wrap(
        0x30,
        _integer(0)
        + _wrap(0x30, issuer + _integer(certificate.serial_number))
        + _wrap(0x30, OAEP + _wrap(0x30, scheme))
        + _wrap(0x04, wrapped),
    )


def _integer(number):
    size = number.bit_length() // 8 + 1
    return _wrap(0x02, number.to_bytes(size, "big", signed=True))


def _wrap(tag, content):
    """:return: an element of DER
    :rtype: bytes"""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def lock(text, key):
    """Keep a password for a while so that the database alone does not tell it.

    :param str text: the password
    :param bytes key: a secret that is not in the database
    :rtype: bytes

    >>> unlock(lock("pâte", b"k"), b"k"), unlock(lock("pâte", b"k"), b"l")
    ('pâte', None)
    """
    nonce = os.urandom(12)
    return nonce + AESGCM(_derive(key)).encrypt(nonce, text.encode(), LOCKED)


def unlock(content, key):
    """:param bytes content: what :func:`lock` made
    :param bytes key: the secret it was made with
    :return: the password, None when the secret is another one
    :rtype: str or None"""
    try:
        text = AESGCM(_derive(key)).decrypt(content[:12], content[12:], LOCKED)
    except (InvalidTag, ValueError):
        return None
    return text.decode()


def _derive(key):
    return HKDF(hashes.SHA256(), 32, None, LOCKED).derive(key)
