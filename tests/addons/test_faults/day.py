# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days that pass as fast as a test wants."""

from datetime import UTC, datetime
from pathlib import Path

from odoo.addons.tpe_invoicing_reminders.models.tpe_reminder_run import TpeReminderRun


def follow(path):
    """Let the reminders of this process believe that it is the day told by a file.

    :param str path: of the file: a day, ISO
    """

    def get_now(_runs, _company):
        day = Path(path).read_text(encoding="utf-8")
        return datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)

    TpeReminderRun._get_now = get_now
