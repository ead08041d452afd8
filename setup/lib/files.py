# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files and folders that are either complete or absent, and one worker at a time."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from .console import SetupError, say


@contextlib.contextmanager
def lock(path, busy=None):
    """Hold a lock file.

    :param Path path: the file; it stays there
    :param str busy: what to say instead of waiting when another process holds it
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if busy:
                raise SetupError(busy) from None
            say("         waiting for another run of these scripts to finish ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def building(target):
    """Give a temporary folder that becomes the target when all went well.

    :param Path target: folder that does not exist yet
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}."
    for leftover in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    folder.chmod(0o755)
    try:
        yield folder
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_text(path, text, mode=0o600):
    """Replace a file at once.

    :param Path path: the file
    :param str text: its new content
    :param int mode: its permissions
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text)
    fresh.chmod(mode)
    os.replace(fresh, path)


def hash_texts(*texts):
    """Make a short name from what something was built from.

    :param texts: strings
    :rtype: str
    """
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def hash_tree(*folders):
    """Make a short name from the content of folders, tests and caches apart.

    :param folders: paths
    :rtype: str
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            relative = path.relative_to(folder)
            skipped = {"__pycache__", "tests", "readme"} & set(relative.parts)
            if path.is_file() and not skipped:
                digest.update(str(relative).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
