# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a status on an approved platform means for the reminders of an invoice.

Numbers: life cycle of AFNOR XP Z12-012, as in the external specifications of the DGFiP.
A number that is not in ``EFFECTS`` changes nothing: 206 (approved in part), 212
(cashed, which the seller reports himself), 220 (cancelled by the seller).
"""

GOES_ON = "goes_on"  # what an earlier status held is over
# number -> kind of the pause that it asks for, or GOES_ON
EFFECTS = {
    "202": GOES_ON,  # received
    "203": GOES_ON,  # made available
    "204": GOES_ON,  # in hand
    "205": GOES_ON,  # approved
    "207": "dispute",  # disputed
    "208": "dispute",  # suspended: the buyer waits for something
    "209": GOES_ON,  # completed
    "210": "dispute",  # refused by the buyer
    "211": "claimed_paid",  # payment sent by the buyer
    "213": "dispute",  # rejected
}
# what connectors store in the place of a number; the capitals are those of Peppol
NUMBERS = {
    "AB": "202",
    "received": "202",
    "made_available": "203",
    "IP": "204",
    "in_hand": "204",
    "AP": "205",
    "approved": "205",
    "contested": "207",
    "UQ": "208",
    "suspended": "208",
    "completed": "209",
    "refused": "210",
    "payment_sent": "211",
    "RE": "213",
    "rejected": "213",
} | {number: number for number in EFFECTS}
# code -> kind of the pause that it asks for
HOLDS = {
    code: EFFECTS[number]
    for code, number in NUMBERS.items()
    if EFFECTS[number] != GOES_ON
}


def get_effect(code):
    """Say what a status means.

    >>> get_effect("refused"), get_effect("210"), get_effect("AP")
    ('dispute', 'dispute', 'goes_on')
    >>> get_effect("PD"), get_effect("done"), get_effect(False)
    (None, None, None)

    :param code: status as a connector stores it
    :return: kind of the pause that it asks for, GOES_ON, None when it changes nothing
    :rtype: str | None
    """
    return EFFECTS.get(NUMBERS.get(code))


def find_info(responses, code):
    """Find what the platform said in words when it last gave a status.

    :param responses: messages of the platform on an invoice, as a connector keeps them
    :param str code: the status
    :return: the words, empty when there are none
    :rtype: str
    """
    for response in sorted(responses, key=lambda each: each.id, reverse=True):
        is_of_invoice = getattr(response, "pdp_flow_number", "2") in ("2", False)
        if is_of_invoice and response.response_code == code:
            return (getattr(response, "pdp_status_info", "") or "").strip()
    return ""
