// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

export const GUIDE = "/tpe_invoicing/static/guide/index.html";

/**
 * The page to learn from: one card for each job, that shows it in the program itself or
 * opens its chapter of the guide. Other addons add jobs to the registry.
 */
export class Learn extends Component {
    static template = "tpe_invoicing.Learn";
    static props = {...standardActionServiceProps};

    setup() {
        this.tours = useService("tour_service");
        this.guide = GUIDE;
        this.jobs = registry.category("tpe_jobs").getAll();
    }

    getLink(chapter) {
        return `${GUIDE}#${chapter}`;
    }

    start(job) {
        return this.tours.startTour(job.tour, {mode: "manual"});
    }
}

registry.category("actions").add("tpe_learn", Learn);
