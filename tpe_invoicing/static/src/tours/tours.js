// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const INVOICE = ".o_form_view";
const ROW = `${INVOICE} [name=invoice_line_ids] .o_selected_row`;
// with or without a column for the product
const LABEL = ["[name=name] textarea", "[name=name] input", "[name=product_id] input"]
    .map((place) => `${ROW} ${place}`)
    .join(", ");
const FIRST_CHOICE = ".o-autocomplete--dropdown-item:first-child > a";

registry.category("web_tour.tours").add("tpe_tour_invoice", {
    url: "/odoo/customer-invoices",
    steps: () => [
        {
            trigger: ".o_list_button_add",
            content: _t("Every sale begins here: make a new invoice."),
            run: "click",
        },
        {
            trigger: `${INVOICE} .o_field_widget[name=partner_id] input`,
            content: _t("Type the name of your customer, and choose him in the list."),
            tooltipPosition: "right",
            run: "edit tour",
        },
        {
            isActive: ["auto"],
            trigger: `.o_field_widget[name=partner_id] ${FIRST_CHOICE}`,
            run: "click",
        },
        {
            trigger: `${INVOICE} [name=invoice_line_ids] .o_field_x2many_list_row_add a`,
            content: _t("Add what you sold: one line for each thing or work."),
            run: "click",
        },
        {
            trigger: LABEL,
            content: _t("Say precisely what was sold: the law wants more than one word."),
            tooltipPosition: "bottom",
            run: "edit Porte en chêne massif",
        },
        {
            trigger: `${ROW} [name=price_unit] input`,
            content: _t("Enter the price of one, without VAT."),
            tooltipPosition: "bottom",
            run: "edit 120",
        },
        {
            trigger: `${INVOICE} .o_tpe_findings`,
            content: _t(
                "This panel says what the law still wants. Click on it, then put each " +
                    "line right until it says that the invoice is ready."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            // what a person does with his eyes open, no play does
            isActive: ["manual"],
            trigger: `${INVOICE} button[name=action_post]:visible`,
            content: _t(
                "Confirm: the invoice gets its number, is checked, laid out, proved and " +
                    "sealed. From then on nothing can change it."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: ["manual"],
            trigger: `${INVOICE} .o_arrow_button_current[data-value=posted]`,
            content: _t("Your invoice is issued and sealed."),
            tooltipPosition: "bottom",
            run: "click",
        },
    ],
});

registry.category("web_tour.tours").add("tpe_tour_design", {
    url: "/odoo/tpe-invoice-templates",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name=name]",
            content: _t("Each template is a look. Open one of them."),
            run: "click",
        },
        {
            trigger: ".o_tpe_preview_pages img",
            content: _t("This is the real page. It follows while you change an option."),
            tooltipPosition: "left",
            run: "click",
        },
        {
            trigger: ".o_notebook .nav-item:nth-child(2) .nav-link",
            content: _t("Colour, logo, columns and texts stand on these pages."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a",
            content: _t("Back to the list. A sealed document keeps the look it had."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row",
            content: _t("The first template that fits a document is used."),
            run: "click",
        },
    ],
});

registry.category("web_tour.tours").add("tpe_tour_archive", {
    url: "/odoo/tpe-archive-state",
    steps: () => [
        {
            trigger: ".o_tpe_archive_state .o_tpe_cards",
            content: _t(
                "The archive at a glance: each card says in one sentence what is in " +
                    "order and what is to be done."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_tpe_archive_state .o_tpe_open_archive",
            content: _t("Every sealed document is in this list, in the order of its seal."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row .o_data_cell, .o_kanban_record",
            content: _t("Open one: fingerprint, signature and original stand together."),
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_sheet",
            content: _t(
                "Nobody can change or delete it. Download the original, or a certificate " +
                    "that your customer can check."
            ),
            tooltipPosition: "top",
            run: "click",
        },
    ],
});

// what the page "Learn" offers, in the order of a first day
const jobs = registry.category("tpe_jobs");
jobs.add("invoice", {
    tour: "tpe_tour_invoice",
    icon: "fa-file-text-o",
    title: _t("Issue your first invoice"),
    text: _t("From the customer's name to the sealed original, in two minutes."),
    chapter: "facture",
});
jobs.add("design", {
    tour: "tpe_tour_design",
    icon: "fa-paint-brush",
    title: _t("Give your invoices their look"),
    text: _t("Colour, logo, columns and texts, on the real page."),
    chapter: "modele",
});
jobs.add("archive", {
    tour: "tpe_tour_archive",
    icon: "fa-lock",
    title: _t("Look into the archive"),
    text: _t("Where the originals lie, and how anybody can check them."),
    chapter: "archive",
});
