# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The user guide says what the screens say, and its pictures show them.

The words of the screen stand in bold. Each of them is a French translation of ours,
or marked as Odoo's own. Beside each picture ``pictures.json`` keeps our words that it
showed on the day it was taken: when one of them is no longer in the program, the
picture is stale, and ``setup/screenshots`` takes another one.
"""

import html
import json
import re

from .tree import read

GUIDE = "tpe_invoicing/static/guide"
BOLD = re.compile(r"<b>(.*?)</b>", re.S)
PICTURE = re.compile(r'<img src="(img/[^"]+)"')
LINK = re.compile(r'href="#([^"]+)"')
CHAPTER = re.compile(r'chapter: "(\w+)"')


def check_guide(tree):
    """Find words of the guide, pictures and links that lead nowhere any more.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    folder = tree.root / GUIDE
    text = read(folder / "index.html")
    known = get_french(tree)
    found = [
        f"the guide says “{words}”, no screen does"
        for words in map(_clean, BOLD.findall(text))
        if words not in known and words != "en gras"
    ]
    names = set(re.findall(r'id="(\w+)"', text))
    links = LINK.findall(text)
    for path in tree.texts:
        if path.name == "tours.js":
            links += CHAPTER.findall(read(path))
    found += [f"the guide has no chapter “{name}”" for name in set(links) - names]
    return found + _check_pictures(folder, PICTURE.findall(text), known)


def _check_pictures(folder, pictures, known):
    path = folder / "pictures.json"
    shown = json.loads(read(path)) if path.exists() else {}
    found = []
    for picture in pictures:
        if not (folder / picture).exists():
            found.append(f"{picture}: no such picture; run setup/screenshots")
        stale = [words for words in shown.get(picture, ()) if words not in known]
        if stale:
            found.append(f"{picture} shows “{stale[0]}”: run setup/screenshots")
    return found


def get_french(tree):
    """Collect every French sentence of the addons.

    :param Tree tree: the checkout
    :rtype: set[str]
    """
    found = set()
    for addon in tree.addons:
        text = read(addon / "i18n" / "fr.po")
        for block in re.findall(r'msgstr ((?:"[^\n]*"\s*)+)', text):
            parts = re.findall(r'"((?:[^"\\]|\\.)*)"', block)
            found.add(_clean("".join(parts).replace('\\"', '"')))
    return found


def _clean(text):
    return " ".join(html.unescape(text).split()).replace("'", "’")
