# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law is data: no legal figure in code, and each figure with its source."""

import ast
import csv
import re
from decimal import Decimal, InvalidOperation

from .tree import parse, read

VALUES = "data/tpe.legal.parameter.value.csv"
# Short numbers measure and count things everywhere; of these the lump sum alone is
# watched, and every figure of three digits or more.
WATCHED = {Decimal(40)}
DIGITS = 3
ARTICLE = re.compile(
    r"\b(?:293|289|242|261)\s?(?:B|nonies|bis|ter)\b|\b[LRD]\.?\s?\d{3}-\d+"
)
FIGURE = re.compile(r"(?<!\w)(?:40|80)\s?(?:€|EUR|euros?)\b|\b\d+[.,]\d+\s?%(?!\()")


def check_figures(tree):
    """Find legal figures and articles in the addons' code.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    figures = _get_watched_figures(tree)
    found = []
    for path in tree.python:
        if tree.is_addon(path) and path.name != "__manifest__.py":
            found += [
                f"{tree.get_name(path)}:{node.lineno}: {node.value!r}"
                for node in _get_literals(parse(path))
                if _is_legal(node, figures)
            ]
    return found


def _get_watched_figures(tree):
    figures = set(WATCHED)
    for row in _get_rows(tree):
        value = Decimal(row.get("value") or 0).normalize()
        if len(value.as_tuple().digits) >= DIGITS:
            figures.add(value)
    return figures


def _get_rows(tree):
    for addon in tree.addons:
        path = addon / VALUES
        if path.exists():
            yield from csv.DictReader(read(path).splitlines())


def _get_literals(module):
    """Literals of a module that are neither docstrings nor positions in a text.

    A field's help may name an article, for who reads on: it says so by ``is_help``.
    """
    ignored = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Subscript):
            ignored.update(map(id, ast.walk(node.slice)))
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            ignored.add(id(body[0].value))
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "help":
            for each in ast.walk(node.value):
                each.is_help = True
        if isinstance(node, ast.Constant) and id(node) not in ignored:
            yield node


def _is_legal(node, figures):
    value = node.value
    if isinstance(value, bool) or value is None or isinstance(value, bytes):
        return False
    if isinstance(value, str):
        names_article = ARTICLE.search(value) and not hasattr(node, "is_help")
        if names_article or FIGURE.search(value):
            return True
        text = value
    else:
        text = repr(value)
    try:
        return Decimal(text) in figures
    except InvalidOperation:
        return False


def check_sources(tree):
    """Find figures without a source that can be opened, and days out of order.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for row in _get_rows(tree):
        if not row["source_title"] or not row["source_url"].startswith("https://"):
            found.append(f"{row['id']}: no source")
        late = row["published_on"] and row["published_on"] > row["date_from"]
        if (late or not row["published_on"]) and not row["note"]:
            found.append(f"{row['id']}: published after its day, without a note")
    return found
