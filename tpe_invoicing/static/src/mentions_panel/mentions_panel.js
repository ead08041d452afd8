// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * Which mentions an invoice bears, and why: what was printed once it is sealed, what
 * would be printed while it is a draft.
 */
export class MentionsPanel extends Component {
    static template = "tpe_invoicing.MentionsPanel";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({answer: null});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => {
            if (this.keyOf(props.record) !== this.key) {
                return this.load(props.record);
            }
        });
    }

    // The list follows what is saved, not each key that is pressed
    keyOf(record) {
        return [record.resId, record.data.state, record.dirty].join();
    }

    async load(record) {
        this.key = this.keyOf(record);
        if (!record.resId) {
            this.state.answer = null;
            return;
        }
        const [answer] = await this.orm.call("account.move", "tpe_mentions", [
            [record.resId],
        ]);
        this.state.answer = answer;
    }
}

registry.category("view_widgets").add("tpe_mentions", {component: MentionsPanel});
