# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The benchmark goes on when a pair fails, and says so, without a server."""

from types import SimpleNamespace

from lib import bench_table, benching
from lib.console import SetupError

OPTIONS = SimpleNamespace(rounds=2, invoices=9, items=8, ledger=7, entries=6, pairs=[])


def make_result(ours, reference):
    result = {"goal": 10, "size": 1000, "rounds": 2, "stages": {}}
    for name, seconds in (("ours", ours), ("reference", reference)):
        result |= {name: seconds, f"{name}_processors": seconds / 2}
    return result


def test_each_row_is_printed_at_once_with_its_verdict(capsys):
    table = bench_table.Table(OPTIONS)
    table.add("quick", make_result(0.001, 0.012), 3)
    first = capsys.readouterr().out
    assert "12.00x" in first and "met" in first and "1,000" in first
    table.add("slow", make_result(0.001, 0.009), 3)
    assert "MISSED" in capsys.readouterr().out
    assert table.close() == 0
    assert "1 below the goal: slow" in capsys.readouterr().out


def test_a_pair_that_fails_is_named_and_the_others_go_on(capsys, monkeypatch):
    def measure(_odoo, _server, _options, name):
        if name == "broken":
            raise SetupError("\n".join(f"line {number}" for number in range(20)))
        return f'{benching.MARK}{{"limit": 2, "unit": "ms", "values": {{"all": 1}}}}'

    monkeypatch.setattr(benching, "get_limits", lambda: {})
    monkeypatch.setattr(benching, "_measure_pair", measure)
    options = SimpleNamespace(**{**vars(OPTIONS), "pairs": ["broken", "sound"]})
    assert benching._compare(None, None, options) == 1
    said = capsys.readouterr().out
    assert "line 19" in said and "line 3" not in said
    assert "1 met: sound" in said and "1 failed: broken" in said


def test_every_pair_names_the_data_it_builds_on():
    known = {"", "account_page", "ledger", "open_items", "entries"}
    assert {benching.get_data(name) for name in benching.get_pairs()} == known
