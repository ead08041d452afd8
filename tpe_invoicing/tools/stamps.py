# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time-stamps of RFC 3161: an authority signs that it saw a hash on a day.

What is stamped is SHA-256 of the 64 characters of an entry's hash. The signature is
verified with the certificate that comes in the answer, and that certificate with the
roots that somebody trusts; without any, it is for whoever reads the stamp to say what
it is worth.
"""

import hashlib
import secrets
from collections import namedtuple

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from .stamp_roots import StampError, follow

NONCE = 8
GRANTED = ("granted", "granted_with_mods")
DIGESTS = ("sha256", "sha384", "sha512")
Stamp = namedtuple("Stamp", "at authority serial root")


class Answer(core.Sequence):
    """What an authority answers; it gives no token when it refuses."""

    _fields = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def digest(entry_hash):
    """:param str entry_hash: hash of an entry, 64 characters
    :return: what is stamped
    :rtype: bytes"""
    return hashlib.sha256(entry_hash.encode()).digest()


def ask(entry_hash):
    """:param str entry_hash: hash of an entry
    :return: request in DER, and its nonce
    :rtype: tuple[bytes, int]"""
    nonce = int.from_bytes(secrets.token_bytes(NONCE)) | 1
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": digest(entry_hash),
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return request.dump(), nonce


def read(answer, entry_hash, nonce=None, roots=()):
    """Verify the answer of an authority.

    :param bytes answer: in DER
    :param str entry_hash: what it must be about
    :param int nonce: of the request, when it is known
    :param list roots: certificates that are trusted; any is when there are none
    :return: when, by whom and under which number it was stamped, and the root that
        vouches for it, blank when none was looked for
    :rtype: Stamp
    :raises StampError: when anything is wrong with it
    """
    try:
        response = Answer.load(answer, strict=True)
        if response["status"]["status"].native not in GRANTED:
            words = response["status"]["status_string"].native or []
            raise StampError("refused", " ".join(words))
        signed = _get_signed(response["time_stamp_token"])
        content = signed["encap_content_info"]["content"]
        info = content.parsed
        _check_info(info, entry_hash, nonce)
        certificate = _check_signature(signed, bytes(content))
        stamp = _make_stamp(info, certificate)
        if roots:
            root = follow(certificate, _list_certificates(signed), roots, stamp.at)
            stamp = stamp._replace(root=root.subject.rfc4514_string())
        return stamp
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise StampError("no_stamp") from error
    except ValueError as error:
        if isinstance(error, StampError):
            raise
        raise StampError("no_stamp") from error


def _get_signed(token):
    if token["content_type"].native != "signed_data":
        raise StampError("no_stamp")
    signed = token["content"]
    if signed["encap_content_info"]["content_type"].native != "tst_info":
        raise StampError("no_stamp")
    return signed


def _check_info(info, entry_hash, nonce):
    """:raises StampError: when it is about something else"""
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if (algorithm, imprint["hashed_message"].native) != ("sha256", digest(entry_hash)):
        raise StampError("other_hash")
    if nonce is not None and info["nonce"].native != nonce:
        raise StampError("other_request")


def _check_signature(signed, content):
    """:return: certificate of the authority
    :rtype: x509.Certificate
    :raises StampError: when it has not signed this content"""
    (signer,) = signed["signer_infos"]
    attributes = {
        each["type"].native: each["values"] for each in signer["signed_attrs"]
    }
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in DIGESTS:
        raise StampError("unknown_way", name)
    if (
        attributes["content_type"][0].native != "tst_info"
        or attributes["message_digest"][0].native != hashlib.new(name, content).digest()
    ):
        raise StampError("bad_signature")
    certificate = _find_certificate(signed, signer, attributes)
    # signed as a set, though it stands there under a tag of its own
    message = b"\x31" + signer["signed_attrs"].dump()[1:]
    _verify(certificate, signer, name, message)
    return certificate


def _find_certificate(signed, signer, attributes):
    """:return: the certificate that the signature names, made for time-stamps
    :rtype: x509.Certificate"""
    v1, v2 = (
        attributes.get("signing_certificate"),
        attributes.get("signing_certificate_v2"),
    )
    named = (v2 or v1)[0]["certs"][0]
    algorithm = named["hash_algorithm"]["algorithm"].native if v2 else "sha1"
    for choice in signed["certificates"]:
        der = choice.chosen.dump()
        if hashlib.new(algorithm, der).digest() != named["cert_hash"].native:
            continue
        if not _is_named(choice.chosen, signer["sid"]):
            continue
        certificate = x509.load_der_x509_certificate(der)
        _check_usage(certificate)
        return certificate
    raise StampError("no_certificate")


def _is_named(certificate, sid):
    if sid.name == "subject_key_identifier":
        return certificate.key_identifier == sid.chosen.native
    return (certificate.issuer, certificate.serial_number) == (
        sid.chosen["issuer"],
        sid.chosen["serial_number"].native,
    )


def _check_usage(certificate):
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as error:
        raise StampError("other_use") from error
    if x509.ExtendedKeyUsageOID.TIME_STAMPING not in usages.value:
        raise StampError("other_use")


def _verify(certificate, signer, name, message):
    """:raises StampError: when the signature is not that of the certificate"""
    key, signature = certificate.public_key(), signer["signature"].native
    chosen = getattr(hashes, name.upper())()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            scheme = padding.PKCS1v15()
            if signer["signature_algorithm"].signature_algo == "rsassa_pss":
                scheme = padding.PSS(padding.MGF1(chosen), padding.PSS.AUTO)
            key.verify(signature, message, scheme, chosen)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(chosen))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        else:
            raise StampError("unknown_way", type(key).__name__)
    except InvalidSignature as error:
        raise StampError("bad_signature") from error


def _make_stamp(info, certificate):
    at = info["gen_time"].native
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise StampError("expired")
    name = certificate.subject.rfc4514_string()
    return Stamp(at, name, info["serial_number"].native, "")


def _list_certificates(signed):
    """:return: certificates that came with a stamp
    :rtype: list[x509.Certificate]"""
    return [
        x509.load_der_x509_certificate(choice.chosen.dump())
        for choice in signed["certificates"]
    ]
