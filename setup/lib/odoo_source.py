# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Odoo 19.0 Community: the user's own, or Debian's package unpacked in the cache."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import SetupError, step
from .files import building

SID = (
    "odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat "
    "fonts-roboto-unhinted fonts-ocr-b fonts-glyphicons-halflings"
).split()
# sid's font-awesome 7 moves the files that Odoo links to
BOOKWORM = ["fonts-font-awesome", "fonts-inconsolata"]


@dataclass(frozen=True)
class OdooSource:
    """An Odoo that can be put on a Python path."""

    path: Path
    addons_path: tuple
    version: str


def get_odoo(cache):
    """Find Odoo, fetching it the first time.

    :param Path cache: folder of what can be downloaded again
    :rtype: OdooSource
    """
    if os.environ.get("ODOO_PATH"):
        return _read_own(Path(os.environ["ODOO_PATH"]).expanduser().resolve())
    found = find_odoo(cache)
    if found is None:
        with step("Odoo 19.0 Community (Debian's odoo-19, unpacked)"):
            _fetch(cache)
        found = find_odoo(cache)
    return found


def find_odoo(cache):
    """Find an Odoo that is already unpacked.

    :param Path cache: folder of what can be downloaded again
    :rtype: OdooSource or None
    """
    folders = sorted(cache.glob("odoo-19*"))
    if not folders:
        return None
    path = folders[-1] / "usr" / "lib" / "python3" / "dist-packages"
    return OdooSource(path, (path / "odoo" / "addons",), folders[-1].name)


def _read_own(folder):
    """Read an Odoo checkout, or the folder that holds the package ``odoo``."""
    path = folder.parent if (folder / "release.py").exists() else folder
    release = path / "odoo" / "release.py"
    if not release.exists():
        raise SetupError(
            f"ODOO_PATH={folder} does not hold the package odoo (odoo/release.py)."
        )
    values = {}
    exec(release.read_text(), values)
    if values["version_info"][:2] != (19, 0):
        raise SetupError(
            f"ODOO_PATH={folder} is Odoo {values['version']}; 19.0 is needed."
        )
    folders = (path / "addons", path / "odoo" / "addons")
    addons = tuple(each for each in folders if (each / "account").is_dir())
    return OdooSource(path, addons, f"own-{values['version']}")


def _fetch(cache):
    shutil.rmtree(cache / "odoo-download", ignore_errors=True)
    with building(cache / "odoo-download") as folder:
        debian.download(folder, "sid", SID)
        debs = debian.download(folder, "bookworm", BOOKWORM)
        debian.unpack(debs, folder / "root")
    version = next(
        deb.name.split("_")[1] for deb in debs if deb.name.startswith("odoo-19_")
    )
    target = cache / f"odoo-{version}"
    if not target.exists():
        (cache / "odoo-download" / "root").rename(target)
    shutil.rmtree(cache / "odoo-download")
