# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that keeps what it was told to keep, and nothing else.

Only what POSIX promises survives the loss of power: of a file the bytes it had when it
was last synced, of a folder the names it held when that folder was. Each fsync of the
server is noted here; support/power.py then makes the folder what it would be.
"""

import fcntl
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

sync = os.fsync


def watch(folder, notes):
    """Note what each fsync below a folder makes durable.

    :param str folder: what is on the disk
    :param str notes: where to note it, on the same file system
    """
    folder, notes = Path(folder), Path(notes)

    def fsync(file):
        handle = file if isinstance(file, int) else file.fileno()
        sync(handle)
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if path == folder or folder in path.parents:
            with open(notes / "lock", "ab") as lock:  # several processes, and threads
                fcntl.flock(lock, fcntl.LOCK_EX)
                note(notes, path, os.fstat(handle).st_ino)

    os.fsync = os.fdatasync = fsync


def note(notes, path, number):
    """Note what a file or a folder holds now.

    :param Path notes: where
    :param Path path: what was synced
    :param int number: its inode
    """
    if not path.is_dir():
        shutil.copyfile(path, notes / f"{number}.file")
        keep(notes, path, number)
        return
    names = {}
    for each in os.scandir(path):
        with suppress(FileNotFoundError):  # another process took it away since
            names[each.name] = each.inode()
            if each.is_file():
                keep(notes, each.path, each.inode())
    (notes / f"{number}.names").write_text(json.dumps(names))


def keep(notes, path, number):
    """Hold on to an inode, so that its number is never another file's.

    :param Path notes: where
    :param path: a name of it
    :param int number: of the inode
    """
    with suppress(FileExistsError):
        os.link(path, notes / f"{number}.inode")
