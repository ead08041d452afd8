# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often a stranger may ask, in memory that does not grow."""

import ipaddress
from collections import OrderedDict

NEIGHBOURS = 64  # bits of an IPv6 address that one subscriber keeps


class Limiter:
    """Counts the questions of each address in a window of time.

    >>> limiter = Limiter(times=2, seconds=60)
    >>> [limiter.allow("192.0.2.1", now) for now in (0, 1, 2, 61)]
    [True, True, False, True]
    >>> limiter.allow("192.0.2.2", 2)
    True
    """

    def __init__(self, times, seconds, most=10000):
        self.times, self.seconds, self.most = times, seconds, most
        self.windows = OrderedDict()

    def allow(self, address, now):
        """:param str address: who asks
        :param float now: seconds of a clock that never goes back
        :return: whether the question is answered
        :rtype: bool"""
        key = name_subscriber(address)
        start, count = self.windows.pop(key, (now, 0))
        if now - start >= self.seconds:
            start, count = now, 0
        self.windows[key] = (start, count + 1)
        while len(self.windows) > self.most:
            self.windows.popitem(last=False)
        return count < self.times


def name_subscriber(address):
    """:param str address: IPv4 or IPv6
    :return: what stands for its subscriber
    :rtype: str

    >>> name_subscriber("2001:db8:1:2:3::9"), name_subscriber("192.0.2.1")
    ('2001:db8:1:2::', '192.0.2.1')
    >>> name_subscriber("::ffff:192.0.2.1"), name_subscriber(None)
    ('192.0.2.1', '')
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    if found.version == 6:
        network = ipaddress.ip_network((found, NEIGHBOURS), strict=False)
        return str(network.network_address)
    return str(found)
