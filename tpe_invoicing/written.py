# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves the company, mails and pages, is written as its documents are."""

from odoo.tools.misc import format_date


def format_day(env, day):
    """Write a day for whoever reads a mail, a page or a sheet of the company.

    English has one form that nobody takes for another day: most of Europe reads 12/01
    as a day of January. Other languages write it as they do in Odoo.

    :param env: in the language of the reader
    :param date day: a day, or none
    :return: the day; empty for none
    :rtype: str
    """
    is_english = (env.lang or "en").startswith("en")
    return format_date(env, day, date_format="yyyy-MM-dd" if is_english else False)
