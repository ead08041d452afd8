# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signatures verified without any library, for the stand-alone verifier."""

import hashlib


class Curve:
    """Ed25519 of RFC 8032, verification only, on plain integers."""

    P = 2**255 - 19
    ORDER = 2**252 + 27742317777372353535851937790883648493
    D = -121665 * pow(121666, P - 2, P) % P
    ROOT = pow(2, (P - 1) // 4, P)

    def __init__(self):
        y = 4 * pow(5, self.P - 2, self.P) % self.P
        self.base = self._make_table(self._decode(y.to_bytes(32, "little")))
        self.tables = {}

    def verify(self, public, message, signature):
        """:return: whether the signature of the message is the public key's
        :rtype: bool"""
        if public not in self.tables:
            point = self._decode(public)
            if point:  # minus the key, so that one addition is enough below
                x, y, z, t = point
                point = self._make_table((-x % self.P, y, z, -t % self.P))
            self.tables[public] = point
        scalar = int.from_bytes(signature[32:], "little")
        if not self.tables[public] or len(signature) != 64 or scalar >= self.ORDER:
            return False
        digest = hashlib.sha512(signature[:32] + public + message).digest()
        challenge = int.from_bytes(digest, "little") % self.ORDER
        point = self._multiply(self.base, scalar, (0, 1, 1, 0))
        point = self._multiply(self.tables[public], challenge, point)
        return self._encode(point) == signature[:32]

    def _add(self, one, two):
        p = self.P
        a = (one[1] - one[0]) * (two[1] - two[0]) % p
        b = (one[1] + one[0]) * (two[1] + two[0]) % p
        c = 2 * one[3] * two[3] * self.D % p
        d = 2 * one[2] * two[2] % p
        e, f, g, h = b - a, d - c, d + c, b + a
        return e * f % p, g * h % p, f * g % p, e * h % p

    def _make_table(self, point):
        """:return: the multiples 1 to 15 of a point for each four bits of a scalar"""
        table = []
        for _window in range(64):
            multiples = [point]
            for _more in range(15):
                multiples.append(self._add(multiples[-1], point))
            point = multiples.pop()
            table.append(multiples)
        return table

    def _multiply(self, table, scalar, point):
        for multiples in table:
            if scalar & 15:
                point = self._add(point, multiples[(scalar & 15) - 1])
            scalar >>= 4
        return point

    def _decode(self, data):
        number = int.from_bytes(data, "little")
        sign, y = number >> 255, number & (2**255 - 1)
        square = (y * y - 1) * pow(self.D * y * y + 1, self.P - 2, self.P) % self.P
        x = pow(square, (self.P + 3) // 8, self.P)
        if (x * x - square) % self.P:
            x = x * self.ROOT % self.P
        if (x * x - square) % self.P or y >= self.P or (sign and not x):
            return None
        if x & 1 != sign:
            x = self.P - x
        return x, y, 1, x * y % self.P

    def _encode(self, point):
        inverse = pow(point[2], self.P - 2, self.P)
        x, y = point[0] * inverse % self.P, point[1] * inverse % self.P
        return (y | ((x & 1) << 255)).to_bytes(32, "little")
