# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second company and its accountant; run in Odoo's shell, once a template."""

env = globals()["env"]
# install_mode: only what is tested, no module that Odoo proposes for France
company = (
    env["res.company"]
    .with_context(install_mode=True)
    .create(
        {
            "name": "Autre Atelier",
            "country_id": env.ref("base.fr").id,
            "currency_id": env.ref("base.EUR").id,
            "street": "3 quai de la Fosse",
            "zip": "44000",
            "city": "Nantes",
        }
    )
)
env["account.chart.template"].try_loading("fr", company, install_demo=False)
company.partner_id.write({"vat": "FR96552100554", "company_registry": "55210055400013"})
for each, form, city in ((env.company, "SARL", "Rennes"), (company, "SAS", "Nantes")):
    each.write(
        {
            "tpe_legal_form": form,
            "tpe_share_capital": 10000,
            "tpe_rcs_city": city,
            "email": f"compta@{city.lower()}.example",
            "phone": "02 99 00 00 00",
        }
    )
env.company.partner_id.bank_ids = [
    (0, 0, {"acc_number": "FR7630006000011234567890189", "allow_out_payment": True})
]
env["product.product"].create(
    [
        {"name": "Table en chêne", "default_code": "TABLE", "type": "consu"},
        {"name": "Pose", "default_code": "POSE", "type": "service"},
    ]
)
groups = ["base.group_user", "account.group_account_invoice"]
env["res.users"].with_context(no_reset_password=True).create(
    {
        "name": "Etienne Voisin",
        "login": "stranger",
        "password": "stranger",
        "email": "stranger@autre-atelier.example",
        "lang": "fr_FR",
        "tz": "Europe/Paris",
        "company_id": company.id,
        "company_ids": [(6, 0, company.ids)],
        "group_ids": [(6, 0, [env.ref(xmlid).id for xmlid in groups])],
    }
)
# Attachments made from here on are files, as in an ordinary installation.
env["ir.config_parameter"].set_param("ir_attachment.location", "file")
env.cr.commit()
