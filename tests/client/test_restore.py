# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From its export alone the archive is there again, by a command."""

import base64
import subprocess

import pytest
from support import story

SECRET = "pâté de campagne "  # its last sign is a blank


@pytest.fixture(scope="module")
def exported(module_server, tmp_path_factory):
    """Invoices issued, and the export of their archive: open and with a password."""
    client = module_server.rpc("accountant")
    module_server.issued = [story.make_issued(client, price) for price in (10, 20)]
    module_server.folder = tmp_path_factory.mktemp("export")
    company = story.get_company(client)
    for name, password in (("open", False), ("locked", SECRET)):
        answer = client.call(
            "tpe.archive.entry", "tpe_export", company_id=company, password=password
        )
        content = base64.b64decode(answer["content"])
        (module_server.folder / f"{name}.zip").write_bytes(content)
    return module_server


@pytest.fixture
def empty(exported, environment):
    """Name of a database where nothing was sealed; it goes away afterwards."""
    name = f"{exported.database.name}_empty"
    exported.odoo.postgres.clone(environment.template, name)
    yield name
    exported.odoo.postgres.drop(name)


def call(server, command, *words, **environ):
    """Run a command as an administrator does who sits at no terminal.

    :return: code, lines of the answer, lines of what is said beside it
    """
    odoo = server.odoo
    done = subprocess.run(
        [str(odoo.script), command, *map(str, words), "-c", str(odoo.conf)],
        env={**odoo.get_environ(), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    said = [line for line in done.stderr.splitlines() if " INFO " not in line]
    return done.returncode, done.stdout.splitlines(), said


def restore(server, database, name, *words, **environ):
    """Restore the export of this name into a company of the database."""
    company = story.get_company(server.rpc("accountant"))
    path, to = server.folder / name, ["-d", database, "--company", company]
    return call(server, "tpe_restore", path, *to, *words, **environ)


def test_the_archive_comes_back_with_every_number_and_verifies(exported, empty):
    secret = exported.folder / "secret"
    secret.write_text(f"\ufeff{SECRET}\r\n")  # as some editors leave it
    code, lines, said = restore(
        exported, empty, "locked.zip", "--password-file", secret
    )
    assert (code, len(lines)) == (0, 1), said
    assert any("archive.json" in line for line in said), said
    code, lines, said = call(exported, "tpe_verify", "-d", empty)
    assert (code, len(lines)) == (0, 1), said
    query = "SELECT number, entry_hash FROM tpe_archive_entry WHERE kind = 'invoice'"
    there = exported.odoo.postgres.run(query, database=empty)
    assert set(there) == set(exported.database.run(query))


def test_without_its_password_nothing_is_restored(exported, empty):
    wrong = exported.folder / "wrong"
    wrong.write_text("une autre")
    code, lines, said = restore(exported, empty, "locked.zip", "--password-file", wrong)
    assert (code, lines) == (1, []), said
    assert "locked.zip" in said[-1]
    count = "SELECT count(*) FROM tpe_archive_entry"
    assert exported.odoo.postgres.run(count, database=empty) == [(0,)]
    variable = {"TPE_EXPORT_PASSWORD": SECRET}
    code, lines, said = restore(exported, empty, "locked.zip", **variable)
    assert (code, len(lines)) == (0, 1), said
    company = story.get_company(exported.rpc("accountant"))
    words = ["-d", empty, "--export", exported.folder / "locked.zip"]
    code, lines, said = call(
        exported, "tpe_verify", *words, "--company", company, **variable
    )
    # what another copy of this name sealed after it had been restored is not missing
    assert (code, len(lines)) == (0, 2), "\n".join(lines + said)


def test_what_cannot_be_restored_is_told_in_one_line(exported):
    here = exported.database.name
    for code, database, name in (
        (2, here, "missing.zip"),
        (1, f"{here}_not", "open.zip"),
        (1, "postgres", "open.zip"),
        (1, here, "open.zip"),
    ):
        found, lines, said = restore(exported, database, name)
        assert (found, lines) == (code, []), said
        assert "tpe_restore: " in "\n".join(said), said
    words = [exported.folder / "open.zip", "-d", here]
    code, lines, said = call(exported, "tpe_restore", *words)
    assert (code, lines) == (1, [])  # there are several companies
    assert str(story.get_company(exported.rpc("accountant"))) in said[-1]
