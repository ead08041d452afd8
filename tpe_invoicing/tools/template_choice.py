# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which look a document takes: the first rule that fits all that it names."""

from dataclasses import dataclass

NONE = frozenset()


@dataclass(frozen=True)
class Rule:
    """What a template asks of a document; what is blank asks nothing."""

    template_id: int
    journals: frozenset = NONE
    kinds: frozenset = NONE
    partners: frozenset = NONE
    tags: frozenset = NONE
    lang: str = ""

    @property
    def asks(self):
        """:return: whether it asks anything: a rule that does not is no rule
        :rtype: bool"""
        return bool(
            self.journals or self.kinds or self.partners or self.tags or self.lang
        )

    def fits(self, facts):
        """:param Facts facts: of a document
        :return: whether the document is all that the rule asks
        :rtype: bool"""
        pairs = (
            (self.journals, facts.journals),
            (self.kinds, facts.kinds),
            (self.partners, facts.partners),
            (self.tags, facts.tags),
        )
        return self.lang in ("", facts.lang) and all(
            not asked or asked & found for asked, found in pairs
        )


@dataclass(frozen=True)
class Facts:
    """What a document is, for the rules."""

    journals: frozenset = NONE
    kinds: frozenset = NONE
    partners: frozenset = NONE
    tags: frozenset = NONE
    lang: str = ""


def choose(rules, facts):
    """Return the template of the first rule that fits.

    :param rules: rules in their order
    :param Facts facts: of the document
    :return: id of the template, 0 when no rule fits
    :rtype: int

    >>> rules = [Rule(1), Rule(2, kinds=frozenset({"deposit"})), Rule(3, lang="fr")]
    >>> choose(rules, Facts(kinds=frozenset({"deposit"}), lang="fr"))
    2
    >>> choose(rules, Facts(lang="fr")), choose(rules, Facts(lang="en"))
    (3, 0)
    """
    fitting = (rule.template_id for rule in rules if rule.asks and rule.fits(facts))
    return next(fitting, 0)
