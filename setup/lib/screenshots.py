# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures of README.rst and of the user guide, taken from the running demo."""

import base64
import contextlib
import io
import json
import os
import shutil
from pathlib import Path

from .bootstrap import enter
from .console import SetupError, say
from .demo import get_info
from .demo_client import Client
from .odoo import is_free
from .static.guide import GUIDE, get_french
from .static.tree import Tree

DOCS = Path("setup") / "docs"
DASHBOARD = "Getting paid"
# charts grow into place
SECONDS_TO_DRAW = 10
SIZE = {"width": 1280, "height": 860}
REMINDERS = "tpe_invoicing_reminders.account_move_line_action_tpe_open"
# of the guide: page behind /odoo/, and what has to be there
SCREENS = {
    "mise-en-route": (
        "action-tpe_invoicing.tpe_setup_step_open_action",
        ".o_list_view .o_data_row",
    ),
    "facture": ("customer-invoices/{draft}", ".o_tpe_findings"),
    "modele": ("tpe-invoice-templates/{template}", ".o_tpe_preview_pages img"),
    "relances": (f"action-{REMINDERS}", ".o_list_view .o_list_table"),
    "chiffres": ("tpe-kpi", ".o_kanban_record"),
    "archive": ("tpe-archive-state", ".o_tpe_cards"),
    "loi": ("tpe-law-calendar", ".o_list_view .o_data_row"),
}
SECONDS_TO_SETTLE = 2


def main(entry):
    """Take the pictures.

    :param str entry: path of the script
    """
    place = enter(entry, "demo", ("run", "test"))
    info = get_info(place)
    if is_free(int(info["url"].rpartition(":")[2])):
        raise SetupError("The demo is not running. Start setup/demo first.")
    target = place.layout.source / DOCS
    if not os.access(target, os.W_OK):
        target = place.layout.state / "pictures"
    target.mkdir(exist_ok=True)
    client = Client(info["url"], info["db"], *info["users"]["owner"])
    _save(_render_invoice(client), target / "invoice.png")
    with SignedIn(info) as page:
        name = [["name", "=", DASHBOARD]]
        english = {"lang": "en_US"}
        [found] = client.call("spreadsheet.dashboard", "search", name, context=english)
        _take_dashboard(page, info["url"], found, target / "dashboard.png")
        guide = place.layout.source / GUIDE
        if not os.access(guide, os.W_OK):
            guide = target
        with _finding_draft(client) as draft:
            tree = Tree(place.layout.source)
            take_guide(page, client, info["url"], guide, tree, draft)
    say(f"pictures in {target} and {guide}")


@contextlib.contextmanager
def _finding_draft(client):
    """Find a draft, or copy an invoice for as long as it is looked at.

    :return: id
    """
    found = client.search("account.move", ["state", "=", "draft"], limit=1)
    copies = []
    if not found:
        kind = ["move_type", "=", "out_invoice"]
        issued = client.search("account.move", kind, limit=1)
        found = copies = client.call("account.move", "copy", issued)
    try:
        yield found[0]
    finally:
        client.call("account.move", "unlink", copies)


def take_guide(page, client, url, folder, tree, draft):
    """Take the pictures of the guide, and note our words that they show.

    :param page: of a browser in which the owner is signed in, in French
    :param Client client: of the owner
    :param str url: address of the server
    :param Path folder: of the guide
    :param Tree tree: the checkout
    :param int draft: id of an invoice
    """
    from PIL import Image

    [template] = client.search("tpe.invoice.template", ["id", ">", 0], limit=1)
    ids = {"draft": draft, "template": template}
    french, words = get_french(tree), {}
    (folder / "img").mkdir(exist_ok=True)
    for name, (path, selector) in SCREENS.items():
        page.goto(f"{url}/odoo/{path.format(**ids)}")
        page.wait_for_selector(selector)
        page.wait_for_timeout(SECONDS_TO_SETTLE * 1000)
        picture = f"img/{name}.png"
        image = Image.open(io.BytesIO(page.screenshot()))
        _save(image, folder / picture)
        shown = {" ".join(line.split()) for line in page.inner_text("body").split("\n")}
        shown = {line.replace("'", "’") for line in shown}
        words[picture] = sorted(line for line in shown & french if len(line) > 3)
    text = json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "pictures.json").write_text(f"{text}\n", encoding="utf-8")


def _render_invoice(client):
    """Draw the first page of the last progress invoice."""
    from pypdfium2 import PdfDocument

    move = client.search(
        "account.move",
        ["state", "=", "posted"],
        ["tpe_document_kind", "=", "situation"],
        order="invoice_date desc",
        limit=1,
    )
    document = client.call("account.move", "tpe_document", move)[0]
    pdf = PdfDocument(base64.b64decode(document["content"]))
    return pdf[0].render(scale=1.6).to_pil()


def _save(image, path):
    """Write a picture in few colours: what is on a page needs no more."""
    image.convert("RGB").quantize(128).save(path, optimize=True)


class SignedIn:
    """A browser in which the owner is signed in, in French."""

    def __init__(self, info):
        self.info = info

    def __enter__(self):
        from playwright.sync_api import sync_playwright

        self.playwright = sync_playwright().start()
        program = os.environ.get("TPE_CHROMIUM") or shutil.which("chromium")
        self.browser = self.playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        page = self.browser.new_page(locale="fr-FR", viewport=SIZE)
        login, password = self.info["users"]["owner"]
        page.goto(f"{self.info['url']}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_selector(".o_main_navbar")
        return page

    def __exit__(self, *_error):
        self.browser.close()
        self.playwright.stop()


def _take_dashboard(page, url, dashboard, path):
    """Open our dashboard and wait until its figures are there."""
    from PIL import Image

    page.goto(f"{url}/odoo/dashboards?dashboard_id={dashboard}")
    page.wait_for_selector(".o-spreadsheet canvas")
    page.wait_for_timeout(SECONDS_TO_DRAW * 1000)
    _save(Image.open(io.BytesIO(page.screenshot())), path)
