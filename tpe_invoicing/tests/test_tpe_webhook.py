# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import contextlib
import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models import tpe_webhook_delivery
from ..models.tpe_webhook_delivery import WAITS
from ..tools.outbound import OutboundError, find_target
from .common import TODAY, TpeCommon

DRIP = -1


class Receiver(BaseHTTPRequestHandler):
    """A program of others: it keeps what it gets, and answers as it is told."""

    got, answers = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((dict(self.headers), body))
        status = self.answers.pop(0) if self.answers else 204
        if status == DRIP:
            self._drip()
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        if status == 500:
            self.wfile.write(b"\0 no \xff")

    def _drip(self):
        """Answer without end, each letter in time."""
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 ")
            while True:
                self.wfile.write(b"2")
                time.sleep(0.1)

    def log_message(self, *_args):
        """Say nothing."""


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeWebhook(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = HTTPServer(("127.0.0.1", 0), Receiver)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.settings = cls.env["ir.config_parameter"]
        cls.settings.set_param("tpe_invoicing.webhook_private", "1")
        outside = type(cls.company)
        cls.classPatch(outside, "_tpe_may_tell_outside", lambda company: True)
        Receiver.got, Receiver.answers = [], []
        cls.webhook = cls.env["tpe.webhook"].create(
            {
                "name": "Bookkeeping",
                "company_id": cls.company.id,
                "url": f"http://127.0.0.1:{cls.server.server_port}/hook",
            }
        )

    def setUp(self):
        super().setUp()
        Receiver.got.clear()
        Receiver.answers.clear()

    def _send(self):
        self.env["tpe.webhook.delivery"].sudo()._cron_send()

    def test_who_listens_hears_of_an_invoice_issued_and_paid_with_a_signature(self):
        move = self._make(invoice_date=TODAY)
        move.tpe_issue()
        self.assertFalse(Receiver.got)  # only once it is committed
        self._send()
        headers, body = Receiver.got[0]
        moment, given = headers["X-TPE-Signature"].split(",")
        signed = f"{moment.removeprefix('t=')}.".encode() + body
        secret = self.webhook.secret.encode()
        expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
        self.assertEqual(given, f"v1={expected}")
        told = json.loads(body)
        self.assertEqual(told["event"], "invoice.issued")
        self.assertEqual(told["invoice"]["total"], "120.00")
        self.assertEqual(told["invoice"]["sha256"], move.tpe_archive_entry_id.sha256)
        self._register_payment(move)
        self._send()
        self._send()
        events = [headers["X-TPE-Event"] for headers, _body in Receiver.got]
        self.assertEqual(events, ["invoice.issued", "invoice.paid"])
        self.assertEqual(set(self.webhook.delivery_ids.mapped("state")), {"sent"})

    def test_a_message_that_is_refused_is_sent_again_later_then_given_up(self):
        self.webhook.action_test()
        delivery = self.webhook.delivery_ids.sudo()
        Receiver.answers[:] = [500, 302]
        self._send()
        self._send()
        self.assertEqual((delivery.attempts, delivery.status), (1, 500))
        self.assertGreater(delivery.next_try, fields.Datetime.now())
        delivery.next_try = fields.Datetime.now()
        self._send()
        self.assertEqual((delivery.attempts, delivery.status), (2, 302))
        self.assertEqual(len(Receiver.got), 2)
        delivery.attempts = len(WAITS)
        delivery.next_try = fields.Datetime.now() - timedelta(minutes=1)
        Receiver.answers[:] = [500]
        self._send()
        self.assertEqual(delivery.state, "failed")
        delivery.sudo(False).action_again()
        self._send()
        self.assertEqual(delivery.state, "sent")

    def test_a_receiver_that_answers_without_end_holds_up_nobody(self):
        self.webhook.action_test()
        Receiver.answers[:] = [DRIP]
        begun = time.monotonic()
        with patch.object(tpe_webhook_delivery, "TIMEOUT", 0.5):
            self._send()
        self.assertLess(time.monotonic() - begun, 5)
        delivery = self.webhook.delivery_ids
        self.assertEqual((delivery.attempts, delivery.status), (1, 0))
        self.assertIn("does not answer", delivery.error)

    def test_no_message_goes_to_this_network_unless_it_is_allowed(self):
        self.settings.set_param("tpe_invoicing.webhook_private", False)
        self.webhook.action_test()
        self._send()
        self.assertFalse(Receiver.got)
        self.assertEqual(self.webhook.delivery_ids.attempts, 1)
        self.assertTrue(self.webhook.delivery_ids.error)
        for url in ("http://example.org", "file:///etc/passwd", "https://a:b@c.fr"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.webhook.url = url
        hosts = ("127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.1")
        for host in hosts:
            answers = [(0, 0, 0, "", (each, 443)) for each in ("93.184.215.14", host)]
            with self.subTest(host=host), self.assertRaises(OutboundError):
                find_target("https://a.fr", look_up=lambda *a, _f=answers, **k: _f)

    def test_the_secret_and_the_messages_are_the_owner_s(self):
        groups = {
            "reader": "account.group_account_readonly",
            "seller": "tpe_invoicing.group_tpe_invoicing_seller",
            "accountant": "account.group_account_invoice",
        }
        users = {
            role: new_test_user(self.env, f"hook_{role}", groups=group)
            for role, group in groups.items()
        }
        for role in ("reader", "seller"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.webhook.with_user(users[role]).read(["name"])
        seen = self.webhook.with_user(users["accountant"])
        self.assertEqual(seen.name, "Bookkeeping")
        for action in (lambda: seen.read(["secret"]), seen.action_test):
            with self.assertRaises(AccessError):
                action()
