# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs that a document can bear.

PDF/A refuses a sign that no font shows, XML refuses most control characters, and some
signs turn a text round. What carries no meaning is dropped, for page and XML alike;
a letter is never dropped: it is reported, so that a person decides.
"""

import re
import unicodedata

# everything that the fonts of the designs are known to show
COMMON = re.compile(
    r"[\n -~\u00a0-\u00ac\u00ae-\u017f\u2013\u2014\u2018-\u201e"
    r"\u2022\u2026\u202f\u20ac]*"
)

# controls, halves of characters, non-characters, marks without width, changes of
# direction, tags and variants of emoji
SILENT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff"
    "\ufff0-\uffff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile("[\t\u1680\u2000-\u200a\u205f\u3000]")


def tidy(text):
    """Make a text of one form of each character, without the silent ones.

    :param str text: as typed
    :rtype: str

    >>> tidy("a\\x00b\\r\\nc\\td\\u202e"), tidy("e\\u0301")
    ('ab\\nc d', 'é')
    """
    if COMMON.fullmatch(text):
        return text
    text = BREAKS.sub("\n", text)
    text = SILENT.sub("", SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def find_strange(text):
    """:param str text: tidy text
    :return: its signs that not every font shows
    :rtype: set[str]

    >>> sorted(find_strange("Été 2026 – 漢"))
    ['漢']
    """
    if COMMON.fullmatch(text):
        return set()
    return {sign for sign in text if not COMMON.fullmatch(sign)}


def replace(sign, is_printable):
    """Say what stands for a sign that no font shows.

    :param str sign: one sign
    :param is_printable: function that tells whether all signs of a text can be shown
    :return: its plain form (``㎡`` is ``m2``), nothing for a picture, or None for a
        letter or number without which the text would say something else
    :rtype: str | None

    >>> [replace(sign, str.isascii) for sign in "㎡😀漢"]
    ['m2', '', None]
    """
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign and is_printable(plain):
        return plain
    is_meaningful = unicodedata.category(sign)[0] in "LNM"
    return None if is_meaningful else ""


def clean(text, is_printable):
    """Make a text that can be printed.

    :param str text: as typed
    :param is_printable: see :func:`replace`
    :return: text; signs without which it would say something else are left in
    :rtype: str

    >>> clean("Table 😀 2 ㎡", str.isascii)
    'Table 2 m2'
    """
    if COMMON.fullmatch(text):
        return text
    text = tidy(text)
    changed = False
    for sign in find_strange(text):
        if not is_printable(sign):
            instead = replace(sign, is_printable)
            if instead is not None:
                text, changed = text.replace(sign, instead), True
    return re.sub(" {2,}", " ", text).strip(" ") if changed else text


def clean_all(text, is_printable):
    """Make a text that can be printed, whatever it loses: good for drafts only.

    :param str text: as typed
    :param is_printable: see :func:`replace`
    :rtype: str

    >>> clean_all("漢 A", str.isascii)
    '? A'
    """
    text = clean(text, is_printable)
    for sign in find_strange(text):
        if not is_printable(sign):
            text = text.replace(sign, "?")
    return text


def clean_tree(value, is_printable, clean_text=clean):
    """:param value: dicts, lists and texts, nested
    :param is_printable: see :func:`replace`
    :param clean_text: :func:`clean` or :func:`clean_all`
    :return: a copy with every text clean
    :rtype: dict | list | str"""
    if isinstance(value, str):
        return clean_text(value, is_printable)
    if isinstance(value, dict):
        return {
            key: clean_tree(item, is_printable, clean_text)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [clean_tree(item, is_printable, clean_text) for item in value]
    return value


def find_unprintable(text, is_printable):
    """:param str text: as typed
    :param is_printable: see :func:`replace`
    :return: signs that cannot be printed: those to be dropped or written otherwise,
        and those that must not be
    :rtype: tuple[list[str], list[str]]

    >>> find_unprintable("漢 😀", str.isascii)
    (['😀'], ['漢'])
    """
    bad = sorted(s for s in find_strange(tidy(text)) if not is_printable(s))
    lost = [sign for sign in bad if replace(sign, is_printable) is None]
    return [sign for sign in bad if sign not in lost], lost
