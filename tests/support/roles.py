# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The users of the test databases and their secrets, known to nobody else."""

import hashlib

# login: password; made by setup/scripts/roles.py and tests/support/prepare.py
ROLES = {
    "admin": "admin",
    "owner": "owner",
    "accountant": "accountant",
    "seller": "seller",
    "reader": "reader",
    "stranger": "stranger",  # accountant of another company of the database
}


def get_key(login):
    """Make the API key of a user.

    :param str login: a key of ROLES
    :rtype: str
    """
    return hashlib.sha256(f"key of {login}".encode()).hexdigest()[:40]
