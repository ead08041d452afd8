# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same document in a request that has read no record yet, on either side."""

from .pair_document import GOAL, IS_ELSEWHERE, do_ours, do_reference

__all__ = ["GOAL", "IS_ELSEWHERE", "do_ours", "do_reference"]
