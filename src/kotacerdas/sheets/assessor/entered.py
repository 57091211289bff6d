"""An assessor's sheet as it comes back: what is said in it as rows of the dossier's tables, and its scores."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from kotacerdas import resources
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold
from kotacerdas.reading.choices import chosen
from kotacerdas.sheets.assessor.columns import (
    AGENCY,
    ASKED,
    KINDS,
    MARK,
    NUMBERS,
    SUFFICIENT,
    heading,
    kind_of,
)
from kotacerdas.sheets.entered import Entered, Filled, Trouble, rows_below
from kotacerdas.sheets.labels import Labels
from kotacerdas.sheets.reader import Sheet
from kotacerdas.sheets.tables import SCORES

_SPREAD: Final = 2
"""From how far apart scores of assessors are told."""
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def mark_in(sheets: Iterable[Sheet]) -> str:
    """The mark of an assessor's workbook; empty for another."""
    heads = (cell.value for sheet in sheets for row in sheet.rows[:1] for cell in row.cells.values())
    return next((str(head) for head in heads if str(head).startswith(f"{MARK} ")), "")


def taken(sheets: Sequence[Sheet], file: str, dossier: Dossier, instrument: Instrument, day: date) -> Filled:
    """Read what an assessor entered in a sheet, scores among it. Verdicts and requests get the day of the interview, else the one given."""
    _, known, name = mark_in(sheets).split(" ", 2)
    day = (dossier.evaluation and dossier.evaluation.date) or day
    reader = _Reader(name, file, dossier, instrument, day.isoformat())
    for sheet in sheets:
        reader.read_sheet(sheet)
    return Filled(reader.rows, reader.troubles, reader.notes, known)


class _Reader:
    """Turns what one assessor filled in into rows of the dossier's tables."""

    def __init__(self, name: str, file: str, dossier: Dossier, instrument: Instrument, day: str) -> None:
        """Begin to read what an assessor entered: by name, from a file, as of a day."""
        self._name, self._file, self._day = name, file, day
        self._languages = [Messages(language) for language in resources.languages()]
        self._labels = [Labels(dossier, instrument, messages) for messages in self._languages]
        self._documents = {document.id: document for document in dossier.documents}
        self.rows: dict[str, list[Entered]] = {
            "reviews": [],
            "follow-ups": [],
            "remarks": [],
            SCORES.name: [],
        }
        self.troubles: list[Trouble] = []
        self.notes: list[Trouble] = []

    def read_sheet(self, sheet: Sheet) -> None:
        """Read what is entered in one sheet, if it is one that assessors get."""
        names = {fold(m.text(f"sheet.assessor.{name}")): name for m in self._languages for name in ASKED}
        name = names.get(fold(sheet.name), "")
        lines = list(self._filled_rows(sheet, name)) if name and sheet.rows else []
        if name == "papers":
            self._take_verdicts(lines)
        else:
            for line in lines:
                self._take_row(line, name)

    def _filled_rows(self, sheet: Sheet, name: str) -> Iterator[Entered]:
        """The rows of a sheet in which an assessor entered something, with the cells that hold something."""
        known = {fold(heading(column, m)): column for m in self._languages for column in ASKED[name]}
        heads = {letter: str(cell.value) for letter, cell in sheet.rows[0].cells.items()}
        paths = {
            letter: "key" if head.startswith(MARK) else known[fold(head)]
            for letter, head in heads.items()
            if head.startswith(MARK) or fold(head) in known
        }
        kinds = {column: kind_of(column) for column in ASKED[name]}
        if {*paths.values()} & {*kinds}:
            for row in rows_below(sheet, 0, paths, kinds, self._file, self.troubles):
                texts = {path: text for path, text in row.texts.items() if text}
                if texts and row.key:
                    refs = {path: row.refs[path] for path in texts}
                    yield row._replace(texts=texts, refs=refs, ref=next(iter(refs.values())))

    def _take_row(self, line: Entered, name: str) -> None:
        """Take a row that an assessor entered on a question, a quick win or a dimension: its scores, its remark, what is asked for."""
        about, _, rest = line.key.partition(" ")
        for column in NUMBERS:
            if score := line.texts.get(column):
                of = {"question": about} if column == "score" else {"question": column, "program": about}
                texts, ref = {"by": self._name, **of, "score": score}, line.refs[column]
                self.rows[SCORES.name].append(Entered(ref, texts, dict.fromkeys(texts, ref)))
        if interview := line.texts.get("interview"):
            self._note_left_out(line, "interview", "interview", interview)
        kind = rest.split(" ")[0] if name == "remarks" else chosen(line.texts.get("kind", ""), KINDS)
        text = line.texts.get("text") or line.texts.get("remark", "")
        if text and kind in KINDS[2:]:
            self._add_request(line, kind, text, [about, *self._addressee(line)])
        elif text:
            self._add_row("remarks", line, by=self._name, kind=kind, about=about, text=text)

    def _take_verdicts(self, lines: Sequence[Entered]) -> None:
        """Take the verdicts on papers that an assessor entered: one of each; a paper that is enough for one question and not for another is asked about."""
        of_paper: dict[str, list[tuple[str, Entered]]] = {}
        for line in lines:
            written = line.texts.get("sufficient", "")
            if word := self._verdict_words.get(fold(written), ""):
                of_paper.setdefault(line.key.partition(" ")[2], []).append((word, line))
            else:
                self._note_left_out(line, "unplaced", "remark", line.texts.get("remark") or written)
        for paper, said in of_paper.items():
            document = self._documents.get(paper)
            words = [word for word, _ in said]
            others = [line for word, line in said if word != "enough"]
            if document and "enough" in words:
                for line in others:
                    text = f"{document.title}: {line.texts.get('remark') or line.texts['sufficient']}"
                    self._add_request(line, "request", text, [line.key.split(" ")[0]], paper)
            word = "enough" if "enough" in words else words[0]
            line = said[words.index(word)][1]
            alike = (at.texts for w, at in said if w == word)
            remarks = dict.fromkeys(texts["remark"] for texts in alike if "remark" in texts)
            note = "; ".join(remarks) or (line.texts["sufficient"] if word == "unopened" else "")
            told = {"document": paper, "verdict": SUFFICIENT[word], "by": self._name, "date": self._day}
            self._add_row("reviews", line, **told, note=note, file=document.file if document else None)

    def _add_request(
        self, line: Entered, kind: str, subject: str, about: Sequence[str], document: str = ""
    ) -> None:
        """Add a request or a recommendation that an assessor entered."""
        told = {"kind": kind, "from": self._name, "date": self._day, "due": line.texts.get("due", "")}
        self._add_row("follow-ups", line, **told, subject=subject, about="\n".join(about), documents=document)

    def _add_row(self, table: str, line: Entered, **texts: str | None) -> None:
        """Add a row of one of the dossier's tables for what an assessor entered."""
        filled = {path: text for path, text in texts.items() if text}
        refs = dict.fromkeys(filled, line.refs.get("remark") or line.ref)
        refs |= {"due": line.refs["due"]} if "due" in line.refs else {}
        self.rows[table].append(Entered(line.ref, filled, refs))

    def _note_left_out(self, line: Entered, code: str, column: str, text: str) -> None:
        """Note what an assessor wrote that has no entry in the dossier."""
        if text:
            ref = line.refs.get(column, line.ref)
            self.notes.append(Trouble(ref, f"sheet.assessor.{code}", {"text": text}))

    def _addressee(self, line: Entered) -> list[str]:
        """The agency that something is asked of."""
        written = line.texts.get("addressee", "")
        meant = (labels.meant(AGENCY, written) for labels in self._labels)
        return [next((id_ for id_ in meant if id_ != written), written)] if written else []

    @cached_property
    def _verdict_words(self) -> dict[str, str]:
        """What an assessor may say of a paper → the word of ours for it."""
        return {fold(m.text(f"sheet.assessor.{word}")): word for m in self._languages for word in SUFFICIENT}


def spreads(scores: Iterable[Entered]) -> Iterator[list[Entered]]:
    """The scores that assessors entered for a question, or for a trait of a quick win, where those of several lie two or more apart."""
    given: dict[tuple[str | None, ...], list[Entered]] = {}
    for row in scores:
        given.setdefault((row.texts["question"], row.texts.get("program")), []).append(row)
    for of_all in given.values():
        written = (row.texts["score"].replace(",", ".") for row in of_all)
        numbers = [float(text) for text in written if _NUMBER.fullmatch(text)]
        if numbers and max(numbers) - min(numbers) >= _SPREAD:
            yield of_all
