# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian packages read without installing them: Odoo 19, its fonts, test tools.

A private package index stands in a temporary folder, so the machine's own apt is
neither read-locked nor changed, and no step needs root.
"""

import os
import re
import subprocess
from pathlib import Path

from .console import SetupError

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SOURCES = ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")


def find_mirror():
    """Find the Debian mirror that this machine already uses.

    :rtype: str
    :raises SetupError: when it uses none, as Ubuntu does
    """
    for name in SOURCES:
        path = Path(name)
        text = path.read_text() if path.exists() else ""
        for url in re.findall(r"^(?:URIs:|deb(?: \[.*?\])?)\s+(\S+)", text, re.M):
            if url.rstrip("/").endswith("/debian"):
                return url
    raise SetupError(
        "This machine's apt names no Debian mirror. Set TPE_DEBIAN_MIRROR to the "
        "address of one (it ends with /debian), then run this again."
    )


def download(folder, suite, packages):
    """Download packages of a suite into a folder.

    :param Path folder: temporary folder; the index is kept in it too
    :param str suite: sid, bookworm...
    :param packages: names
    :return: paths of the .deb files
    :rtype: list
    """
    mirror = os.environ.get("TPE_DEBIAN_MIRROR") or find_mirror()
    index = folder / f"apt-{suite}"
    (index / "lists" / "partial").mkdir(parents=True)
    (index / "cache" / "archives" / "partial").mkdir(parents=True)
    (index / "status").touch()
    source = index / "sources.list"
    source.write_text(f"deb [signed-by={KEYRING}] {mirror} {suite} main\n")
    options = {
        "Dir::Etc::sourcelist": source,
        "Dir::Etc::sourceparts": "/nonexistent",
        "Dir::State": index,
        "Dir::State::lists": index / "lists",
        "Dir::State::status": index / "status",
        "Dir::Cache": index / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Update::Error-Mode": "any",
    }
    flags = [f"-o{key}={value}" for key, value in options.items()]
    debs = folder / "debs"
    debs.mkdir(exist_ok=True)
    what = f"{', '.join(packages[:3])}{'...' if len(packages) > 3 else ''}"
    for action in (["update"], ["download", *packages]):
        _run_apt(flags + action, debs, f"the Debian packages {what} from {mirror}")
    return sorted(debs.glob("*.deb"))


def _run_apt(arguments, folder, what):
    command = ["apt-get", "-qq", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        raise SetupError(
            f"Could not fetch {what}.\nIs there a network connection? apt said:\n"
            + "\n".join(lines[:4] or [done.stderr.strip()[-400:]])
        )


def unpack(debs, root):
    """Unpack packages over each other.

    :param debs: paths of .deb files
    :param Path root: folder that stands for /
    """
    root.mkdir(exist_ok=True)
    for deb in debs:
        subprocess.run(["dpkg-deb", "-x", str(deb), str(root)], check=True)
