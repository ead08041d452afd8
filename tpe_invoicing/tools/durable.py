# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are on the disk, whole, before anybody relies on them."""

import contextlib
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

WRITERS = 8
HEAD_SIZE = 400  # more than a number, a hash and a mark take
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
# folders whose own names are on the disk, as far as this process knows
_named = set()


def sync(path):
    """Make durable what a file holds, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path, mode=0o777):
    """Make a folder, and make its name durable: a file that is on the disk in a folder
    whose name is not there is lost with it.

    The folders above are looked at once: up to the beginning of the disk, or to one
    where this program cannot have made anything.

    :param Path path: the folder
    :param int mode: its rights, when it is new
    """
    if not path.is_dir():
        missing = [each for each in (path, *path.parents) if not each.is_dir()]
        _named.difference_update(missing)
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    named = set()
    for folder in (path, *path.parents):
        above = folder.parent
        if folder in _named or not os.access(above, os.W_OK):
            break
        if above.stat().st_dev != path.stat().st_dev:
            break
        # read before the sync: what is there now is on the disk afterwards
        with os.scandir(above) as found:
            named.update(Path(each.path) for each in found if each.is_dir())
        sync(above)
    _named.update(named)


def sync_whole(path):
    """Make the names in a folder durable, and its own."""
    make_folder(path)
    sync(path)


def write_draft(path, content):
    """Write a file under another name in the same folder; nothing is durable yet.

    :param Path path: where it will stand
    :param bytes content: what to write
    :return: the name it bears for now
    :rtype: str
    """
    draft = f"{path.parent}/.tpe-{secrets.token_hex(8)}"
    try:
        handle = os.open(draft, NEW, 0o666)
    except FileNotFoundError:
        make_folder(path.parent)
        handle = os.open(draft, NEW, 0o666)
    try:
        with open(handle, "wb", buffering=0) as file:
            rest = memoryview(content)
            while rest:
                rest = rest[file.write(rest) :]
    except BaseException:
        os.unlink(draft)
        raise
    return draft


@lru_cache(maxsize=1)
def _get_pool(_pid):
    """:return: threads that write; a process that was forked has its own
    :rtype: ThreadPoolExecutor"""
    return ThreadPoolExecutor(WRITERS, thread_name_prefix="tpe-writer")


class Writing:
    """Files on their way to the disk, while whoever stores them does something else.

    They are written at once under other names. :meth:`place` gives them theirs, and
    leaving the block waits until contents and names are durable: all of them or none.
    """

    def __init__(self, contents):
        """:param dict contents: bytes by path"""
        # the disk makes several files durable in hardly more time than one
        self._submit = _get_pool(os.getpid()).submit
        self._drafts = {
            path: self._submit(write_draft, path, content)
            for path, content in contents.items()
        }
        self._new, self._syncs = [], []

    def place(self):
        """Give the files their names, and begin to make both durable.

        :raises OSError: when the disk is full or refuses
        """
        drafts = {path: task.result() for path, task in self._drafts.items()}
        for path, draft in drafts.items():
            if os.path.exists(path):
                sync(draft)  # others may rely on what stands there: never on less
            else:
                self._new.append(path)
            os.replace(draft, path)
        # at once: the disk takes contents and names together, in the time of one
        self._syncs = [self._submit(sync, path) for path in drafts]
        folders = {path.parent for path in drafts}
        self._syncs += [self._submit(sync_whole, folder) for folder in folders]

    def __enter__(self):
        return self

    def __exit__(self, kind, *_error):
        try:
            for task in self._syncs:
                task.result()
        except BaseException:
            self._abandon()
            raise
        if kind:
            self._abandon()

    def _abandon(self):
        """Leave nothing new."""
        for task in self._drafts.values():
            with contextlib.suppress(OSError):
                os.unlink(task.result())
        for path in self._new:
            with contextlib.suppress(OSError):
                os.unlink(path)


def write_all(contents):
    """Write files durably: all of them or none, each whole or absent.

    :param dict contents: bytes by path
    :raises OSError: when the disk is full or refuses; nothing new is left then
    """
    with Writing(contents) as writing:
        writing.place()


def sync_all(paths):
    """Make durable files that something else has written.

    :param paths: of the files; one that is not there is left out
    """
    folders = set()
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            sync(path)
            folders.add(path.parent)
    for folder in folders:
        sync_whole(folder)


def _read_words(path):
    """:return: what is noted in a file, word by word
    :rtype: list[str]"""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read().decode("ascii").split()
    except (OSError, ValueError):
        return []


def read_head(path):
    """:param Path path: file of :func:`write_head`
    :return: number and hash of the last entry that was noted; None when there is none
    :rtype: tuple[int, str] or None
    """
    words = _read_words(path)
    return (int(words[0]), words[1]) if len(words) > 1 else None


def read_mark(path):
    """:param Path path: file of :func:`write_head`
    :return: mark of the chain, empty when there is none
    :rtype: str"""
    return " ".join(_read_words(path)[2:])


def write_head(path, number, entry_hash, get_mark=None):
    """Note the last entry of a chain outside the database, never an older one.

    :param Path path: file of this chain
    :param int number: number of the entry
    :param str entry_hash: hash of the entry
    :param callable get_mark: tells the mark of the chain, when none is noted yet
    """
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        words = os.read(handle, HEAD_SIZE).decode("ascii", "replace").split()
        if len(words) > 1 and int(words[0]) >= number:
            return
        mark = " ".join(words[2:]) or (get_mark() if get_mark else "")
        line = f"{number:012d} {entry_hash} {mark}".strip().encode() + b"\n"
        os.pwrite(handle, line, 0)
        os.ftruncate(handle, len(line))
    finally:
        os.close(handle)
