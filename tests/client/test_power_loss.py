# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power goes: what no fsync made durable is gone, and no original is among it."""

import random
import time

import pytest
from support import story
from support.outage import check_all_or_nothing, check_whole, prepare, start_issuing
from support.power import Disk

CLIENTS, EACH = 4, 2


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
