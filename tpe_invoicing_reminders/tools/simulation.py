# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would be sent on the days to come if nobody paid: the plan, day after day."""

from dataclasses import replace

from .planning import sort_out


def simulate(items, facts, days, limits, reach):
    """Play the days to come; what is sent on one counts on the next.

    :param list items: open items as of the first day
    :param Facts facts: what is known on the first day; it stays as it is
    :param days: the days on which the company sends, in order
    :param tuple limits: customer, first and last day of each closure; messages a day at
        most, 0 = no limit
    :param reach: function of a day and its messages: those that reach their customers
    :return: pairs of day and message
    :rtype: Iterator[tuple]
    """
    closures, cap = limits
    history, contacts = dict(facts.history), dict(facts.contacts)
    sent = {customer_id: list(days) for customer_id, days in facts.messages.items()}
    for day in days:
        then = replace(
            facts,
            on_date=day,
            pauses=_keep_active(facts.pauses, day),
            history=history,
            contacts=contacts,
            messages=sent,
            closures={who: end for who, start, end in closures if start <= day <= end},
            parts_left={},
            decisions={},
        )
        messages, _skips = sort_out(items, then)
        for message in reach(day, messages)[: cap or None]:
            yield day, message
            for item, _amount in message.dues:
                history[item.line_id] = message.level_id, day
            contacts[message.customer_id, message.currency_id] = day
            sent.setdefault(message.customer_id, []).append(day)


def _keep_active(pauses, day):
    """:return: the pauses that still hold on a day, by move
    :rtype: dict"""
    return {
        move_id: [each for each in own if each.until is None or each.until >= day]
        for move_id, own in pauses.items()
    }
