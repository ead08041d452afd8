# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit of packages refuses a version that an advisory speaks against."""

from types import SimpleNamespace

import pytest
from lib.static import packages

REFUSED = "package,fixed_in,advisory,reason\nurllib3,2.5.0,CVE-2025-50181,x\n"


@pytest.fixture
def check(tmp_path):
    """Look at one line of requirements."""
    folder = tmp_path / packages.FOLDER
    folder.mkdir(parents=True)
    (folder / packages.REFUSED).write_text(REFUSED)
    tree = SimpleNamespace(root=tmp_path, addons=(), get_name=lambda path: path.name)

    def check(line):
        (folder / "run.txt").write_text(f"{line}\n")
        return packages.check_pins(tree), packages.check_refused(tree)

    return check


@pytest.mark.parametrize("line", ["urllib3==2.4.9", "Urllib3==1.26.20  # of the web"])
def test_an_old_version_is_named_with_its_advisory(check, line):
    assert "CVE-2025-50181" in check(line)[1][0]


@pytest.mark.parametrize("line", ["urllib3==2.5.0", "urllib3==2.10.0", "other==1"])
def test_a_version_that_is_mended_passes(check, line):
    assert check(line) == ([], [])


@pytest.mark.parametrize("line", ["urllib3", "urllib3>=2.5.0"])
def test_a_package_without_one_exact_version_is_named(check, line):
    assert "no exact version" in check(line)[0][0]
