# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of functions to time side by side; runs inside Odoo's shell.

A pair is a file ``pair_<name>.py`` with a docstring, ``GOAL`` (how many times faster we
want to be) and two functions of (environment, invoice, url of the reference server):
``do_ours`` and ``do_reference``. A function ``prepare(environment, invoice)``, if there
is one, makes what they get instead of the invoice, off the clock. What they write
and do not commit is rolled back after each round. A pair that does its work many times
says how often in ``BATCH``, or each function returns it. ``DATA`` names the data a pair
builds on, when it leaves what others would count: it gets a copy of both databases.
``IS_ELSEWHERE`` says that the reference works in other processes, whose time of the
processors is not known.
"""
