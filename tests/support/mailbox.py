# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server that keeps what it gets."""

import asyncio
import email
import itertools
import time
from email import policy

from aiosmtpd.controller import Controller
from lib.odoo import find_port


class Mailbox:
    """One SMTP server on this machine and the folder of its messages.

    Stop it, and mail cannot leave any more; start it again, on the same port. While
    ``is_mute``, it keeps what it gets and does not say so. It takes no message to an
    address in ``refused``, and breaks off before the next ``breaks`` messages.
    """

    def __init__(self, folder):
        self.folder = folder
        self.port = find_port()
        self.is_mute = False
        self.refused = set()
        self.breaks = 0
        self._numbers = itertools.count(1)
        self._controller = None

    def start(self):
        """Answer from now on.

        :return: self
        :rtype: Mailbox
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self):
        """Answer no more."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        """Take or refuse an address; called by aiosmtpd."""
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        """Keep a message; called by aiosmtpd."""
        if self.breaks:
            self.breaks -= 1
            server.transport.abort()
            return "421 going away"
        recipients = ", ".join(envelope.rcpt_tos).encode()
        path = self.folder / f"{next(self._numbers):05}.eml"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(b"X-Sent-To: " + recipients + b"\r\n" + envelope.content)
        fresh.rename(path)
        while self.is_mute:
            await asyncio.sleep(0.1)
        return "250 OK"

    def get_messages(self, recipient=""):
        """Read what has come in.

        :param str recipient: only what was sent to this address
        :return: messages, oldest first
        :rtype: list[email.message.EmailMessage]
        """
        messages = [
            email.message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.glob("*.eml"))
        ]
        return [each for each in messages if recipient in each["X-Sent-To"]]

    def wait_for(self, count, recipient="", seconds=180):
        """Wait for messages.

        :param int count: how many at least
        :param str recipient: only what was sent to this address
        :param int seconds: how long at most
        :rtype: list[email.message.EmailMessage]
        """
        end = time.monotonic() + seconds
        while True:
            messages = self.get_messages(recipient)
            if len(messages) >= count:
                return messages
            if time.monotonic() > end:
                raise AssertionError(
                    f"{len(messages)} of {count} messages to {recipient or 'anyone'}"
                )
            time.sleep(0.1)

    def clear(self):
        """Throw the messages away."""
        for path in self.folder.glob("*.eml"):
            path.unlink()
