# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stream that is encrypted under a passphrase while it is written (AES-256-GCM).

    "TPEBAK1" newline || salt (16) || chunk || chunk ...

The key is derived by scrypt (n = 2^15, r = 8, p = 1). A chunk is the length of its
ciphertext (4 bytes, big endian), then ciphertext and tag; its nonce is its number (12
bytes), its associated data the salt and one byte that tells the last chunk from the
others. A file that is cut, or whose chunks changed places, is known by that.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"TPEBAK1\n"
SALT = 16
CHUNK = 2**20
TAG = 16
SHORTEST = 12  # characters of a passphrase


class StreamError(ValueError):
    """The passphrase is another one, or the file is not what was written."""


def _make_cipher(passphrase, salt):
    if len(passphrase) < SHORTEST:
        raise StreamError(f"the passphrase needs {SHORTEST} characters or more")
    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return AESGCM(key)


class Writer:
    """A file object that encrypts what is written into it; close it to end the file.

    >>> import io
    >>> stored = io.BytesIO()
    >>> with Writer(stored, "une phrase longue") as writer:
    ...     writer.write(b"FAC/2026/00001")
    14
    >>> b"".join(read(io.BytesIO(stored.getvalue()), "une phrase longue"))
    b'FAC/2026/00001'
    >>> try:
    ...     list(read(io.BytesIO(stored.getvalue()[:-1]), "une phrase longue"))
    ... except StreamError as error:
    ...     str(error)
    'the file is cut'
    """

    def __init__(self, target, passphrase):
        self.target = target
        self.salt = os.urandom(SALT)
        self.cipher = _make_cipher(passphrase, self.salt)
        self.number = 0
        self.waiting = bytearray()
        target.write(MAGIC + self.salt)

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        if kind is None:
            self.close()

    def write(self, content):
        """:param bytes content: what to encrypt
        :return: its length
        :rtype: int"""
        self.waiting += content
        while len(self.waiting) > CHUNK:
            self._write_chunk(bytes(self.waiting[:CHUNK]), b"\0")
            del self.waiting[:CHUNK]
        return len(content)

    def close(self):
        """Write the last chunk."""
        self._write_chunk(bytes(self.waiting), b"\1")
        self.waiting.clear()

    def _write_chunk(self, plain, last):
        nonce = self.number.to_bytes(12, "big")
        stored = self.cipher.encrypt(nonce, plain, self.salt + last)
        self.target.write(len(stored).to_bytes(4, "big") + stored)
        self.number += 1


def read(source, passphrase):
    """Decrypt a stream.

    :param file source: where it stands
    :param str passphrase: what it was written under
    :return: chunks of what was written
    :rtype: collections.abc.Iterator[bytes]
    :raises StreamError: when the passphrase is wrong, or the file is not whole
    """
    head = source.read(len(MAGIC) + SALT)
    if len(head) < len(MAGIC) + SALT or not hmac.compare_digest(head[:8], MAGIC):
        raise StreamError("the file is no encrypted part of a backup")
    salt = head[len(MAGIC) :]
    cipher = _make_cipher(passphrase, salt)
    number = 0
    while True:
        size = int.from_bytes(source.read(4), "big")
        stored = source.read(size) if TAG <= size <= CHUNK + TAG else b""
        if not stored or len(stored) != size:
            raise StreamError("the file is cut")
        plain, is_last = _open_chunk(cipher, number, stored, salt)
        yield plain
        if is_last:
            break
        number += 1
    if source.read(1):
        raise StreamError("something was added to the file")


def _open_chunk(cipher, number, stored, salt):
    """:return: what a chunk holds, and whether it is the last one
    :rtype: tuple[bytes, bool]"""
    nonce = number.to_bytes(12, "big")
    for last in (b"\0", b"\1"):
        try:
            return cipher.decrypt(nonce, stored, salt + last), last == b"\1"
        except InvalidTag:
            continue
    if number:
        raise StreamError("the file was changed")
    raise StreamError("the passphrase is another one, or the file was changed")
