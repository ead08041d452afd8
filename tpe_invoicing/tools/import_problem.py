# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a file or with one of its rows, as a code and its details."""


class ImportProblem(Exception):
    """Says why a file, or a row of it, cannot come in.

    The code names the sentence that the user reads; the details fill it in.
    """

    def __init__(self, code, line=0, **details):
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = ""
        self.details = details

    def at(self, line):
        """Say on which line of the file the problem is.

        :param int line: number of the line
        :return: the same problem, at that line
        :rtype: ImportProblem

        >>> ImportProblem("amount", value="x").at(4).line
        4
        """
        problem = ImportProblem(self.code, line, **self.details)
        problem.column = self.column
        return problem

    def under(self, heading):
        """Say in which column of the file the problem is.

        :param str heading: of the column
        :return: the same problem, in that column
        :rtype: ImportProblem
        """
        problem = self.at(self.line)
        problem.column = heading
        return problem
