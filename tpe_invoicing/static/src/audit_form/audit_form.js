// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {FormController} from "@web/views/form/form_controller";
import {browser} from "@web/core/browser/browser";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useEffect} from "@odoo/owl";

const PAUSE = 3000;
const UNDER_WAY = ["waiting", "running"];

/**
 * A verification that goes on in the background: its page follows, until it is done.
 */
export class AuditFormController extends FormController {
    setup() {
        super.setup();
        useEffect(() => {
            const timer = browser.setInterval(() => {
                const root = this.model.root;
                if (UNDER_WAY.includes(root?.data?.state)) {
                    root.load();
                }
            }, PAUSE);
            return () => browser.clearInterval(timer);
        }, () => []);
    }
}

registry.category("views").add("tpe_audit_form", {
    ...formView,
    Controller: AuditFormController,
});
