# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a customer who answers a reminder seems to say: rules, and a person decides."""

import re
import unicodedata

# the first that is found speaks; a dispute costs most when it is overlooked
SIGNS = {
    "dispute": (
        r"litige|contest|desaccord|pas d'accord|malfacon|defectueu|abime|casse|"
        r"non conforme|pas conforme|jamais recu|pas recu|erreur|reclamation|"
        r"dispute|damaged|defective|wrong|never received|not received|complain"
    ),
    "claimed_paid": (
        r"(deja|a ete|avons|ai|est) (ete )?(bien )?(regle|paye|vire)|"
        r"virement (a ete |est )?(fait|effectue|parti|emis)|"
        r"already paid|have paid|has been paid|was paid|transfer (was|has been) made"
    ),
    "promise": (
        r"(vais|allons|sera|serez|seront|ferai|ferons) .{0,30}(regl|pay|vir)|"
        r"(semaine|mois) prochaine?|d'ici (la fin|le|au)|fin (du|de) mois|"
        r"will (pay|be paid|transfer)|next (week|month)|by the end of"
    ),
    "plan": r"echeancier|plusieurs fois|etal|delai|difficult|instal?ments|more time",
}
AUTOMATIC = re.compile(
    r"reponse automatique|absence|absent|out of office|automatic reply|auto-?reply|"
    r"autoreply"
)
QUOTED = re.compile(
    r"^(>|-{3,} ?(message|original)|le .{5,80} a ecrit|on .{5,80} wrote)"
)


def guess(text):
    """Guess what an answer is about.

    :param str text: the mail as plain text, with or without what it quotes
    :return: ``dispute``, ``claimed_paid``, ``promise``, ``plan`` or ``question``
    :rtype: str

    >>> guess("Bonjour, cette facture a déjà été réglée par virement le 3.")
    'claimed_paid'
    >>> guess("Le virement sera effectué la semaine prochaine.")
    'promise'
    >>> guess("La porte est abîmée, nous contestons.\\n> Reste à payer")
    'dispute'
    >>> guess("Pouvons-nous payer en plusieurs fois ?")
    'plan'
    >>> guess("Quel est votre IBAN ?\\n> Si vous avez déjà payé, merci")
    'question'
    >>> guess("We have paid this invoice last week"), guess("")
    ('claimed_paid', 'question')
    """
    plain = _simplify(get_own_words(text))
    found = (code for code, signs in SIGNS.items() if re.search(signs, plain))
    return next(found, "question")


def is_automatic(subject):
    """:param str subject: of an incoming mail
    :return: whether a machine wrote it
    :rtype: bool

    >>> is_automatic("Réponse automatique : Relance"), is_automatic("Re: Relance")
    (True, False)
    """
    return bool(AUTOMATIC.search(_simplify(subject)))


def get_own_words(text):
    """:param str text: a mail as plain text
    :return: the same without what it quotes
    :rtype: str

    >>> get_own_words("Bonjour\\n\\nLe 3 nov. 2026, Kermorvan a écrit :\\n> Relance")
    'Bonjour'
    """
    lines = []
    for line in (text or "").splitlines():
        if QUOTED.match(_simplify(line.strip())):
            break
        lines.append(line)
    return "\n".join(lines).strip()


def _simplify(text):
    """:return: text in small letters, without accents, with plain apostrophes
    :rtype: str"""
    text = unicodedata.normalize("NFKD", (text or "").lower().replace("’", "'"))
    return "".join(char for char in text if not unicodedata.combining(char))
