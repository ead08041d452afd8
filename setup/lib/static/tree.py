# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that the checks look at."""

import ast
import functools
import os
from dataclasses import dataclass
from pathlib import Path

from ..layout import ADDONS, CODE, DOTFILES

SKIPPED = {"__pycache__", "node_modules", "fonts", ".git", "test_files"}
TEXTS = {
    ".py", ".xml", ".csv", ".js", ".scss", ".css", ".typ", ".po", ".pot", ".rst",
    ".txt", ".toml", ".cfg", ".ini", ".sql", ".json", ".html", "",
}  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """A checkout."""

    root: Path

    @functools.cached_property
    def addons(self):
        """Folders of our addons that are there.

        :rtype: list[Path]
        """
        folders = [self.root / name for name in ADDONS]
        return [each for each in folders if (each / "__manifest__.py").exists()]

    @functools.cached_property
    def texts(self):
        """Every text file that is part of the project.

        :rtype: list[Path]
        """
        found = [self.root / name for name in DOTFILES]
        for name in (*CODE, ".ci"):
            if (self.root / name).is_file():
                found.append(self.root / name)
            for folder, folders, files in os.walk(self.root / name):
                folders[:] = sorted(set(folders) - SKIPPED)
                found += [Path(folder, each) for each in sorted(files)]
        return [each for each in found if each.exists() and each.suffix in TEXTS]

    @functools.cached_property
    def python(self):
        """Every Python file, the scripts without a suffix included.

        :rtype: list[Path]
        """
        return [each for each in self.texts if _is_python(each)]

    def get_name(self, path):
        """Name a file as seen from the checkout.

        :param Path path: the file
        :rtype: str
        """
        return path.relative_to(self.root).as_posix()

    def is_test(self, path):
        """Say whether a file is part of the tests.

        :param Path path: the file
        :rtype: bool
        """
        return "tests" in path.relative_to(self.root).parts

    def is_addon(self, path):
        """Say whether a file is part of an addon, its tests apart.

        :param Path path: the file
        :rtype: bool
        """
        return path.relative_to(self.root).parts[0] in ADDONS and not self.is_test(path)


@functools.cache
def read(path):
    """Read a file once.

    :param Path path: the file
    :rtype: str
    """
    return path.read_text(encoding="utf-8", errors="replace")


@functools.cache
def parse(path):
    """Parse a Python file once.

    :param Path path: the file
    :rtype: ast.Module
    """
    return ast.parse(read(path), str(path))


def _is_python(path):
    if path.suffix == ".py":
        return True
    return not path.suffix and read(path).startswith("#!/usr/bin/env python3")
