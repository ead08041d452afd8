// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component, markup} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {GUIDE} from "../learn/learn";
import {STATIC_ACTIONS_GROUP_NUMBER} from "@web/search/action_menus/action_menus";
import {registry} from "@web/core/registry";

/** What a screen is for, in the words that Odoo shows only while it is empty. */
export class ScreenHelpDialog extends Component {
    static template = "tpe_invoicing.ScreenHelpDialog";
    static components = {Dialog};
    static props = {close: Function, title: String, help: {type: String, optional: true}};

    setup() {
        this.guide = GUIDE;
        const page = new DOMParser().parseFromString(this.props.help || "", "text/html");
        // the headline says that there is nothing yet
        page.querySelectorAll("[class*=o_view_nocontent]").forEach((node) => node.remove());
        // the server's own words, which it has cleaned
        this.help = markup(page.body.innerHTML);
    }
}

/** Opens it, from the cog of every screen of these addons. */
export class ScreenHelp extends Component {
    static template = "tpe_invoicing.ScreenHelp";
    static components = {DropdownItem};
    static props = {};

    open() {
        const {action} = this.env.services.action.currentController;
        this.env.services.dialog.add(ScreenHelpDialog, {
            title: this.env.config.getDisplayName(),
            help: action.help?.toString(),
        });
    }
}

registry.category("cogMenu").add(
    "tpe-screen-help",
    {
        Component: ScreenHelp,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: ({config}) => (config.actionXmlId || "").startsWith("tpe_invoicing"),
    },
    {sequence: 90}
);
