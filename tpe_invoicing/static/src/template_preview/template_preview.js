// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, onMounted, onWillStart, onWillUnmount, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {isBinarySize} from "@web/core/utils/binary";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const MODEL = "tpe.invoice.template";
const DELAY = 250;
// What is typed as letters and figures; the rest reaches the record at once
const TYPED = ["char", "text", "integer"];

/**
 * The real page, beside the options: a sample or a chosen invoice, set again a moment
 * after each change, saved or not.
 */
export class TemplatePreview extends Component {
    static template = "tpe_invoicing.TemplatePreview";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({
            answer: {pages: [], problems: [], notes: []},
            choices: [],
            choice: "invoice",
            isBusy: false,
        });
        this.isStale = false;
        this.names = [];
        onWillStart(async () => {
            [this.names, this.state.choices] = await Promise.all([
                this.orm.call(MODEL, "tpe_preview_fields", []),
                this.orm.call(MODEL, "tpe_preview_choices", []),
            ]);
        });
        useRecordObserver((record) => {
            // Reading them is what makes the observer follow them
            this.readValues(record);
            this.follow();
        });
        this.onTyped = (event) => this.noteTyped(event);
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_view");
            this.form.addEventListener("input", this.onTyped);
            this.form.addEventListener("keyup", this.onTyped);
        });
        onWillUnmount(() => {
            clearTimeout(this.timer);
            this.form?.removeEventListener("input", this.onTyped);
            this.form?.removeEventListener("keyup", this.onTyped);
        });
    }

    readValues(record) {
        const values = {};
        for (const name of this.names) {
            const value = record.data[name];
            if (name === "logo" && value && isBinarySize(value)) {
                continue;
            }
            values[name] = value ? value : false;
            if (typeof value === "object" && value !== null) {
                values[name] = value.toString();
            }
        }
        return values;
    }

    noteTyped(event) {
        if (!this.root.el?.contains(event.target)) {
            this.follow();
        }
    }

    follow() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.draw(), DELAY);
    }

    choose(event) {
        this.state.choice = event.target.value;
        this.draw();
    }

    // The value under the cursor, which its field hands over only when one leaves it
    async readTyped() {
        const element = document.activeElement;
        const field = element?.closest(".o_field_widget[name]");
        if (!field || !this.form?.contains(field)) {
            return {};
        }
        const name = field.getAttribute("name");
        if (element.isContentEditable || element.closest(".ace_editor")) {
            const proms = [];
            this.props.record.model.bus.trigger("NEED_LOCAL_CHANGES", {proms});
            await Promise.all(proms);
            return {};
        }
        const type = this.props.record.fields[name]?.type;
        const isTyped = TYPED.includes(type) && "value" in element;
        return isTyped && this.names.includes(name) ? {[name]: element.value} : {};
    }

    async draw() {
        if (this.state.isBusy) {
            this.isStale = true;
            return;
        }
        this.state.isBusy = true;
        try {
            const typed = await this.readTyped();
            const record = this.props.record;
            const answer = await this.orm.silent.call(MODEL, "tpe_preview", [], {
                template_id: record.resId || false,
                values: {...this.readValues(record), ...typed},
                document: this.state.choice,
            });
            // While a fault is being repaired, the last page stays in sight
            if (!answer.pages.length) {
                answer.pages = this.state.answer.pages;
            }
            this.state.answer = answer;
        } catch (error) {
            const message = error.data?.message || _t("The preview cannot be shown.");
            this.state.answer.problems = [{line: 0, message}];
        } finally {
            this.state.isBusy = false;
        }
        if (this.isStale) {
            this.isStale = false;
            this.follow();
        }
    }

    sourceOf(page) {
        return `data:image/svg+xml;base64,${page}`;
    }

    titleOf(index) {
        return _t("Page %(number)s of %(count)s", {
            number: index + 1,
            count: this.state.answer.pages.length,
        });
    }
}

registry.category("view_widgets").add("tpe_template_preview", {
    component: TemplatePreview,
});
