# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The faults that setup/mutants gives: each is another program, and only a little."""

import doctest
from pathlib import Path

import pytest
from lib import mutations

SOURCE = '''
"""Words for people stay."""
LIMIT: int = 3


def judge(days, paid, *others):
    """So do these."""
    if paid and not days:
        return f"{days + 1} days"
    late = [day for day in others if day > LIMIT]
    late.append(-days)
    return "late" if days in late else min(late)
'''


def test_examples_hold():
    result = doctest.testmod(mutations)
    assert result.attempted
    assert not result.failed


def test_each_fault_is_one_change_that_runs():
    found = mutations.find_mutants(SOURCE)
    for mutant in found:
        assert mutant.before != mutant.after
        code = mutations.compile_mutant(SOURCE, "x.py", mutant)
        exec(code, {})
    assert {mutant.after for mutant in found} >= {
        "paid or not days",
        "day >= LIMIT",
        "days - 1",
        "days not in late",
        "max",
        "return None",
        "+days",
    }
    assert not any("Words" in each.after or "So do" in each.after for each in found)


@pytest.mark.parametrize("addon", ["tpe_invoicing", "tpe_invoicing_reminders"])
def test_every_tool_can_be_given_faults(addon):
    tools = Path(__file__).resolve().parents[2] / addon / "tools"
    path = max(tools.glob("*.py"), key=lambda each: each.stat().st_size)
    source = path.read_text()
    found = mutations.find_mutants(source)
    assert len(found) > 50
    for mutant in found[::20]:
        mutations.compile_mutant(source, str(path), mutant)
