// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {PrintManyDialog} from "./print_many_dialog";
import {download} from "@web/core/network/download";
import {getReportUrl} from "@web/webclient/actions/reports/utils";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

let invoiceReports = null;

/**
 * @param {Object} env
 * @param {String} name of a report
 * @returns {Promise<Boolean>} whether the server makes its pages without wkhtmltopdf
 */
async function isInvoiceReport(env, name) {
    invoiceReports ??= env.services.orm
        .call("ir.actions.report", "tpe_get_invoice_reports", [])
        .catch((error) => {
            invoiceReports = null;
            throw error;
        });
    return (await invoiceReports).includes(name);
}

/**
 * @param {Object} env
 * @param {String} url
 * @param {Object} data
 */
async function fetchFile(env, url, data) {
    env.services.ui.block();
    try {
        await download({url, data});
    } finally {
        env.services.ui.unblock();
    }
}

/**
 * Invoices are not rendered by wkhtmltopdf, so the print button must not ask for it:
 * without it, core would show HTML instead of the original. Several invoices are
 * offered as a zip, which keeps each original, or as one file for a printer.
 *
 * @param {Object} action of the report
 * @param {Object} _options
 * @param {Object} env
 * @returns {Promise<Boolean>} false: core goes on
 */
async function printOriginal(action, _options, env) {
    if (
        action.report_type !== "qweb-pdf" ||
        !(await isInvoiceReport(env, action.report_name))
    ) {
        return false;
    }
    const context = {...user.context, ...(action.context || {})};
    const ids = action.context?.active_ids || [];
    const printOne = () =>
        fetchFile(env, "/report/download", {
            data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
            context: JSON.stringify(context),
        });
    if (ids.length < 2) {
        await printOne();
    } else {
        const found = await env.services.orm.call(
            "account.move",
            "tpe_describe_prints",
            [ids]
        );
        env.services.dialog.add(PrintManyDialog, {
            ...found,
            zip: () => fetchFile(env, "/tpe/originals", {ids: ids.join(",")}),
            print: printOne,
        });
    }
    return true;
}

registry.category("ir.actions.report handlers").add("tpe_invoicing", printOriginal);
