# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder of this process with the designs, and with what the next page shows.

Typst builds its library anew, and forgets what it knows, when the inputs of a program
change; when files do, it reads these only. A tenth of the time of a page.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DESIGNS = Path(__file__).parent.parent / "designs"
# of the designs: where they take what they show from
SOURCE = "lib/inputs.typ"
PREFIX = "tpe-pages-"
NAMES = ("data", "xml", "logo", "code", "signature", "pages", "text")


class Folder:
    """Copies of the designs, which read their inputs from files beside them."""

    def __init__(self):
        self.owner, self.path, self._written = os.getpid(), None, {}

    def is_mine(self):
        """Tell whether the folder is there, and of this process: workers are forks.

        :rtype: bool
        """
        is_there = self.path and (self.path / SOURCE).is_file()
        return bool(is_there and self.owner == os.getpid())

    def make(self):
        """Copy the designs; a full disk leaves no half of them."""
        _sweep()
        self.owner, self.path, self._written = os.getpid(), None, {}
        path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{self.owner}-"))
        atexit.register(self._remove, self.owner, path)
        try:
            self._fill(path)
        except OSError:
            self._remove(self.owner, path)
            raise
        self.path = path

    @staticmethod
    def _fill(path):
        shutil.copytree(DESIGNS, path, dirs_exist_ok=True)
        rows = (f'  {name}: read("/inputs/{name}"),' for name in NAMES)
        source = "\n".join(("#let inputs = (", *rows, ")", ""))
        (path / SOURCE).write_text(source)
        (path / "inputs").mkdir()
        for name in NAMES:
            (path / "inputs" / name).touch()

    def write(self, inputs):
        """Write what the next page shows, where it differs from the last one.

        :param dict inputs: texts by name, one of ``NAMES``; the others are blank
        """
        for name in NAMES:
            text = inputs.get(name, "")
            if self._written.get(name) != text:
                self._written.pop(name, None)  # in case the disk is full
                _overwrite(self.path / "inputs" / name, text.encode())
                self._written[name] = text

    @staticmethod
    def _remove(owner, path):
        """Take the folder away with its process; forks have this order too."""
        if os.getpid() == owner:
            shutil.rmtree(path, ignore_errors=True)


def _overwrite(path, content):
    """Write a file that is there in place: one that is emptied first is written to the
    disk at once by some file systems (ext4), which takes 1 to 3 ms."""
    with open(path, "r+b", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        file.truncate()


def _sweep():
    """Take away what processes that were killed have left: it names customers."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = path.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(number):
    """:param int number: of a process
    :return: whether it is still there
    :rtype: bool

    >>> _is_running(os.getpid())
    True
    """
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:  # of another user
        return True
    return True
