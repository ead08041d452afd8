# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blanks that French does not break a line at.

What a page is given comes as JSON: one search over the whole of it takes less time than
one over each text, and finds texts only, as JSON itself has no such blank.
"""

import re

# before a double sign that ends a word, or the sign of a currency; inside guillemets;
# between "no." or "art." and what they name. Signs that follow each other are left
# alone: a row of them has to break somewhere.
LOOSE = re.compile(
    " (?:"  # a sign to look for first: ten times as fast as looking behind each place
    r'(?:(?<=[\w).] )|(?<=\d % ))(?=(?:[:;!?]|%|\\u20ac|\\u00bb)(?:[ ",.;)]|\\n))'
    r"|(?<=\\u00ab )(?=[\w\\])"
    r"|(?<=\b[Nn]\\u00b0 )(?=\w)"
    r"|(?<=\bart\. )(?=\w)"
    ")"
)


def bind(text):
    """Bind French texts where no line may break.

    :param str text: JSON, in ASCII
    :return: the same, with no-break spaces
    :rtype: str

    >>> import json
    >>> def try_on(words): return json.loads(bind(json.dumps({"a b": [words]})))["a b"]
    >>> try_on("Solde : 40 €, soit 12 % ; à payer !")
    ['Solde\\xa0: 40\\xa0€, soit 12\\xa0%\\xa0; à payer\\xa0!']
    >>> try_on("« Été » n° 12, art. 293 B"), try_on("! ! ? : ; 5 x : y")
    (['«\\xa0Été\\xa0» n°\\xa012, art.\\xa0293 B'], ['! ! ? : ; 5 x\\xa0: y'])
    """
    return LOOSE.sub("\\\\u00a0", text)
