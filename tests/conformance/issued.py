# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document that was issued, and the rows of the table that is printed at the end."""

from collections import namedtuple

from support.story import get_bytes

from .validators import read_xml

Issued = namedtuple("Issued", "name move_id pdf xml")
ROWS = []
HEADS = ("case", "profile", "veraPDF", "XSD", "EN", "BR-FR", "PDF=XML")


def keep(folder, name, answer):
    """Write an original to files."""
    pdf, xml = folder / f"{name}.pdf", folder / f"{name}.xml"
    pdf.write_bytes(get_bytes(answer))
    xml.write_bytes(read_xml(pdf))
    return Issued(name, answer["id"], pdf, xml)
