# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that loses what was not synced when the power goes.

The server notes what it syncs (tests/addons/test_faults/disk.py); here the folder is
made what those notes promise, and nothing more.
"""

import json
import shutil


class Disk:
    """A folder for the data of one server, and the notes of what it synced."""

    def __init__(self, folder):
        self.data, self.notes = folder / "data", folder / "notes"
        for each in (self.data, self.notes):
            each.mkdir(parents=True)

    @property
    def fault(self):
        """What to tell the server that has it.

        :rtype: dict
        """
        return {"disk": [str(self.data), str(self.notes)]}

    def lose_power(self):
        """Take away what was never synced.

        :return: names of the files that are gone or other than they were
        :rtype: set[Path]
        """
        before = self._read()
        number = self.data.stat().st_ino
        for each in self.data.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        self._restore(self.data, number)
        after = self._read()
        self._start_afresh()
        return {path for path in before if after.get(path) != before[path]}

    def _read(self):
        paths = (path for path in self.data.rglob("*") if path.is_file())
        return {path.relative_to(self.data): path.read_bytes() for path in paths}

    def _restore(self, folder, number):
        """Make a folder what its notes say: its names, and what each of them holds."""
        noted = self.notes / f"{number}.names"
        names = json.loads(noted.read_text()) if noted.exists() else {}
        for name, inode in names.items():
            path, content = folder / name, self.notes / f"{inode}.file"
            if content.exists():
                shutil.copyfile(content, path)
            elif (self.notes / f"{inode}.inode").exists():
                path.touch()  # it has its name, and was never synced itself
            else:
                path.mkdir()
                self._restore(path, inode)

    def _start_afresh(self):
        """Note that all that is there now is on the disk."""
        for each in self.notes.iterdir():
            each.unlink()
        for folder in (self.data, *self.data.rglob("*")):
            if folder.is_dir():
                names = {each.name: each.stat().st_ino for each in folder.iterdir()}
                noted = self.notes / f"{folder.stat().st_ino}.names"
                noted.write_text(json.dumps(names))
        for path in self.data.rglob("*"):
            if path.is_file():
                number = path.stat().st_ino
                shutil.copyfile(path, self.notes / f"{number}.file")
                (self.notes / f"{number}.inode").hardlink_to(path)
