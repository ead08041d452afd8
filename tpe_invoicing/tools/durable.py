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
        _named.difference_update(map(str, missing))
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    named = set()
    for folder in (path, *path.parents):
        above = folder.parent
        if str(folder) in _named or not os.access(above, os.W_OK):
            break
        if above.stat().st_dev != path.stat().st_dev:
            break
        # read before the sync: what is there now is on the disk afterwards
        with os.scandir(above) as found:
            named.update(each.path for each in found if each.is_dir())
        sync(above)
    _named.update(named)


def sync_whole(path):
    """Make the names in a folder durable, and its own."""
    if str(path) not in _named:
        make_folder(Path(path))
    sync(path)


def _open(path, mode=0o666):
    """:return: handle of a new file; its folder is made when it is missing
    :rtype: int"""
    try:
        return os.open(path, NEW, mode)
    except FileNotFoundError:
        make_folder(Path(path).parent)
        return os.open(path, NEW, mode)


def touch(path):
    """Make an empty file, unless there is one.

    :param str path: of the file
    """
    with contextlib.suppress(FileExistsError):
        os.close(_open(path))


def _write(handle, content):
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


@lru_cache(maxsize=1)
def _get_pool(_pid):
    """:return: threads that write; a process that was forked has its own
    :rtype: ThreadPoolExecutor"""
    return ThreadPoolExecutor(WRITERS, thread_name_prefix="tpe-writer")


class Writing:
    """Files on their way to the disk, while whoever stores them does something else.

    Leaving the block waits until contents and names are durable. Until :meth:`claim`
    is called others may write the same files, rely on them or clean them away.
    """

    def __init__(self, contents, marks=(), is_claimed=False):
        """:param dict contents: bytes by path
        :param dict marks: empty files to make before, by path
        :param bool is_claimed: see :meth:`claim`"""
        self._contents, self._marks = contents, dict(marks)
        self._is_claimed, self._new, self._tasks = is_claimed, [], []
        # the disk makes several files durable in hardly more time than one
        self._submit = _get_pool(os.getpid()).submit
        for path in contents:  # those that run already add tasks of their own
            self._tasks.append(self._submit(self._store, path))

    def _store(self, path):
        """Give a file its name once it is whole, and make both durable."""
        if path in self._marks:
            touch(self._marks[path])
        folder = os.path.dirname(path)
        draft = f"{folder}/.tpe-{secrets.token_hex(8)}"
        handle = _open(draft)
        try:
            try:
                _write(handle, self._contents[path])
                if os.path.exists(path):
                    os.fsync(handle)  # others may rely on it: never on less
                else:
                    self._new.append(path)
                os.replace(draft, path)
            except BaseException:
                os.unlink(draft)
                raise
            # at once: the disk takes content and name together, in the time of one
            self._tasks.append(self._submit(sync_whole, folder))
            os.fsync(handle)
        finally:
            os.close(handle)

    def claim(self):
        """Answer for the files from now on: nobody else writes or cleans them until the
        caller's transaction ends. What was cleaned away before is written again."""
        self._is_claimed = True

    def __enter__(self):
        return self

    def __exit__(self, kind, *_error):
        try:
            errors = self._wait()
            if kind is None and not errors:
                for path in self._contents:
                    if not os.path.exists(path):
                        self._store(path)
                errors = self._wait()
            if kind is None and errors:
                raise errors[0]
        except BaseException:
            self._abandon()
            raise
        if kind:
            self._abandon()

    def _wait(self):
        """:return: errors of all tasks, those that they began included
        :rtype: list[BaseException]"""
        return [error for task in self._tasks if (error := task.exception())]

    def _abandon(self):
        """Leave nothing new, unless others may rely on it by now."""
        for path in self._new if self._is_claimed else ():
            with contextlib.suppress(OSError):
                os.unlink(path)


def write_all(contents):
    """Write files durably: all of them or none, each whole or absent.

    :param dict contents: bytes by path
    :raises OSError: when the disk is full or refuses; nothing new is left then
    """
    with Writing(contents, is_claimed=True):
        pass


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
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return []
    try:
        return os.read(handle, HEAD_SIZE).decode("ascii").split()
    except (OSError, ValueError):
        return []
    finally:
        os.close(handle)


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
        before = os.read(handle, HEAD_SIZE)
        words = before.decode("ascii", "replace").split()
        if len(words) > 1 and int(words[0]) >= number:
            return
        mark = " ".join(words[2:]) or (get_mark() if get_mark else "")
        line = f"{number:012d} {entry_hash} {mark}".strip().encode() + b"\n"
        os.pwrite(handle, line, 0)
        if len(before) > len(line):
            os.ftruncate(handle, len(line))
    finally:
        os.close(handle)
