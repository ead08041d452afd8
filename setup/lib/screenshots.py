# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures of README.rst: a progress invoice, sealed, and the dashboard."""

import base64
import io
import os
import shutil
from pathlib import Path

from .bootstrap import enter
from .console import SetupError, say
from .demo import get_info
from .demo_client import Client
from .odoo import is_free

DOCS = Path("setup") / "docs"
DASHBOARD = "Getting paid"
# charts grow into place
SECONDS_TO_DRAW = 10
SIZE = {"width": 1280, "height": 860}


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
    say(f"pictures in {target}")


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
