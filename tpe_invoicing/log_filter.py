# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep secrets out of the server's log.

The filter stands on the handlers, not on a logger: a filter of a logger is not asked
about what its children write.
"""

import logging

from .tools.log_secrets import hide_secrets

FORMATTER = logging.Formatter()


class SecretFilter(logging.Filter):
    """Rewrites lines and traces that hold a secret, and lets all of them pass."""

    def filter(self, record):
        """Hide what is secret in a line.

        :param LogRecord record: the line
        :return: True: no line is dropped
        :rtype: bool
        """
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            return True  # the handler tells of a wrong format
        hidden = hide_secrets(text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            # handlers write this one, and make none of their own
            record.exc_text = hide_secrets(record.exc_text)
        return True


def install():
    """Set the filter on every handler of this process, once."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(each, SecretFilter) for each in handler.filters):
            handler.addFilter(SecretFilter())


install()
