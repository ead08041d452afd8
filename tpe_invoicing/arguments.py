# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What programs hand to the public API: one meaning for an argument of one name.

A string where a number is wanted, a French date, a missing argument or an unknown
record are answered by one sentence that a person can act on, whatever the method.
"""

import inspect
from datetime import date, datetime

from odoo import fields
from odoo.api import NewId
from odoo.exceptions import MissingError, UserError

# Days that a calendar reckons with; a span may begin before and end after them.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
LONGEST_NAME = 255  # of a file, as operating systems have it


def read_arguments(env, signature, args, kwargs):
    """Read the arguments of a call.

    :param env: of the caller
    :param inspect.Signature signature: of the method, ``self`` included
    :param tuple args: as they came, without the records
    :param dict kwargs: as they came
    :return: the arguments by name, those left out excepted
    :rtype: dict
    :raises UserError: saying which one cannot be read
    """
    try:
        bound = signature.bind(None, *args, **kwargs)
    except TypeError as error:
        raise UserError(_describe_mismatch(env, signature, args, kwargs)) from error
    given = dict(list(bound.arguments.items())[1:])
    return {
        name: READERS[name](env, name, value) if name in READERS else value
        for name, value in given.items()
    }


def check_ids(records):
    """Make sure that records exist.

    :param records: the records of a call
    :raises MissingError: naming the first that does not
    """
    real = [one for one in records._ids if not isinstance(one, NewId)]
    known = [one for one in real if _is_id(one)]
    existing = set(records.browse(known).exists()._ids) if known else ()
    for one in real:
        if not _is_id(one) or one not in existing:
            # the name of a kind of document is no secret
            model_sudo = records.env["ir.model"].sudo()._get(records._name)
            raise MissingError(
                records.env._(
                    "There is no record “%(number)s” of the kind “%(kind)s” (any "
                    "more).",
                    number=_shorten(one),
                    kind=model_sudo.name,
                )
            )


def _is_id(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _describe_mismatch(env, signature, args, kwargs):
    """:return: a sentence about arguments that are missing or unknown
    :rtype: str"""
    wanted = list(signature.parameters.values())[1:]
    names = [parameter.name for parameter in wanted]
    given = {*names[: len(args)], *kwargs}
    if missing := [
        parameter.name
        for parameter in wanted
        if parameter.default is inspect.Parameter.empty and parameter.name not in given
    ]:
        return env._("This call lacks the argument: %s.", ", ".join(missing))
    return env._("This call takes these arguments only: %s.", ", ".join(names))


# === READERS: environment, name and value of an argument; nothing stays nothing === #


def _read_id(env, name, value):
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value in (None, False) or _is_id(value) or value == 0:
        return value or 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _refuse(env, name, value, env._("a number"))


def _read_text(env, name, value):
    if value is None or value is False:
        return ""
    if _is_text(value):
        return value
    raise _refuse(env, name, value, env._("a text"))


def _read_name(env, name, value):
    if len(text := _read_text(env, name, value)) <= LONGEST_NAME:
        return text
    raise _refuse(env, name, value, env._("a text of %s signs at most", LONGEST_NAME))


def _is_text(value):
    # the database keeps no NUL and no half of a sign, and no person types them
    return isinstance(value, str) and "\0" not in value and _shown(value) == value


def _shown(text):
    """:return: text that an answer can hold: half of a sign (JSON names one) is ``?``
    :rtype: str"""
    return text.encode(errors="replace").decode()


def _read_optional_text(env, name, value):
    return _read_text(env, name, value) or None


def _read_texts(env, name, value):
    if value is False or (not value and not isinstance(value, int | float)):
        return []
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, list | tuple) and all(_is_text(one) for one in texts):
        return list(texts)
    raise _refuse(env, name, value, env._("a list of texts"))


def _read_day(env, name, value):
    day = _to_day(env, value)
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise UserError(
            env._(
                "“%(day)s” is out of reach: choose a day from %(first)s to %(last)s.",
                day=_shorten(value),
                first=FIRST_DAY,
                last=LAST_DAY,
            )
        )
    return day and day.isoformat()


def _read_end(env, name, value):
    day = _to_day(env, value)
    return day and min(max(day, FIRST_DAY), LAST_DAY).isoformat()


def _to_day(env, value):
    """:return: the day, or None for nothing
    :rtype: date"""
    if value in (None, False, ""):
        return None
    if isinstance(value, date):
        return fields.Date.to_date(value)
    try:
        # a moment counts as its day
        return datetime.fromisoformat(value.strip()).date()
    except (AttributeError, ValueError) as error:
        raise UserError(
            env._(
                "“%(day)s” is no date: write year-month-day, for instance 2026-11-24.",
                day=_shorten(value),
            )
        ) from error


def _read_flag(env, name, value):
    # "false" is true for a program, and a person meant the contrary
    if value in (None, False, True, 0, 1):
        return bool(value)
    raise _refuse(env, name, value, env._("true or false"))


def _read_optional_flag(env, name, value):
    # nothing is a third answer: what is usual
    return None if value is None else _read_flag(env, name, value)


def _read_content(env, name, value):
    return value if isinstance(value, bytes) else _read_text(env, name, value)


def _shorten(value):
    return _shown(str(value)[:80])


def _refuse(env, name, value, wanted):
    """:return: the error about an argument of the wrong kind
    :rtype: UserError"""
    return UserError(
        env._(
            "%(name)s must be %(wanted)s, not “%(value)s”.",
            name=name,
            wanted=wanted,
            value=_shorten(value),
        )
    )


READERS = {
    "company_id": _read_id,
    "import_id": _read_id,
    "codes": _read_texts,
    "on_date": _read_day,
    "received_on": _read_day,
    "until": _read_day,
    "pay_by": _read_day,
    "date_from": _read_end,
    "date_to": _read_end,
    "password": _read_optional_text,
    "kind": _read_name,
    "filename": _read_name,
    "profile": _read_name,
    "content": _read_content,
    "dry_run": _read_flag,
    "books": _read_flag,
    "recovers_vat": _read_optional_flag,
    "reason": _read_optional_text,
    "ground": _read_text,
    "proof": _read_text,
}
