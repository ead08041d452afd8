# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a rule of the standard that a document breaks means, and what to repair."""

import re

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# "BR-CO-17: 25.00 / 20.00": the rule, and the amounts that are not the same
FAULT = re.compile(r"(BR-[A-Z]+-\d+|BT-131)(?: (\S+))?: (.*)")

SUMS = _lt(
    "The totals of this document do not add up: choose its taxes again, so that they "
    "are worked out anew."
)
RULES = {
    "BR-CO-17": _lt(
        "The VAT is not what its rate gives: look at how the taxes of the lines are "
        "computed, and choose a plain percentage."
    ),
    "BR-S-05": _lt("A line bears a rate of 0 %% as if it were VAT: choose its tax."),
    "BT-131": _lt(
        "Quantity, price and discount of line %(line)s do not lead to its amount: type "
        "its price again."
    ),
    "-08": _lt(
        "The amounts on which VAT is worked out are not those of the lines: choose the "
        "taxes of the lines again."
    ),
    "-10": _lt(
        "Lines without VAT have no reason for it: choose an exempt tax that has an "
        "exemption reason."
    ),
}
SCHEMA = _lt(
    "a text or a figure of this document does not fit into an electronic invoice. Look "
    "at what was typed last, and show this to who looks after your Odoo: %s"
)


def find_rule(fault):
    """Read a fault of ``tools/amounts.find_wrong_sums``.

    :param str fault: rule and amounts
    :return: the sentence, the line it is about, and the technical fault; no sentence
        when the fault is none of a rule
    :rtype: tuple
    """
    found = FAULT.fullmatch(fault)
    if not found:
        return None, "", fault
    rule, line, _amounts = found.groups()
    is_sum = rule.startswith("BR-CO")
    text = RULES.get(rule) or (SUMS if is_sum else RULES.get(rule[-3:], SUMS))
    return text, line or "", fault
