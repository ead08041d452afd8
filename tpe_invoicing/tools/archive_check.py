# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of the stand-alone verifier that reads an exported archive."""

import hashlib
import json
import sys
from pathlib import Path

from .chain import EXPORT, Problem, dump, fingerprint
from .chain_walk import Walk
from .ed25519 import Curve

MANIFEST, DOCUMENTS_FOLDER = "archive.json", "documents"
TEXTS = {
    "file_changed": "le fichier a été modifié",
    "file_missing": "le fichier manque",
    "file_unknown": "ce fichier ne fait pas partie de l'archive",
    "row_changed": "la ligne a été modifiée après le scellement",
    "row_removed": "la ligne a été retirée",
    "row_inserted": "la ligne a été ajoutée par un autre moyen",
    "order": "la ligne n'est pas à sa place",
    "fork": "la ligne ne suit pas la précédente",
    "signature": "la signature est fausse",
    "closing": "la clôture ne correspond pas aux documents",
    "clock": "l'heure est antérieure à celle de la ligne précédente",
    "truncated": "la ligne manque à la fin",
    "manifest": "le sommaire de l'archive a été modifié",
}


def is_inside(row, period):
    """:return: whether the files of an entry go with an export of these days
    :rtype: bool

    >>> is_inside({"date": "2026-02-03"}, ["2026-02-01", None])
    True
    """
    first, last = period
    return (not first or row["date"] >= first) and (not last or row["date"] <= last)


class Check:
    """The verification of one folder."""

    def __init__(self, folder):
        self.folder, self.curve = Path(folder), Curve()
        self.data = json.loads((self.folder / MANIFEST).read_bytes())
        self.head = self.data["head"]
        self.files = 0

    def verify(self, name, message, signature):
        """:return: whether a signature is that of the key with this fingerprint
        :rtype: bool"""
        public = self.data["keys"].get(name)
        if not public or not signature or fingerprint(public) != name:
            return False
        try:
            signature = bytes.fromhex(signature)
        except ValueError:
            return False
        return self.curve.verify(bytes.fromhex(public), message, signature)

    def find_problems(self):
        """:return: everything that is wrong: entry, kind, name of the file
        :rtype: iterator[tuple]"""
        head = self.head
        if not self.verify(head["key"], EXPORT + dump(head), self.data["signature"]):
            yield Problem(0, "manifest", MANIFEST)
        for name, sha256 in sorted(head["files"].items()):
            yield from self._check_file(0, name, sha256)
        yield from self._find_unknown()
        last = tuple(head["last"])
        walk = Walk(self.verify, tuple(head["start"]), {head["key"]}, last)
        for row in self.data["rows"]:
            yield from walk.feed(row)
            if is_inside(row, head["period"]):
                for name in ("sha256", "xml_sha256"):
                    if row[name]:
                        path = row["files"].get(name) or ""
                        yield from self._check_file(row["number"], path, row[name])
        if (walk.number, walk.hash) == last:
            walk.strangers = []  # the key of the export vouches for the whole
        yield from walk.close()

    def _check_file(self, number, name, sha256):
        """:return: the problem of a file that is not the one it should be
        :rtype: iterator[Problem]"""
        path = (self.folder / name).resolve()
        self.files += 1
        if not name or self.folder.resolve() not in path.parents or not path.is_file():
            yield Problem(number, "file_missing", name)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield Problem(number, "file_changed", name)

    def _find_unknown(self):
        """:return: files among the documents that no entry tells of
        :rtype: iterator[Problem]"""
        known = {name for row in self.data["rows"] for name in row["files"].values()}
        for path in sorted((self.folder / DOCUMENTS_FOLDER).glob("*")):
            name = f"{DOCUMENTS_FOLDER}/{path.name}"
            if name not in known:
                yield Problem(0, "file_unknown", name)


def main(folder):
    """Verify a folder and print what was found, one line for each problem.

    :return: 0 when all is well, else 1
    :rtype: int
    """
    try:
        check = Check(folder)
        problems = list(check.find_problems())
        names = {row["number"]: row["name"] for row in check.data["rows"]}
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        sys.stdout.write(f"{MANIFEST} : illisible ou incomplet ({error!r})\n")
        return 1
    for number, kind, detail in problems:
        place = f"n° {number} {names.get(number, '')}".strip() if number else detail
        more = f" [{detail}]" if number and "." in detail else ""
        sys.stdout.write(f"{place} : {TEXTS[kind]}{more} ({kind})\n")
    if not problems:
        sys.stdout.write(
            f"Archive intègre : {len(names)} lignes, {check.files} fichiers.\n"
            f"Empreinte de la clé, à comparer avec celle que donne le vendeur :\n"
            f"{check.head['key']}\n"
        )
    return 1 if problems else 0
