# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server that delivers nowhere: each message becomes a file in a folder.

It runs as a process of its own, so that Odoo talks to it as to any mail server.
"""

import email
import email.policy
import itertools
import os
import re
import signal
import sys
import threading
from pathlib import Path


class Folder:
    """Handler of aiosmtpd: one ``.eml`` file for each message."""

    def __init__(self, path):
        self.path = Path(path)
        taken = (p.name.partition("-")[0] for p in self.path.glob("*.eml"))
        last = max((int(number) for number in taken if number.isdigit()), default=0)
        self.numbers = itertools.count(last + 1)

    async def handle_DATA(self, server, session, envelope):
        """Write the message, whole or not at all.

        :param server: SMTP server
        :param session: SMTP session
        :param envelope: sender, recipients and content
        :return: answer to the client
        :rtype: str
        """
        name = f"{next(self.numbers):04d}-{get_slug(envelope.content)}.eml"
        fresh = self.path / f".{name}.new"
        to = ", ".join(envelope.rcpt_tos)
        fresh.write_bytes(f"X-Envelope-To: {to}\r\n".encode() + envelope.content)
        os.replace(fresh, self.path / name)
        return "250 OK"


def get_slug(content):
    """Turn the subject of a message into the end of a file name.

    :param bytes content: the message
    :rtype: str

    >>> get_slug(b"Subject: =?utf-8?q?Facture_n=C2=B0_INV/2026/00001?=\\r\\n\\r\\n")
    'facture-n-inv-2026-00001'
    """
    message = email.message_from_bytes(content, policy=email.policy.default)
    words = re.findall(r"\w+", str(message["subject"] or "").lower(), re.ASCII)
    return "-".join(words)[:60] or "message"


def main(port, folder):
    """Serve until a signal comes.

    :param str port: port on 127.0.0.1
    :param str folder: where the messages go
    """
    from aiosmtpd.controller import Controller

    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: done.set())
    limit = 64 * 1024 * 1024
    controller = Controller(
        Folder(folder), hostname="127.0.0.1", port=int(port), data_size_limit=limit
    )
    controller.start()
    done.wait()
    controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
