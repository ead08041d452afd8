# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find or make what the tests need: Odoo, PostgreSQL, the template database."""

import itertools
import os
from dataclasses import dataclass
from pathlib import Path

from lib import bootstrap, postgres, templates
from lib.assets import get_assets
from lib.files import hash_texts, lock
from lib.odoo import Odoo

from .mailbox import Mailbox
from .running import RunningServer

PREPARE = Path(__file__).with_name("prepare.py")


@dataclass(frozen=True)
class Environment:
    """One session of the tests: where it works, and what it clones."""

    odoo: Odoo
    template: str
    folder: Path
    numbers: itertools.count

    def make_name(self):
        """Make the name of a database of this session.

        :rtype: str
        """
        return f"test_{os.getpid()}_{next(self.numbers)}"

    def make_server(self, mailbox, has_scheduler=False):
        """Make a server that is not started yet.

        :param Mailbox mailbox: where its mails go
        :param bool has_scheduler: whether all scheduled jobs run by themselves
        :rtype: RunningServer
        """
        name = self.make_name()
        return RunningServer(self.odoo, self.template, name, mailbox, has_scheduler)

    def make_mailbox(self):
        """Start a mail server.

        :rtype: Mailbox
        """
        return Mailbox(self.folder / f"mail_{next(self.numbers)}").start()


def get_environment():
    """Prepare what all tests share.

    :rtype: Environment
    """
    place = bootstrap.look("test")
    for name, value in get_assets(place.layout.cache).items():
        os.environ.setdefault(name, value)
    state = place.layout.state
    server = postgres.get_postgres(state)
    server.start()
    odoo = Odoo(place, server, state).configure()
    folder = state / "root-tests" / str(os.getpid())  # two stages may run at once
    folder.mkdir(parents=True, exist_ok=True)
    with lock(state / ".template.lock"):
        template = _get_test_template(odoo)
    return Environment(odoo, template, folder, itertools.count(1))


def _get_test_template(odoo):
    """Find the template with a second company beside the first one."""
    script = PREPARE.read_text()
    origin = templates.get_template(odoo)
    name = f"tpl_test_{hash_texts(origin, script)}"
    if not odoo.postgres.exists(name):
        query = "SELECT datname FROM pg_database WHERE datname LIKE 'tpl\\_test\\_%'"
        for (old,) in odoo.postgres.run(query):
            odoo.postgres.drop(old)
        odoo.postgres.clone(origin, f"{name}_new")
        odoo.run(f"{name}_new", script=script, what="Making a second company")
        odoo.postgres.rename(f"{name}_new", name)
    return name
