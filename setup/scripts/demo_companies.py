# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complete the two companies of the demo; run in Odoo's shell, any number of times.

This is what their owners would type in the settings: identity, bank, insurance, the
VAT rates they use. Every number is an invented one that passes its checks.
"""

env = globals()["env"]
FRANCE = env.ref("base.fr")
JOINER = {
    "email": "contact@menuiserie-durand.example",
    "phone": "02 61 91 12 00",
    "website": "https://menuiserie-durand.example",
    "tpe_legal_form": "SARL",
    "tpe_share_capital": 10000,
    "tpe_rcs_city": "Rennes",
    "tpe_insurer": "Assurances du Bocage, 4 mail François-Mitterrand, 35000 Rennes",
    "tpe_insurance_contract": "DEC-2026-04512",
    "tpe_insurance_area": "France métropolitaine",
}
DESIGNER = {
    "name": "Camille Roux",
    "street": "18 rue de la Soif",
    "zip": "35000",
    "city": "Rennes",
    "country_id": FRANCE.id,
    "currency_id": env.ref("base.EUR").id,
    "email": "bonjour@camille-roux.example",
    "phone": "06 39 98 40 18",
    "company_registry": "99927313900017",
    "tpe_is_sole_trader": True,
    "tpe_vat_regime": "franchise",
}
IBAN = {
    "Menuiserie Durand": "FR76 3000 6000 0112 3456 7890 189",
    "Camille Roux": "FR14 2004 1010 0505 0001 3M02 606",
}
WORKS = (
    ("COIFFAGE", "Poste de coiffage en frêne", "consu", 780.0, "product_uom_unit"),
    ("COMPTOIR", "Comptoir d'accueil, chêne", "consu", 2350.0, "product_uom_unit"),
    ("CLOISON", "Cloison vitrée, bois", "consu", 265.0, "product_uom_square_meter"),
    ("POSE", "Pose et finitions", "service", 52.0, "product_uom_hour"),
)


def get_designer():
    """Find the second company, made the first time with French books.

    :rtype: res.company
    """
    company = env["res.company"].search([("name", "=", DESIGNER["name"])])
    if not company:
        # install_mode: no module that Odoo proposes for France comes along
        companies = env["res.company"].with_context(install_mode=True)
        company = companies.create(DESIGNER)
        env["account.chart.template"].try_loading("fr", company, install_demo=False)
    return company


def complete(company):
    """Give a company its bank account and a layout.

    :param company: res.company
    """
    company.partner_id.lang = "fr_FR"
    company.external_report_layout_id = env.ref("web.external_layout_standard")
    number = IBAN[company.name]
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    if not journal.bank_account_id:
        journal.set_bank_account(number)
    journal.bank_account_id.allow_out_payment = True


joiner = env["res.company"].search([], order="id", limit=1)
joiner.write(JOINER)
for each in joiner + get_designer():
    complete(each)
if not env["ir.config_parameter"].sudo().get_param("tpe_demo.done.month"):
    # the story is months behind the clock: its last month is frozen, and the coming
    # one foreseen, once it is over
    for job in ("ir_cron_freeze", "ir_cron_outlook"):
        env.ref(f"tpe_invoicing_kpi.{job}").active = False
taxes = env["account.tax"].with_context(active_test=False)
rates = taxes.search(
    [
        ("company_id", "=", joiner.id),
        ("type_tax_use", "=", "sale"),
        ("amount", "in", [10, 5.5]),
        ("price_include_override", "!=", "tax_included"),
    ]
)
rates.active = True
# What the joiner sells on works that are invoiced by their progress.
for code, name, kind, price, unit in WORKS:
    if not env["product.product"].search_count([("default_code", "=", code)]):
        env["product.product"].create(
            {
                "default_code": code,
                "name": name,
                "type": kind,
                "list_price": price,
                "uom_id": env.ref(f"uom.{unit}").id,
                "invoice_policy": "order",
                "company_id": joiner.id,
            }
        )
# Attachments made from here on are files, as in an ordinary installation.
env["ir.config_parameter"].set_param("ir_attachment.location", "file")
# Nothing of a demo leaves this machine: no call to Odoo's services, one mail server.
env["ir.config_parameter"].set_param("iap.endpoint", "http://127.0.0.1:9")
telemetry = env.ref("mail.ir_cron_module_update_notification", False)
if telemetry:
    telemetry.active = False
# Debian's package lacks this file (blurred background in calls): leave it out of the
# pages, or the browser complains at each load.
blur = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
if not env["ir.asset"].search_count([("path", "=", blur)]):
    env["ir.asset"].create(
        {
            "name": "No blurred background in calls",
            "bundle": "web.assets_backend",
            "directive": "remove",
            "path": blur,
        }
    )
servers = env["ir.mail_server"].with_context(active_test=False).search([])
sink = servers.filtered(lambda server: server.name == "Demo mail sink")
(servers - sink).active = False
if not sink:
    sink.create(
        {
            "name": "Demo mail sink",
            "smtp_host": "127.0.0.1",
            "smtp_port": 2525,
            "smtp_encryption": "none",
            "smtp_authentication": "login",
        }
    )
env.cr.commit()
