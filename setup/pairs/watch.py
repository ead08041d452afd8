# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a work takes: time by the clock, and time of the processors.

The second is that of this process, all its threads, and of its session of the database
when that is on this machine; it says more where other programs run beside.
"""

import time
from pathlib import Path

NANO = 1e9


class Watch:
    """A watch on one work.

    :param env: of the database it is done in
    """

    def __init__(self, env):
        env.cr.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        session, is_here = env.cr.fetchone()
        self._session = Path(f"/proc/{session}/schedstat") if is_here else None
        self._begun = self._read()

    def read(self):
        """:return: seconds by the clock, and of the processors, since it was made
        :rtype: tuple[float, float]"""
        return tuple(
            now - begun for now, begun in zip(self._read(), self._begun, strict=True)
        )

    def _read(self):
        clock = time.perf_counter()
        seconds = time.process_time()
        if self._session:
            seconds += int(self._session.read_text().split()[0]) / NANO
        return clock, seconds
