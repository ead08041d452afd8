# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib

from odoo import models

from ..tools.identifiers import clean, split_registry
from ..tools.import_document import Documents, find_xml, read_documents
from ..tools.import_facturx import read_invoice
from ..tools.import_problem import ImportProblem
from ..tools.import_values import fold


class TpeImport(models.Model):
    """Past PDFs and Factur-X: what their XML says, and the originals as received."""

    _inherit = "tpe.import"

    def _plan_documents(self, data, report):
        """Look through documents; what they say is read when they come in.

        :param bytes data: a zip, or one document
        :param dict report: takes what is known of it before any file comes in
        :return: what to bring, and the files without their content
        :rtype: Iterator[tuple[str, list]]
        """
        problems, files = [], []
        for file in self._leave_out_twins(
            read_documents(data, self.name, problems), report
        ):
            del file["content"]
            files.append(file)
        for problem in problems:
            self._reject_problem(report, problem)
        report["read"] += len(problems)
        report["totals"] = self._sum_documents([]) | {"attached": 0}
        report["numbers"] = []
        yield "files", files

    def _bring_files(self, files, report):
        """Bring documents in; archive each original as it was received.

        :param list files: ``line``, ``name`` and ``sha256``
        :param dict report: takes what happened
        """
        go = self._get_go()
        if go.archive is None:
            go.archive = Documents(go.data(), self.name)
        files = [file | {"content": go.archive.read(file["line"])} for file in files]
        new, received = [], []
        for document in self._read_files(files, report):
            (received if document.get("move_id") else new).append(document)
        report["numbers"] = [document["number"] for document in new]
        done = self._bring_documents(new, report)
        attached = self._leave_out_archived(received, report)
        report["totals"]["attached"] = len(attached)
        self._archive_originals(done + attached)

    def _leave_out_twins(self, files, report):
        """:return: files without those whose bytes come a second time
        :rtype: Iterator[dict]"""
        seen = {}
        for file in files:
            report["read"] += 1
            sha256 = hashlib.sha256(file["content"]).hexdigest()
            if sha256 in seen:
                first = seen[sha256]
                self._skip(
                    report, file["line"], file["name"], "twice_in_file", first=first
                )
                continue
            seen[sha256] = file["line"]
            yield file | {"sha256": sha256}

    def _read_files(self, files, report):
        """Read what files say.

        :return: see :meth:`_match_document`
        :rtype: list[dict]
        """
        read = []
        for file in files:
            try:
                xml = find_xml(file["content"])
                found = {"line": file["line"], "file": file, "xml": xml}
                read.append(found | (read_invoice(xml) if xml else {}))
            except ImportProblem as problem:
                self._reject_problem(report, problem.at(file["line"]))
        numbers = None
        if all(document["xml"] for document in read):
            numbers = [document["number"] for document in read]
        known, documents = self._get_known_documents(numbers), []
        for document in read:
            try:
                documents.append(self._match_document(document, known))
            except ImportProblem as problem:
                self._reject_problem(report, problem.at(document["line"]))
        return documents

    def _match_document(self, document, known):
        """Find a document among those that are there.

        :return: see ``build_document``; ``move_id`` for one that is there already
        :rtype: dict
        :raise ImportProblem: when nothing can be known of it
        """
        if not document["xml"]:
            return document | self._find_by_name(document["file"], known)
        self._refuse_other_seller(document["seller"])
        twins = known.get(document["number"].casefold(), [])
        if self._find_twin(document, twins):
            past = [twin for twin in twins if twin["tpe_is_imported"]]
            return document | {"move_id": (past or twins)[0]["id"]}
        return document

    def _find_by_name(self, file, known):
        """Find the document that a PDF without data is, by the number in its name.

        :rtype: dict
        :raise ImportProblem: when its name bears no number that is there
        """
        stem = fold(file["name"].rsplit(".", 1)[0])
        matches = {
            twin["id"]: number
            for number, twins in known.items()
            for twin in twins
            if twin["tpe_is_imported"] and f" {fold(number)} " in f" {stem} "
        }
        if len(matches) != 1:
            raise ImportProblem("document_without_data", name=file["name"][:80])
        ((move_id, number),) = matches.items()
        return {"number": number, "move_id": move_id}

    def _refuse_other_seller(self, seller):
        """:raise ImportProblem: when another company has issued a document"""
        partner = self.company_id.partner_id
        siren = split_registry(partner.company_registry)[0]
        vat = clean(partner.vat)
        for own, theirs in ((siren, seller["siren"]), (vat, seller["vat"])):
            if own and theirs and own != theirs:
                raise ImportProblem("other_seller", name=seller["name"][:60])

    def _leave_out_archived(self, documents, report):
        """:return: documents whose ledger entry is of the past and has no original
        :rtype: list[dict]"""
        kept, taken = [], set()
        domain = [("move_id", "in", [document["move_id"] for document in documents])]
        archived = self.env["tpe.archive.entry"].search(domain).move_id
        for document in documents:
            move = self.env["account.move"].browse(document["move_id"])
            # bare data is archived without being shown; a page may still join it
            is_there = move._tpe_is_sealed() or (
                move in archived and not self._is_pdf(document)
            )
            if is_there or not move.tpe_is_imported or move.id in taken:
                line, number = document["line"], document["number"]
                self._skip(report, line, number, "invoice_known", number=number)
                continue
            taken.add(move.id)
            kept.append(document)
        return kept

    def _archive_originals(self, documents):
        """Seal documents as they were received; nothing of the kind in a trial, for the
        archive cannot take it back.

        :param list documents: documents with ``move_id``
        """
        if self._get_go().is_trial:
            return
        pdfs = [document for document in documents if self._is_pdf(document)]
        bare = [document for document in documents if not self._is_pdf(document)]
        moves, entries = self._seal_originals([*pdfs, *bare])
        # which mentions a document of another software bears is not known; a bare XML
        # is kept as it came, but it is no page that could be shown to anyone
        shown = moves[: len(pdfs)]
        shown._tpe_link_entries(entries[: len(pdfs)], [[] for _move in shown])

    def _is_pdf(self, document):
        """:return: whether a document came as a page, not as data alone
        :rtype: bool"""
        start = document["file"]["content"].lstrip(b"\xef\xbb\xbf \r\n\t")
        return start.startswith(b"%PDF")

    def _seal_originals(self, documents):
        """:return: ledger entries of documents, and their entries in the archive
        :rtype: tuple[account.move, tpe.archive.entry]"""
        moves = self.env["account.move"].browse([doc["move_id"] for doc in documents])
        entries = self.env["tpe.archive.entry"]._seal_documents(
            [
                self._prepare_original(document, move)
                for document, move in zip(documents, moves, strict=True)
            ]
        )
        lines = [document["line"] for document in documents]
        self._remember("tpe.archive.entry", list(zip(lines, entries.ids, strict=True)))
        return moves, entries

    def _prepare_original(self, document, move):
        """:return: what the archive wants to know of an original
        :rtype: dict"""
        file, is_pdf = document["file"], self._is_pdf(document)
        name = file["name"]
        if is_pdf and not name.lower().endswith(".pdf"):
            name = "document.pdf"
        original = {
            "filename": name,
            "pdf": file["content"] if is_pdf else None,
            "xml": document["xml"] or None,
            "template": "",
            "taxes": [],
            "mentions": [],
        }
        prepared = move._tpe_prepare_document(original)
        prepared["meta"] |= {"import": self.number, "file": self.name}
        return prepared | {"kind": "import", "name": document["number"]}
