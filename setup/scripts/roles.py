# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Create one user for each role; run in Odoo's shell once the addons are there."""

env = globals()["env"]
ROLES = {
    "owner": ("Odile Durand", ["account.group_account_manager"]),
    "accountant": ("Amel Compta", ["account.group_account_invoice"]),
    "seller": ("Serge Vente", ["tpe_invoicing.group_tpe_invoicing_seller"]),
    "reader": ("Rose Lecture", ["account.group_account_readonly"]),
}
for login, (name, groups) in ROLES.items():
    if env["res.users"].search([("login", "=", login)]):
        continue
    group_ids = [env.ref(xmlid).id for xmlid in ["base.group_user", *groups]]
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": name,
            "login": login,
            "password": login,
            "email": f"{login}@menuiserie-durand.example",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(6, 0, group_ids)],
        }
    )
env.cr.commit()
