# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A clock that is wrong."""

from datetime import UTC, datetime, timedelta

import typst
from freezegun import freeze_time


def shift(seconds):
    """Put the clock of this process forward, or back; it goes on from there.

    :param int seconds: by how much
    """
    now = datetime.now(UTC)
    # it keeps the class that it meets first: the real one, which both kinds are of
    typst.compile(b"", format="pdf", timestamp=now.replace(microsecond=0))
    moment = now.replace(tzinfo=None) + timedelta(seconds=seconds)
    freeze_time(moment, tick=True).start()
