# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only root can do: packages of the system, one user, his folders.

Everything after :func:`hand_over` runs as an ordinary user, by the same path as when
an ordinary user has started the script.
"""

import glob
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from .console import SetupError, say, step
from .layout import CODE, DOTFILES, become, run_as

# what a package brings -> the package that brings it
TOOLS = {
    "run": {
        "apt-get": "apt",
        "dpkg-deb": "dpkg",
        "/usr/share/keyrings/debian-archive-keyring.gpg": "debian-archive-keyring",
        "/etc/ssl/certs/ca-certificates.crt": "ca-certificates",
        "libmagic.so.1": "libmagic1",
    },
    "test": {
        "chromium": "chromium",
        "java": "default-jre-headless",
        "git": "git",
        "pdftotext": "poppler-utils",
    },
    "bench": {"wkhtmltopdf": "wkhtmltopdf"},
}


def find_missing(groups):
    """List the packages of the system that these groups need and that are absent.

    :param groups: keys of TOOLS
    :rtype: list
    """
    return [
        package
        for group in groups
        for tool, package in TOOLS.get(group, {}).items()
        if not _is_there(tool)
    ]


def _is_there(tool):
    if tool.startswith("/"):
        return os.path.exists(tool)
    if ".so" in tool:
        return bool(glob.glob(f"/usr/lib/*/{tool}*") + glob.glob(f"/usr/lib/{tool}*"))
    return shutil.which(tool) is not None


def check_packages(groups):
    """Say which packages an ordinary user has to ask for.

    :param groups: keys of TOOLS
    """
    missing = find_missing(groups)
    if missing:
        raise SetupError(
            "These packages of the system are missing: "
            f"{' '.join(missing)}\nInstall them as root, then run this again:\n"
            f"    apt-get install --no-install-recommends {' '.join(missing)}"
        )


def install_packages(groups):
    """Install what is missing, as root.

    :param groups: keys of TOOLS
    """
    missing = find_missing(groups)
    if find_python("root") is None:
        missing.append("python3-venv")
    if not missing:
        return
    if shutil.which("apt-get") is None:
        check_packages(groups)
    with step(f"system packages: {' '.join(missing)}"):
        environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        apt_install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        for command in (["apt-get", "update", "-qq"], [*apt_install, *missing]):
            done = subprocess.run(command, capture_output=True, text=True, env=environ)
            # an update that reaches only some sources may still do
            if done.returncode and command[1] == "install":
                raise SetupError(
                    f"Could not install {' '.join(missing)} with apt-get:\n"
                    f"{(done.stderr or done.stdout).strip()[-600:]}"
                )


def find_python(user):
    """Find an interpreter from which this user can make an environment.

    :param str user: who will run it (root's own may stand in a closed folder)
    :return: path, or None
    :rtype: str or None
    """
    names = [f"/usr/bin/python3.{minor}" for minor in range(11, 15)]
    candidates = [os.path.realpath(sys.executable), *names, "/usr/bin/python3"]
    code = "import sys, venv, ensurepip, ssl; sys.exit(sys.version_info < (3, 11))"
    for path in candidates:
        if os.path.exists(path) and run_as(user, lambda p=path: _runs(p, code)):
            return path
    return None


def _runs(python, code):
    done = subprocess.run([python, "-c", code], cwd="/", capture_output=True)
    return done.returncode == 0


def hand_over(layout, groups, entry):
    """Prepare the machine as root, then go on as the ordinary user; never returns.

    :param Layout layout: the folders
    :param groups: keys of TOOLS
    :param Path entry: script that is running
    """
    install_packages(groups)
    _make_user(layout)
    for folder in (layout.cache, layout.state.parent, layout.state):
        _make_folder(folder, layout)
    if layout.source != layout.checkout:
        copy_source(layout)
    python = find_python(layout.user)
    if python is None:
        raise SetupError("No Python 3.11 or later that an ordinary user can run.")
    os.environ.update(
        TPE_CHECKOUT=str(layout.checkout),
        TPE_CACHE=str(layout.cache),
        HOME=str(layout.cache),
        USER=layout.user,
        LOGNAME=layout.user,
    )
    for name in ("XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PYTHONHOME"):
        os.environ.pop(name, None)
    os.chdir(layout.state)
    become(layout.user)
    script = layout.source / entry.relative_to(layout.checkout)
    os.execv(python, [python, str(script), *sys.argv[1:]])


def _make_user(layout):
    try:
        pwd.getpwnam(layout.user)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        home = ["--home-dir", str(layout.cache), "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, *home, layout.user], check=True)
        say(f"         user {layout.user} created: runs server and database")


def _make_folder(folder, layout):
    if folder == layout.checkout or folder == Path("/var/tmp"):
        return
    entry = pwd.getpwnam(layout.user)
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    if new or folder.stat().st_uid != entry.pw_uid:
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def copy_source(layout):
    """Refresh the copy of a checkout that the ordinary user cannot read.

    :param Layout layout: the folders
    """
    fresh = layout.source.with_name("source.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "node_modules")
    for name in (*CODE, *DOTFILES):
        path = layout.checkout / name
        if path.is_dir():
            shutil.copytree(path, fresh / name, ignore=ignored)
        elif path.exists():
            shutil.copy2(path, fresh / name)
    entry = pwd.getpwnam(layout.user)
    for root, folders, files in os.walk(fresh):
        for name in (*folders, *files, "."):
            path = os.path.join(root, name)
            os.chown(path, entry.pw_uid, entry.pw_gid)
            os.chmod(path, os.stat(path).st_mode | 0o600)
    shutil.rmtree(layout.source, ignore_errors=True)
    fresh.rename(layout.source)
    say(f"         {layout.user} cannot read {layout.checkout}: working on a copy")
