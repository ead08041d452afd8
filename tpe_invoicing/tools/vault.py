# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the archive as they lie on the disk when they are encrypted (AES-256-GCM).

An encrypted file is

    "TPEAES1" newline || name of the key (8 bytes) || SHA-256 of the plain bytes (32)
    || nonce (12) || ciphertext and tag

Everything before the nonce is the associated data: a file under the name of another one
is known by its SHA-256, which is also that of the archive's entry. The key is derived
by HKDF-SHA-256 (no salt, info "tpe-archive-vault") from the 32 bytes of a private key
file in PKCS#8, its name is the beginning of SHA-256("tpe-archive-vault:" || key).
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"TPEAES1\n"
INFO = b"tpe-archive-vault"
HEAD = len(MAGIC) + 8 + 32
NONCE = 12


class LockedError(ValueError):
    """The key that opens a file is not here."""


class DamagedError(ValueError):
    """The bytes of an encrypted file are not those that were written."""


class Vault:
    """A key that encrypts files, and the name that files bear it by."""

    def __init__(self, secret):
        key = HKDF(SHA256(), 32, salt=None, info=INFO).derive(secret)
        self.name = hashlib.sha256(INFO + b":" + key).digest()[:8]
        self.cipher = AESGCM(key)

    def lock(self, plain):
        """:param bytes plain: what to encrypt
        :return: what to store
        :rtype: bytes

        >>> vault = Vault(bytes(32))
        >>> stored = vault.lock(b"FAC/2026/00001")
        >>> is_locked(stored), b"FAC" in stored
        (True, False)
        >>> unlock({vault.name: vault}, stored)
        b'FAC/2026/00001'
        """
        head = MAGIC + self.name + hashlib.sha256(plain).digest()
        nonce = os.urandom(NONCE)
        return head + nonce + self.cipher.encrypt(nonce, plain, head)


def is_locked(stored):
    """:return: whether bytes are an encrypted file
    :rtype: bool"""
    return stored[: len(MAGIC)] == MAGIC


def unlock(vaults, stored):
    """:param dict vaults: keys at hand, by name
    :param bytes stored: an encrypted file
    :return: the plain bytes
    :rtype: bytes
    :raises LockedError: when its key is not at hand
    :raises DamagedError: when it was changed
    """
    head, nonce = stored[:HEAD], stored[HEAD : HEAD + NONCE]
    name = head[len(MAGIC) : len(MAGIC) + 8]
    if name not in vaults:
        raise LockedError(name.hex())
    try:
        return vaults[name].cipher.decrypt(nonce, stored[HEAD + NONCE :], head)
    except (InvalidTag, ValueError) as error:
        raise DamagedError(name.hex()) from error
