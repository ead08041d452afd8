# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of Python files: size, purity, and that nothing lies about unused."""

import ast
import re
import tokenize

from .tree import parse, read

LINES = 400
FUNCTION_LINES = 40
# setting up a French company with its customers takes more lines, and hides nothing
TEST_LINES = 60
BLANK = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
PURE = re.compile(r"odoo\.addons\.tpe_\w+\.tools(\.|$)")


def check_file_lengths(tree):
    """Find files that are too long to be about one thing.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for path in tree.texts:
        if path in tree.python or path.suffix == ".js":
            count = len(read(path).splitlines())
            if count > LINES:
                found.append(f"{tree.get_name(path)}: {count} lines")
    return found


def check_function_lengths(tree):
    """Find functions with too many lines of code.

    Comments and docstrings do not count; a text of several lines, such as a query,
    counts as one.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for path in tree.python:
        limit = TEST_LINES if tree.is_test(path) else FUNCTION_LINES
        lines = _get_code_lines(path)
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                own = set(range(node.lineno, node.end_lineno + 1))
                count = len(own & lines) - bool(ast.get_docstring(node))
                if count > limit:
                    name = tree.get_name(path)
                    found.append(f"{name}:{node.lineno}: {node.name} has {count} lines")
    return found


def _get_code_lines(path):
    """Lines on which something of the program starts."""
    lines = iter(read(path).splitlines(keepends=True))
    tokens = tokenize.generate_tokens(lambda: next(lines, ""))
    return {token.start[0] for token in tokens if token.type not in BLANK}


def check_purity(tree):
    """Find imports of Odoo in ``tools/``, but for the tools of another addon of ours.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for path in tree.python:
        parts = path.relative_to(tree.root).parts
        if tree.is_addon(path) and parts[1] == "tools":
            for line, name in _get_imports(parse(path)):
                is_odoo = name.split(".")[0] == "odoo" and not PURE.match(name)
                if is_odoo or name.startswith(".."):
                    found.append(f"{tree.get_name(path)}:{line}: imports {name}")
    return found


def _get_imports(module):
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                separator = "" if base.endswith(".") else "."
                yield node.lineno, f"{base}{separator}{alias.name}"


def check_imports(tree):
    """Find modules of an addon that nothing in it imports: they never run.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for addon in tree.addons:
        files = [each for each in addon.rglob("*.py") if "static" not in each.parts]
        imported = {
            part
            for path in files
            for _line, name in _get_imports(parse(path))
            for part in name.split(".")
        }
        found += [
            f"{tree.get_name(path)}: nothing imports it"
            for path in files
            if path.stem not in imported and _needs_import(path)
        ]
    return found


def _needs_import(path):
    """Say whether a module comes to life only by an import."""
    # Odoo itself finds commands and migrations by their place
    if path.stem.startswith("__") or path.parent.name in ("cli", "migrations"):
        return False
    return "migrations" not in path.parts and "test_files" not in path.parts
