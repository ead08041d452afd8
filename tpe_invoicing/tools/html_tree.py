# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rich text of Odoo as a small tree of plain data, which a design sets as it likes.

Nothing of the markup reaches the page: only paragraphs, bold, italic, lists and links.
"""

from lxml import etree, html

BLOCKS = frozenset(
    "address blockquote div h1 h2 h3 h4 h5 h6 p pre section td th".split()
)
SKIPPED = frozenset("head iframe object script style svg template title".split())
BOLD = frozenset(("b", "strong", "th"))
ITALIC = frozenset(("em", "i"))


def parse(text):
    """Read rich text.

    :param text: HTML, or a false value
    :return: blocks ``{"kind": "paragraph" | "item", "runs": [...]}``; a run has
        ``text``, ``bold``, ``italic`` and ``link``
    :rtype: list[dict]

    >>> parse("<p>One <b>two</b></p><script>x</script>")[0]["runs"][1]
    {'text': 'two', 'bold': True, 'italic': False, 'link': ''}
    >>> [block["kind"] for block in parse("<p>a</p><ul><li>b</li></ul>")]
    ['paragraph', 'item']
    >>> parse(False), parse("<p><br></p>")
    ([], [])
    """
    if not (text or "").strip():
        return []
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return []
    blocks = [_block("paragraph")]
    _walk(root, blocks, {"bold": False, "italic": False, "link": ""})
    return [block for block in map(_trim, blocks) if block["runs"]]


def _block(kind):
    return {"kind": kind, "runs": []}


def _walk(node, blocks, style):
    """Add the text of a node and of what it holds to the last block."""
    if not isinstance(node.tag, str) or node.tag in SKIPPED:
        return
    kind = "item" if node.tag == "li" else "paragraph"
    is_block = node.tag in BLOCKS or node.tag == "li"
    if is_block or node.tag == "br":
        blocks.append(_block(kind))
    href = node.get("href") or ""
    inner = {
        "bold": style["bold"] or node.tag in BOLD,
        "italic": style["italic"] or node.tag in ITALIC,
        "link": href if href.startswith(("http://", "https://")) else style["link"],
    }
    _add(blocks, node.text, inner)
    for child in node:
        _walk(child, blocks, inner)
        _add(blocks, child.tail, inner)
    if is_block:
        blocks.append(_block("paragraph"))


def _add(blocks, text, style):
    """Add a run of text to the last block."""
    text = " ".join((text or "").replace("\xa0", " ").split(" "))
    if text:
        blocks[-1]["runs"].append({"text": text.replace("\n", " "), **style})


def _trim(block):
    """:return: a block without the blanks at its ends, empty when there is no word
    :rtype: dict"""
    runs = block["runs"]
    if not "".join(run["text"] for run in runs).strip():
        return {"kind": block["kind"], "runs": []}
    runs[0]["text"] = runs[0]["text"].lstrip()
    runs[-1]["text"] = runs[-1]["text"].rstrip()
    return {"kind": block["kind"], "runs": [run for run in runs if run["text"]]}


def get_text(blocks):
    """Write a tree as plain text, as a page shows it.

    :param list blocks: see :func:`parse`
    :return: a line for each block
    :rtype: str

    >>> get_text(parse("<p>One <b>two</b></p><ul><li>b</li></ul>"))
    'One two\\nb'
    """
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks)
