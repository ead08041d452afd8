// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, useRef} from "@odoo/owl";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

const ICONS = {
    blocking: "fa-times-circle text-danger",
    warning: "fa-exclamation-triangle text-warning",
    info: "fa-info-circle text-info",
};

// What is repaired on another record: the field that leads there, and its model
const PLACES = {
    company_id: {model: "res.company", label: _t("Open the company")},
    partner_id: {model: "res.partner", label: _t("Open the customer")},
};

/**
 * What the law or the standard still wants before a draft is issued: a short list, each
 * finding with the place that repairs it one click away.
 */
export class FindingsPanel extends Component {
    static template = "tpe_invoicing.FindingsPanel";
    static props = {...standardFieldProps};

    setup() {
        this.dialog = useService("dialog");
        this.root = useRef("root");
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
        return this.placeOf(finding)?.label || _t("Show");
    }

    severityOf(finding) {
        return {
            blocking: _t("Stops the issue"),
            warning: _t("Warning"),
            info: _t("Information"),
        }[finding.severity];
    }

    placeOf(finding) {
        const [first, rest] = finding.field.split(".");
        return rest && this.recordIdOf(first) ? PLACES[first] : undefined;
    }

    recordIdOf(fieldName) {
        const value = this.props.record.data[fieldName];
        return value && value.id;
    }

    async repair(finding) {
        const fieldName = finding.field.split(".")[0];
        const place = this.placeOf(finding);
        if (!place) {
            this.show(fieldName);
            return;
        }
        const record = this.props.record;
        // The draft is saved first: it is read again once the other record is repaired
        if ((record.isNew || record.dirty) && !(await record.save())) {
            return;
        }
        this.dialog.add(FormViewDialog, {
            resModel: place.model,
            resId: this.recordIdOf(fieldName),
            onRecordSaved: () => record.load(),
        });
    }

    show(fieldName) {
        const form = this.root.el.closest(".o_form_view");
        const find = () =>
            [...form.querySelectorAll(`.o_field_widget[name="${fieldName}"]`)].find(
                (element) => element.offsetParent
            );
        for (const tab of [null, ...form.querySelectorAll(".o_notebook .nav-link")]) {
            tab?.click();
            const element = find();
            if (element) {
                element.scrollIntoView({block: "center"});
                element.querySelector("input, textarea, a, button")?.focus();
                return;
            }
        }
    }
}

registry.category("fields").add("tpe_findings", {
    component: FindingsPanel,
    displayName: _t("Ready to issue?"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "company_id", type: "many2one"},
        {name: "partner_id", type: "many2one"},
    ],
});
