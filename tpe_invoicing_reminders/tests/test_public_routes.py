# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every place that the addons serve is tried by who has no right to it, counted."""

import logging
import re
import threading
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from urllib.parse import quote

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.tpe_invoicing.controllers.public_page import LIMITS

from .common import ReminderCommon

_logger = logging.getLogger(__name__)
# what anybody may ask: whether a fingerprint is known
OPEN = "/tpe/verifier"
PART = re.compile(r"<(\w+)(?:\(([^)]*)\))?:(\w+)>")
NOBODY = ("", "x", "0-0-0-" + "0" * 64, "9" * 5000, "../../web", "é\0'; DROP --")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPublicRoutes(ReminderCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._issue(1234)
        cls.secrets = (cls.move.name, cls.business.name, "%PDF")
        # who guesses without end is not answered: here each guess is to be answered
        often = dict.fromkeys(LIMITS, (10**6, 60))
        cls.startClassPatcher(patch.dict(LIMITS, often))

    def _get_routes(self, auth):
        """:return: places of our addons, each with its methods
        :rtype: list[tuple]"""
        thread = threading.current_thread()
        with patch.object(thread, "dbname", self.env.cr.dbname, create=True):
            rules = self.env["ir.http"].routing_map().iter_rules()
        return [
            (rule.rule, rule.methods or {"GET", "POST"}, rule.endpoint.routing["type"])
            for rule in rules
            if rule.endpoint.routing["auth"] == auth
            and rule.endpoint.func.__module__.startswith("odoo.addons.tpe_")
            and not rule.rule.startswith(OPEN)
        ]

    def _get_wrong_tokens(self):
        """:return: ends of links: without sense, altered, over, and of another door
        :rtype: list[str]"""
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        later, sooner = now + timedelta(days=1), now - timedelta(days=1)
        right = self.business._tpe_make_account_token(self.company, later)
        company, partner, end, signature = right.split("-")
        swapped = ("1" if signature[0] == "0" else "0") + signature[1:]
        return [
            *NOBODY,
            f"{company}-{partner}-{end}-{swapped}",
            f"{company}-{self.consumer.id}-{end}-{signature}",
            f"{company}-{partner}-{int(end) + 1}-{signature}",
            self.business._tpe_make_account_token(self.company, sooner),
            self.business._tpe_make_account_token(self.company, later, "elsewhere"),
            f"{self.move.id}-{end}-{signature}",
        ]

    def _fill(self, rule, token):
        def fill(match):
            kind, options, _name = match.groups()
            if kind == "any":
                return options.split(",")[0]
            return str(self.move.id) if kind == "int" else quote(token, safe="")

        return PART.sub(fill, rule)

    def _try(self, url, method, kind):
        """:return: what is wrong with the answer, if anything
        :rtype: str | None"""
        says = {"ids": self.move.id, "words": "x", "street": "1", "stars": 1}
        sent = {"json": {"params": {"amount": 1}}} if kind == "jsonrpc" else {}
        if not sent and method == "POST":
            sent = {"data": says}
        elif not sent:
            sent = {"params": says}
        answer = self.url_open(url, method=method, allow_redirects=False, **sent)
        is_let_in = answer.status_code < 300 and (
            kind != "jsonrpc" or '"result"' in answer.text
        )
        told = [secret for secret in self.secrets if secret in answer.text]
        if is_let_in or told or answer.status_code >= 500:
            return f"{method} {url[:120]}: {answer.status_code} {told}"
        return None

    def _try_all(self, routes, tokens):
        faults = [
            self._try(self._fill(rule, token), method, kind)
            for rule, methods, kind in routes
            for token in (tokens if ":token" in rule else tokens[:1])
            for method in sorted({*methods, "DELETE"})
        ]
        found = [fault for fault in faults if fault]
        _logger.info("%s requests, %s let through", len(faults), len(found))
        self.assertEqual(found, [])
        return len(faults)

    def test_no_public_place_opens_without_its_link(self):
        routes = self._get_routes("public")
        self.assertGreater(len(routes), 15)
        tried = self._try_all(routes, self._get_wrong_tokens())
        self.assertGreater(tried, 600)
        # the right link is seen to open
        url = self.business.with_company(self.company)._tpe_make_account_links()
        place = url[0]["url"].replace(self.business.get_base_url(), "")
        self.assertIn("200", self._try(place, "GET", "http"))
        self.assertFalse(self.move.tpe_pause_ids)
        self.assertFalse(self.business.tpe_proposal_ids)
        self.assertFalse(self.move.transaction_ids)

    def test_no_place_of_the_house_opens_to_a_stranger_or_a_customer(self):
        routes = [
            each for each in self._get_routes("user") if not each[0].startswith("/my/")
        ]
        self.assertGreater(len(routes), 4)
        self._try_all(routes, NOBODY)
        new_test_user(
            self.env, "customer", "base.group_portal", partner_id=self.consumer.id
        )
        self.authenticate("customer", "customer")
        self._try_all(routes, NOBODY)
