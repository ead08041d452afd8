# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of setup/load: a year of a company in some minutes.

Clients of all roles invoice, are paid, credit, import, look and visit at the same time,
through the workers of one server, while its scheduler reminds, closes and freezes. With
--faults, all that can be taken away is, again and again. At the end the books, the
archive, the reminders and the figures are held against what was done.
"""

import argparse
import faulthandler
import signal
import sys

from .bootstrap import enter
from .console import say
from .files import lock

BUSY = "Tests or a year of this checkout are already running."


def main(entry):
    """Play, check and print.

    :param str entry: path of the script
    :return: exit code: 1 when something does not hold
    :rtype: int
    """
    options = _parse()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    faulthandler.register(signal.SIGUSR1)  # says what each client waits for
    place = enter(entry, "test", ("run", "test", "around"))
    sys.path.insert(0, str(place.layout.source / "tests"))
    from support.environment import get_environment  # in the environment of tests
    from support.load.playing import play

    with lock(place.layout.state / ".lock", BUSY):
        environment = get_environment()
        try:
            return 0 if play(environment, options) else 1
        finally:
            if options.keep:
                say(f"\nThe database server of {place.layout.state} runs on.")
            else:
                environment.odoo.postgres.stop()


def _parse():
    parser = argparse.ArgumentParser(
        prog="setup/load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def add(name, default, words):
        parser.add_argument(
            name, type=int, default=default, help=f"{words}; default: {default}"
        )

    add("--invoices", 1500, "invoices of the year")
    add("--customers", 0, "customers; 0 is one for ten invoices")
    add("--days", 365, "days of the year")
    add("--workers", 2, "workers of the server")
    add("--clients", 8, "people and programs at work at the same time")
    add("--seed", 9, "of the chance: what is done is the same for the same seed")
    add("--minutes", 0, "end after so many, on whatever day it then is; 0: never")
    parser.add_argument(
        "--faults", action="store_true", help="take away workers, power, database, ..."
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the database there, to look at it"
    )
    options = parser.parse_args()
    options.customers = options.customers or max(10, options.invoices // 10)
    return options
