// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {download} from "@web/core/network/download";
import {getReportUrl} from "@web/webclient/actions/reports/utils";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const INVOICE_REPORTS = new Set([
    "account.report_invoice_with_payments",
    "account.report_invoice",
]);

/**
 * Invoices are not rendered by wkhtmltopdf, so the print button must not ask for it:
 * without it, core would show HTML instead of the original.
 *
 * @param {Object} action of the report
 * @param {Object} _options
 * @param {Object} env
 * @returns {Promise<Boolean>} false: core goes on
 */
async function printOriginal(action, _options, env) {
    if (
        action.report_type !== "qweb-pdf" ||
        !INVOICE_REPORTS.has(action.report_name)
    ) {
        return false;
    }
    env.services.ui.block();
    try {
        const context = {...user.context, ...(action.context || {})};
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify(context),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("tpe_invoicing", printOriginal);
