# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages to servers of others: signed, sent to a public address, never redirected."""

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}
MOST_BYTES = 2000


class OutboundError(Exception):
    """Why nothing was sent: a stable code."""


@dataclass(frozen=True)
class Target:
    """Where a message goes: the address was looked up once, and checked."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def sign(secret, moment, body):
    """Sign a message and when it was sent, so that it cannot be sent again later.

    :param str secret: shared with the receiver
    :param int moment: seconds since 1970
    :param bytes body: the message
    :return: value of the header
    :rtype: str

    >>> sign("secret", 1700000000, b"{}")[:34]
    't=1700000000,v1=b8569b78799ff9e3cb'
    """
    signed = f"{moment}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def split_url(url, allow_private):
    """Read an address of the web.

    :param str url: as a person entered it
    :param bool allow_private: whether it may be without encryption
    :return: scheme, host, port and path
    :rtype: tuple[str, str, int, str]
    :raises OutboundError: when it is none

    >>> split_url("https://example.org/hook?a=1", False)
    ('https', 'example.org', 443, '/hook?a=1')
    """
    try:
        parts = urlsplit(url or "")
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise OutboundError("url") from error
    plain = any(ord(letter) <= 32 for letter in url or "")
    if plain or not parts.hostname or parts.username or parts.scheme not in PORTS:
        raise OutboundError("url")
    if parts.scheme != "https" and not allow_private:
        raise OutboundError("not_encrypted")
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, parts.hostname, port, f"{parts.path or '/'}{query}"


def is_public(address):
    """:return: whether an address is of the public network
    :rtype: bool

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("10.1.2.3")
    (True, False, False)
    >>> is_public("169.254.169.254"), is_public("::ffff:127.0.0.1"), is_public("::1")
    (False, False, False)
    >>> [is_public(each) for each in ("64:ff9b::7f00:1", "2002:7f00:1::", "100.64.0.1")]
    [False, False, False]
    """
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if found.version == 6:
        inner = found.ipv4_mapped or found.sixtofour
        if inner:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96") or found.teredo:
            return False
    return found.is_global and not found.is_multicast


def find_target(url, allow_private=False, look_up=socket.getaddrinfo):
    """Look up where a message goes, and refuse what is not on the public network.

    :param str url: as a person entered it
    :param bool allow_private: whether private addresses are allowed
    :param callable look_up: finds the addresses of a host
    :rtype: Target
    :raises OutboundError: when it may not go there
    """
    scheme, host, port, path = split_url(url, allow_private)
    try:
        answers = look_up(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundError("unknown_host") from error
    addresses = [answer[4][0] for answer in answers]
    # one private address among public ones is an attack, not a mistake
    if not allow_private and not all(map(is_public, addresses)):
        raise OutboundError("private_address")
    if not addresses:
        raise OutboundError("unknown_host")
    return Target(scheme, host, port, path, addresses[0])


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name says now."""

    def __init__(self, target, timeout):
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target

    def connect(self):
        """Connect to the checked address; the certificate is that of the name."""
        place = (self._target.address, self._target.port)
        self.sock = socket.create_connection(place, self.timeout)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def give_up(self):
        """End whatever it waits for; a letter now and then is no answer."""
        with contextlib.suppress(OSError, TypeError):  # not begun, or over
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(target, body, headers, timeout):
    """Send a message once.

    :param Target target: where it goes
    :param bytes body: the message
    :param dict headers: of the message
    :param float timeout: seconds for each step, and twice that for all of them
    :return: status of the answer and its beginning, as far as it can be shown
    :rtype: tuple[int, str]
    :raises OutboundError: when there is no answer
    """
    connection = _Pinned(target, timeout)
    watch = threading.Timer(2 * timeout, connection.give_up)
    watch.start()
    try:
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        text = answer.read(MOST_BYTES).decode("utf-8", "replace")
        return answer.status, "".join(filter(str.isprintable, text))
    except ssl.SSLError as error:
        raise OutboundError("certificate") from error
    except (OSError, http.client.HTTPException) as error:
        raise OutboundError("no_answer") from error
    finally:
        watch.cancel()
        connection.close()
