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
# at the very start: what the customer complains of may be an absence too
AUTOMATIC = re.compile(
    r"(reponse automatique|automatic reply|auto-?reply|out of (the )?office|"
    r"absente? (du bureau|jusqu)|absence du bureau|"
    r"(message|avis|notification) d'absence)"
)
QUOTED = re.compile(
    r"^(>|_{10,}$|-{3,} ?(message|original)|(le|on) .{5,300}(a ecrit|wrote) ?:$)"
)
WROTE = re.compile(r"^(<?\S+@\S+ ?)?(a ecrit|wrote) ?:$")
# the head of a quoted mail, where no sign stands before what is quoted
HEAD = re.compile(r"^(de|from) ?: ?\S")
HEAD_NEXT = re.compile(r"^(envoye|date|sent|a|to) ?: ?\S")
NEAR = 4  # lines that say together that a quote begins
SHORT = 15  # characters of a line that anybody may write


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
    >>> is_automatic("Absence de livraison, facture 12")
    False
    """
    return bool(AUTOMATIC.match(_simplify(subject).strip()))


def is_sent_by_machine(headers):
    """:param headers: of an incoming mail
    :return: whether they say that a machine answers (RFC 3834, and older ways)
    :rtype: bool

    >>> is_sent_by_machine({"Auto-Submitted": "auto-replied"})
    True
    >>> is_sent_by_machine({"Auto-Submitted": "no"}), is_sent_by_machine({})
    (False, False)
    """
    submitted = (headers.get("Auto-Submitted") or "no").split(";")[0]
    return (
        submitted.strip().lower() != "no"
        or (headers.get("Precedence") or "").strip().lower() == "auto_reply"
        or bool(headers.get("X-Autoreply"))
    )


def get_own_words(text, sent=""):
    """:param str text: a mail as plain text
    :param str sent: the mail that it answers, as plain text
    :return: the same without what it quotes
    :rtype: str

    >>> get_own_words("Bonjour\\n\\nLe 3 nov. 2026, Kermorvan a écrit :\\n> Relance")
    'Bonjour'
    >>> get_own_words("Votre IBAN ?\\n*De :* Kermorvan\\n*Envoyé :* lundi\\nRelance")
    'Votre IBAN ?'
    >>> get_own_words("Votre IBAN ?\\nSauf erreur, il reste 120 €", \
"Sauf erreur, il reste 120 €")
    'Votre IBAN ?'
    >>> get_own_words("Le 3, elle a écrit : non.\\nDe : rien\\nMerci")
    'Le 3, elle a écrit : non.\\nDe : rien\\nMerci'
    """
    lines = (text or "").splitlines()
    plain = [_simplify(line.replace("*", "")).strip() for line in lines]
    known = {_simplify(line).strip() for line in sent.splitlines()}
    end = next(
        (n for n in range(len(plain)) if _is_quoted(plain[n : n + NEAR], known)), None
    )
    return "\n".join(lines[:end]).strip()


def _is_quoted(lines, known):
    """:param list lines: simplified: the one that is judged, and some after it
    :param set known: lines of the mail that is answered, simplified
    :return: whether what is quoted begins here
    :rtype: bool"""
    first, *rest = lines
    # a plain mail may break the line that says who wrote
    is_broken = any(map(WROTE.match, rest[:1])) and first.startswith(("le ", "on "))
    return bool(
        is_broken
        or QUOTED.match(first)
        or (HEAD.match(first) and any(map(HEAD_NEXT.match, rest)))
        or (len(first) > SHORT and first in known)
    )


def _simplify(text):
    """:return: text in small letters, without accents, with plain apostrophes
    :rtype: str"""
    text = unicodedata.normalize("NFKD", (text or "").lower().replace("’", "'"))
    return "".join(char for char in text if not unicodedata.combining(char))
