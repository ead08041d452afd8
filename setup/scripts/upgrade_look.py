# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ask an upgraded database for what it held, and go on with it; run in Odoo's shell.

What does not work any more ends it with an error.
"""

import sys

env = globals()["env"]
company = env.company
archive, runs = env["tpe.archive.entry"], env["tpe.reminder.run"]
documents = [("move_type", "in", ("out_invoice", "out_refund"))]
issued = env["account.move"].search(
    [*documents, ("state", "=", "posted"), ("tpe_is_imported", "=", False)], order="id"
)


def tell(what, answer):
    """Say what was found, and keep what was done."""
    sys.stdout.write(f"    {what}: {answer}\n")
    env.cr.commit()


def verify():
    """Verify the archive."""
    answer = archive.tpe_verify(company_id=company.id)
    assert answer["ok"], answer["problems"]
    return answer["checked"]


tell("verified", verify())
tell("originals", len(issued.tpe_document()))
numbers = [each["archive_number"] for each in issued.tpe_issue()]
tell("the same answer", numbers)
drafts = env["account.move"].search([*documents, ("state", "=", "draft")])
tell("drafts issued", [each["name"] for each in drafts.tpe_issue()])
sent = runs.tpe_run(company_id=company.id, on_date="2026-12-28")
assert not sent["failed"], sent["failed"]
tell("reminded", len(sent["sent"]))
codes = ["dso_balance", "overdue_rate", "days_to_pay", "cei"]
values = env["tpe.kpi"].tpe_values(company.id, codes, "2026-11-28")
tell("figures", {code: value["value"] for code, value in values.items()})
tell("closed", archive._cron_close_periods())
last = env["tpe.import"].search([], limit=1)
tell("import taken back", last and env["tpe.import"].tpe_undo(last.id))
export = archive.tpe_export(company_id=company.id)
tell("exported", export["filename"])
tell("verified", verify())
