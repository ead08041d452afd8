// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("tpe_tour_dashboard", {
    url: "/odoo/tpe-kpi",
    steps: () => [
        {
            trigger: ".o_kanban_record:not(.o_kanban_ghost)",
            content: _t("Each card is one figure. Open it to read how it is reckoned."),
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_sheet",
            content: _t(
                "Every figure can be recomputed from your entries, as of any day; a month " +
                    "that is over never changes."
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a",
            content: _t("Back to the figures."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_kanban_view .o_kanban_renderer",
            content: _t("The menu has the aged balance, the cash forecast and what to do next."),
            tooltipPosition: "top",
            run: "click",
        },
    ],
});

registry.category("tpe_jobs").add("dashboard", {
    tour: "tpe_tour_dashboard",
    icon: "fa-line-chart",
    title: _t("Read your figures"),
    text: _t("When customers pay, what is overdue, what comes in next."),
    chapter: "chiffres",
});
