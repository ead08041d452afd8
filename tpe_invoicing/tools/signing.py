# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ed25519 keys of the archive: made, kept in a file of their owner, used."""

import hmac
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from .chain import fingerprint
from .durable import make_folder, sync


class KeyFileError(ValueError):
    """Says by a code why a file gives no key."""


def get_public(private):
    """:return: public half of a private key, in hexadecimal
    :rtype: str"""
    return private.public_key().public_bytes_raw().hex()


def sign(private, message):
    """:return: signature in hexadecimal
    :rtype: str

    >>> key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    >>> make_verifier({fingerprint(get_public(key)): get_public(key)})(
    ...     fingerprint(get_public(key)), b"hello", sign(key, b"hello"))
    True
    """
    return private.sign(message).hex()


def make_verifier(publics, privates=()):
    """Return the function that checks signatures.

    Ed25519 signs the same message always alike, so whoever holds the private key signs
    again and compares, which takes a third of the time of a verification.

    :param dict publics: public key in hexadecimal, by fingerprint
    :param list privates: private keys at hand
    :return: ``verify(fingerprint, message, signature)``
    :rtype: callable
    """
    known = {
        name: Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        for name, public in publics.items()
        if fingerprint(public) == name
    }
    own = {fingerprint(get_public(private)): private for private in privates}

    def verify(name, message, signature):
        if name not in known or not signature:
            return False
        if name in own and hmac.compare_digest(
            own[name].sign(message).hex(), signature
        ):
            return True
        try:
            known[name].verify(bytes.fromhex(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True

    return verify


def dump_key(private, passphrase=None):
    """:param Ed25519PrivateKey private: the key
    :param bytes passphrase: encrypts it when given
    :return: the key in PEM, as openssl reads it too
    :rtype: bytes"""
    secrecy = serialization.NoEncryption()
    if passphrase:
        secrecy = serialization.BestAvailableEncryption(passphrase)
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secrecy
    )


def _write_draft(path, content):
    """:return: name of a new file of its owner beside ``path``, on the disk
    :rtype: str"""
    make_folder(path.parent, 0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(draft)
        raise
    return draft


def make_key(path, passphrase=None):
    """Make a private key and keep it in a file that only its owner can read.

    :param Path path: file to write; it must not exist
    :param bytes passphrase: encrypts the file when given
    :return: the key
    :rtype: Ed25519PrivateKey
    """
    private = Ed25519PrivateKey.generate()
    # written aside, then linked: no other process ever sees half a key, and of two
    # that make one at once the second takes the first one's
    draft = _write_draft(path, dump_key(private, passphrase))
    try:
        os.link(draft, path)
    except FileExistsError:
        private = read_key(path, passphrase)
    finally:
        os.unlink(draft)
    sync(path.parent)  # whoever made it: this process is about to rely on it
    return private


def protect_key(path, private, passphrase):
    """Write the file of a key again, under a passphrase.

    :param Path path: its file
    :param Ed25519PrivateKey private: the key
    :param bytes passphrase: encrypts the file
    """
    os.replace(_write_draft(path, dump_key(private, passphrase)), path)
    sync(path.parent)


def is_protected(content):
    """:return: whether the PEM of a key wants a passphrase
    :rtype: bool"""
    return b"ENCRYPTED" in content


def read_key(path, passphrase=None):
    """:param Path path: file of a private key
    :param bytes passphrase: of the file, if it has one
    :return: the key, or None when there is no such file
    :rtype: Ed25519PrivateKey or None
    :raises KeyFileError: ``passphrase_missing``, ``passphrase_wrong``, ``no_key``
    """
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    if not is_protected(content):
        passphrase = None
    elif not passphrase:
        raise KeyFileError("passphrase_missing")
    try:
        private = serialization.load_pem_private_key(content, password=passphrase)
    except (UnsupportedAlgorithm, ValueError) as error:
        raise KeyFileError("passphrase_wrong" if passphrase else "no_key") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileError("no_key")
    return private
