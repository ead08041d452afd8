// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

/** Asks how several invoices shall come: each original, or one file to print. */
export class PrintManyDialog extends Component {
    static template = "tpe_invoicing.PrintManyDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        originals: Number,
        others: {type: Array, element: Object},
        zip: Function,
        print: Function,
    };
    static shown = 12;

    get listed() {
        return this.props.others.slice(0, PrintManyDialog.shown);
    }

    get hidden() {
        const count = this.props.others.length - this.listed.length;
        return count ? _t("and %s more", count) : "";
    }

    get explanation() {
        if (!this.props.originals) {
            return _t("None of these documents has an original.");
        }
        return _t(
            "%s of these documents have their original. The zip holds each one exactly as it was sealed; the single file is for a printer, and is no original.",
            this.props.originals
        );
    }

    async choose(act) {
        this.props.close();
        await act();
    }
}
