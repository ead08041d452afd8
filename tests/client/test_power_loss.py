# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power goes: what no fsync made durable is gone, and no original is among it."""

import os
import random
import stat
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from support import story
from support.outage import check_all_or_nothing, check_whole, prepare, start_issuing
from support.power import Disk

CLIENTS, EACH = 4, 2
SOURCE = Path(__file__).parents[2]


def load(path):
    """Load a file of the checkout that needs no Odoo."""
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_folder(handle):
    """Say whether an open file is a folder."""
    return stat.S_ISDIR(os.fstat(handle).st_mode)


@pytest.mark.parametrize("forgotten", ["nothing", "files", "folders"])
def test_the_disk_of_this_test_loses_whatever_is_not_synced(
    tmp_path, monkeypatch, forgotten
):
    disk = Disk(tmp_path)
    monkeypatch.setattr(os, "fsync", os.fsync)
    load(SOURCE / "tests/addons/test_faults/disk.py").watch(disk.data, disk.notes)
    noting = os.fsync

    def forget(handle):
        if is_folder(handle) != (forgotten == "folders"):
            noting(handle)

    if forgotten != "nothing":
        monkeypatch.setattr(os, "fsync", forget)
    path = disk.data / "filestore" / "ab" / "abc"
    load(SOURCE / "tpe_invoicing/tools/durable.py").write_all({path: b"original"})
    lost = disk.lose_power()
    assert lost == (set() if forgotten == "nothing" else {path.relative_to(disk.data)})


def issue_until_cut(server, after):
    """Let four clients issue, and take the power away in the middle."""
    _client, drafts = prepare(server, CLIENTS * EACH)
    threads = [
        start_issuing(server.rpc("accountant"), *([each] for each in drafts[n::4]))
        for n in range(CLIENTS)
    ]
    time.sleep(after)
    server.kill()
    for thread in threads:
        thread.join(30)
    return drafts


@pytest.mark.timeout(600)  # three starts of a server
def test_no_original_and_no_key_goes_with_the_power(fresh_server, tmp_path):
    server, disk, chance = fresh_server(started=False), Disk(tmp_path), random.Random(7)

    def start():
        server.start("--workers=0", f"--data-dir={disk.data}", faults=disk.fault)

    lost, moves = set(), []
    for cut in range(2):
        start()
        if cut:
            check_whole(server)
            owner = server.rpc("owner")
            company = story.get_company(owner)
            owner.call("res.company", "action_tpe_lock_archive", [company])
        moves += issue_until_cut(server, chance.uniform(0.3, 2))
        lost |= disk.lose_power()
        check_all_or_nothing(server)
    start()
    check_whole(server)
    client = server.rpc("accountant")
    answers = client.call("account.move", "tpe_issue", moves)
    check_whole(server)
    documents = client.call("account.move", "tpe_document", moves)
    for answer, document in zip(answers, documents, strict=True):
        assert story.get_sha256(story.get_bytes(document)) == answer["sha256"]
    assert any("filestore" in path.parts for path in lost)  # the cut did take files
