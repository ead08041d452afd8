# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "TPE Invoicing",
    "summary": "Lawful French invoices: Factur-X in PDF/A-3, sealed for ten years",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "AGPL-3",
    "author": "TPE Invoicing contributors",
    "website": "https://example.org/tpe-invoicing",
    "depends": [
        "sale",
        "l10n_fr_account",
        "account_edi_ubl_cii",
        "account_payment",
        "portal",
        "contract",
        "l10n_fr_siret",
    ],
    "external_dependencies": {
        "python": [
            "factur-x",
            "typst",
            "pikepdf",
            "pypdfium2",
            "qrcode",
            "cryptography",
            "python-stdnum",
            "pyzipper",
        ],
    },
    "data": [
        "security/tpe_invoicing_groups.xml",
        "security/ir.model.access.csv",
        "security/tpe_legal_parameter_security.xml",
        "security/tpe_mention_security.xml",
        "security/tpe_archive_security.xml",
        # law
        "data/tpe_legal_parameter_data.xml",
        "data/tpe.legal.parameter.value.csv",
        "data/tpe_mention_data.xml",
        "data/tpe.mention.csv",
        "data/tpe_archive_cron_data.xml",
        # views
        "views/account_move_views.xml",
        "views/res_company_views.xml",
        "views/res_company_design_views.xml",
        "views/res_partner_views.xml",
        "views/tpe_legal_parameter_views.xml",
        "views/tpe_mention_views.xml",
        "wizards/tpe_archive_verify_views.xml",
        "wizards/tpe_archive_export_views.xml",
        "views/tpe_archive_views.xml",
        "views/tpe_invoicing_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": [
            "tpe_invoicing/static/src/findings_panel/*",
            "tpe_invoicing/static/src/print_original/*",
        ],
    },
}
