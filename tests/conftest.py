# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of the tests that look from outside, as clients and customers do.

``server`` is a real server that all tests of a session share: each test makes its own
customers and invoices. A test that kills, stops, fills or tampers takes
``fresh_server``, on a database of its own.
"""

import contextlib

import pytest
from lib.console import SetupError
from support.environment import get_environment


@pytest.fixture(scope="session")
def environment():
    """Odoo, PostgreSQL, and the template that every test database is cloned from."""
    try:
        return get_environment()
    except SetupError as error:
        pytest.exit(str(error), returncode=3)  # no test can run


@pytest.fixture(scope="session")
def mailbox(environment):
    """The mail server of the shared server."""
    mailbox = environment.make_mailbox()
    yield mailbox
    mailbox.stop()


@pytest.fixture(scope="session")
def server(environment, mailbox):
    """The shared server; of the scheduler only the mail queue runs."""
    server = environment.make_server(mailbox)
    try:
        yield server.start()
    finally:
        server.remove()


@contextlib.contextmanager
def making_servers(environment):
    """Give a function that makes servers, and remove them all at the end."""
    made = []

    def make(*options, started=True, **limits):
        mailbox = environment.make_mailbox()
        made.append((environment.make_server(mailbox), mailbox))
        server = made[-1][0]
        return server.start(*options, **limits) if started else server

    try:
        yield make
    finally:
        for server, mailbox in made:
            server.remove()
            mailbox.stop()


@pytest.fixture
def fresh_server(environment):
    """Make servers of one's own: ``fresh_server()`` gives a started one.

    Options of Odoo and ``file_limit`` go through to ``RunningServer.start``; with
    ``started=False`` nothing runs yet. Each has its own mail server.
    """
    with making_servers(environment) as make:
        yield make


@pytest.fixture(scope="module")
def module_servers(environment):
    """Make servers that the tests of one module share, as ``fresh_server`` does."""
    with making_servers(environment) as make:
        yield make


@pytest.fixture(scope="module")
def module_server(module_servers):
    """A server that the tests of one module share, on a database of its own."""
    return module_servers("--workers=0")


@pytest.fixture(scope="session")
def database(server):
    """The shared server's database, past Odoo."""
    return server.database


@pytest.fixture(scope="session")
def rpc(server):
    """XML-RPC client by role, for the shared server: ``rpc("seller").call(...)``."""
    return server.rpc


@pytest.fixture(scope="session")
def json2(server):
    """JSON-2 client by role, for the shared server."""
    return server.json2
