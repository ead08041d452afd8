# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of setup/bench: a row is printed as soon as it is measured."""

from .console import say

LAST_LINES = 6  # of what a pair said that failed


class Table:
    """What was measured so far.

    :param options: sizes and number of rounds
    """

    def __init__(self, options):
        self._met, self._missed, self._failed = [], [], []
        self._is_begun, self._rounds = False, options.rounds
        say(
            f"\nMedians of {options.rounds} rounds; {options.invoices:,} invoices; "
            f"{options.items:,} open items to remind of; {options.ledger:,} invoices "
            f"in the ledger of figures; archives up to {options.entries:,} entries\n"
        )

    def add(self, name, result, seconds):
        """Print what a pair or a limit gave.

        :param str name: of the pair
        :param dict result: what it measured
        :param float seconds: how long that took
        """
        self._begin()
        if "goal" in result:
            self._add_pair(name, result, seconds)
            if result["rounds"] < self._rounds:
                say(f"{'':4}rounds: {result['rounds']}, as each takes long")
        else:
            self._add_limit(name, result, seconds)

    def fail(self, name, reason, seconds):
        """Print that a pair gave nothing, and the last lines of what it said.

        :param str name: of the pair
        :param str reason: why
        :param float seconds: how long it took
        """
        self._begin()
        self._failed.append(name)
        say(f"{name:17}{'FAILED':>80}{seconds:>7.0f} s")
        for line in reason.strip().splitlines()[-LAST_LINES:]:
            say(f"    {line}")

    def close(self):
        """Print what is met and what is not.

        :return: exit code, 1 when something failed
        :rtype: int
        """
        say()
        for title, names in (
            ("met", self._met),
            ("below the goal", self._missed),
            ("failed", self._failed),
        ):
            if names:
                say(f"{len(names):3} {title}: {', '.join(names)}")
        return 1 if self._failed else 0

    def _begin(self):
        if not self._is_begun:
            self._is_begun = True
            say(
                f"{'pair':17}{'size':>10}{'ours':>13}{'reference':>15}{'ratio':>9}"
                f"{'goal':>8}{'':10}{'by processor':>15}{'took':>9}"
            )

    def _add_pair(self, name, result, seconds):
        ours, reference = result["ours"] * 1000, result["reference"] * 1000
        ratio = reference / ours
        verdict = self._judge(name, ratio >= result["goal"])
        say(
            f"{name:17}{result['size']:>10,}{ours:>10.3f} ms{reference:>12.3f} ms"
            f"{ratio:>8.2f}x{result['goal']:>7}x  {verdict:8}"
            f"{_compare_processors(result):>15}{seconds:>7.0f} s"
        )
        if stages := result["stages"]:
            texts = (f"{part} {each:.1f}" for part, each in stages.items())
            say(f"{'':4}means: {', '.join(texts)} ms")

    def _add_limit(self, name, result, seconds):
        values, limit = result["values"], result["limit"]
        verdict = self._judge(name, all(value <= limit for value in values.values()))
        say(
            f"{name:17}{f'at most {limit} ' + result['unit']:<57}{verdict:8}"
            f"{seconds:>7.0f} s"
        )
        for part, value in values.items():
            say(f"{'':4}{part:20}{value:>12.2f} {result['unit']}")

    def _judge(self, name, is_met):
        (self._met if is_met else self._missed).append(name)
        return "met" if is_met else "MISSED"


def _compare_processors(result):
    """:return: how many times less the processors did on our side, blank where the
        reference works in other processes
    :rtype: str"""
    ours, reference = result["ours_processors"], result["reference_processors"]
    return f"{reference / ours:.2f}x" if reference else ""
