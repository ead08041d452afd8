# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Create one user for each role; run in Odoo's shell once the addons are there.

The passwords are the logins: this is for databases of the demo and of the tests, which
listen on this machine only. Owner and accountant work in every company there is, the
others in the first one; the script may run again when there are more.
"""

env = globals()["env"]
ROLES = {
    "owner": ("Odile Durand", "account.group_account_manager"),
    "accountant": ("Amel Compta", "account.group_account_invoice"),
    "seller": ("Serge Vente", "tpe_invoicing.group_tpe_invoicing_seller"),
    "reader": ("Rose Lecture", "account.group_account_readonly"),
}
EVERYWHERE = ("admin", "owner", "accountant")

users = env["res.users"].with_context(no_reset_password=True)
for login, (name, group) in ROLES.items():
    if users.search_count([("login", "=", login)]):
        continue
    groups = env.ref("base.group_user") + env.ref(group)
    users.create(
        {
            "name": name,
            "login": login,
            "password": login,
            "email": f"{login}@menuiserie-durand.example",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(6, 0, groups.ids)],
        }
    )
companies = env["res.company"].search([])
users.search([("login", "in", EVERYWHERE)]).write(
    {"company_ids": [(6, 0, companies.ids)]}
)
# OdooBot greets new users with a chat window, over whatever a narrow screen shows.
if "odoobot_state" in users._fields:
    users.search([]).write({"odoobot_state": "disabled"})
env.cr.commit()
