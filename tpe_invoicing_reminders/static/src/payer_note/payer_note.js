// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

/**
 * How the customer of a record pays, where that is worth a thought before more is
 * promised to him. The record's own model knows nothing of it.
 */
export class PayerNote extends Component {
    static template = "tpe_invoicing_reminders.PayerNote";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({note: ""});
        this.partnerId = false;
        useRecordObserver((record) => this.load(record.data.partner_id));
    }

    async load(partner) {
        const id = partner ? partner.id : false;
        if (id === this.partnerId) {
            return;
        }
        this.partnerId = id;
        this.state.note = "";
        if (id) {
            const names = ["tpe_payer_warning"];
            const [payer] = await this.orm.read("res.partner", [id], names);
            // Another customer may have been chosen meanwhile
            if (id === this.partnerId) {
                this.state.note = payer.tpe_payer_warning;
            }
        }
    }
}

registry.category("view_widgets").add("tpe_payer_note", {component: PayerNote});
