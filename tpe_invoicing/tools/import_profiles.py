# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the usual software of French very small businesses writes its exports.

What a heading means in general is in :mod:`import_headings`; a profile says what is
particular to one software: words that mean something else there, columns that only
look like one of ours, codes instead of words, and the way of writing dates and amounts
where a file alone does not show it. Separator and encoding are read from the file.
"""

from .import_profile import PLAIN
from .import_profiles_dolibarr import DOLIBARR
from .import_profiles_ebp import EBP
from .import_profiles_online import AXONAUT, HENRRI, PENNYLANE, QUICKBOOKS

PROFILES = {
    "dolibarr": DOLIBARR,
    "henrri": HENRRI,
    "ebp": EBP,
    "pennylane": PENNYLANE,
    "axonaut": AXONAUT,
    "quickbooks": QUICKBOOKS,
}


def get_profile(name):
    """:param str name: a key of PROFILES, or any other word
    :return: its profile, a plain one where there is none
    :rtype: Profile

    >>> get_profile("any") is PLAIN
    True
    """
    return PROFILES.get(name, PLAIN)
