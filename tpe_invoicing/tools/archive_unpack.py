# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unpack exports of an archive that come back from outside: nothing leaves the folder,
nothing is larger than it says."""

import lzma
import re
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pyzipper

from .archive_check import DOCUMENTS_FOLDER, FEC_FOLDER, KEYS_FOLDER, STAMPS_FOLDER

LARGEST_TOTAL = 8 * 2**30
MOST_MEMBERS = 200_000
FOLDERS = (DOCUMENTS_FOLDER, FEC_FOLDER, KEYS_FOLDER, STAMPS_FOLDER)
# what an export names its files: no drive, no path upwards, no name of a device
PLAIN = re.compile(rf"(?:(?:{'|'.join(FOLDERS)})/)?[A-Za-z0-9][A-Za-z0-9_.-]*")
CHUNK = 2**20
# what reading a zip ends in that was cut off or changed
BROKEN = (
    *(zipfile.BadZipFile, pyzipper.BadZipFile, zlib.error, lzma.LZMAError),
    *(struct.error, EOFError, NotImplementedError, OSError, ValueError),
)


class UnpackError(ValueError):
    """Says by a code why a file cannot be unpacked."""


def unpack(file, folder, password=None):
    """Unpack a file into a folder.

    :param file: an open zip, or its path
    :param Path folder: where to
    :param str password: opens it
    :raises UnpackError: ``export_broken``, ``export_locked``, ``export_hostile``
    """
    try:
        with pyzipper.AESZipFile(file) as archive:
            members = archive.infolist()
            _check(members)
            if password:
                archive.setpassword(password.encode())
            for member in members:
                _unpack_member(archive, member, Path(folder))
    except UnpackError:
        raise
    except RuntimeError as error:  # pyzipper tells a wrong password so
        raise UnpackError("export_locked") from error
    except BROKEN as error:
        raise UnpackError("export_broken") from error


def is_locked(file):
    """:param file: an open zip, or its path
    :return: whether it takes a password to read all of it
    :rtype: bool"""
    try:
        with pyzipper.AESZipFile(file) as archive:
            return any(member.flag_bits & 1 for member in archive.infolist())
    except BROKEN:
        return False


def _check(members):
    """:raises UnpackError: when an export has no such members"""
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or total > LARGEST_TOTAL:
        raise UnpackError("export_hostile")
    for member in members:
        if not PLAIN.fullmatch(member.filename):
            raise UnpackError("export_hostile")


def _unpack_member(archive, member, folder):
    path = folder / member.filename
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, path.open("wb") as target:
        left = member.file_size
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            target.write(chunk)
            left -= len(chunk)
        if source.read(1):
            shutil.rmtree(folder, ignore_errors=True)
            raise UnpackError("export_hostile")
