# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ed25519 keys of the archive: made, kept in a file of their owner, used."""

import hmac
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from .chain import fingerprint
from .durable import sync_folder


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


def make_key(path):
    """Make a private key and keep it in a file that only its owner can read.

    :param Path path: file to write; it must not exist
    :return: the key
    :rtype: Ed25519PrivateKey
    """
    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # written aside, then linked: no other process ever sees half a key, and of two
    # that make one at once the second takes the first one's
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return read_key(path)
    finally:
        os.unlink(draft)
    sync_folder(path.parent)
    return private


def read_key(path):
    """:param Path path: file of a private key
    :return: the key, or None when there is no such file
    :rtype: Ed25519PrivateKey or None
    :raises ValueError: when the file holds no Ed25519 key
    """
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    private = serialization.load_pem_private_key(content, password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key")
    return private
