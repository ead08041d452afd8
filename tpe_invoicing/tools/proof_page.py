# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written on the pages of a finished document, as a reader takes it."""

import re
import unicodedata

# signs that readers see no difference in, or that only break a line
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufffe\x00-\x08\x0e-\x1f]+")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
# PDFium takes a hyphen between a word and its end on the next line for one that only
# breaks the line, whoever wrote it: behind a letter, none tells anything
LETTER = r"[^\W\d_]"
HYPHEN = re.compile(f"(?<={LETTER})-+")
# a date is no number
IN_NUMBER = frozenset("0123456789.,-/")
# as far as a text and the foot of a page may begin alike
LIKE = 4


def squeeze(text):
    """Take out of a text what depends on line breaks and fonts only.

    :param str text: any text
    :rtype: str

    >>> squeeze("1\\xa0234,50 €\\n– x"), squeeze("ﬁn")
    ('1234,50€-x', 'fin')
    >>> squeeze("Saint-Malo -1"), squeeze("Saint\\ufffeMalo -1"), squeeze("2026-\\n11")
    ('SaintMalo-1', 'SaintMalo-1', '2026-11')
    """
    return "".join(_split(text))


def _split(text):
    """:return: words of a text in the form that is compared
    :rtype: list[str]"""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).translate(DASHES)
    # some signs become invisible ones when they are normalised
    words = INVISIBLE.sub("", text).split()
    return [HYPHEN.sub("", word) for word in words] if "-" in text else words


class Page:
    """The text of all pages, without blanks; where they stood is known."""

    def __init__(self, texts):
        self.pages, self._starts, place = [], {0}, 0
        for text in texts:
            words = _split(text)
            self.pages.append("".join(words))
            for word in words:
                place += len(word)
                self._starts.add(place)
        self.text = "".join(self.pages)

    def find(self, wanted, start=0):
        """Find words.

        :param str wanted: squeezed text
        :param int start: where to begin
        :return: where they end, or -1
        :rtype: int
        """
        place = self.text.find(wanted, start)
        return place if place < 0 else place + len(wanted)

    def find_number(self, wanted, start=0):
        """Find a number that is no part of a longer one.

        :param str wanted: squeezed text
        :param int start: where to begin
        :return: where it ends, or -1
        :rtype: int

        >>> page = Page(["11,00 1,00€"])
        >>> page.find_number("1,00"), page.find_number("1,0")
        (9, -1)
        """
        place = self.text.find(wanted, start)
        while place >= 0:
            end = place + len(wanted)
            if self._is_edge(place, place - 1) and self._is_edge(end, end):
                return end
            place = self.text.find(wanted, place + 1)
        return -1

    def count(self, wanted, start=0):
        """Count how often a number stands there.

        :param str wanted: squeezed text
        :param int start: where to begin
        :rtype: int
        """
        found, place = 0, self.find_number(wanted, start)
        while place >= 0:
            found += 1
            place = self.find_number(wanted, place)
        return found

    def _is_edge(self, place, neighbour):
        """:return: whether a number can begin or end at a place
        :rtype: bool"""
        if place in self._starts or not 0 <= neighbour < len(self.text):
            return True
        return self.text[neighbour] not in IN_NUMBER

    def reads(self, wanted):
        """Tell whether a text can be read, be it from one page to the next.

        :param str wanted: squeezed text
        :rtype: bool

        >>> page = Page(["Terms: one two page 1", "My company three page 2"])
        >>> page.reads("onetwothree"), page.reads("onetwofour")
        (True, False)
        """
        return wanted in self.text or any(
            self._goes_on(wanted, place) for place in range(len(self.pages) - 1)
        )

    def _goes_on(self, wanted, place):
        """:return: whether a text begins on a page and goes on on the next one
        :rtype: bool"""
        if place == len(self.pages) - 1:
            return wanted in self.pages[place]
        low, high = 0, len(wanted)
        while low < high:  # the longest beginning that stands there
            middle = (low + high + 1) // 2
            if wanted[:middle] in self.pages[place]:
                low = middle
            else:
                high = middle - 1
        return low == len(wanted) or any(
            self._goes_on(wanted[cut:], place + 1)
            for cut in range(low, max(low - LIKE, 0), -1)
        )
