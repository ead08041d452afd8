# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The certificate of a time-stamp, followed to a root that somebody trusts."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature

MOST_STEPS = 6  # certificates between that of the authority and the root


class StampError(ValueError):
    """What is wrong with the answer of an authority, as a code.

    ``detail`` is what the authority says itself, or how it signs.
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code} {detail}".rstrip())
        self.code = code
        self.detail = detail


def read_roots(text):
    """:param str text: certificates in PEM, one after the other; may be blank
    :return: the certificates
    :rtype: list[x509.Certificate]
    :raises StampError: when it holds something else
    """
    if not (text or "").strip():
        return []
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise StampError("no_pem") from error


def follow(certificate, others, roots, at):
    """Follow a certificate to one of the roots.

    :param x509.Certificate certificate: of the authority
    :param list others: certificates that came with it
    :param list roots: certificates that are trusted
    :param datetime at: when each certificate between has to be valid
    :return: the root
    :rtype: x509.Certificate
    :raises StampError: when it leads to none of them
    """
    for _step in range(MOST_STEPS):
        for root in roots:
            if certificate == root or _is_issued_by(certificate, root):
                return root
        issuers = [
            each
            for each in others
            if each != certificate
            and _may_issue(each, at)
            and _is_issued_by(certificate, each)
        ]
        if not issuers:
            break
        certificate = issuers[0]
    raise StampError("no_root")


def _is_issued_by(certificate, issuer):
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _may_issue(certificate, at):
    """:return: whether a certificate is that of an authority for others, valid then
    :rtype: bool"""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return False
    try:
        basics = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return basics.value.ca and usage.value.key_cert_sign
