// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("tpe_tour_plan", {
    url: "/odoo/action-tpe_invoicing_reminders.tpe_reminder_plan_action",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell, .o_kanban_record",
            content: _t("A plan says who is reminded when, and how. Open one."),
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=level_ids]",
            content: _t(
                "Its levels follow each other: a note before the due date, a courteous " +
                    "reminder, a firm one. Delays, channel and words are yours to choose."
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='tpe_invoicing_reminders.tpe_reminder_menu']",
            content: _t("Open the menu of reminders."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='tpe_invoicing_reminders.tpe_reminder_open_menu']",
            content: _t("This list shows every open item, with its next step or the reason why there is none."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_list_renderer, .o_kanban_view .o_kanban_renderer",
            content: _t("Nothing is sent before you start the reminders yourself."),
            tooltipPosition: "top",
            run: "click",
        },
    ],
});

registry.category("tpe_jobs").add("plan", {
    tour: "tpe_tour_plan",
    icon: "fa-bell-o",
    title: _t("Have late customers reminded"),
    text: _t("Plans, levels, and why an invoice is reminded or is not."),
    chapter: "relance",
});
