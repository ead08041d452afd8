# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the network, as little of them as a journal needs."""

import ipaddress

PREFIX = {4: 24, 6: 48}  # enough to tell an office from a stranger, not a person


def shorten_address(address):
    """:return: the network that an address is in, without the machine; empty for none
    :rtype: str

    >>> shorten_address("203.0.113.77"), shorten_address("2001:db8:1:2::5")
    ('203.0.113.0/24', '2001:db8:1::/48')
    >>> shorten_address("::ffff:203.0.113.77"), shorten_address("")
    ('203.0.113.0/24', '')
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network(f"{found}/{PREFIX[found.version]}", strict=False))
