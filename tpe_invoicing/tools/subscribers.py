# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a stranger is, as far as his address tells."""

import ipaddress

NEIGHBOURS = 64  # bits of an IPv6 address that one subscriber keeps


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
