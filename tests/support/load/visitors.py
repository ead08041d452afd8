# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Customers on their own page: what they look at, and what they try."""

import re
from datetime import timedelta

import requests

from .. import story
from ..clients import RemoteError

LINK_DAYS = 20  # a link is asked for again after so many


class Visitors:
    """Tasks of people who have a link, or none."""

    def __init__(self, world):
        """:param world: server, book, agenda, and what they share"""
        self.world = world

    def visit(self, bill, caller, day):
        """Look at the page, an original, the statement; try another's door.

        :param Bill bill: an invoice of the visitor
        :param Caller caller: of a visitor
        :param date day: today
        """
        url = self._get_link(bill.buyer, caller, day)
        page = self._get(caller, "page", url)
        if bill.name and bill.name not in page.text:
            raise AssertionError(f"{bill.name} is not on its customer's page")
        original = self._get(caller, "original", f"{url}/{bill.move_id}.pdf")
        self.world.compare(bill, story.get_sha256(original.content))
        if bill.number % 3 == 0:
            self._get(caller, "statement", f"{url}/statement")
        if bill.number % 5 == 0:
            self._try_doors(caller, url, bill)

    def _get_link(self, buyer, caller, day):
        if day >= buyer.url_until:
            accountant = self.world.server.json2("accountant")
            (answer,) = caller.insist(
                "link",
                lambda: accountant.call(
                    "res.partner", "tpe_account_url", [buyer.partner_id]
                ),
            )
            buyer.url = answer["url"]
            buyer.url_until = day + timedelta(days=LINK_DAYS)
        return buyer.url

    def _get(self, caller, kind, url):
        def run():
            answer = requests.get(url, timeout=120)
            if answer.status_code != 200:
                raise RemoteError(f"HTTP {answer.status_code}", answer.text[:300])
            return answer

        return caller.insist(kind, run)

    def _try_doors(self, caller, url, bill):
        """Ask for what is another's, and with a link that is none."""
        others = [
            each for each in self.world.book.get_issued() if each.buyer != bill.buyer
        ]
        wrong = [re.sub(r".{4}$", "0000", url)]
        wrong += [f"{url}/{each.move_id}.pdf" for each in others[-1:]]
        for place in wrong:

            def run(place=place):
                return requests.get(place, timeout=120, allow_redirects=False)

            answer = caller.insist("wrong door", run)
            if answer.status_code in (403, 404, 410, 429):
                caller.recorder.refuse("another's page")
            else:
                error = RemoteError(f"HTTP {answer.status_code}", place)
                caller.recorder.fail("wrong door", error, None)
