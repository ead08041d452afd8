# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that a stranger sends: few kinds, known by what they begin with."""

import re

MOST = 10 * 1024 * 1024  # bytes: a photo of a telephone, or a scanned letter
KINDS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
STRANGE = re.compile(r"[^\w.() -]+")
NAME_LENGTH = 80


class UnwantedFile(ValueError):
    """A file that is not taken; its argument is ``size`` or ``kind``."""


def check(name, content):
    """Take a PDF or a picture, under a name that is harmless.

    :param str name: as the sender calls it
    :param bytes content: of the file
    :return: its name, whose end tells what it really is
    :rtype: str
    :raises UnwantedFile: when it is too large, or something else

    >>> check("../../Ma lettre.exe", b"%PDF-1.7")
    'Ma lettre.pdf'
    >>> check("photo", b"<svg/>")
    Traceback (most recent call last):
    tpe_invoicing_reminders.tools.upload.UnwantedFile: kind
    """
    if len(content) > MOST:
        raise UnwantedFile("size")
    kind = next((end for start, end in KINDS if content.startswith(start)), None)
    if kind is None:
        raise UnwantedFile("kind")
    last = re.split(r"[/\\]", name or "")[-1]
    stem = STRANGE.sub("-", last.rpartition(".")[0] or last).strip(" .-")
    return f"{stem[:NAME_LENGTH] or 'document'}.{kind}"
