# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later


def post_init_hook(env):
    """Complete the taxes and the journals of companies that were there before.

    :param Environment env: environment of the installation
    """
    charts = env["account.chart.template"]
    for company in env["res.company"].search([("chart_template", "=", "fr")]):
        charts.with_company(company)._tpe_complete_taxes()
    env["account.journal"].search([])._tpe_replace_manual()


def uninstall_hook(env):
    """Leave the sealed documents and the proof of their integrity as attachments.

    :param Environment env: environment of the removal
    """
    env["tpe.archive.entry"]._leave_archive()
