# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are on the disk, whole, before anybody relies on them."""

import contextlib
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WRITERS = 8


def sync_folder(path):
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_draft(path, content):
    """Write a file under another name in the same folder, down to the disk.

    :param Path path: where it will stand
    :param bytes content: what to write
    :return: the name it bears for now
    :rtype: str
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".tpe-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o644)  # as any other file of the file store
    except BaseException:
        os.unlink(draft)
        raise
    return draft


def write_all(contents):
    """Write files durably: all of them or none, each whole or absent.

    :param dict contents: bytes by path
    :raises OSError: when the disk is full or refuses; nothing new is left then
    """
    drafts, done = {}, []
    try:
        # the disk makes several files durable in hardly more time than one
        with ThreadPoolExecutor(min(WRITERS, len(contents))) as pool:
            tasks = {
                path: pool.submit(write_draft, path, contents[path])
                for path in contents
            }
        drafts = {
            path: task.result() for path, task in tasks.items() if not task.exception()
        }
        for task in tasks.values():
            task.result()
        for path, draft in drafts.items():
            is_new = not path.exists()
            os.replace(draft, path)
            if is_new:
                done.append(path)
        folders = {path.parent for path in contents}
        with ThreadPoolExecutor(min(WRITERS, len(folders))) as pool:
            list(pool.map(sync_folder, folders))
    except BaseException:
        for name in [*drafts.values(), *done]:
            with contextlib.suppress(OSError):
                os.unlink(name)
        raise


def read_head(path):
    """:param Path path: file of :func:`write_head`
    :return: number and hash of the last entry that was noted; None when there is none
    :rtype: tuple[int, str] or None
    """
    try:
        number, entry_hash = Path(path).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return int(number), entry_hash


def write_head(path, number, entry_hash):
    """Note the last entry of a chain outside the database, never an older one.

    :param Path path: file of this chain
    :param int number: number of the entry
    :param str entry_hash: hash of the entry
    """
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        words = file.read().split()
        if len(words) == 2 and int(words[0]) >= number:
            return
        file.seek(0)
        file.write(f"{number:012d} {entry_hash}\n".encode())
