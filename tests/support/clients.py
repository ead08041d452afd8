# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two ways in for programs, with one face: XML-RPC and JSON-2."""

import re
import xmlrpc.client
from itertools import pairwise

import requests

from .roles import ROLES, get_key

RIGHTS = ("AccessError", "AccessDenied", "MissingError")


class RemoteError(Exception):
    """The server's refusal: a sentence for a person, and its kind."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind

    @property
    def is_about_rights(self):
        """Say whether the caller lacked the rights.

        :rtype: bool
        """
        return self.kind in RIGHTS


class XmlRpc:
    """A client of one user through /xmlrpc/2."""

    def __init__(self, url, database, login):
        self.database = database
        self.login = login
        self.password = ROLES[login]
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.uid = common.authenticate(database, login, self.password, {})
        self._url = f"{url}/xmlrpc/2/object"

    def call(self, model, method, ids=None, **arguments):
        """Call a method.

        :param str model: such as account.move
        :param str method: its name
        :param ids: the records; None for a method of the model
        :param arguments: by name
        :return: the answer
        """
        proxy = xmlrpc.client.ServerProxy(self._url)  # one a call: threads
        positional = [] if ids is None else [ids]
        if method == "create":  # the one method that Odoo's door wants by position
            positional = [arguments.pop("vals_list")]
        try:
            return proxy.execute_kw(
                self.database,
                self.uid,
                self.password,
                model,
                method,
                positional,
                arguments,
            )
        except xmlrpc.client.Fault as fault:
            raise RemoteError(*_read_fault(fault)) from None


class Json2:
    """A client of one user through /json/2, with a key of the user."""

    def __init__(self, url, database, login):
        self.login = login
        self.url = url
        self._headers = {
            "Authorization": f"bearer {get_key(login)}",
            "X-Odoo-Database": database,
        }

    def call(self, model, method, ids=None, **arguments):
        """Call a method.

        :param str model: such as account.move
        :param str method: its name
        :param ids: the records; None for a method of the model
        :param arguments: by name
        :return: the answer
        """
        body = arguments if ids is None else {"ids": ids, **arguments}
        answer = requests.post(
            f"{self.url}/json/2/{model}/{method}",
            json=body,
            headers=self._headers,
            timeout=120,
        )
        content = answer.json()
        if answer.status_code != 200:
            kind = content["name"].rpartition(".")[2]
            raise RemoteError(
                "AccessError" if kind == "Forbidden" else kind, content["message"]
            )
        return content


class Browserless(requests.Session):
    """A person's session in the web client, without a browser."""

    def __init__(self, url, database, login, password=None):
        super().__init__()
        self.url = url
        password = password or ROLES[login]
        answer = self.post(
            f"{url}/web/session/authenticate",
            json={
                "jsonrpc": "2.0",
                "params": {"db": database, "login": login, "password": password},
            },
            timeout=60,
        ).json()
        if "error" in answer:
            raise RemoteError("AccessDenied", answer["error"]["data"]["message"])
        self.uid = answer["result"]["uid"]

    def download(self, path, **options):
        """Get a file or a page.

        :param str path: behind the server's address
        :param options: of requests
        :rtype: requests.Response
        """
        return self.get(self.url + path, timeout=120, **options)


def _read_fault(fault):
    """Kind and message of an XML-RPC fault; Odoo's codes: 2 user, 3 login, 4 rights."""
    kinds = {1: "UserError", 2: "UserError", 3: "AccessDenied", 4: "AccessError"}
    text = str(fault.faultString)
    if "Traceback (most recent call last)" in text:
        lines = text.strip().splitlines()
        # below the last frame; what PostgreSQL has to add follows it
        last = [
            line
            for above, line in pairwise(lines)
            if above.startswith(" ") and not line.startswith(" ")
        ][-1]
        found = re.match(r"(?:[\w.]*\.)?(\w+): (.*)", last)
        return found.groups() if found else ("ServerError", last)
    return kinds.get(fault.faultCode, "ServerError"), text
