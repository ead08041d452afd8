# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep the companies that tests of addons work in; run in Odoo's shell.

Each class of tests begins with a company and its chart of accounts, which takes longer
than most of its tests. Made here, once, as Odoo's own tests make them, they wait for
``TpeCommon``; what a test changes of them is rolled back like the rest.
"""

env = globals()["env"]
NAMES = ("company_1_data", "company_2")

france = env.ref("base.fr")
plain = env(context={"tracking_disable": True})
for name in NAMES:
    company = plain["res.company"].create(
        {
            "name": name,
            "country_id": france.id,
            "currency_id": france.currency_id.id,
        }
    )
    charts = plain["account.chart.template"]
    chart = charts._guess_chart_template(france)
    charts.try_loading(chart, company=company, install_demo=False)
    company.currency_id = france.currency_id
    company.partner_id.lang = "en_US"  # the tests read English
env.cr.commit()
