# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.modules import module
from odoo.tools import config


def may_commit():
    """:return: whether the transaction is ours to end: a test takes its own back
    :rtype: bool"""
    return not (config["test_enable"] or module.current_test)
