# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An encrypted backup, made while people work, and put back on another name."""

import subprocess

import pytest
from lib.postgres import get_bin
from support import story

SECRET = "une phrase de passe assez longue"


def call(server, *arguments, database=None):
    """Run the command as an administrator does."""
    odoo = server.odoo
    command = [str(odoo.script), "tpe_backup", *map(str, arguments)]
    command += ["-c", str(odoo.conf), "--pg-path", str(get_bin())]
    if database:
        command += ["-d", database]
    return subprocess.run(
        command, env=odoo.get_environ(), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def backup(module_server, tmp_path_factory):
    """A server whose invoices are backed up, and the places of the backup."""
    folder = tmp_path_factory.mktemp("backup")
    folder.chmod(0o777)
    (folder / "secret").write_text(SECRET)
    client = module_server.rpc("accountant")
    module_server.issued = [
        story.make_issued(client, 10),
        story.make_issued(client, 20),
    ]
    places = ["--folder", folder / "files", "--keys-folder", folder / "keys"]
    places += ["--passphrase-file", folder / "secret"]
    made = call(module_server, "make", *places, database=module_server.database.name)
    assert made.returncode == 0, made.stderr
    module_server.folder, module_server.places = folder, places
    return module_server


def test_restored_backup_serves_and_verifies_every_original(backup):
    odoo, name = backup.odoo, f"{backup.database.name}_back"
    try:
        restored = call(backup, "restore", *backup.places, database=name)
        assert restored.returncode == 0, restored.stderr
        again = call(backup, "restore", *backup.places, database=name)
        assert again.returncode != 0
        other = backup.start_another("--workers=0", database=name)
        try:
            client = other.rpc("accountant")
            for each in backup.issued:
                (document,) = client.call("account.move", "tpe_document", [each["id"]])
                assert story.get_sha256(story.get_bytes(document)) == each["sha256"]
            company = story.get_company(client)
            answer = client.call("tpe.archive.entry", "tpe_verify", company_id=company)
            assert answer["ok"], answer["problems"]
            assert story.make_issued(client, 30)["sha256"]
        finally:
            other.kill()
    finally:
        odoo.postgres.drop(name)


def test_backup_tells_nothing_without_its_passphrase(backup):
    for path in (backup.folder / "files").iterdir():
        content = path.read_bytes()
        for words in (b"%PDF", b"PGDMP", b"PRIVATE KEY", b"Menuiserie"):
            assert words not in content, path.name
    assert [path.name for path in (backup.folder / "keys").iterdir()] == ["keys.tpe"]
    wrong = backup.folder / "wrong"
    wrong.write_text("une autre phrase de passe")
    refused = call(backup, "check", *backup.places[:-1], wrong)
    assert refused.returncode != 0
    assert "passphrase" in refused.stderr


def test_backup_that_was_touched_is_known(backup):
    assert call(backup, "check", *backup.places).returncode == 0
    path = backup.folder / "files" / "files.tpe"
    content = path.read_bytes()
    try:
        for bad in (
            content[:-1],
            content + b"x",
            bytes([content[0] ^ 1]) + content[1:],
        ):
            path.write_bytes(bad)
            refused = call(backup, "check", *backup.places)
            assert refused.returncode != 0
            assert "changed" in refused.stderr
    finally:
        path.write_bytes(content)


def test_keys_never_lie_beside_what_they_open(backup):
    same = ["--folder", backup.folder / "a", "--keys-folder", backup.folder / "a" / "k"]
    same += ["--passphrase-file", backup.folder / "secret"]
    refused = call(backup, "make", *same, database=backup.database.name)
    assert refused.returncode != 0
    assert "apart" in refused.stderr


@pytest.mark.parametrize(
    ("database", "secret", "said"),
    [
        ("nowhere", "secret", "does not exist"),
        ("postgres", "secret", "not installed"),
        (None, "none", "No such file"),
    ],
)
def test_what_cannot_be_backed_up_is_told_in_one_line(backup, database, secret, said):
    places = ["--folder", backup.folder / "b", "--keys-folder", backup.folder / "c"]
    places += ["--passphrase-file", backup.folder / secret]
    name = database or backup.database.name
    refused = call(backup, "make", *places, database=name)
    assert refused.returncode == 1
    last = refused.stderr.strip().splitlines()[-1]
    assert last.startswith("tpe_backup: ")
    assert said in last
