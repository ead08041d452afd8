# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import http
from odoo.http import request

from odoo.addons.tpe_invoicing.controllers.download import (
    ZIP,
    find_records,
    give_stream,
)

MODELS = {"move": "account.move", "partner": "res.partner"}


class Recovery(http.Controller):
    """Download of recovery files, as they are written: never whole in the memory."""

    @http.route(
        "/tpe/recovery/<any(move,partner):kind>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
    )
    def recovery(self, kind, ids="", **_options):
        """:param str kind: what the file is made for: ``move`` or ``partner``
        :param str ids: of the invoices of one customer, with commas; of the customer
        :return: the zip
        :rtype: odoo.http.Response"""
        records = find_records(MODELS[kind], ids)
        recovery = request.env["tpe.recovery"]
        if kind == "move":
            records.check_access("read")
            company, partner, moves = records._tpe_group_by_debtor()[0]
        else:
            company, partner, moves = request.env.company, records[:1], None
        day = request.env["tpe.reminder.run"]._get_day(company)
        name, file = recovery._make_file(company, partner, day, moves)
        return give_stream(name, file, ZIP)
