# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A template as one file, to be given to somebody else: JSON, with a version."""

import json

FORMAT = "tpe-invoice-template"
FORMAT_VERSION = 1
LARGEST = 40_000_000  # bytes


class DesignFileError(ValueError):
    """A file that holds no template: ``code`` and ``detail``.

    Codes: ``large``, ``json``, ``format``, ``newer``, ``missing`` (``detail`` names
    it), ``type`` (``detail`` names the option), ``unknown`` (likewise).
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


def dump(name, look):
    """Write a template.

    :param str name: of the template
    :param dict look: its options
    :return: the file
    :rtype: bytes
    """
    data = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": name,
        "look": look,
    }
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def load(content, types):
    """Read a template, and believe nothing.

    :param bytes content: the file
    :param dict types: type of each option: ``bool``, ``int`` or ``str``
    :return: name and options; a text that is not there is False
    :rtype: tuple[str, dict]
    :raises DesignFileError: saying what is wrong

    >>> load(dump("Blue", {"design": "modern", "intro": False}), {
    ...     "design": str, "intro": str})
    ('Blue', {'design': 'modern', 'intro': False})
    """
    data = _read(content)
    if data.get("format") != FORMAT:
        raise DesignFileError("format")
    version = data.get("format_version")
    if type(version) is not int or version < 1:
        raise DesignFileError("format")
    if version > FORMAT_VERSION:
        raise DesignFileError("newer", str(version))
    name, look = data.get("name"), data.get("look")
    if not isinstance(name, str) or not name.strip():
        raise DesignFileError("missing", "name")
    if not isinstance(look, dict) or "design" not in look:
        raise DesignFileError("missing", "design")
    for option, value in look.items():
        _check(option, value, types)
    return name.strip(), look


def _read(content):
    """:param bytes content: the file
    :return: what it holds
    :rtype: dict"""
    if len(content) > LARGEST:
        raise DesignFileError("large")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DesignFileError("json", str(error)[:120]) from error
    if not isinstance(data, dict):
        raise DesignFileError("format")
    return data


def _check(option, value, types):
    """:raises DesignFileError: when a template has no such option, or no such value"""
    wanted = types.get(option)
    if wanted is None:
        raise DesignFileError("unknown", option)
    is_blank = value is False and wanted is str
    if not is_blank and type(value) is not wanted:
        raise DesignFileError("type", option)
