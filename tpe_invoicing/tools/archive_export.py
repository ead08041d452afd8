# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an export of the archive holds besides the documents."""

import ast
import re
import unicodedata
import zipfile
from pathlib import Path

from .archive_check import DOCUMENTS_FOLDER, is_inside

VERIFIER, NOTICE = "verifier.py", "LISEZ-MOI.txt"
# in the order in which each needs the one before
PARTS = (
    *("chain", "closing_detail", "closing_series", "chain_closings", "chain_notes"),
    *("chain_walk", "ed25519", "ed25519_library", "archive_check"),
)
HEADING = '''#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vérifie une archive de factures scellées, sans Odoo et sans aucune bibliothèque.

Décompressez l'archive, ouvrez un terminal dans son dossier, puis lancez :

    python3 -I verifier.py

Pour comparer avec ce que vous savez par ailleurs, ajoutez l'empreinte de la clé, ou un
numéro d'archive suivi de l'empreinte donnée par le message d'une clôture :

    python3 -I verifier.py EMPREINTE_DE_LA_CLE NUMERO EMPREINTE

Code de retour 0 : tout est intègre. Code 1 : une ligne par problème.
"""
'''
ENDING = """

if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(Path(__file__).resolve().parent, sys.argv[1:]))
"""


def build_notice(**values):
    """:param values: ``company``, ``registry``, ``exported_at``, ``first``, ``last``
        and ``key``
    :return: the French notice that goes with an export
    :rtype: bytes"""
    path = Path(__file__).parent.parent / "data" / "files" / "archive_notice.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("# SPDX-"))
    return text.format(**values).encode("utf-8-sig")


def build_verifier():
    """Put the modules of the verifier together into one file that imports nothing else.

    :return: source of the stand-alone program
    :rtype: str
    """
    imports, bodies = set(), []
    for part in PARTS:
        source = (Path(__file__).parent / f"{part}.py").read_text(encoding="utf-8")
        lines = source.split("\n")
        for node in reversed(ast.parse(source).body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                del lines[node.lineno - 1 : node.end_lineno]
                if not getattr(node, "level", 0):  # the others are parts themselves
                    imports.add(ast.unparse(node))
        bodies.append("\n".join(lines).strip("\n"))
    return "\n".join([HEADING, *sorted(imports), "", *bodies, ENDING])


def name_file(number, name, extension):
    """:return: path of a document in the export: plain letters, whatever its name
    :rtype: str

    >>> name_file(12, "FAC/2026/00012", "pdf")
    'documents/000012_FAC-2026-00012.pdf'
    >>> name_file(7, "../élan", "xml")
    'documents/000007_elan.xml'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60]
    return f"{DOCUMENTS_FOLDER}/{number:06d}_{plain or 'document'}.{extension}"


def name_files(row, period):
    """:return: where the PDF and the XML of an entry stand, by the column of the hash
    :rtype: dict[str, str]"""
    wanted = {"sha256": "pdf", "xml_sha256": "xml"}
    return {
        column: name_file(row["number"], row["name"], extension)
        for column, extension in wanted.items()
        if row[column] and is_inside(row, period)
    }


def open_zip(file, password=None):
    """:param file: where to write
    :param str password: encrypts with AES-256 when given
    :return: the open zip
    :rtype: zipfile.ZipFile"""
    if not password:
        return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    import pyzipper  # Python alone encrypts no zip

    archive = pyzipper.AESZipFile(
        file, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    )
    archive.setpassword(password.encode())
    return archive


def write(archive, path, content):
    """Add a file; a PDF is compressed already.

    :param zipfile.ZipFile archive: where to
    :param str path: its name there
    :param bytes content: what it holds
    """
    is_packed = path.endswith(".pdf")
    kind = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    archive.writestr(path, content, compress_type=kind)
