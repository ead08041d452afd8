# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail that comes back, as a mail server writes it."""

BOUNCE = """From: MAILER-DAEMON@mx.example
To: bounce@kermorvan.example
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

User unknown

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--x
Content-Type: text/rfc822-headers

From: contact@kermorvan.example
Message-Id: {message_id}
Subject: Hello

--x--
"""


def bounce(mail, address, number=1):
    """Have a mail come back to the gateway.

    :param mail.mail mail: which one
    :param str address: which nobody has
    :param int number: of the message that says so
    """
    told = BOUNCE.format(message_id=mail.message_id, address=address, number=number)
    mail.env["mail.thread"].message_process("res.partner", told)
