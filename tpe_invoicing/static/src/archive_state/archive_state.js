// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, onWillStart, status, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const MODEL = "tpe.archive.entry";
const HASH = /^[0-9a-f]{64}$/;
const LEVELS = {
    good: {icon: "fa-check-circle text-success", label: _t("In order")},
    due: {icon: "fa-exclamation-triangle text-warning", label: _t("To be done")},
    bad: {icon: "fa-times-circle text-danger", label: _t("To repair")},
    none: {icon: "fa-circle-o text-muted", label: _t("Nothing yet")},
};

/**
 * The archive at a glance: its state in a few sentences, its months in a row, and a
 * place to drop a file to learn whether it is in it. The file stays in the browser.
 */
export class ArchiveState extends Component {
    static template = "tpe_invoicing.ArchiveState";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.levels = LEVELS;
        this.state = useState({documents: 0, cards: [], months: [], said: ""});
        onWillStart(async () => {
            this.isAccountant = await user.hasGroup("account.group_account_invoice");
            await this.load();
        });
    }

    async load() {
        // what was opened from here may have taken the place of this page
        if (status(this) === "destroyed") {
            return;
        }
        const company = user.activeCompany.id;
        Object.assign(this.state, await this.orm.call(MODEL, "tpe_state", [company]));
    }

    async run(method) {
        const action = await this.orm.call(MODEL, method, []);
        await this.action.doAction(action);
        await this.load();
    }

    open(name) {
        return this.action.doAction(`tpe_invoicing.${name}`, {
            onClose: () => this.load(),
        });
    }

    openEntry(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openMonth(month) {
        return this.action.doAction("tpe_invoicing.tpe_archive_closing_action", {
            additionalContext: {search_default_name: month.name},
        });
    }

    // === FIND A FILE === //

    async onFile(ev) {
        const file = ev.target.files?.[0] || ev.dataTransfer?.files?.[0];
        if (!file) {
            return;
        }
        if (!window.crypto?.subtle) {
            this.state.said = _t("This browser cannot compute the fingerprint here.");
            return;
        }
        const content = await file.arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
        const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"));
        await this.find(digits.join(""));
    }

    async onPaste(ev) {
        const hash = ev.target.value.replace(/[\s:]/g, "").toLowerCase();
        if (HASH.test(hash)) {
            await this.find(hash);
        } else {
            this.state.said = hash && _t("A fingerprint has 64 digits, 0-9 and a-f.");
        }
    }

    async find(hash) {
        const domain = ["|", ["sha256", "=", hash], ["xml_sha256", "=", hash]];
        const ids = await this.orm.search(MODEL, domain, {limit: 1});
        if (ids.length) {
            await this.openEntry(ids[0]);
        } else {
            this.state.said = _t("This file is not in the archive.");
        }
    }
}

registry.category("actions").add("tpe_archive_state", ArchiveState);
