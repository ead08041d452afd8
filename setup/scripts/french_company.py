# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the database's first company French; run in Odoo's shell before any entry."""

env = globals()["env"]
env["res.lang"]._activate_lang("fr_FR")
company = env.company
company.write(
    {
        "name": "Menuiserie Durand",
        "country_id": env.ref("base.fr").id,
        "currency_id": env.ref("base.EUR").id,
        "street": "12 rue des Lilas",
        "zip": "35000",
        "city": "Rennes",
    }
)
env["account.chart.template"].try_loading("fr", company, install_demo=False)
company.partner_id.write(
    {"vat": "FR83404833048", "company_registry": "40483304800022", "lang": "fr_FR"}
)
manager = env.ref("account.group_account_manager")
env.ref("base.user_admin").write(
    {"lang": "fr_FR", "tz": "Europe/Paris", "group_ids": [(4, manager.id)]}
)
# Without a layout, the first print of an administrator opens a wizard instead.
company.external_report_layout_id = env.ref("web.external_layout_standard")
# A language that comes after the modules brings no words of theirs by itself.
installed = env["ir.module.module"].search([("state", "=", "installed")])
installed._update_translations(["fr_FR"])
# A clone of the database has no file store of its own.
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
