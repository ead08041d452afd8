# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of the stand-alone verifier that reads an exported archive."""

import hashlib
import json
import sys
from pathlib import Path

from .chain import EXPORT, GENESIS, Problem, dump, fingerprint
from .chain_notes import read_anchors, read_notes
from .chain_walk import Walk
from .ed25519_library import find_curve

MANIFEST, DOCUMENTS_FOLDER = "archive.json", "documents"
KEYS_FOLDER, STAMPS_FOLDER, FEC_FOLDER = "cles", "horodatages", "fec"
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
    "part_missing": "cette partie de l'archive manque",
    "part_order": "cette partie ne suit pas la précédente",
    "key": "la clé n'est pas celle que vous avez indiquée",
}


def is_inside(row, period):
    """:return: whether the files of an entry go with an export of these days
    :rtype: bool

    >>> is_inside({"date": "2026-02-03"}, ["2026-02-01", None])
    True
    """
    first, last = period
    return (not first or row["date"] >= first) and (not last or row["date"] <= last)


def find_manifests(folder):
    """:return: the summaries in a folder by number of the part, the whole being 1
    :rtype: dict[int, Path]"""
    found = {}
    for path in Path(folder).glob(MANIFEST.replace(".", "*.")):
        number = path.stem[len("archive") :].lstrip("-") or "1"
        if number.isdecimal():
            found[int(number)] = path
    return dict(sorted(found.items()))


class Check:
    """The verification of one part of an archive; most archives have but one."""

    def __init__(self, path):
        self.path, self.folder, self.curve = Path(path), Path(path).parent, find_curve()
        self.data = json.loads(self.path.read_bytes())
        self.head = self.data["head"]
        self.files, self.known = 0, {}

    def keep(self, anchors, part):
        """Keep what was noted elsewhere of the entries that should be in this part.

        :param dict anchors: hash by archive number
        :param int part: its number
        """
        is_end = part == self.head.get("part", (1, 1))[1] and not self.head["period"][1]
        last = self.head["last"][0]
        self.known = {n: told for n, told in anchors.items() if n <= last or is_end}

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
            yield Problem(0, "manifest", self.path.name)
        for name, sha256 in sorted(head["files"].items()):
            yield from self._check_file(0, name, sha256)
        last, rows = tuple(head["last"]), self.data["rows"]
        told = [*rows, *self.data.get("notes", ())]
        notes = read_notes(told, self.verify, self.known)
        for number in set(notes.hashes) - set(self.known):
            if number > last[0]:  # it stands in another part
                del notes.hashes[number]
        walk = Walk(self.verify, tuple(head["start"]), {head["key"]}, last, notes=notes)
        for row in rows:
            yield from walk.feed(row)
            if row["number"] not in notes.purged and is_inside(row, head["period"]):
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

    def get_names(self):
        """:return: the files that this part tells of
        :rtype: set[str]"""
        known = {name for row in self.data["rows"] for name in row["files"].values()}
        return known | set(self.head["files"])


def find_unknown(folder, known):
    """:return: files among the documents that no entry tells of
    :rtype: iterator[Problem]"""
    for name in (DOCUMENTS_FOLDER, KEYS_FOLDER, STAMPS_FOLDER, FEC_FOLDER):
        for path in sorted((folder / name).glob("*")):
            if f"{name}/{path.name}" not in known:
                yield Problem(0, "file_unknown", f"{name}/{path.name}")


def check_folder(folder, anchors=None):
    """Verify the parts of an archive that lie in a folder, one after the other.

    :param Path folder: where they are
    :param dict anchors: hash by archive number, as it was noted elsewhere
    :return: problems, each with the name of its document; what was verified: number of
        ``rows``, of ``files``, the ``key``, the ``parts`` there and in all
    :rtype: tuple[list, dict]
    """
    folder, found, known, last = Path(folder), [], set(), None
    done = {"rows": 0, "files": 0, "key": "", "parts": [], "of": 1}
    for part, path in (find_manifests(folder) or {1: folder / MANIFEST}).items():
        check = Check(path)
        check.keep(anchors or {}, part)
        names = {row["number"]: row["name"] for row in check.data["rows"]}
        found += [(one, names.get(one.number, "")) for one in check.find_problems()]
        # after a part that is missing, which is told below, nothing can be compared
        if last and last[0] == part - 1 and last[1] != check.head["start"]:
            found.append((Problem(0, "part_order", path.name), ""))
        last = (part, check.head["last"])
        known |= check.get_names()
        done["rows"] += len(check.data["rows"])
        done["files"] += check.files
        done["key"] = check.head["key"]
        done["of"] = check.head.get("part", (1, 1))[1]
        done["parts"].append(part)
    found += [(one, "") for one in find_unknown(folder, known)]
    if len(done["parts"]) > 1:
        missing = set(range(1, done["of"] + 1)) - set(done["parts"])
        for part in sorted(missing):
            name = MANIFEST.replace(".", f"-{part}.")
            found.append((Problem(0, "part_missing", name), ""))
    return found, done


def main(folder, words=()):
    """Verify a folder and print what was found, one line for each problem.

    :param Path folder: where the archive is
    :param list[str] words: what is known from elsewhere: the fingerprint of the key,
        numbers of entries each followed by its hash
    :return: 0 when all is well, else 1
    :rtype: int
    """
    text = " ".join(words)
    anchors = read_anchors(text)
    keys = {word for word in text.lower().split() if len(word) == len(GENESIS)}
    keys -= set(anchors.values())
    try:
        problems, done = check_folder(folder, anchors)
    except (AttributeError, IndexError, KeyError, OSError, TypeError, ValueError) as e:
        sys.stdout.write(f"{MANIFEST} : illisible ou incomplet ({e!r})\n")
        return 1
    if keys and done["key"] not in keys:
        problems.append((Problem(0, "key", done["key"]), ""))
    for (number, kind, detail), name in problems:
        place = f"n° {number} {name}".strip() if number else detail
        more = f" [{detail}]" if number and "." in detail else ""
        sys.stdout.write(f"{place} : {TEXTS[kind]}{more} ({kind})\n")
    if not problems:
        parts = ""
        if done["of"] > 1:
            here = ", ".join(str(part) for part in done["parts"])
            parts = f" (partie {here} sur {done['of']})"
        sys.stdout.write(
            f"Archive intègre{parts} : {done['rows']} lignes, {done['files']} "
            f"fichiers.\n"
            f"Empreinte de la clé, à comparer avec celle que donne le vendeur :\n"
            f"{done['key']}\n"
        )
    return 1 if problems else 0
