# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser, and people who sit before it, in French."""

import os
import re

import pytest
from playwright.sync_api import sync_playwright
from support.roles import ROLES

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# what is not ours: a file that Debian leaves out of its package, and the live channel
# that needs a web server in front of several workers
FOREIGN = re.compile(r"selfie_segmentation|websocket", re.IGNORECASE)


@pytest.fixture(scope="session")
def chromium():
    """The browser."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    program = os.environ.get("TPE_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


class Person:
    """Someone before a browser, who notes what the browser complains about."""

    def __init__(self, context, url):
        self.context, self.url = context, url
        self.complaints = []
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        text = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error" and not FOREIGN.search(text):
            self.complaints.append(text)

    def sign_in(self, login):
        """Sign in and wait for the web client.

        :param str login: a key of ROLES
        """
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", ROLES[login])
        self.page.click("form.oe_login_form button[type=submit]")
        # the first one to come waits until the server has put its pages together
        self.page.wait_for_selector(".o_main_navbar", timeout=180_000)

    def open(self, path, selector=".o_action_manager > *"):
        """Go to a page of the web client.

        :param str path: behind /odoo/
        :param str selector: what has to be there
        """
        self.page.goto(f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(selector)

    def download(self, action):
        """Do something that ends in a download.

        :param action: function without arguments
        :return: the file
        :rtype: bytes
        """
        with self.page.expect_download(timeout=60_000) as download:
            action()
        with open(download.value.path(), "rb") as file:
            return file.read()


@pytest.fixture
def person(chromium, server, request, environment):
    """Make people: ``person()`` at a desk, ``person(PHONE)`` with a phone.

    When the test fails, what they last saw is kept beside the logs.
    """
    contexts = []

    def make(size=DESK):
        context = chromium.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport=size,
            has_touch=size is PHONE,
            is_mobile=size is PHONE,
        )
        contexts.append(context)
        return Person(context, server.url)

    yield make
    failed = getattr(request.node, "failed", True)
    for number, context in enumerate(contexts, 1):
        for page in context.pages if failed else ():
            name = f"{request.node.name}-{number}.png"
            page.screenshot(path=environment.odoo.folder / name)
        context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Tell the fixtures whether the test has failed."""
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed
