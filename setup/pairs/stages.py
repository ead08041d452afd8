# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the time of our side goes: each stage without those inside it."""

import contextlib
import functools
import importlib
import time
from collections import Counter

ADDON = "odoo.addons.tpe_invoicing"
# name, module or model, function
STAGES = (
    ("check", "account.move", "_tpe_refuse_blocking"),
    ("data", "account.move", "_tpe_get_clean_data"),
    ("XML", f"{ADDON}.tools.facturx_xml", "generate"),
    ("XSD", f"{ADDON}.tools.facturx_xml", "_check_schema"),
    ("page data", f"{ADDON}.models.account_move_render", "lay_out"),
    # set beside what follows it here: what is left to wait for is in the rest
    ("page begun", f"{ADDON}.tools.page", "_start"),
    ("XMP", f"{ADDON}.tools.xmp", "add_facturx"),
    ("ledger", "account.move", "_tpe_get_ledger_terms"),
    ("proof", f"{ADDON}.tools.proof", "find_differences"),
    ("seal", "tpe.archive.entry", "_seal_documents"),
)


class Stages:
    """A watch on the stages of a document while our side works."""

    def __init__(self, env):
        self._env = env
        self._seconds, self._open = Counter(), []

    def get_means(self, times, batch):
        """:param list[float] times: seconds a document of each round
        :param int batch: documents of a round
        :return: milliseconds a document by stage, nothing when none was seen
        :rtype: dict[str, float]"""
        if not self._seconds:
            return {}
        rounds = len(times)
        means = {
            name: seconds / rounds / batch * 1000
            for name, seconds in self._seconds.most_common()
        }
        return means | {"rest": sum(times) / rounds * 1000 - sum(means.values())}

    @contextlib.contextmanager
    def watch(self, is_on):
        """Count what is called inside.

        :param bool is_on: whether to count at all
        """
        if not is_on:
            yield
            return
        with contextlib.ExitStack() as stack:
            for name, place, function in STAGES:
                stack.enter_context(self._wrap(name, self._find(place), function))
            yield

    def _find(self, place):
        if place in self._env:
            return type(self._env[place])
        return importlib.import_module(place)

    @contextlib.contextmanager
    def _wrap(self, name, owner, function):
        original = getattr(owner, function)
        is_own = function in vars(owner)
        setattr(owner, function, self._time(name, original))
        try:
            yield
        finally:
            if is_own:
                setattr(owner, function, original)
            else:
                delattr(owner, function)

    def _time(self, name, original):
        @functools.wraps(original)
        def timed(*args, **kwargs):
            started = time.perf_counter()
            self._open.append(0.0)
            try:
                return original(*args, **kwargs)
            finally:
                seconds = time.perf_counter() - started
                self._seconds[name] += seconds - self._open.pop()
                if self._open:
                    self._open[-1] += seconds

        return timed
