# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where things stand: checkout, cache, state, and the user who works there."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
ADDONS = ("tpe_invoicing", "tpe_invoicing_reminders", "tpe_invoicing_kpi")
CODE = (*ADDONS, "setup", "tests", "README.rst", "LICENSE")
DOTFILES = (".ruff.toml", ".pylintrc", ".oca_hooks.cfg", ".coveragerc")
# PostgreSQL's socket lives in the state folder, and the path of a socket is limited
# to 107 bytes by Linux
SOCKET_LIMIT = 90


def get_addons(source):
    """List our addons that are there, each before those that need it.

    :param Path source: the checkout or its copy
    :rtype: list[str]
    """
    there = [name for name in ADDONS if (source / name / "__init__.py").exists()]
    return there if there == list(ADDONS[: len(there)]) else there[:1]


@dataclass(frozen=True)
class Layout:
    """The folders of one command on one checkout."""

    checkout: Path
    source: Path
    state: Path
    cache: Path
    user: str


def get_user():
    """Name the ordinary user who runs server and database.

    :return: the current user, or the system user when root has started us
    :rtype: str
    """
    if os.geteuid() == 0:
        return os.environ.get("TPE_USER", "tpe")
    return pwd.getpwuid(os.geteuid()).pw_name


def get_cache():
    """Find the folder of what can be downloaded again.

    :rtype: Path
    """
    if os.environ.get("TPE_CACHE"):
        return Path(os.environ["TPE_CACHE"])
    if os.geteuid() == 0:
        return Path("/var/cache/tpe-invoicing")
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "tpe-invoicing"


def get_layout(kind):
    """Find the folders of one command.

    :param str kind: demo, test or bench
    :rtype: Layout
    """
    checkout = Path(os.environ.get("TPE_CHECKOUT", HERE))
    user = get_user()
    state = checkout / f".{kind}"
    socket_fits = len(str(state / "pg" / ".s.PGSQL.5432")) < SOCKET_LIMIT
    readable = can_use(user, checkout, CODE)
    if not (readable and socket_fits and _can_hold_state(checkout, state)):
        digest = hashlib.sha256(str(checkout).encode()).hexdigest()[:10]
        state = Path("/var/tmp") / f"tpe-invoicing-{digest}" / kind
    source = checkout if readable else state.parent / "source"
    return Layout(checkout, source, state, get_cache(), user)


def _can_hold_state(checkout, state):
    """Say whether the state folder can stand in the checkout."""
    if state.is_dir():
        return os.geteuid() == 0 or os.access(state, os.W_OK | os.X_OK)
    return os.access(checkout, os.W_OK | os.X_OK)


def can_use(user, folder, names):
    """Say whether a user can read these files and all that is below them.

    :param str user: name of the user
    :param Path folder: where the names stand
    :param names: names of files and folders in it; missing ones do not matter
    :rtype: bool
    """
    return run_as(user, lambda: _can_read_all(Path(folder), names))


def _can_read_all(folder, names):
    if not os.access(folder, os.R_OK | os.X_OK):
        return False
    for name in names:
        for root, folders, files in os.walk(folder / name):
            paths = [os.path.join(root, entry) for entry in folders + files]
            if not os.access(root, os.X_OK):
                return False
            if not all(os.access(p, os.R_OK) for p in paths if os.path.exists(p)):
                return False
    return True


def run_as(user, question):
    """Ask a yes-or-no question as another user, in a child process.

    :param str user: name of the user; unknown means "nobody in particular"
    :param question: function without arguments that returns a truth value
    :rtype: bool
    """
    if os.geteuid() != 0:
        return bool(question())
    child = os.fork()
    if child == 0:
        try:
            become(user)
            os._exit(0 if question() else 1)
        except BaseException:  # noqa: BLE001 - a child must never return
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def become(user):
    """Turn this process, which is root's, into another user's.

    :param str user: name of the user
    """
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        entry = pwd.getpwnam("nobody")
    os.initgroups(entry.pw_name, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
