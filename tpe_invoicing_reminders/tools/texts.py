# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts that users write: words with ``{variables}``, and nothing that runs."""

import re

VARIABLES = (
    "customer",
    "contact",
    "company",
    "amount",
    "date",
    "count",
    "invoices",
    "due_date",
    "days_late",
    "claim",
    "earlier",
    "link",
)
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_BRACES = re.compile(r"\{([^{}\n]*)\}")


def find_unknown(text):
    """:param str text: text of a user
    :return: variables that do not exist, in order
    :rtype: list[str]

    >>> find_unknown("Dear {customer}, {amont} or { Amount } is due")
    ['amont', ' Amount ']
    """
    return [name for name in _BRACES.findall(text or "") if name not in VARIABLES]


def fill(text, values):
    """Put values in place of variables; anything else stays as it is.

    :param str text: text of a user
    :param dict values: strings by variable
    :rtype: str

    >>> fill("{amount} {unknown} {0}", {"amount": "{customer}"})
    '{customer} {unknown} {0}'
    """
    return _VARIABLE.sub(lambda match: str(values.get(match[1], match[0])), text or "")


def to_single_line(text):
    """:param str text: a subject
    :return: the same without line breaks, which would add headers to a mail
    :rtype: str

    >>> to_single_line("Reminder\\r\\nBcc: all@example.org")
    'Reminder Bcc: all@example.org'
    """
    return " ".join((text or "").split())


def to_paragraphs(text):
    """:param str text: text with blank lines between paragraphs
    :return: paragraphs, each a list of lines
    :rtype: list[list[str]]

    >>> to_paragraphs("a\\nb\\n\\nc")
    [['a', 'b'], ['c']]
    """
    blocks = re.split(r"\n\s*\n", (text or "").strip())
    return [block.splitlines() for block in blocks if block.strip()]
