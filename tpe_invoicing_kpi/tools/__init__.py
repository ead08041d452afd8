# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    advice,
    aging,
    agreement,
    alerts,
    band,
    cei,
    change,
    concentration,
    delays,
    dso,
    effectiveness,
    forecast,
    micro,
    practice,
    ratio,
    sheet,
    unpaid,
)
