// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {FormController} from "@web/views/form/form_controller";
import {debounce} from "@web/core/utils/timing";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {onMounted, useEffect} from "@odoo/owl";

// long enough to finish a word, short enough to see what it does
const PAUSE = 500;

/**
 * Lets the examples follow while one types: a pause in typing counts as leaving the
 * field. Only fields of text, which are written back as they were typed. Who comes from
 * a step of the set-up is brought to the setting that it speaks of.
 */
export class SettingsFormController extends FormController {
    setup() {
        super.setup();
        const commit = debounce((input) => {
            if (input.isConnected && input.value === input.value.trimEnd()) {
                input.dispatchEvent(new Event("change", {bubbles: true}));
            }
        }, PAUSE);
        const follow = ({target}) => {
            if (target.closest(".o_field_char, .o_field_text, .o_field_email")) {
                commit(target);
            }
        };
        useEffect(
            (root) => {
                root?.addEventListener("input", follow);
                return () => {
                    root?.removeEventListener("input", follow);
                    commit.cancel();
                };
            },
            () => [this.rootRef.el]
        );
        onMounted(() => {
            const setting = this.props.context.tpe_setting;
            if (setting) {
                const box = this.rootRef.el.querySelector(`#${setting}`);
                box?.classList.add("o_tpe_asked");
                box?.scrollIntoView({block: "center"});
            }
        });
    }
}

registry.category("views").add("tpe_settings_form", {
    ...formView,
    Controller: SettingsFormController,
});
