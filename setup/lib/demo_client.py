# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The story's way into Odoo: XML-RPC as an ordinary user, as any outside program."""

import xmlrpc.client

from .console import SetupError


class Client:
    """One user of one database, in French."""

    def __init__(self, url, database, login, password):
        self.database, self.login, self.password = database, login, password
        self.context = {"lang": "fr_FR", "tz": "Europe/Paris"}
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")
        self.uid = common.authenticate(database, login, password, {})
        if not self.uid:
            raise SetupError(
                f"The user {login} cannot sign in with the password of the demo. "
                "Start over with --fresh."
            )

    def within(self, company_id):
        """Work in one company from now on.

        :param int company_id: its id
        :return: another client
        :rtype: Client
        """
        other = object.__new__(Client)
        other.__dict__.update(self.__dict__)
        other.context = dict(self.context, allowed_company_ids=[company_id])
        return other

    def call(self, model, method, *arguments, context=None, **options):
        """Call a public method.

        :param str model: model
        :param str method: method
        :param arguments: its positional arguments
        :param dict context: keys to add to the context
        :param options: its keyword arguments
        :return: its answer
        """
        options["context"] = {**self.context, **(context or {})}
        login = (self.database, self.uid, self.password)
        try:
            return self.models.execute_kw(*login, model, method, arguments, options)
        except xmlrpc.client.Fault as fault:
            raise SetupError(
                f"Odoo refused {model}.{method}, called by {self.login}:\n"
                f"{fault.faultString.strip()[-1500:]}"
            ) from None

    def search(self, model, *conditions, **options):
        """Find records.

        :param str model: model
        :param conditions: conditions of the domain
        :param options: order, limit
        :return: ids
        :rtype: list
        """
        return self.call(model, "search", list(conditions), **options)

    def count(self, model, *conditions):
        """Count records.

        :param str model: model
        :param conditions: conditions of the domain
        :rtype: int
        """
        return self.call(model, "search_count", list(conditions))

    def read(self, model, fields, *conditions, **options):
        """Find records and read them.

        :param str model: model
        :param list fields: field names
        :param conditions: conditions of the domain
        :param options: order, limit
        :return: one dict for each record
        :rtype: list
        """
        return self.call(
            model, "search_read", list(conditions), fields=fields, **options
        )
