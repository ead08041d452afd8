# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must not stand in a log: who reads a log may not open a customer's page.

A customer's link is a key: its place is written by the server on each visit, and its
last part is what nobody can guess. The numbers before it stay: they help to find the
customer again.
"""

import re

HIDDEN = "***"
LINK = re.compile(
    r"""(/tpe/[a-z-]+/(?:\d+[-/]){0,4})"""
    r"""(?=[^/\s"'?#]*\d)[^/\s"'?#*]{16,}(?![^/\s"'?#])"""
)
# bounded: an address that a stranger writes must not keep the server busy
NAMES = r"[\w-]{0,40}(?:token|password|passwd|passphrase|secret|api_?key|signature)"
# as in an address, in a call of Python, in a dict, in JSON
VALUE = re.compile(
    rf"""\b({NAMES}(?:=|%3[Dd]|["']?\s*:\s*))(?:b?(["']).{{0,2000}}?(?<!\\)\2|[^\s&,;"')\]}}]+)""",
    re.IGNORECASE,
)
# most lines have none of these words, and are not looked at again
WORDS = ("/tpe/", "token", "passw", "passphrase", "secret", "key", "signature")
SCHEMES = ("bearer ", "basic ")
BEARER = re.compile(r"\b(bearer|basic) +[\w.~+/=-]+", re.IGNORECASE)


def hide_secrets(text):
    """Take keys, passwords and the secret part of links out of a line.

    :param str text: a line of a log
    :return: the line, with stars in their place
    :rtype: str

    >>> hide_secrets("GET /tpe/account/1-42-20260801-9f86d081884c7d659a2f/pay HTTP/1.1")
    'GET /tpe/account/1-42-20260801-***/pay HTTP/1.1'
    >>> hide_secrets("GET /tpe/payment-plan/7/9f86d081884c7d659a2feaa0 HTTP/1.1")
    'GET /tpe/payment-plan/7/*** HTTP/1.1'
    >>> hide_secrets("GET /my/invoices/3?access_token=ab-12&download=1 HTTP/1.1")
    'GET /my/invoices/3?access_token=***&download=1 HTTP/1.1'
    >>> hide_secrets("call export(company_id=1, password='a \\\\'b\\\\' c', parts=2)")
    'call export(company_id=1, password=***, parts=2)'
    >>> hide_secrets('{"api_key": "k", "Authorization": "Bearer abc.def"}')
    '{"api_key": ***, "Authorization": "Bearer ***"}'
    >>> hide_secrets("GET /tpe/verifier/732829320 HTTP/1.1: 3 tokens, no password")
    'GET /tpe/verifier/732829320 HTTP/1.1: 3 tokens, no password'
    """
    lowered = text.lower()
    if not any(word in lowered for word in (*WORDS, *SCHEMES)):
        return text
    text = LINK.sub(rf"\1{HIDDEN}", text)
    text = VALUE.sub(rf"\1{HIDDEN}", text)
    return BEARER.sub(rf"\1 {HIDDEN}", text)
