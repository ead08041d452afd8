# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The examples of README.rst, run from the first to the last as they stand there."""

import json
import re
import textwrap
from pathlib import Path

import pytest
from support.roles import ROLES

README = Path(__file__).resolve().parents[2] / "README.rst"
BLOCK = re.compile(r"^\.\. code-block:: python\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def get_examples():
    """Read the examples.

    :rtype: list[str]
    """
    return [textwrap.dedent(block) for block in BLOCK.findall(README.read_text())]


@pytest.fixture
def names(server, tmp_path, monkeypatch):
    """What the examples have defined, in a folder where demo.json stands."""
    monkeypatch.chdir(tmp_path)
    info = {
        "url": server.url,
        "db": server.database.name,
        "users": {login: [login, password] for login, password in ROLES.items()},
    }
    (tmp_path / "demo.json").write_text(json.dumps(info))
    return {}


def test_every_example_of_the_readme_runs(names):
    examples = get_examples()
    assert len(examples) >= 6
    for number, example in enumerate(examples, 1):
        exec(compile(example, f"README.rst, example {number}", "exec"), names)
    assert names["check"]["ok"] is True
    assert names["call"]("account.move", "tpe_issue", [names["invoice"]]) == [
        names["issued"]
    ]
    assert names["mail"]["to"] == "a@beranger.example"
    assert names["found"] == {"originals": 1, "others": []}
    works = [names["works"][key] for key in ("works", "total", "retained", "due_now")]
    assert works == ["3000.00", "3600.00", "180.00", "3420.00"]
    assert names["trial"]["report"]["read"] == 1
    assert names["closed"] == []  # the day is not over
    assert names["state"]["documents"] >= 1
    assert names["certificate"]["id"] == names["invoice"]
    assert names["unpaid"]["unpaid_vat"] == "20.00"
    assert names["attestation"]["number"]


def test_readme_names_only_options_that_exist():
    parser = (README.parent / "setup" / "lib" / "demo.py").read_text()
    for option in re.findall(r"setup/demo (--[a-z-]+)", README.read_text()):
        assert f'"{option}"' in parser


def test_pictures_of_the_readme_are_there():
    pictures = re.findall(r"^\.\. image:: (\S+)", README.read_text(), re.MULTILINE)
    assert pictures
    for picture in pictures:
        size = (README.parent / picture).stat().st_size
        assert size < 300_000
