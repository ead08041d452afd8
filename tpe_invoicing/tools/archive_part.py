# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One part of an export: a zip that verifies alone, and with the other parts."""

import base64
import hashlib
import json
import shutil
from collections import namedtuple

from . import archive_export
from .archive_check import STAMPS_FOLDER, name_key, name_manifest
from .archive_index import Lists, write_day
from .chain import EXPORT, dump

CHUNK = 2**20
# Ed25519 public keys as OpenSSL and others read them (RFC 8410)
KEY_HEADER = bytes.fromhex("302a300506032b6570032100")
Key = namedtuple("Key", "name sign publics")


class Part:
    """A zip that is written entry by entry, and signed when it is closed.

    ``head`` says what the export is; ``key`` signs it and tells the public keys.
    """

    def __init__(self, archive, head, key):
        self.archive, self.key = archive, key
        number, count = head["part"]
        self.suffix = f"-{number}" if count > 1 else ""
        self.head = {**head, "key": key.name, "files": {}}
        self.lists = Lists(self.suffix, self._describe())
        self.first = self.last = None

    def _describe(self):
        """:return: what the notice and the page for readers say
        :rtype: dict"""
        head, (number, count) = self.head, self.head["part"]
        return {
            "company": head["company"]["name"],
            "registry": head["company"]["registry"] or "-",
            "exported_at": f"{write_day(head['exported_at'])} UTC",
            "first": write_day(head["days"][0]),
            "last": write_day(head["days"][1]),
            "key": head["key"],
            "part": f" · partie {number} sur {count}" if count > 1 else "",
            "csv": f"index{self.suffix}.csv",
            "json": f"index{self.suffix}.json",
            "closings": f"clotures{self.suffix}.csv",
        }

    @property
    def count(self):
        """:return: number of entries written
        :rtype: int"""
        return self.lists.count

    def add_entry(self, row, contents):
        """Write the files of an entry, and its lines in the lists.

        :param dict row: an entry, with ``files``
        :param dict contents: bytes by column of the hash; what is lost is left out
        """
        for column, path in row["files"].items():
            if content := contents.get(column):
                archive_export.write(self.archive, path, content)
        if row["kind"] == "stamp" and row["meta"]:
            self._add_stamp(row)
        self.lists.add(row)
        self.first = self.first or row["number"]
        self.last = [row["number"], row["entry_hash"]]

    def _add_stamp(self, row):
        """Give the token of a time-stamp as a file of its own."""
        said = json.loads(row["meta"])
        if token := said.get("token"):
            number = said.get("number") or row["number"]
            name = f"{STAMPS_FOLDER}/{number:06d}_{row['number']:06d}.tsr"
            self.add_file(name, base64.b64decode(token))

    def add_file(self, name, content):
        """Write a file whose hash is signed with the whole.

        :param str name: its place in the zip
        :param bytes content: what it holds
        """
        archive_export.write(self.archive, name, content)
        self.head["files"][name] = hashlib.sha256(content).hexdigest()

    def close(self, extra=None):
        """Write the lists, the notice, the verifier and the signed summary.

        :param dict extra: more for the summary: ``notes``, signed rows from elsewhere
        """
        lists, rows = self.lists.close()
        for name, file in lists.items():
            self.head["files"][name] = self._copy(name, file)
        for name, public in sorted(self.key.publics.items()):
            self.add_file(name_key(name), write_key(public))
        self.add_file(archive_export.NOTICE, build_notice(self._describe()))
        self.add_file(archive_export.VERIFIER, archive_export.build_verifier().encode())
        self.head.update(last=self.last, count=self.lists.count)
        self._write_summary(rows, extra or {})

    def _write_summary(self, rows, extra):
        """Write what the verifier reads: signed head, public keys, every entry."""
        signature = self.key.sign(EXPORT + dump(self.head))
        top = {"head": self.head, "keys": self.key.publics, "signature": signature}
        number, count = self.head["part"]
        name = name_manifest(number if count > 1 else 0)
        with self.archive.open(name, "w", force_zip64=True) as target:
            target.write(dump({**top, **extra})[:-1] + b',"rows":[')
            shutil.copyfileobj(rows, target, CHUNK)
            target.write(b"]}")

    def _copy(self, name, file):
        """:return: SHA-256 of a file that was copied into the zip
        :rtype: str"""
        sha256 = hashlib.sha256()
        with self.archive.open(name, "w", force_zip64=True) as target:
            while chunk := file.read(CHUNK):
                sha256.update(chunk)
                target.write(chunk)
        return sha256.hexdigest()


def build_notice(values):
    """:param dict values: what the notice says of the export
    :return: the French notice; every part has the same
    :rtype: bytes"""
    kept = ("company", "registry", "exported_at", "first", "last", "key")
    return archive_export.build_notice(**{name: values[name] for name in kept})


def write_key(public):
    """:param str public: a public key in hexadecimal
    :return: the key in PEM
    :rtype: bytes

    >>> write_key("00" * 32).decode().splitlines()[1][:16]
    'MCowBQYDK2VwAyEA'
    """
    text = base64.b64encode(KEY_HEADER + bytes.fromhex(public))
    return b"-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % text
