# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo from first line to last: prepare, start, play, sum up, serve."""

import argparse
import contextlib
import datetime
import json
import signal
import sys
from dataclasses import replace

from . import child, demo_database, demo_story, demo_summary, front_door, mail_sink
from .bootstrap import enter, look
from .console import SetupError, say, step
from .files import lock, write_text
from .odoo import Odoo, find_port, is_free
from .postgres import get_postgres

PORT = 8069
MAIL_PORT = 2525
ROLES = ("admin", "owner", "accountant", "seller", "reader")
# XML-RPC lives until Odoo 20: its warning at each call would hide the others
LOGGING = (
    "--log-level=warn",
    "--log-handler=odoo.addons.rpc.controllers.xmlrpc:ERROR",
)
DESCRIPTION = """\
Get Odoo 19 and all it needs, play six months of two French companies through the
public API, and serve the web client on this machine. A second start takes seconds."""


def main(entry):
    """Run the demo.

    :param str entry: path of the script
    :return: exit code
    :rtype: int
    """
    options = _parse()
    if options.info:
        sys.stdout.write(json.dumps(get_info(look("demo")), indent=2) + "\n")
        return 0
    if options.port and not is_free(options.port):
        raise SetupError(
            f"Port {options.port} of this machine is taken. Give another one with "
            "--port, or none: the demo then finds a free one."
        )
    place = enter(entry, "demo", ("run",))
    url = get_info(place)["url"]
    busy = f"The demo of this checkout is already running, on {url}"
    with lock(place.layout.state / ".lock", busy):
        # SIGINT too: a shell makes what it starts in the background ignore it
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.default_int_handler)
        return _run(place, options)


def _parse():
    parser = argparse.ArgumentParser(prog="setup/demo", description=DESCRIPTION)
    parser.add_argument("--no-serve", action="store_true", help="stop after the story")
    parser.add_argument("--fresh", action="store_true", help="start over")
    parser.add_argument("--port", type=int, help=f"HTTP port (else {PORT}, or free)")
    parser.add_argument(
        "--info", action="store_true", help="print addresses and users as JSON, only"
    )
    return parser.parse_args()


def get_info(place):
    """Say where everything is, for scripts.

    :param Place place: folders and interpreter
    :rtype: dict
    """
    layout = place.layout
    postgres = get_postgres(layout.state)
    odoo = Odoo(place, postgres, layout.state)
    address = layout.state / "url"
    url = address.read_text() if address.exists() else f"http://127.0.0.1:{PORT}"
    return {
        "url": url,
        "db": demo_database.NAME,
        "dsn": postgres.get_dsn(demo_database.NAME),
        "users": {role: [role, role] for role in ROLES},
        "mail_dir": str(_get_mail_dir(odoo)),
        "data_dir": str(odoo.data_dir),
        "odoo_bin": str(odoo.script),
        "python": str(place.python),
    }


def _get_mail_dir(odoo):
    return odoo.folder / "mails"


def _run(place, options):
    """Do everything that stops with this process."""
    postgres = get_postgres(place.layout.state)
    odoo = Odoo(place, postgres, place.layout.state)
    with contextlib.ExitStack() as stack:
        stack.callback(postgres.stop)
        postgres.start()
        odoo.configure()
        demo_database.prepare(odoo, options.fresh)
        server = _start(odoo, options, stack)
        story = demo_story.Story(odoo, server, _get_mail_dir(odoo), _get_today(odoo))
        story.play()
        demo_summary.show(story, get_info(place))
        if options.no_serve:
            return 0
        return _serve(server)


def _start(odoo, options, stack):
    """Start mail sink, server and front door; all stop with the stack."""
    port = options.port or next(p for p in range(PORT, PORT + 200) if is_free(p))
    if not options.port and port != PORT:
        say(f"         port {PORT} is taken: using {port}")
    url = f"http://127.0.0.1:{port}"
    with step("mail sink and server, with two workers and the scheduler"):
        mails = _get_mail_dir(odoo)
        mails.mkdir(parents=True, exist_ok=True)
        sink = child.start(mail_sink.__file__, find_port(MAIL_PORT), mails)
        stack.callback(sink.stop)
        demo_database.connect_outside(odoo, url, sink.port)
        pages, live = find_port(), find_port()
        options = (*LOGGING, f"--gevent-port={live}")
        log = odoo.folder / "odoo.log"
        server = odoo.serve(demo_database.NAME, pages, log, *options)
        stack.callback(server.stop)
        door = child.start(front_door.__file__, port, pages, live)
        stack.callback(door.stop)
        server = replace(server, url=url).wait()
        write_text(odoo.folder / "url", url, 0o644)
    return server


def _get_today(odoo):
    """Return the day on which the story of this database began."""
    day = demo_database.get_parameter(odoo, "tpe_demo.today")
    if not day:
        # the clock of a person at the desk of these companies
        now = datetime.datetime.now(datetime.UTC)
        day = now.date().isoformat()
        demo_database.set_parameter(odoo, "tpe_demo.today", day)
    return datetime.date.fromisoformat(day)


def _serve(server):
    say("\nServing until Ctrl-C.")
    try:
        code = server.process.wait()
    except KeyboardInterrupt:
        say("\nStopped. The next start takes seconds.")
        return 0
    raise SetupError(f"The server has stopped by itself ({code}): see {server.log}")
