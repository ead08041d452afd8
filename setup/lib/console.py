# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person sees: one line for each step, one sentence for each failure."""

import contextlib
import sys
import time


class SetupError(Exception):
    """What stopped a script, worded for the person who started it."""


def say(text=""):
    """Print one line now, also when the output is a pipe.

    :param str text: the line
    """
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def step(title):
    """Time a piece of work and print it when it is done.

    :param str title: what is done, in a few words
    :return: list to which the work may add what came out of it
    :rtype: Iterator[list]
    """
    notes = []
    interactive = sys.stdout.isatty()
    if interactive:
        sys.stdout.write(f"   ...  {title}")
        sys.stdout.flush()
    started = time.monotonic()
    try:
        yield notes
    except BaseException:
        say(f"{chr(13) if interactive else ''} failed  {title}")
        raise
    seconds = time.monotonic() - started
    text = ": ".join([title, ", ".join(notes)] if notes else [title])
    say(f"{chr(13) if interactive else ''}{seconds:6.1f}s  {text}")


def run_main(main):
    """Run a script's main function and leave with its exit code.

    :param main: function without arguments that returns an exit code or None
    """
    try:
        code = main()
    except SetupError as error:
        sys.stdout.flush()
        sys.stderr.write(f"\n{error}\n")
        code = 2
    except KeyboardInterrupt:
        sys.stdout.flush()
        sys.stderr.write("\nInterrupted. Run the same command again to go on.\n")
        code = 130
    sys.exit(code or 0)
