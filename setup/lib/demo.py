# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from .bootstrap import enter
from .odoo import Odoo
from .postgres import get_postgres
from . import templates
def main(entry):
    place = enter(entry, "demo", ("run",))
    print(place)
    pg = get_postgres(place.layout.state); pg.start()
    odoo = Odoo(place, pg, place.layout.state).configure()
    print(templates.get_base(odoo))
