# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small faults that a program can be given: one comparison, sum or figure is wrong.

Texts for people, types and decorators stay as they are: a test that noticed a change
of those would be a copy of the code.
"""

import ast
import copy
import functools
import itertools
import re
from dataclasses import dataclass

COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SUMS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "ROUND_HALF_UP": "ROUND_DOWN",
    "ROUND_DOWN": "ROUND_UP",
    "ROUND_UP": "ROUND_DOWN",
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
TEXT = (ast.JoinedStr, ast.List, ast.Tuple)


@dataclass(frozen=True)
class Mutant:
    """One fault of one file: which node, which of its faults, and how to tell."""

    place: int
    choice: int
    line: int
    before: str
    after: str


def find_mutants(source):
    """List the faults that a file can be given.

    :param str source: the file
    :rtype: list[Mutant]

    >>> for each in find_mutants("def half(x):\\n    return x / 2 if x > 0 else 0"):
    ...     print(each.line, each.before, "->", each.after)
    2 return x / 2 if x > 0 else 0 -> return None
    2 x > 0 -> x >= 0
    2 x / 2 -> x * 2
    2 0 -> 1
    2 0 -> 1
    2 2 -> 3
    """
    found = []
    for place, node in enumerate(_walk(ast.parse(source))):
        for choice in range(len(_list_faults(node))):
            changed = copy.deepcopy(node)
            _list_faults(changed)[choice]()
            line = getattr(node, "lineno", 0) or node.target.lineno
            found.append(Mutant(place, choice, line, _show(node), _show(changed)))
    return found


def compile_mutant(source, path, mutant):
    """Give a file one fault.

    :param str source: the file
    :param str path: where it stands
    :param Mutant mutant: the fault
    :return: what Python runs
    :rtype: code

    >>> flipped = next(m for m in find_mutants("FULL = 3 > 2") if m.after == "3 >= 2")
    >>> names = {}
    >>> exec(compile_mutant("FULL = 3 > 2", "x.py", flipped), names)
    >>> names["FULL"]
    True
    """
    tree = ast.parse(source)
    node = next(itertools.islice(_walk(tree), mutant.place, None))
    _list_faults(node)[mutant.choice]()
    return compile(ast.fix_missing_locations(tree), path, "exec")


def _show(node):
    return ast.unparse(node).strip().splitlines()[0]


def _walk(tree):
    """Go through the nodes whose change a test can be asked to notice."""
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("decorator_list", "annotation", "returns", "type_comment"):
                continue
            children = value if isinstance(value, list) else [value]
            waiting += [each for each in children if _matters(each, node)]


def _matters(child, parent):
    """Tell code from docstrings, from the words of a text and from lists of names."""
    if not isinstance(child, ast.AST):
        return False
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return False
    if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
        return False
    return not isinstance(parent, ast.JoinedStr) or isinstance(
        child, ast.FormattedValue
    )


def _list_faults(node):
    """List functions, each of which gives this node another fault."""
    for kind, make in MAKERS.items():
        if isinstance(node, kind):
            return make(node)
    return []


def _set(node, name, value):
    return [functools.partial(setattr, node, name, value)]


def _change_comparison(node):
    return [
        functools.partial(node.ops.__setitem__, place, COMPARISONS[type(each)]())
        for place, each in enumerate(node.ops)
    ]


def _change_sum(node):
    sides = [getattr(node, side, None) for side in ("left", "right", "value")]
    if type(node.op) not in SUMS or any(map(_is_text, sides)):
        return []
    return _set(node, "op", SUMS[type(node.op)]())


def _is_text(node):
    constant = isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    return constant or isinstance(node, TEXT)


def _change_junction(node):
    return _set(node, "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or())


def _change_sign(node):
    if isinstance(node.op, ast.Not):
        return _set(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
    if isinstance(node.op, ast.USub):
        return _set(node, "op", ast.UAdd())
    return []


def _change_constant(node):
    value = node.value
    if isinstance(value, bool):
        return _set(node, "value", not value)
    if isinstance(value, (int, float)):
        return _set(node, "value", value + 1)
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return _set(node, "value", f"1{value.lstrip('-')}")
    return []


def _change_name(node):
    return _set(node, "id", NAMES[node.id]) if node.id in NAMES else []


def _change_return(node):
    nothing = node.value is None or ast.unparse(node.value) == "None"
    return [] if nothing else _set(node, "value", ast.Constant(None))


def _change_condition(node):
    if isinstance(node.test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
        return []  # these have faults of their own
    return _set(node, "test", ast.UnaryOp(ast.Not(), node.test))


def _change_filters(node):
    return [
        functools.partial(node.ifs.__setitem__, place, ast.Constant(True))
        for place in range(len(node.ifs))
    ]


def _leave_out(node):
    return _set(node, "value", ast.Constant(None))


MAKERS = {
    ast.Compare: _change_comparison,
    ast.BinOp: _change_sum,
    ast.AugAssign: _change_sum,
    ast.BoolOp: _change_junction,
    ast.UnaryOp: _change_sign,
    ast.Constant: _change_constant,
    ast.Name: _change_name,
    ast.Return: _change_return,
    ast.If: _change_condition,
    ast.While: _change_condition,
    ast.IfExp: _change_condition,
    ast.comprehension: _change_filters,
    ast.Expr: _leave_out,
}
