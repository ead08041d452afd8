# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be done, by whom and on which day; the day goes on when it is done."""

import heapq
import itertools
import threading
from collections import defaultdict
from datetime import timedelta


class Agenda:
    """Tasks of several people, taken in the order of their days.

    A new day begins when nothing of today is left to take, no more than ``slack`` tasks
    are still under way, so that days overlap as they do in a busy office, and nobody
    else has something left.
    """

    def __init__(self, first, last, slack, is_ready, on_day):
        """:param date first: day on which it begins
        :param date last: the last one; later tasks are dropped
        :param int slack: tasks that may still be under way when a day ends
        :param is_ready: says whether a new day may begin
        :param on_day: called with each new day
        """
        self.today, self.last = first, last
        self.slack, self.is_ready, self.on_day = slack, is_ready, on_day
        self.running = 0
        self.is_stopped = False
        self._heaps = defaultdict(list)
        self._numbers = itertools.count()
        self._change = threading.Condition()

    def add(self, role, day, call):
        """Put a task down; one of the past is for today.

        :param str role: who shall do it
        :param date day: when
        :param call: function of the client and the day
        """
        with self._change:
            task = (max(day, self.today), next(self._numbers), call)
            heapq.heappush(self._heaps[role], task)
            self._change.notify_all()

    def take(self, role):
        """Take the next task; call :meth:`done` after it.

        :param str role: whose
        :return: the task; None when the year is over
        """
        with self._change:
            while not self.is_stopped:
                heap = self._heaps[role]
                if heap and heap[0][0] <= self.today:
                    self.running += 1
                    return heapq.heappop(heap)[2]
                if self._is_over():
                    break
                if not self._advance():
                    self._change.wait(0.1)
            return None

    def done(self):
        """Say that a task is done."""
        with self._change:
            self.running -= 1
            self._change.notify_all()

    def stop(self):
        """Give no more tasks."""
        with self._change:
            self.is_stopped = True
            self._change.notify_all()

    def _has_work(self):
        heads = (heap[0][0] for heap in self._heaps.values() if heap)
        return any(day <= self.today for day in heads)

    def _is_over(self):
        return self.today >= self.last and not (self.running or self._has_work())

    def _advance(self):
        is_busy = self.running > self.slack or self._has_work()
        if is_busy or not self.is_ready() or self.today >= self.last:
            return False
        self.today += timedelta(days=1)
        self.on_day(self.today)
        self._change.notify_all()
        return True
