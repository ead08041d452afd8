# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever door an invoice leaves by, the same bytes leave; what is none says so.

The doors are walked over HTTP as people walk them: an accountant with a session, a
customer on the portal, somebody who holds a link and nothing else.
"""

import io
import json
import re
import zipfile

import pikepdf
import pypdfium2
import pytest
from support import story

OWN_REPORT = "test_paths.own_invoice"
REPORTS = (
    "account.report_invoice",
    "account.report_invoice_with_payments",
    OWN_REPORT,
)


@pytest.fixture(scope="module")
def client(server):
    """The accountant, as a program."""
    return server.rpc("accountant")


@pytest.fixture(scope="module")
def accountant(server):
    """The accountant, before the web client."""
    return server.session("accountant")


@pytest.fixture(scope="module")
def own_report(server):
    """A report of the company's own, which keeps what it prints."""
    values = {
        "name": "Own",
        "model": "account.move",
        "report_type": "qweb-pdf",
        "report_name": OWN_REPORT,
        "is_invoice_report": True,
        "attachment": "'own-' + object.name.replace('/', '_') + '.pdf'",
        "attachment_use": True,
    }
    admin = server.rpc("admin")
    return admin.call("ir.actions.report", "create", vals_list=[values])


@pytest.fixture(scope="module")
def issued(client, own_report):
    """An issued invoice, with its customer and the id of the file."""
    partner = story.make_customer(client, name="Menuiserie des Chemins")
    answer = story.make_issued(client, 100, 50, partner_id=partner)
    row = story.read(client, "account.move", answer["id"], "invoice_pdf_report_id")
    file_id = row["invoice_pdf_report_id"][0]
    return {**answer, "partner": partner, "file": file_id}


@pytest.fixture(scope="module")
def customer(server, issued):
    """The customer, on the portal."""
    admin = server.rpc("admin")
    (row,) = admin.call(
        "ir.model.data",
        "search_read",
        domain=[["module", "=", "base"], ["name", "=", "group_portal"]],
        fields=["res_id"],
    )
    values = {
        "name": "Client",
        "login": "client-des-chemins",
        "password": "client-des-chemins",
        "partner_id": issued["partner"],
        "group_ids": [(6, 0, [row["res_id"]])],
    }
    quietly = {"no_reset_password": True}  # the only mails are those of the tests
    admin.call("res.users", "create", vals_list=[values], context=quietly)
    return server.session("client-des-chemins", "client-des-chemins")


def get_pages(content):
    """Texts of the pages of a PDF."""
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


def unzip(content):
    """Files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def check(answer, issued):
    """See that an answer is the original, or a zip with nothing else."""
    assert answer.ok, answer.text
    content = answer.content
    if content.startswith(b"PK"):
        (content,) = unzip(content).values()
    assert story.get_sha256(content) == issued["sha256"]


# === SESSIONS === #


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_url_gives_the_original(accountant, issued, report):
    check(accountant.download(f"/report/pdf/{report}/{issued['id']}"), issued)


@pytest.mark.parametrize("report", REPORTS)
def test_the_print_button_gives_the_original(accountant, issued, report):
    data = json.dumps([f"/report/pdf/{report}/{issued['id']}", "qweb-pdf"])
    check(accountant.download("/report/download", params={"data": data}), issued)


def test_no_report_keeps_a_copy(server, issued):
    kept = server.database.run(
        "SELECT name FROM ir_attachment WHERE res_model = 'account.move' "
        "AND res_id = %s AND mimetype = 'application/pdf'",
        (issued["id"],),
    )
    assert len(kept) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/account/download_invoice_documents/{id}/pdf",
        "/account/download_invoice_documents/{id}/all",
        "/account/download_invoice_attachments/{file}",
        "/account/download_move_attachments/{id}",
        "/web/content/{file}?download=true",
        "/web/content/account.move/{id}/invoice_pdf_report_file",
        "/tpe/originals?ids={id}",
    ],
)
def test_every_download_gives_the_original(accountant, issued, path):
    check(accountant.download(path.format_map(issued)), issued)


@pytest.mark.parametrize(
    "options", ["report_type=pdf", "report_type=pdf&download=true"]
)
def test_the_portal_gives_the_original(server, customer, client, issued, options):
    check(customer.download(f"/my/invoices/{issued['id']}?{options}"), issued)
    url = client.call("account.move", "get_portal_url", [issued["id"]])
    stranger = server.session("seller")
    stranger.cookies.clear()  # nobody is logged in
    joint = "&" if "?" in url else "?"
    path = url.replace(server.url, "")
    check(stranger.download(f"{path}{joint}{options}"), issued)


def test_the_customers_own_page_gives_the_originals(server, client, issued):
    (answer,) = client.call("res.partner", "tpe_account_url", [issued["partner"]])
    stranger = server.session("seller")
    stranger.cookies.clear()
    path = answer["url"].replace(server.url, "")
    check(stranger.download(f"{path}/{issued['id']}.pdf"), issued)
    files = unzip(stranger.download(f"{path}/documents.zip").content)
    hashes = {story.get_sha256(content) for content in files.values()}
    assert issued["sha256"] in hashes


def test_the_screen_shows_the_pages_of_the_original(customer, accountant, issued):
    html = customer.download(f"/my/invoices/{issued['id']}?report_type=html").text
    assert html.count("data:image/png") == 1
    text = accountant.download(f"/report/text/account.report_invoice/{issued['id']}")
    assert issued["name"] in text.text
    assert "<html" not in text.text


# === MAILS === #


def get_mailed(server, client, issued):
    """Wait for a new mail to the customer and give the hashes of its PDF files."""
    address = story.read(client, "res.partner", issued["partner"], "email")["email"]
    message = server.mailbox.wait_for(1, address)[-1]
    for path in server.mailbox.folder.glob("*.eml"):
        if address in path.read_text(errors="replace"):
            path.unlink()
    return [
        story.get_sha256(part.get_content())
        for part in message.iter_attachments()
        if part.get_content_type() == "application/pdf"
    ]


def send_by_api(server, move):
    """Our own call."""
    client = server.json2("owner")
    client.call("account.move", "tpe_send", [move])


def send_by_wizard(server, move):
    """The button “Send” of an invoice."""
    client = server.json2("owner")
    context = {"active_model": "account.move", "active_ids": [move]}
    made = client.call(
        "account.move.send.wizard",
        "create",
        vals_list=[{"move_id": move, "sending_methods": ["email"]}],
        context=context,
    )
    wizard = made if isinstance(made, list) else [made]
    client.call(
        "account.move.send.wizard", "action_send_and_print", wizard, context=context
    )


def send_in_batch(server, move):
    """The button “Send” of a list."""
    client = server.json2("owner")
    other = story.make_issued(client, 20)["id"]
    context = {"active_model": "account.move", "active_ids": [move, other]}
    made = client.call(
        "account.move.send.batch.wizard", "create", vals_list=[{}], context=context
    )
    wizard = made if isinstance(made, list) else [made]
    client.call(
        "account.move.send.batch.wizard",
        "action_send_and_print",
        wizard,
        force_synchronous=True,
        context=context,
    )


def send_by_template(server, move):
    """A mail template of the company's own, which prints the report itself."""
    admin = server.json2("admin")
    names = ["account.report_invoice_with_payments"]
    report = admin.call(
        "ir.actions.report", "search", domain=[["report_name", "in", names]]
    )
    models = admin.call("ir.model", "search", domain=[["model", "=", "account.move"]])
    values = {
        "name": "Own",
        "model_id": models[0],
        "subject": "Votre facture",
        "email_to": "{{ object.partner_id.email }}",
        "use_default_to": False,
        "report_template_ids": [(6, 0, report)],
    }
    made = admin.call("mail.template", "create", vals_list=[values])
    owner = server.json2("owner")
    owner.call("mail.template", "send_mail", made, res_id=move, force_send=True)


def send_in_chatter(server, move):
    """A message with the file, as an answer to a customer's mail."""
    client = server.json2("owner")
    row = story.read(
        client, "account.move", move, "invoice_pdf_report_id", "partner_id"
    )
    client.call(
        "account.move",
        "message_post",
        [move],
        body="Voici votre facture.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=[row["partner_id"][0]],
        attachment_ids=[row["invoice_pdf_report_id"][0]],
    )


@pytest.mark.parametrize(
    "send",
    [send_by_api, send_by_wizard, send_in_batch, send_by_template, send_in_chatter],
)
def test_every_mail_carries_the_original(server, client, issued, send):
    send(server, issued["id"])
    assert get_mailed(server, client, issued) == [issued["sha256"]]


# === WHAT IS NO ORIGINAL === #


def test_a_duplicate_says_so_on_every_page(server, client, accountant, issued):
    count = "SELECT count(*) FROM tpe_archive_access WHERE action = 'duplicate'"
    before = server.database.get(count)
    (copy,) = client.call("account.move", "tpe_duplicate", [issued["id"]])
    content = story.get_bytes(copy)
    assert story.get_sha256(content) == copy["sha256"] != issued["sha256"]
    assert "duplicata" in copy["filename"]
    assert all("DUPLICATA" in page for page in get_pages(content))
    with pikepdf.open(io.BytesIO(content)) as document:
        assert not document.attachments
        assert b"urn:factur-x" not in document.open_metadata().__str__().encode()
    answer = accountant.download(f"/tpe/duplicates?ids={issued['id']}")
    assert all("DUPLICATA" in page for page in get_pages(answer.content))
    assert server.database.get(count) == before + 2
    check(accountant.download(f"/report/pdf/{REPORTS[0]}/{issued['id']}"), issued)


def test_a_customer_gets_no_duplicate(customer, issued):
    answer = customer.download(f"/tpe/duplicates?ids={issued['id']}")
    assert not answer.content.startswith(b"%PDF")
    answer = customer.download(f"/tpe/originals?ids={issued['id']}")
    assert not answer.content.startswith(b"PK")


def test_a_stranger_gets_neither_original_nor_duplicate(server, issued):
    stranger = server.session("stranger")
    for path in (
        f"/tpe/duplicates?ids={issued['id']}",
        f"/tpe/originals?ids={issued['id']}",
        f"/report/pdf/{REPORTS[0]}/{issued['id']}",
    ):
        answer = stranger.download(path)
        assert not answer.content.startswith((b"%PDF", b"PK")), path


def test_a_draft_and_a_pro_forma_say_so_on_every_page(accountant, client):
    lines = [
        (0, 0, {"name": f"Poste {n}", "quantity": 1, "price_unit": 10, "tax_ids": []})
        for n in range(60)
    ]
    partner = story.make_customer(client)
    draft = story.make_invoice(client, partner, invoice_line_ids=lines)
    page = accountant.download(f"/report/pdf/{REPORTS[1]}/{draft}")
    pages = get_pages(page.content)
    assert len(pages) > 1
    assert all("BROUILLON" in text for text in pages)
    page = accountant.download(f"/account/download_invoice_documents/{draft}/pdf")
    assert all("PRO FORMA" in text for text in get_pages(page.content))


@pytest.fixture(scope="module")
def mixed(client, issued):
    """A selection as it happens: sealed, draft, of former software, of a supplier."""
    other = story.make_issued(client, 30)
    draft = story.make_invoice(client, issued["partner"], 10)
    old = story.make_invoice(
        client, issued["partner"], 10, tpe_is_imported=True, ref="F-2019-7"
    )
    client.call("account.move", "action_post", [old])
    bill = story.make_invoice(
        client, issued["partner"], 10, move_type="in_invoice", ref="FOURN-1"
    )
    return {
        "moves": [issued["id"], draft, old, bill, other["id"]],
        "sealed": {issued["sha256"], other["sha256"]},
    }


def test_a_mixed_selection_in_one_file_says_what_each_page_is(accountant, mixed):
    ids = ",".join(map(str, mixed["moves"]))
    answer = accountant.download(f"/report/pdf/{REPORTS[1]}/{ids}")
    assert answer.ok
    assert story.get_sha256(answer.content) not in mixed["sealed"]
    cover, *pages = get_pages(answer.content)
    words = " ".join(cover.split())
    assert "Recueil d’impression" in words
    assert words.count("Original") >= 2
    assert re.search(r"Brouillon", words)
    assert "COPIE" in " ".join(pages)
    assert "BROUILLON" in " ".join(pages)
    # Odoo prints the supplier's invoice where it can, else the sheet says why not
    assert "Imprimé par Odoo" in words or "Laissés de côté" in words
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert not document.attachments


def test_a_mixed_selection_in_a_zip_keeps_each_original(accountant, client, mixed):
    ids = ",".join(map(str, mixed["moves"]))
    files = unzip(accountant.download(f"/tpe/originals?ids={ids}").content)
    texts = [files.pop(name) for name in list(files) if name.endswith(".txt")]
    assert {story.get_sha256(content) for content in files.values()} == mixed["sealed"]
    (text,) = texts
    assert len(text.decode("utf-8-sig").splitlines()) == 3
    found = client.call("account.move", "tpe_describe_prints", mixed["moves"])
    assert found["originals"] == 2
    assert all(each["name"] and each["reason"] for each in found["others"])
