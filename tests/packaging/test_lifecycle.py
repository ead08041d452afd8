# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive outlives its software: upgrade and removal with sealed invoices."""

import base64

import pytest
from lib.layout import ADDONS
from support import story

# a database as 19.0.1.0.0 left it, where a person has changed one step and deleted one
AGED = """
levels = "tpe_invoicing_reminders.tpe_reminder_level_"
admin = env.ref("base.user_admin")
own = env.ref(levels + "business_friendly").with_user(admin).sudo()
own.body = "Words of my own, {amount}"
env.ref(levels + "consumer_notice").unlink()
env.ref("tpe_invoicing_kpi.tpe_kpi_cei").with_context(lang="fr_FR").name = "Ancien"
env.ref("tpe_invoicing_reminders.ir_cron_tpe_reminders").interval_type = "days"
env.ref(levels + "business_firm").subject_familiar = False
company = env["res.company"].search([], limit=1, order="id")
branch = env["res.company"].create({"name": "Agence", "parent_id": company.id})
env.flush_all()
other = "UPDATE res_company SET tpe_legal_form = 'SNC' WHERE id = %s"
env.cr.execute(other, branch.ids)
addons = env["ir.module.module"].search([("name", "=like", "tpe_%")])
addons.latest_version = "19.0.1.0.0"
env.cr.commit()
"""
LOOK = """
levels = "tpe_invoicing_reminders.tpe_reminder_level_"
assert env.ref(levels + "business_friendly").body == "Words of my own, {amount}"
assert not env.ref(levels + "consumer_notice", raise_if_not_found=False)
cei = env.ref("tpe_invoicing_kpi.tpe_kpi_cei").with_context(lang="fr_FR")
assert cei.name not in ("Ancien", cei.with_context(lang="en_US").name), cei.name
cron = env.ref("tpe_invoicing_reminders.ir_cron_tpe_reminders")
assert cron.interval_type == "hours"
assert env.ref(levels + "business_firm").subject_familiar
branch = env["res.company"].search([("name", "=", "Agence")])
assert branch.tpe_legal_form == branch.parent_id.tpe_legal_form, branch.tpe_legal_form
"""
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "=", "{addon}")])
modules.button_immediate_uninstall()
"""


@pytest.fixture(scope="module")
def history(module_server):
    """A server's database with two sealed invoices, the server stopped."""
    server = module_server
    client = server.rpc("accountant")
    server.issued = [story.make_issued(client, 10)]
    server.company = story.get_company(client)
    # who was reminded stands in the way of no removal
    story.make_late(client, 30)
    client.call("tpe.reminder.run", "tpe_run", company_id=server.company)
    # what is encrypted must be readable without the addon as well
    owner = server.rpc("owner")
    owner.call("res.company", "action_tpe_lock_archive", [server.company])
    server.issued.append(story.make_issued(client, 20))
    server.stop()
    return server


def test_an_upgrade_keeps_the_archive_and_what_people_have_changed(history):
    name = history.database.name
    history.odoo.run(name, script=AGED, what="Ageing the database")
    history.odoo.run(name, "-u", ",".join(ADDONS), what="Upgrading the addons")
    history.odoo.run(name, script=LOOK, what="What nobody has changed")
    history.start("--workers=0")
    try:
        client = history.rpc("accountant")
        answer = client.call(
            "tpe.archive.entry", "tpe_verify", company_id=history.company
        )
        assert answer["ok"], answer["problems"]
        ids = [each["id"] for each in history.issued]
        assert client.call("account.move", "tpe_issue", ids) == history.issued
    finally:
        history.stop()


def test_removal_leaves_the_documents_and_their_proof_and_nothing_else(history):
    name = history.database.name
    for addon in reversed(ADDONS):
        script = UNINSTALL.format(addon=addon)
        history.odoo.run(name, script=script, what=f"Removing {addon}")
    run = history.database.run
    assert run("SELECT name FROM ir_model_data WHERE module LIKE 'tpe\\_%'") == []
    assert run("SELECT model FROM ir_model WHERE model LIKE 'tpe.%'") == []
    assert run("SELECT name FROM ir_model_fields WHERE name LIKE 'tpe\\_%'") == []
    history.start("--workers=0")
    try:
        person = history.session("accountant")
        for each in history.issued:
            path = f"/web/content/account.move/{each['id']}/invoice_pdf_report_file"
            answer = person.download(path)
            assert story.get_sha256(answer.content) == each["sha256"]
        proof = get_proof(history)
        for each in history.issued:
            assert each["sha256"] in proof
    finally:
        history.stop()


def get_proof(server):
    """Read the file of hashes and signatures that the removal has left."""
    client = server.rpc("admin")
    (found,) = client.call(
        "ir.attachment",
        "search_read",
        domain=[["mimetype", "=", "application/json"], ["company_id", "!=", False]],
        fields=["datas"],
    )
    return base64.b64decode(found["datas"]).decode()


def test_the_addons_come_back_beside_what_they_left(history):
    name = history.database.name
    history.odoo.run(name, "-i", ",".join(ADDONS), what="Installing the addons again")
    history.start("--workers=0")
    try:
        # an accountant got the rights of the addons with the installation
        client = history.rpc("accountant")
        issued = story.make_issued(client, 30)
        answer = client.call(
            "tpe.archive.entry", "tpe_verify", company_id=history.company
        )
        assert answer["ok"], answer["problems"]
        assert answer["checked"] == 1
        assert issued["sha256"] not in get_proof(history)
    finally:
        history.stop()
