# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls as a patient program makes them: timed, noted, tried again when it may be."""

import http.client
import threading
import time
import urllib.request
import xmlrpc.client
from collections import Counter, defaultdict
from contextlib import suppress

import requests

from ..clients import RemoteError

BROKEN = (
    *(RemoteError, OSError, xmlrpc.client.Error),
    *(http.client.HTTPException, requests.RequestException),
)
PATIENCE = 120  # seconds that a client goes on trying
REFUSALS = ("AccessError", "AccessDenied", "UserError", "ValidationError")


class Given(Exception):
    """A task that a client has given up, after noting why."""


class Recorder:
    """Durations by kind of request, and errors with their explanation."""

    def __init__(self):
        self.times = defaultdict(list)
        self.errors = Counter()
        self.unexplained = []
        self.refusals = Counter()
        self._lock = threading.Lock()

    def note(self, kind, seconds):
        """Note a request that was answered.

        :param str kind: of the request
        :param float seconds: how long it took
        """
        with self._lock:
            self.times[kind].append((time.monotonic(), seconds))

    def fail(self, kind, error, why):
        """Note a request that failed.

        :param str kind: of the request
        :param Exception error: what came
        :param str why: the trouble that explains it, None if nothing does
        """
        name = getattr(error, "kind", type(error).__name__)
        with self._lock:
            self.errors[name, why or "UNEXPLAINED"] += 1
            if not why:
                self.unexplained.append(f"{kind}: {name}: {str(error)[:600]}")

    def refuse(self, kind):
        """Note something that was rightly refused.

        :param str kind: what was tried
        """
        with self._lock:
            self.refusals[kind] += 1


class Caller:
    """One client's way of calling: with a watch, patience, and a look before twice."""

    def __init__(self, url, client, recorder, troubles):
        """:param str url: of the server
        :param client: XML-RPC or JSON-2, None for a visitor
        :param Recorder recorder: where to note
        :param troubles: what breaks, and when
        """
        self.url, self.client = url, client
        self.recorder, self.troubles = recorder, troubles

    def call(self, what, model, method, ids=None, find=None, **arguments):
        """Call a method, again if the server was taken away.

        :param str what: name of this kind of request
        :param str model: its model
        :param str method: its name
        :param list ids: of the records
        :param find: function that gives the result when an earlier try was done after
            all, for what must not be done twice
        :param arguments: by name
        :return: the answer
        """

        def run():
            return self.client.call(model, method, ids, **arguments)

        return self.insist(what, run, find)

    def insist(self, kind, run, find=None):
        """Do something, again if the server was taken away.

        :param str kind: name of this kind of request
        :param run: function
        :param find: see :meth:`call`
        :return: the answer
        """
        end, is_again = time.monotonic() + PATIENCE, False
        while True:
            began = time.monotonic()
            try:
                if is_again and find and (found := find()):
                    return found
                began = time.monotonic()
                answer = run()
            except BROKEN as error:
                why = self.troubles.explain(began, error)
                self.recorder.fail(kind, error, why)
                if not why or time.monotonic() > end:
                    raise Given(kind) from error
                is_again = True
                self.wait()
            else:
                self.recorder.note(kind, time.monotonic() - began)
                return answer

    def wait(self):
        """Wait until the server answers again."""
        for _attempt in range(600):
            time.sleep(0.2)
            with suppress(OSError):
                urllib.request.urlopen(f"{self.url}/web/health", timeout=10).close()
                return

    def see_refused(self, kind, model, method, ids=None, **arguments):
        """Try what this user must not do.

        :param str kind: name of what is tried
        :param str model: its model
        :param str method: its name
        :param list ids: of the records
        :param arguments: by name
        """
        began = time.monotonic()
        try:
            self.client.call(model, method, ids, **arguments)
        except RemoteError as error:
            if error.kind in REFUSALS:
                self.recorder.refuse(kind)
            else:
                why = self.troubles.explain(began, error)
                self.recorder.fail(kind, error, why)
        except BROKEN as error:
            self.recorder.fail(kind, error, self.troubles.explain(began, error))
        else:
            self.recorder.fail(kind, RemoteError("Allowed", "nobody said no"), None)
