# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an address is, as VAT sees it.

French addresses overseas are written with « France » as often as with their own
country: the postcode tells.
"""

import re

# La Poste: first digits of the postcodes of each place overseas, by ISO 3166 code
OVERSEAS_POSTCODES = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
    # communes of Guadeloupe until 2007, with the postcodes they had
    "97133": "BL",
    "97150": "MF",
}


def territory(country, postcode):
    """Tell where an address is.

    :param str country: ISO 3166 code, or blank
    :param str postcode: as typed, or blank
    :return: ISO 3166 code of the place, overseas ones apart from France
    :rtype: str

    >>> territory("FR", "35000"), territory("FR", "97 410"), territory("FR", "97150")
    ('FR', 'RE', 'MF')
    >>> territory("DE", "97421"), territory("FR", ""), territory("", "97410")
    ('DE', 'FR', '')
    """
    digits = re.sub(r"\D", "", postcode or "")
    if country != "FR" or len(digits) != 5:
        return country
    found = OVERSEAS_POSTCODES
    return found.get(digits) or found.get(digits[:3]) or country
