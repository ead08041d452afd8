# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of an invoice of 2,000 lines, in each design that comes with the addon."""

import copy
import time

from odoo.addons.tpe_invoicing.tools import facturx_xml, page
from odoo.addons.tpe_invoicing.tools.document import lay_out

from . import data

LIMIT = 1.0
UNIT = "s"
LINES = 2000
ROUNDS = 3


def measure(env):
    """Set the pages as often as it takes to find the least time.

    :param env: of the database with our addons
    :return: seconds of the processor by design, as other programs may run beside
    :rtype: dict[str, float]
    """
    (invoice,) = data.find(env, 1)
    terms = invoice._tpe_get_clean_data(invoice._tpe_get_template())
    xml = facturx_xml.generate(terms)
    view = lay_out(terms)
    rows = [row for row in view["rows"] if row["kind"] == "line"]
    view["rows"] = [
        copy.deepcopy(rows[number % len(rows)]) | {"name": f"Ligne {number}"}
        for number in range(LINES)
    ]
    time_stamp = invoice._tpe_get_render_time()
    return {
        path.stem: min(
            _time(path.stem, view | {"number": f"L{turn}"}, time_stamp, xml)
            for turn in range(ROUNDS)
        )
        for path in sorted(page.DESIGNS.glob("*.typ"))
    }


def _time(design, view, time_stamp, xml):
    started = time.process_time()
    page.render(design, view, time_stamp, xml)
    return time.process_time() - started
