# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import io
import logging
import sys

from odoo.tests import BaseCase, tagged

from ..log_filter import SecretFilter
from ..tools import log_secrets

SECRET = "9f86d081884c7d659a2feaa0c55ad015"


@tagged("-at_install", "post_install")
class TestLogSecrets(BaseCase):
    """What a line of a log may hold of a secret: nothing."""

    def _filter(self, message, *args):
        record = logging.LogRecord("x", logging.INFO, "x", 1, message, args, None)
        self.assertTrue(SecretFilter().filter(record))
        return record.getMessage()

    def test_a_secret_is_hidden_wherever_it_stands(self):
        for line in (
            f"GET /tpe/account/1-42-1785542400-{SECRET}?said=paid HTTP/1.1",
            f"GET /tpe/payment-plan/12/1-42-1785542400-{SECRET} HTTP/1.1",
            f"GET /tpe/hold/1-42-1785542400-{SECRET} HTTP/1.1",
            f"GET /tpe/pack/7-{SECRET}/file HTTP/1.1",
            f"GET /web/reset_password?db=x&token={SECRET} HTTP/1.1",
            f"call tpe_export(company_id=1, password='{SECRET} with \\\\' and, more')",
            f'{{"api_key": "{SECRET}"}}',
            f"Authorization: Bearer {SECRET}",
            f"passphrase={SECRET}",
            f"X-TPE-Signature: {SECRET}",
        ):
            hidden = log_secrets.hide_secrets(line)
            self.assertNotIn(SECRET, hidden)
            self.assertIn(log_secrets.HIDDEN, hidden)
            self.assertEqual(log_secrets.hide_secrets(hidden), hidden)

    def test_a_line_without_a_secret_stays_as_it_is(self):
        for line in (
            'POST /web/dataset/call_kw/account.move/web_read HTTP/1.1" 200 -',
            "GET /tpe/verifier/404833048 HTTP/1.1",
            "GET /tpe/originals?ids=1,2,3 HTTP/1.1",
            "company 3: no time-stamp: refused",
            "the seal key was readable by others than its owner",
        ):
            self.assertEqual(log_secrets.hide_secrets(line), line)

    def test_arguments_of_a_line_are_read_with_it(self):
        line = self._filter("%s?token=%s %d", "/web/signup", SECRET, 200)
        self.assertEqual(line, "/web/signup?token=*** 200")
        self.assertEqual(self._filter("%d rows of %s", 3, "a"), "3 rows of a")

    def test_a_trace_hides_what_its_error_says(self):
        handler = logging.StreamHandler(io.StringIO())
        handler.addFilter(SecretFilter())
        try:
            raise ValueError(f"https://example.org/hook?token={SECRET} refused")
        except ValueError:
            error = sys.exc_info()
        handler.handle(logging.LogRecord("x", logging.ERROR, "x", 1, "no", (), error))
        written = handler.stream.getvalue()
        self.assertIn("ValueError", written)
        self.assertNotIn(SECRET, written)

    def test_a_wrong_format_is_left_to_the_handler(self):
        record = logging.LogRecord("x", logging.INFO, "x", 1, "%d", ("a",), None)
        self.assertTrue(SecretFilter().filter(record))
        self.assertEqual(record.args, ("a",))

    def test_a_long_line_of_a_stranger_is_read_all_the_same(self):
        # with a search that tries every end for every beginning this takes minutes
        for part in ("a-key-", 'key="', "/tpe/a/1-1-", "basic "):
            line = part * (65_536 // len(part))
            self.assertTrue(log_secrets.hide_secrets(line))

    def test_examples_hold(self):
        self.assertFalse(doctest.testmod(log_secrets).failed)
