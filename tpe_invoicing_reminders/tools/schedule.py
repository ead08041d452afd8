# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which step of a reminder plan is due for an item on a date.

A step is due once its day has passed, never "on that very day": a scheduler that was
down misses nothing. Of several steps that have come due only the last one is sent, so
there is no burst after an outage.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple


class Step(NamedTuple):
    """A step of a plan: so many days after (or, negative, before) its base."""

    base: str  # "due", "month_end" or "previous"
    days: int

    @property
    def is_notice(self):
        """:return: whether it comes before the due date, as a courtesy
        :rtype: bool"""
        return self.base == "due" and self.days < 0


class Decision(NamedTuple):
    """What a schedule says: the step due now, or why none is and when the next is."""

    state: str  # "due", "not_due", "done" (until the next step) or "finished"
    index: int | None
    next_on: date | None


def month_end(day):
    """:param date day: any day
    :return: last day of its month
    :rtype: date

    >>> month_end(date(2024, 2, 10))
    datetime.date(2024, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def decide(steps, due_on, on_date, done=-1, done_on=None):
    """Say which step of a plan an item has come to.

    :param steps: the plan's :class:`Step` in order
    :param date due_on: due date of the item
    :param date on_date: the day
    :param int done: index of the last step the item received, -1 = none; None when it
        received a step of another plan: then what had come due that day counts as done
    :param date done_on: day of that last step
    :rtype: Decision

    >>> steps = [Step("due", -3), Step("due", 5), Step("due", 15), Step("previous", 15)]
    >>> decide(steps, date(2026, 9, 30), date(2026, 10, 20)).index
    2
    >>> decide(steps, date(2026, 9, 30), date(2026, 10, 20), 2, date(2026, 10, 16))
    Decision(state='done', index=None, next_on=datetime.date(2026, 10, 31))
    """
    if done is None:
        done = _find_done(steps, due_on, done_on)
    current, next_on = None, None
    for index in range(done + 1, len(steps)):
        day = get_day(steps, index, due_on, on_date, (done, done_on))
        if day is None:
            continue
        if day > on_date:
            next_on = min(next_on, day) if next_on else day
        elif not (steps[index].is_notice and on_date > due_on):
            current = index
    if current is not None:
        return Decision("due", current, on_date)
    if next_on is None:
        return Decision("finished", None, None)
    return Decision("done" if done >= 0 else "not_due", None, next_on)


def get_start(steps, due_on, done_on, begun_on):
    """Return the day from which the steps of an item are counted.

    That is its due date, unless it was late already, and nobody had been reminded of
    it, when reminders began: then it begins the plan on that day, at its first
    reminder.

    :param steps: the plan's steps
    :param date due_on: due date of the item
    :param date done_on: day of the last step that the item received
    :param date begun_on: day on which reminders began, if it is known
    :rtype: date

    >>> get_start([Step("due", -3), Step("due", 5)], date(2026, 3, 31), None, None)
    datetime.date(2026, 3, 31)
    >>> steps = [Step("due", -3), Step("due", 5)]
    >>> get_start(steps, date(2026, 3, 31), None, date(2026, 10, 20))
    datetime.date(2026, 10, 15)
    """
    first = next((step for step in steps if not step.is_notice), None)
    is_known = begun_on and done_on and done_on < begun_on
    if not (first and begun_on and due_on < begun_on) or is_known:
        return due_on
    return max(due_on, begun_on - timedelta(days=first.days))


def get_day(steps, index, due_on, on_date, last):
    """Return the day from which a step is due.

    :param steps: the plan's steps
    :param int index: the step
    :param date due_on: due date of the item
    :param date on_date: the day of the question
    :param tuple last: index and day of the last step the item received
    :return: None for a step that waits for another one to be sent
    :rtype: date | None

    >>> get_day([Step("month_end", 10)], 0, date(2026, 1, 15), None, (-1, None))
    datetime.date(2026, 2, 10)
    """
    step, delay = steps[index], timedelta(days=steps[index].days)
    if step.base == "month_end":
        return month_end(due_on) + delay
    if step.base == "previous" and index:
        done, done_on = last
        if done >= index - 1 and done_on:
            return done_on + delay
        # a notice that was not sent before the due date never will be
        if not (steps[index - 1].is_notice and on_date > due_on):
            return None
    return due_on + delay


def _find_done(steps, due_on, done_on):
    """:return: index of the last step that had come due on a day, -1 = none
    :rtype: int"""
    done = -1
    for index in range(len(steps)):
        day = get_day(steps, index, due_on, done_on, (done, done_on))
        if day is not None and day <= done_on:
            done = index
    return done
