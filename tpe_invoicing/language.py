# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The language in which the public API speaks."""

import functools
import inspect

from .arguments import check_ids, read_arguments


def for_user(records):
    """Speak to the user in his language where the call names none.

    :param records: records, none for a model
    :return: the same
    """
    env = records.env
    return records if env.lang else records.with_context(lang=env.user.lang)


def in_user_language(method):
    """Let a public method answer in the language of the user.

    The web client names a language in the context of every call. Programs rarely do,
    and would be answered in English, half of the sentence at least: Odoo's own
    messages follow the user already. What the call holds is read first: a refusal of
    Python or of the database is no sentence.

    :param method: public method of a model
    :return: the method, with the user's language where the call names none
    """

    signature = inspect.signature(method)

    @functools.wraps(method)
    def answer(self, *args, **kwargs):
        self = for_user(self)
        check_ids(self)
        self = self.browse(dict.fromkeys(self._ids))  # named twice is meant once
        return method(self, **read_arguments(self.env, signature, args, kwargs))

    return answer
