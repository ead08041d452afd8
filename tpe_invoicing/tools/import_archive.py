# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open zip files that strangers made: no bombs, no paths, no passwords."""

import io
import zipfile

from .archive_unpack import BROKEN
from .import_problem import ImportProblem

LARGEST_MEMBER = 200 * 1024 * 1024
MOST_MEMBERS = 20_000
# deflate cannot honestly pack text of documents more than this
HIGHEST_RATIO = 300
SMALL = 1024 * 1024


def open_archive(content, largest_total):
    """Open a zip file after looking at what its directory promises.

    :param bytes content: the file
    :param int largest_total: bytes that all members together may take
    :rtype: zipfile.ZipFile
    :raise ImportProblem: when it is broken, too large or hostile
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except BROKEN as error:
        raise ImportProblem("archive_broken") from error
    if len(members) > MOST_MEMBERS:
        raise ImportProblem("archive_too_large")
    total = sum(member.file_size for member in members)
    if total > largest_total or any(_is_bomb(member) for member in members):
        raise ImportProblem("archive_too_large")
    if any(member.flag_bits & 1 for member in members):
        raise ImportProblem("archive_locked")
    return archive


def _is_bomb(member):
    if member.file_size > LARGEST_MEMBER:
        return True
    ratio = member.file_size / max(member.compress_size, 1)
    return member.file_size > SMALL and ratio > HIGHEST_RATIO


def is_plain_path(name):
    """Tell whether a member's name stays inside the folder it is unpacked in.

    :param str name: as the zip file has it
    :rtype: bool

    >>> [is_plain_path(name) for name in ("2024/F1.pdf", "../etc/passwd", "/a")]
    [True, False, False]
    """
    parts = name.replace("\\", "/").split("/")
    has_drive = len(parts[0]) > 1 and parts[0][1] == ":"
    return bool(parts[0]) and not has_drive and ".." not in parts and "\x00" not in name


def read_member(archive, member):
    """Read a member, and no more of it than its directory entry promised.

    :param zipfile.ZipFile archive: an archive that :func:`open_archive` returned
    :param zipfile.ZipInfo member: one of its members
    :rtype: bytes
    :raise ImportProblem: when it is broken or longer than it said
    """
    try:
        with archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
    except BROKEN as error:
        raise ImportProblem("member_broken", name=member.filename[:80]) from error
    if len(content) > member.file_size:
        raise ImportProblem("archive_too_large")
    return content
