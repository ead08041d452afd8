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
    "file_missing": "le fichier manque ou ne peut pas être lu",
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
    "unreadable": "le sommaire manque, ou ne peut pas être lu",
    "part_missing": "cette partie de l'archive manque",
    "part_other": "cette partie vient d'un autre export que la précédente",
    "part_order": "cette partie ne suit pas la précédente, ou a changé de nom",
    "key": "la clé n'est pas celle que vous avez indiquée",
    "words": "aucune empreinte de 64 caractères parmi ces mots",
}
CHUNK = 2**20
MOST_PARTS = 1000  # a number that was changed may be large
# what reading a summary ends in that holds whatever somebody put there
SPOILT = (
    *(ArithmeticError, AttributeError, LookupError, MemoryError, OSError),
    *(RuntimeError, TypeError, ValueError),
)


def is_inside(row, period):
    """:return: whether the files of an entry go with an export of these days
    :rtype: bool

    >>> is_inside({"date": "2026-02-03"}, ["2026-02-01", None])
    True
    """
    first, last = period
    return (not first or row["date"] >= first) and (not last or row["date"] <= last)


def name_key(name):
    """:return: place of a public key in an export
    :rtype: str"""
    return f"{KEYS_FOLDER}/{name[:32]}.pem"


def name_manifest(part=0):
    """:return: name of the summary of a part, or of a whole that has no parts
    :rtype: str

    >>> name_manifest(), name_manifest(2)
    ('archive.json', 'archive-2.json')
    """
    return MANIFEST.replace(".", f"-{part}.") if part else MANIFEST


def find_manifests(folder):
    """:return: the summaries in a folder by number of the part, the whole being 0
    :rtype: dict[int, Path]"""
    found = {}
    for path in Path(folder).glob(MANIFEST.replace(".", "*.")):
        number = path.stem[len("archive-") :]
        part = int(number) if number.isdecimal() else 0
        if path.name == name_manifest(part):  # else it is told as an unknown file
            found[part] = path
    return dict(sorted(found.items()))


class Check:
    """The verification of one part of an archive; most archives have but one."""

    def __init__(self, path):
        self.path, self.folder, self.curve = Path(path), Path(path).parent, find_curve()
        self.data = json.loads(self.path.read_bytes())
        self.head = self.data["head"]
        self.files, self.known = 0, {}

    @property
    def part(self):
        """:return: number of this part, and of all parts
        :rtype: tuple[int, int]"""
        number, count = self.head.get("part", (1, 1))
        return int(number), int(count)

    @property
    def export(self):
        """:return: what all parts of one export say alike
        :rtype: list"""
        head = self.head
        return [head["company"]["id"], head["exported_at"], head["period"]]

    def keep(self, anchors):
        """Keep what was noted elsewhere of the entries that should be in this part.

        :param dict anchors: hash by archive number
        """
        is_end = self.part[0] == self.part[1] and not self.head["period"][1]
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
        start, number = tuple(head["start"]), 0
        walk = Walk(self.verify, start, self._get_anchors(), last, notes=notes)
        for row in rows:
            found = walk.feed(row)
            if not found and row["number"] < number:
                found = [Problem(row["number"], "order", "")]
            number = row["number"]
            yield from found
            if row["number"] not in notes.purged and is_inside(row, head["period"]):
                for name in ("sha256", "xml_sha256"):
                    if row[name]:
                        path = row["files"].get(name) or ""
                        yield from self._check_file(row["number"], path, row[name])
        yield from walk.close()

    def _get_anchors(self):
        """:return: the keys that the signed head vouches for
        :rtype: set[str]"""
        files = self.head["files"]
        named = {name for name in self.data["keys"] if name_key(name) in files}
        return {self.head["key"], *named}

    def _check_file(self, number, name, sha256):
        """:return: the problem of a file that is not the one it should be
        :rtype: iterator[Problem]"""
        self.files += 1
        found = hash_file(self.folder, name)
        if found != sha256:
            kind = "file_changed" if found else "file_missing"
            yield Problem(number, kind, name)

    def get_names(self):
        """:return: the files that this part tells of
        :rtype: set[str]"""
        known = {name for row in self.data["rows"] for name in row["files"].values()}
        return known | set(self.head["files"])


def hash_file(folder, name):
    """:return: SHA-256 of a file inside a folder, empty when it cannot be read
    :rtype: str"""
    try:
        path, sha256 = (folder / name).resolve(), hashlib.sha256()
        if folder.resolve() not in path.parents or not path.is_file():
            return ""
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                sha256.update(chunk)
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name too long
        return ""
    return sha256.hexdigest()


def find_unknown(folder, known):
    """:return: files among the documents that no entry tells of, and false summaries
    :rtype: iterator[Problem]"""
    manifests = set(find_manifests(folder).values())
    for path in sorted(set(folder.glob(MANIFEST.replace(".", "*."))) - manifests):
        yield Problem(0, "file_unknown", path.name)
    for name in (DOCUMENTS_FOLDER, KEYS_FOLDER, STAMPS_FOLDER, FEC_FOLDER):
        for path in sorted((folder / name).glob("*")):
            if f"{name}/{path.name}" not in known:
                yield Problem(0, "file_unknown", f"{name}/{path.name}")


def check_folder(folder, anchors=None):
    """Verify the parts of an archive that lie in a folder, one after the other.

    :param Path folder: where they are
    :param dict anchors: hash by archive number, as it was noted elsewhere
    :return: problems, each with the name of its document; what was verified: number of
        ``rows``, of ``files``, the ``keys``, the ``parts`` there and in all
    :rtype: tuple[list, dict]
    """
    folder, found, known, last = Path(folder), [], set(), None
    done = {"rows": 0, "files": 0, "keys": [], "parts": [], "of": 1}
    for part, path in (find_manifests(folder) or {0: folder / MANIFEST}).items():
        try:
            check = Check(path)
            found += check_part(check, part, anchors or {}, last)
            last = check.part[0], check.head["last"], check.export
            known |= check.get_names()
            done["of"] = check.part[1]
        except SPOILT:
            found.append((Problem(0, "unreadable", path.name), ""))
            last = None
            continue
        done["rows"] += len(check.data["rows"])
        done["files"] += check.files
        done["parts"].append(check.part[0])
        if check.head["key"] not in done["keys"]:
            done["keys"].append(check.head["key"])
    if all(one.kind != "unreadable" for one, _name in found):
        found += [(one, "") for one in find_unknown(folder, known)]
    if len(done["parts"]) > 1:
        wanted = range(1, min(done["of"], MOST_PARTS) + 1)
        missing = set(wanted) - set(done["parts"])
        for part in sorted(missing):
            found.append((Problem(0, "part_missing", name_manifest(part)), ""))
    return found, done


def check_part(check, part, anchors, last):
    """Verify one part.

    :param Check check: of the part
    :param int part: its number, as the name of its summary has it
    :param dict anchors: hash by archive number, as it was noted elsewhere
    :param tuple last: number of the part before, where it ended, of what export
    :return: problems, each with the name of its document
    :rtype: list
    """
    check.keep(anchors)
    names = {row["number"]: row["name"] for row in check.data["rows"]}
    found = [(one, names.get(one.number, "")) for one in check.find_problems()]
    number, count = check.part
    is_placed = part == (number if count > 1 else 0)
    # after a part that is missing, which is told elsewhere, nothing can be compared
    if last and last[0] == number - 1:
        is_placed &= last[1] == check.head["start"]
    if last and last[2] != check.export:
        found.append((Problem(0, "part_other", check.path.name), ""))
    if not is_placed:
        found.append((Problem(0, "part_order", check.path.name), ""))
    return found


def write_line(text):
    """Print a line, whatever signs a name holds."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text)
    sys.stdout.write(f"{plain}\n")


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
    problems, done = check_folder(folder, anchors)
    if keys:
        strange = [key for key in done["keys"] if key not in keys]
        problems += [(Problem(0, "key", key), "") for key in strange]
    elif words and not anchors:
        problems.append((Problem(0, "words", text), ""))
    for (number, kind, detail), name in problems:
        place = f"n° {number} {name}".strip() if number else detail
        more = f" [{detail}]" if number and "." in detail else ""
        write_line(f"{place} : {TEXTS[kind]}{more} ({kind})")
    if not problems:
        parts = ""
        if done["of"] > 1:
            here = ", ".join(str(part) for part in done["parts"])
            parts = f" (partie {here} sur {done['of']})"
        counts = f"{done['rows']} lignes, {done['files']} fichiers"
        write_line(f"Archive intègre{parts} : {counts}.")
        write_line("Empreinte de la clé, à comparer avec celle que donne le vendeur :")
        for key in done["keys"]:
            write_line(key)
    return 1 if problems else 0
