# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole requests for pages, answered in this process: no network, no queue."""

from werkzeug.test import Client
from werkzeug.wrappers import Response

from odoo import http
from odoo.service import security
from odoo.tools import config

HOST = "http://localhost:8069"


class Visitor:
    """Asks one database for pages, signed in or not.

    :param env: of the database
    :param user: who is signed in; none: a stranger
    """

    def __init__(self, env, user=None):
        config["dbfilter"] = ".*"  # both databases are asked in one process
        self.headers = {"X-Odoo-Database": env.cr.dbname}
        self.client = Client(http.root, Response)
        if user:
            session = http.root.session_store.new()
            session.update(http.get_default_session(), db=env.cr.dbname)
            session.update(uid=user.id, login=user.login)
            session.session_token = security.compute_session_token(
                session, env(user=user)
            )
            http.root.session_store.save(session)
            self.client.set_cookie("session_id", session.sid, domain="localhost")

    def get(self, path):
        """:param str path: of a page
        :return: the page
        :rtype: str"""
        answer = self.client.get(path, headers=self.headers, base_url=HOST)
        assert answer.status_code == 200, (path, answer.status)
        return answer.text
