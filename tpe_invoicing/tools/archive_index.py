# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of an export: for a spreadsheet, a program, a reader, the verifier.

They are written entry by entry into files aside: a hundred thousand entries take no
more memory than ten.
"""

import csv
import io
import json
import tempfile
from html import escape
from pathlib import Path

from .cells import escape_cell
from .chain import COLUMNS, dump

KEPT = (*COLUMNS, "previous_hash", "entry_hash", "signature")
SMALL = 2**20  # what is smaller never goes to the disk
CSV, JSON, HTML, CLOSINGS = "index.csv", "index.json", "index.html", "clotures.csv"
KINDS = {
    "invoice": "Facture",
    "credit_note": "Avoir",
    "letter": "Courrier",
    "import": "Document d'un ancien logiciel",
    "closing": "Clôture",
    "key": "Changement de clé",
    "hold": "Conservation imposée",
    "release": "Fin de conservation imposée",
    "purge": "Purge après conservation",
    "stamp": "Horodatage",
    "audit": "Vérification",
    "report": "Rapport",
    "restore": "Restauration",
}
PERIODS = {"day": "Jour", "month": "Mois", "year": "Année"}
INDEX_HEADING = (
    "Numéro d'archive;Nature;Document;Date;Client;HT;TVA;TTC;Devise;Scellé le (UTC);"
    "PDF;XML;SHA-256 du PDF;SHA-256 du XML"
).split(";")
CLOSINGS_HEADING = (
    "Numéro d'archive;Période;Du;Au;Premier numéro;Dernier numéro;Documents;Devise;HT;"
    "TVA;TTC;TTC perpétuel;Empreinte"
).split(";")
AMOUNTS = ("untaxed", "tax", "total")


def name_kind(kind):
    """:return: what an entry is, in French
    :rtype: str

    >>> name_kind("invoice"), name_kind("one of tomorrow")
    ('Facture', 'one of tomorrow')
    """
    return KINDS.get(kind, kind)


def _make_file():
    """:return: a file aside, which is gone when nobody uses it any more
    :rtype: file"""
    return tempfile.SpooledTemporaryFile(SMALL)


def write_day(text):
    """:return: a day, or a time, as people here write it
    :rtype: str

    >>> write_day("2026-11-28"), write_day("2026-11-28 21:50:03"), write_day("")
    ('28/11/2026', '28/11/2026 21:50', '')
    """
    day, _blank, time = (text or "").partition(" ")
    return " ".join(filter(None, ["/".join(reversed(day.split("-"))), time[:5]]))


def _comma(amount):
    return (amount or "").replace(".", ",")


class Lists:
    """The lists of one part of an export, open until :meth:`close`."""

    def __init__(self, suffix, values):
        """:param str suffix: what tells the parts of an export apart
        :param dict values: what the page for readers says of the whole"""
        self.names = {
            name: name.replace(".", f"{suffix}.") for name in (CSV, JSON, HTML)
        }
        self.names[CLOSINGS] = CLOSINGS.replace(".", f"{suffix}.")
        self.files = {name: _make_file() for name in self.names}
        self.rows = _make_file()
        self.start, self.end = build_page(values)
        self.count = 0
        for name, heading in ((CSV, INDEX_HEADING), (CLOSINGS, CLOSINGS_HEADING)):
            self.files[name].write("\ufeff".encode())
            self._write_cells(name, heading)
        self.files[JSON].write(b"[\n")
        self.files[HTML].write(self.start)

    def add(self, row):
        """:param dict row: an entry, with ``files`` and ``is_purged``"""
        comma = b",\n" if self.count else b""
        self.count += 1
        kept = {name: row[name] for name in (*KEPT, "files")}
        self.rows.write(comma + dump(kept))
        self.files[JSON].write(comma + dump(describe(row)))
        self._write_cells(CSV, build_cells(row))
        self.files[HTML].write(build_line(row).encode())
        if row["kind"] == "closing" and row["meta"]:
            for cells in build_closing_cells(row):
                self._write_cells(CLOSINGS, cells)

    def _write_cells(self, name, cells):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerow(cells)
        self.files[name].write(text.getvalue().encode())

    def close(self):
        """:return: each list by its name in the zip, and the rows for the verifier
        :rtype: tuple[dict, file]"""
        self.files[JSON].write(b"\n]\n")
        self.files[HTML].write(self.end)
        for file in (*self.files.values(), self.rows):
            file.seek(0)
        done = {self.names[name]: file for name, file in self.files.items()}
        return done, self.rows


def describe(row):
    """:param dict row: an entry
    :return: what a program wants to know of it
    :rtype: dict"""
    names = ("number", "kind", "name", "date", "partner_name", "currency", "sealed_at")
    amounts = [f"amount_{name}" for name in AMOUNTS]
    hashes = ("sha256", "xml_sha256", "entry_hash")
    known = {name: row[name] for name in (*names, *amounts, *hashes)}
    return known | {
        "pdf": row["files"].get("sha256"),
        "xml": row["files"].get("xml_sha256"),
        "is_purged": bool(row.get("is_purged")),
    }


def build_cells(row):
    """:param dict row: an entry
    :return: its line for a spreadsheet
    :rtype: list[str]"""
    return [
        row["number"],
        escape_cell(name_kind(row["kind"])),
        escape_cell(row["name"]),
        row["date"],
        escape_cell(row["partner_name"]),
        *(_comma(row[f"amount_{name}"]) for name in AMOUNTS),
        row["currency"] or "",
        row["sealed_at"][:19].replace("T", " "),
        row["files"].get("sha256", "") or ("purgé" if row.get("is_purged") else ""),
        row["files"].get("xml_sha256", ""),
        row["sha256"] or "",
        row["xml_sha256"] or "",
    ]


def build_closing_cells(row):
    """:param dict row: a closing
    :return: its lines for a spreadsheet, one for each currency
    :rtype: list[list[str]]"""
    said = json.loads(row["meta"])
    lines = []
    for currency in sorted(said.get("totals") or {}) or [""]:
        own = (said.get("totals") or {}).get(currency, {})
        always = (said.get("perpetual") or {}).get(currency, {})
        lines.append(
            [
                row["number"],
                PERIODS.get(said.get("period"), said.get("period")),
                *(said.get(name, "") for name in ("from", "to", "first", "last")),
                said.get("count", ""),
                currency,
                *(_comma(own.get(name)) for name in AMOUNTS),
                _comma(always.get("total")),
                row["entry_hash"],
            ]
        )
    return lines


def build_line(row):
    """:param dict row: an entry
    :return: its line of the page for readers; whatever it says stays text
    :rtype: str

    >>> row = dict.fromkeys((*KEPT, "files"), "<b>") | {"files": {}, "number": 7}
    >>> "<b>" in build_line(row)
    False
    """
    links = [
        f'<a href="{escape(row["files"][column], quote=True)}">{label}</a>'
        for column, label in (("sha256", "PDF"), ("xml_sha256", "XML"))
        if row["files"].get(column)
    ]
    if row.get("is_purged"):
        links = ["<i>purgé</i>"]
    cells = [
        ("n", "N°", row["number"], row["number"]),
        ("", "Nature", name_kind(row["kind"]), None),
        ("b", "Document", row["name"], None),
        ("d", "Date", write_day(row["date"]), row["date"]),
        ("", "Client", row["partner_name"], None),
        *(
            ("n", label, _comma(row[f"amount_{name}"]), row[f"amount_{name}"] or "0")
            for name, label in zip(AMOUNTS, ("HT", "TVA", "TTC"), strict=True)
        ),
        ("", "Devise", row["currency"], None),
    ]
    text = "".join(_build_cell(*cell) for cell in cells)
    sealed_at = (row["sealed_at"] or "")[:19].replace("T", " ")
    seal = f"scellé le {sealed_at} UTC, SHA-256 {row['sha256'] or row['entry_hash']}"
    return (
        f'<tr title="{escape(seal, quote=True)}">{text}'
        f'<td data-l="Fichiers"><span>{" ".join(links)}</span></td></tr>\n'
    )


def _build_cell(css, label, text, key):
    """:return: one cell; ``key`` is what it is sorted by
    :rtype: str"""
    attributes = f' class="{css}"' if css else ""
    if key is not None:
        attributes += f' data-k="{escape(str(key), quote=True)}"'
    text = "" if text is None else escape(str(text))
    return f'<td data-l="{label}"{attributes}>{text}</td>'


def build_page(values):
    """:param dict values: what the page says of the whole, by name
    :return: the page before and after its lines
    :rtype: tuple[bytes, bytes]"""
    path = Path(__file__).parent.parent / "data" / "files" / "archive_index.html"
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", escape(str(value), quote=True))
    start, _mark, end = text.partition("<!-- entries -->\n")
    return start.encode(), end.encode()
