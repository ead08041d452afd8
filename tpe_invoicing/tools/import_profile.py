# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is particular to the files of one software."""

from typing import NamedTuple

from .import_values import fold

IGNORED = ""
DAY_FIRST, MONTH_FIRST = "day", "month"


class Profile(NamedTuple):
    """What is particular to the files of one software.

    ``headings``: column by heading, for each kind of file, the better name first;
    IGNORED for a column of which nothing is taken. ``words``: what a cell says in
    words, by column and cell. ``dates`` and ``decimal`` hold where the file itself does
    not contradict. ``marks``: headings that only this software writes.
    """

    headings: dict
    words: dict = {}
    dates: str = ""
    decimal: str = ""
    marks: tuple = ()

    def translate(self, column, text):
        """Write a code of the software as a word.

        :param str column: a column of ours
        :param str text: the cell
        :rtype: str

        >>> Profile({}, words={"kind": {"2": "avoir"}}).translate("kind", "2")
        'avoir'
        """
        return self.words.get(column, {}).get(fold(text), text)


PLAIN = Profile({})
