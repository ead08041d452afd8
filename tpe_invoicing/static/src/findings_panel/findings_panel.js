// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, onWillStart, useRef} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;
// Milliseconds: how long a form may take to come, and a tab to be drawn
const PATIENCE = 5000;
const DRAWN = 80;

const ICONS = {
    blocking: "fa-times-circle text-danger",
    warning: "fa-exclamation-triangle text-warning",
    info: "fa-info-circle text-info",
};

// What is repaired on another record: the field that leads there, and its model
const PLACES = {
    company_id: {model: "res.company", label: _t("Open the company")},
    commercial_partner_id: {model: "res.partner", label: _t("Open the customer")},
    currency_id: {model: "res.currency", label: _t("Open the currency")},
    journal_id: {model: "account.journal", label: _t("Open the journal")},
    reversed_entry_id: {model: "account.move", label: _t("Open the progress invoice")},
    invoice_payment_term_id: {
        model: "account.payment.term",
        label: _t("Open the payment terms"),
    },
};

// What the law knows is kept on a screen of its own
const SCREENS = {
    figure_missing: {
        action: "tpe_invoicing.tpe_legal_parameter_action",
        label: _t("Open the legal figures"),
    },
    mention_outdated: {
        action: "tpe_invoicing.tpe_mention_action",
        label: _t("Open the legal mentions"),
    },
    note_missing: {
        action: "tpe_invoicing.tpe_mention_action",
        label: _t("Open the legal mentions"),
    },
};

// Where to look when a field is not on the screen: another one decides it
const INSTEAD = {
    invoice_date_due: "invoice_payment_term_id",
    tpe_preceding_move_ids: "tpe_document_kind",
    partner_bank_id: "partner_id",
};

const TODAY = "date_missing";

/**
 * What the law or the standard still wants before a draft is issued: a short list, each
 * finding with the place that repairs it one click away.
 */
export class FindingsPanel extends Component {
    static template = "tpe_invoicing.FindingsPanel";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.root = useRef("root");
        onWillStart(async () => {
            this.mayIssue = await user.hasGroup("account.group_account_invoice");
        });
    }

    get findings() {
        return this.props.record.data[this.props.name] || [];
    }

    get isReady() {
        return !this.findings.some((finding) => finding.severity === "blocking");
    }

    iconOf(finding) {
        return ICONS[finding.severity];
    }

    labelOf(finding) {
        if (finding.code === TODAY) {
            return _t("Today");
        }
        const elsewhere = SCREENS[finding.code] || this.placeOf(finding);
        return elsewhere?.label || _t("Show");
    }

    severityOf(finding) {
        return {
            blocking: _t("Stops the issue"),
            warning: _t("Warning"),
            info: _t("Information"),
        }[finding.severity];
    }

    placeOf(finding) {
        const [first, rest] = this.pathOf(finding);
        return rest && this.recordIdOf(first) ? PLACES[first] : undefined;
    }

    // What a customer is registered as stands on his head office, not on a contact
    pathOf(finding) {
        const [first, rest] = finding.field.split(".");
        const isHead = first === "partner_id" && rest;
        return [isHead ? "commercial_partner_id" : first, rest];
    }

    recordIdOf(fieldName) {
        const value = this.props.record.data[fieldName];
        return value && value.id;
    }

    async repair(finding) {
        const record = this.props.record;
        const [fieldName, rest] = this.pathOf(finding);
        const place = this.placeOf(finding);
        if (finding.code === TODAY) {
            await record.update({invoice_date: DateTime.local().startOf("day")});
            return;
        }
        if (!place && !SCREENS[finding.code]) {
            this.show(this.root.el.closest(".o_form_view"), fieldName);
            return;
        }
        // The draft is saved first: it is read again once the other record is repaired
        if ((record.isNew || record.dirty) && !(await record.save())) {
            return;
        }
        if (place) {
            this.open(place, this.recordIdOf(fieldName), rest);
        } else {
            this.action.doAction(SCREENS[finding.code].action);
        }
    }

    open(place, resId, fieldName) {
        const known = new Set(document.querySelectorAll(".modal .o_form_view"));
        this.dialog.add(FormViewDialog, {
            resModel: place.model,
            resId,
            onRecordSaved: () => this.props.record.load(),
        });
        // The form is there once it is read: bring the field to the eye then
        const started = Date.now();
        const look = () => {
            const form = [...document.querySelectorAll(".modal .o_form_view")].find(
                (element) => !known.has(element)
            );
            if (form?.querySelector(".o_field_widget")) {
                this.show(form, fieldName);
            } else if (Date.now() - started < PATIENCE) {
                browser.setTimeout(look, 100);
            }
        };
        look();
    }

    async show(form, fieldName) {
        const find = (name) =>
            [...form.querySelectorAll(`.o_field_widget[name="${name}"]`)].find(
                (element) => element.offsetParent
            );
        const names = [fieldName, INSTEAD[fieldName]].filter(Boolean);
        const first = form.querySelector(".o_notebook .nav-link.active");
        for (const name of names) {
            for (const tab of [null, ...form.querySelectorAll(".o_notebook .nav-link")]) {
                if (tab) {
                    tab.click();
                    // A tab is drawn once it is open
                    await new Promise((done) => browser.setTimeout(done, DRAWN));
                }
                const element = find(name);
                if (element) {
                    element.scrollIntoView({block: "center"});
                    element.querySelector("input, textarea, a, button")?.focus();
                    return;
                }
            }
        }
        first?.click();
    }
}

registry.category("fields").add("tpe_findings", {
    component: FindingsPanel,
    displayName: _t("Ready to issue?"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "commercial_partner_id", type: "many2one"},
        {name: "company_id", type: "many2one"},
        {name: "currency_id", type: "many2one"},
        {name: "invoice_payment_term_id", type: "many2one"},
        {name: "journal_id", type: "many2one"},
        {name: "partner_id", type: "many2one"},
        {name: "reversed_entry_id", type: "many2one"},
    ],
});
