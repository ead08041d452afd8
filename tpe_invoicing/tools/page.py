# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages set by Typst: one compiler for a design and a process, kept warm.

Originals are PDF/A-3a (archives) and PDF/UA-1 (read aloud), with the XML inside.
"""

import functools
import json
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from .page_folder import DESIGNS, Folder
from .typography import bind

STANDARDS = ("a-3a", "ua-1")
PICTURE_DENSITY = 144
MOST_SIGNS = 20000
# pictures of a view, and their names in a design
PICTURES = {"code": "code", "signature_picture": "signature"}
FEW_ROWS = 14
# how a short document is tried on one page: as it is, then a little closer
ONE_PAGE = ("1", "1 tight")
KEPT_FOR = 10  # compilations, by the engine
PAGES = re.compile(rb"/Type/Pages/Count (\d+)")

_lock = threading.RLock()
_owner = []  # the process whose engine this is
_running = []  # the compilation that was begun and may not have ended
_font_folders = []
_compilers = {}
_folder = Folder()
_printable = {}


class PageError(Exception):
    """A page that cannot be set; the message says why."""


def use_fonts(folders):
    """Say where fonts are, before the first page.

    :param folders: paths of folders, those of Odoo's web client
    """
    new = [str(folder) for folder in folders]
    with _lock:
        if new != _font_folders:
            _font_folders[:] = new
            _fonts.cache_clear()
            _compilers.clear()
            _printable.clear()


@functools.cache
def _fonts():
    import typst  # the wheel is large: not before it is needed

    return typst.Fonts(
        include_system_fonts=False,  # the same page on every machine
        include_embedded_fonts=True,
        font_paths=list(_font_folders),
    )


def _compiler(design, inputs):
    """:param str design: see :func:`render`
    :param dict inputs: what it shows
    :return: its warm compiler, and what it wants to be told at each page
    :rtype: tuple[typst.Compiler, dict]"""
    path = DESIGNS / f"{design}.typ"
    # a design of another addon is given by its path, and keeps to its folder
    if not path.is_relative_to(DESIGNS):
        return _make_compiler(path, path.parent), {"sys_inputs": inputs}
    if not _folder.is_mine():
        _folder.make()
        _compilers.clear()
    _folder.write(inputs)
    return _make_compiler(_folder.path / f"{design}.typ", _folder.path), {}


def _make_compiler(path, root):
    """:return: the warm compiler of a design
    :rtype: typst.Compiler"""
    if path not in _compilers:
        import typst

        _compilers[path] = typst.Compiler(
            str(path), root=str(root), font_paths=_fonts()
        )
    return _compilers[path]


def render(design, view, timestamp, xml=b""):
    """Set a page.

    :param str design: name of a file of ``designs``, or path of another addon's,
        without ``.typ``
    :param dict view: what it shows, see ``tools/document.py``
    :param datetime timestamp: when the document is made, with its time zone; with the
        same input it makes the same bytes
    :param bytes xml: to be attached
    :return: PDF/A-3a and PDF/UA-1
    :rtype: bytes
    :raises PageError: when the page cannot be set
    """
    return begin(design, view, timestamp, xml)()


def begin(design, view, timestamp, xml=b""):
    """Begin to set a page, which leaves the interpreter free for something else.

    :param str design: see :func:`render`, as all the others
    :param dict view: what it shows
    :param datetime timestamp: when the document is made
    :param bytes xml: to be attached
    :return: function that waits for the page, and returns it
    :rtype: Callable[[], bytes]
    :raises PageError: when the page cannot be set, now or when it is waited for
    """
    inputs = get_inputs(view) | {"xml": xml.decode()}
    # in seconds: the library knows one class of datetime for good, the one that it met
    # first, which is another while a test has stopped the clock
    seconds = int(timestamp.timestamp())
    options = {"pdf_standards": list(STANDARDS), "timestamp": seconds}
    trials = [inputs | {"pages": pages} for pages in ONE_PAGE] + [inputs]
    if not _seems_short(view):
        trials = [inputs]
    wait = _start(design, trials.pop(0), format="pdf", **options)

    def finish():
        pdf = wait()
        while trials and PAGES.search(pdf)[1] != b"1":
            pdf = _compile(design, format="pdf", inputs=trials.pop(0), **options)
        return pdf

    return finish


def _seems_short(view):
    """:return: whether a document may well fit on one page: it is set as if it did,
        which saves a sixth of the time, closer if it nearly did, and again when it did
        not
    :rtype: bool"""
    has_terms = view.get("style", {}).get("terms")
    rows = view.get("rows")
    return bool(rows) and len(rows) <= FEW_ROWS and not has_terms


def draw(design, view):
    """Show the pages of a document on a screen.

    :param str design: name of a file of ``designs``
    :param dict view: what it shows
    :return: a PNG for each page
    :rtype: list[bytes]
    :raises PageError: when the page cannot be set
    """
    return _draw(design, view, format="png", ppi=PICTURE_DENSITY)


def draw_svg(design, view):
    """Show the pages of a document as vectors, which a browser draws at any size.

    :param str design: see :func:`render`
    :param dict view: what it shows
    :return: an SVG for each page
    :rtype: list[bytes]
    :raises PageError: when the page cannot be set
    """
    return _draw(design, view, format="svg")


def _draw(design, view, **options):
    """:return: one picture a page
    :rtype: list[bytes]"""
    inputs = get_inputs(view)
    for pages in ONE_PAGE if _seems_short(view) else ():
        found = _compile(design, inputs=inputs | {"pages": pages}, **options)
        if not isinstance(found, list) or len(found) == 1:
            break
    else:
        found = _compile(design, inputs=inputs, **options)
    return found if isinstance(found, list) else [found]


def get_inputs(view):
    """Give a design its pictures apart from the data, which its functions would copy
    with them.

    :param dict view: what it shows
    :return: texts by name
    :rtype: dict[str, str]
    """
    style = view.get("style", {})
    data = {key: value for key, value in view.items() if key not in PICTURES}
    if "logo" in style:
        data["style"] = {key: value for key, value in style.items() if key != "logo"}
    pictures = {name: view.get(key, "") for key, name in PICTURES.items()}
    text = json.dumps(data)
    if view.get("lang") == "fr":
        text = bind(text)
    return {"data": text, "logo": style.get("logo", "")} | pictures


def _compile(design, inputs, **options):
    """Run the compiler.

    :return: what it has made
    :raises PageError: when it cannot"""
    return _start(design, inputs, **options)()


def _start(design, inputs, **options):
    """Start the compiler, which is not made for several threads at once.

    Files are written before: who goes in and out of the interpreter while another
    thread computes waits for it each time.

    :return: function that waits for what it makes
    :rtype: Callable
    """
    import typst

    errors = (typst.TypstError, RuntimeError, ValueError, OSError)
    with _alone():
        try:
            compiler, more = _compiler(design, inputs)
        except errors as error:
            raise PageError(_explain(str(error))) from error
        begun = threading.Event()

        def run():
            begun.set()
            return compiler.compile(**options, **more)

        task = _get_pool().submit(run)
        _running.append(task)
        begun.wait()  # gives the interpreter to the other thread, which leaves it soon

    def finish():
        try:
            return task.result()
        except errors as error:
            raise PageError(_explain(str(error))) from error

    return finish


@contextmanager
def _alone():
    """Have the engine for oneself, once what was begun before has ended: its files must
    not change under it.

    :raises RuntimeError: in a fork of a process that has set a page: the threads of the
        engine stayed there, and whoever waits for them waits for ever
    """
    if not _owner:
        _owner.append(os.getpid())
    if os.getpid() not in _owner:
        raise RuntimeError(
            "A page was set before the server made this worker, which can set none. "
            "Start it again, without installing or upgrading anything."
        )
    with _lock:
        while _running:
            _running.pop().exception()
        yield


@functools.cache
def _get_pool():
    """:return: the thread that compiles
    :rtype: ThreadPoolExecutor"""
    return ThreadPoolExecutor(1, thread_name_prefix="tpe-page")


def forget():
    """Let go of what the engine keeps of pages that it has set: some 30 MB of ten pages
    with a long table. It keeps what was used in one of the last ten compilations.
    """
    import typst

    with _alone():
        for _once in range(KEPT_FOR + 1):
            typst.compile(b"", format="svg", font_paths=_fonts())


def _explain(message):
    """:param str message: Typst's own
    :return: a message for a person
    :rtype: str

    >>> _explain('the text `"漢"` could not be displayed with font `"Open Sans"`')
    'no font shows: 漢'
    """
    found = re.search(r'the text `"(.+?)"` could not be displayed', message)
    return f"no font shows: {found[1]}" if found else message.strip().split("\n")[0]


def is_printable(text):
    """Tell whether the fonts of the designs show every sign of a text.

    :param str text: a sign or a few
    :rtype: bool
    """
    if text not in _printable:
        if len(_printable) > MOST_SIGNS:
            _printable.clear()
        inputs = {"text": text}
        try:
            _compile(
                "lib/signs",
                format="pdf",
                inputs=inputs,
                pdf_standards=list(STANDARDS),
            )
            _printable[text] = True
        except PageError:
            _printable[text] = False
    return _printable[text]


def is_drawable(svg):
    """Tell whether a logo can stand on a page, which its syntax alone does not say.

    :param str svg: made by ``tools/logos.py``
    :rtype: bool
    """
    standards = list(STANDARDS)
    inputs = {"logo": svg}
    try:
        _compile("lib/picture", format="pdf", inputs=inputs, pdf_standards=standards)
    except PageError:
        return False
    return True
