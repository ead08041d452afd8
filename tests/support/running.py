# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real server on a database of its own, and what can happen to it."""

import contextlib
import copy
import json
import resource
import shutil
from datetime import datetime, timedelta
from uuid import uuid4

from lib.odoo import find_port
from passlib.context import CryptContext

from .clients import Browserless, Json2, XmlRpc
from .database import Database
from .roles import ROLES, get_key

# as Odoo hashes its API keys: they are random, so a few rounds do
KEYS = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=6000)
SET_PARAMETER = (
    "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
CONNECT_MAIL = (
    "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, "
    "smtp_authentication, active, sequence) "
    "VALUES ('test', '127.0.0.1', %s, 'none', 'login', true, 1)"
)


# the only scheduled job that runs by itself: what a test calls is all that happens
KEEP_MAIL_QUEUE = (
    "UPDATE ir_cron SET active = false WHERE id != (SELECT res_id FROM ir_model_data "
    "WHERE module = 'mail' AND name = 'ir_cron_mail_scheduler_action')"
)

# all run, but what would ask a server of Odoo's maker
KEEP_AT_HOME = (
    "UPDATE ir_cron SET active = false WHERE id IN (SELECT res_id FROM ir_model_data "
    "WHERE model = 'ir.cron' AND (module, name) IN "
    "(('mail', 'ir_cron_module_update_notification'), "
    "('sms', 'ir_cron_sms_scheduler_action'), ('snailmail', 'snailmail_print')))"
)


class RunningServer:
    """Odoo with workers, without test mode, on a copy of the template database."""

    def __init__(self, odoo, template, name, mailbox, has_scheduler=False):
        self.odoo = odoo
        self.database = Database(odoo.postgres, name)
        self.mailbox = mailbox
        self.port = find_port()
        self.log = odoo.folder / f"{name}.log"
        self._server = None
        self._others = []
        odoo.postgres.clone(template, name)
        self._prepare(has_scheduler)

    @property
    def url(self):
        """Address of the server.

        :rtype: str
        """
        return f"http://127.0.0.1:{self.port}"

    @property
    def filestore(self):
        """Folder of the stored files.

        :rtype: Path
        """
        return self.odoo.data_dir / "filestore" / self.database.name

    @property
    def processes(self):
        """The first process, and those that do its work.

        :rtype: list[int]
        """
        return [self._server.process.pid, *self._server.get_workers()]

    @property
    def has_ended(self):
        """Whether it has stopped by itself: a service manager starts it again.

        :rtype: bool
        """
        return self._server.process.poll() is not None

    def _prepare(self, has_scheduler):
        run = self.database.run
        run(CONNECT_MAIL, (self.mailbox.port,))
        run(KEEP_AT_HOME if has_scheduler else KEEP_MAIL_QUEUE)
        # a copy has keys of its own: they bear this name
        run(SET_PARAMETER, ("database.uuid", str(uuid4())))
        run(SET_PARAMETER, ("web.base.url", self.url))
        run(SET_PARAMETER, ("web.base.url.freeze", "True"))
        until = datetime.now() + timedelta(days=30)  # noqa: DTZ005 - Odoo stores none
        for login in ROLES:
            key = get_key(login)
            run(
                "INSERT INTO res_users_apikeys "
                "(name, user_id, scope, expiration_date, index, key) "
                "SELECT 'test', id, 'rpc', %s, %s, %s FROM res_users WHERE login = %s",
                (until, key[:8], KEYS.hash(key), login),
            )

    def start(self, *options, file_limit=None, faults=(), environ=()):
        """Start it and wait until it answers.

        :param options: of Odoo, such as "--workers=0"
        :param int file_limit: largest file, in bytes, that it can write: a full disk
        :param dict faults: of its machine, see tests/addons/test_faults
        :param dict environ: more environment variables
        :return: self
        :rtype: RunningServer
        """
        environ = {"TPE_TEST_FAULTS": json.dumps(dict(faults)), **dict(environ)}
        if faults:
            options = ("--load=base,rpc,web,test_faults", *options)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        if file_limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, before[1]))
        try:
            self._server = self.odoo.serve(
                self.database.name, self.port, self.log, *options, environ=environ
            )
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        self._server.wait(180)
        return self

    def start_another(self, *options, environ=(), database=None):
        """Start a second server, which is removed with this one.

        :param options: of Odoo
        :param dict environ: more environment variables
        :param str database: another one than that of this server
        :rtype: RunningServer
        """
        other = copy.copy(self)
        other.port = find_port()
        other._server = None
        other._others = []
        if database:
            other.database = Database(self.odoo.postgres, database)
        self._others.append(other)
        return other.start(*options, environ=environ)

    def run_cron(self, name, addon="tpe_invoicing", client=None):
        """Run a scheduled action now, and wait for its end.

        :param str name: its name
        :param str addon: whose it is
        :param client: of an administrator, who need not sign in again each time
        """
        cron = self.database.get(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s",
            (addon, name),
        )
        client = client or self.rpc("admin")
        client.call("ir.cron", "method_direct_trigger", [cron])

    def wake_scheduler(self):
        """Let the scheduler look for work: a new one waits a minute."""
        self.odoo.postgres.run(
            "SELECT pg_notify('cron_trigger', %s)", (self.database.name,)
        )

    def stop(self):
        """Stop it as an administrator does."""
        if self._server:
            self._server.stop()
            self._server = None

    def without_workers(self):
        """Kill all its processes that do work at once; at the end others replace them.

        :return: a block in which there is none
        """
        return self._server.without_workers()

    @contextlib.contextmanager
    def without_power(self):
        """Kill it; at the end it is started again."""
        self.kill()
        yield
        self.start()

    def kill(self):
        """Kill all its processes at once, as a power cut does."""
        if self._server:
            self._server.kill()
            self._server = None

    def remove(self):
        """Kill it and its other servers, and drop its database and files."""
        for server in (self, *self._others):
            server.kill()
        self.odoo.postgres.drop(self.database.name)
        shutil.rmtree(self.filestore, ignore_errors=True)

    def rpc(self, login):
        """Make an XML-RPC client.

        :param str login: admin, owner, accountant, seller, reader or stranger
        :rtype: XmlRpc
        """
        return XmlRpc(self.url, self.database.name, login)

    def json2(self, login):
        """Make a JSON-2 client.

        :param str login: admin, owner, accountant, seller, reader or stranger
        :rtype: Json2
        """
        return Json2(self.url, self.database.name, login)

    def session(self, login, password=None):
        """Log a person in, without a browser.

        :param str login: admin, owner, accountant, seller, reader or stranger
        :param str password: of someone else, such as a customer
        :rtype: Browserless
        """
        return Browserless(self.url, self.database.name, login, password)
