"""An assessor's sheet as it comes back: what is said in it as rows of the dossier's tables, and its scores."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from kotacerdas import resources
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold
from kotacerdas.reading.choices import chosen
from kotacerdas.sheets import cells
from kotacerdas.sheets.assessor.columns import ASKED, KINDS, MARK, SUFFICIENT, TRAITS, column_of, heading
from kotacerdas.sheets.entered import Filled, Trouble
from kotacerdas.sheets.labels import Labels
from kotacerdas.sheets.merge import Entered
from kotacerdas.sheets.workbook import Row, Sheet

_SPREAD: Final = 2
"""From how far apart scores of assessors are told."""


class Score(NamedTuple):
    """A score that an assessor gave a question, or a quick win for a trait; `ref` is the cell in which it stands."""

    by: str
    question: str
    program: str
    score: str
    ref: str


class _Line(NamedTuple):
    """A row that an assessor filled in: its key, where it stands, the texts that it holds by column, where each stands."""

    key: str
    ref: str
    texts: Mapping[str, str]
    refs: Mapping[str, str]


def mark_in(sheets: Iterable[Sheet]) -> str:
    """The mark of an assessor's workbook; empty for another."""
    heads = (cell.value for sheet in sheets for row in sheet.rows[:1] for cell in row.cells.values())
    return next((str(head) for head in heads if str(head).startswith(f"{MARK} ")), "")


def taken(
    sheets: Sequence[Sheet], file: str, dossier: Dossier, instrument: Instrument, day: date
) -> tuple[Filled, list[Score]]:
    """Read what an assessor filled in. Verdicts and requests get the day of the interview, else the one given."""
    _, known, name = mark_in(sheets).split(" ", 2)
    day = (dossier.evaluation and dossier.evaluation.date) or day
    reader = _Reader(name, file, dossier, instrument, day.isoformat())
    for sheet in sheets:
        reader.read(sheet)
    return Filled(reader.rows, tuple(reader.troubles), tuple(reader.notes), known), reader.scores


class _Reader:
    """Turns what one assessor filled in into rows of the dossier's tables."""

    def __init__(self, name: str, file: str, dossier: Dossier, instrument: Instrument, day: str) -> None:
        self._name, self._file, self._day = name, file, day
        self._languages = [Messages(language) for language in resources.languages()]
        self._labels = [Labels(dossier, instrument, messages) for messages in self._languages]
        self._documents = {document.id: document for document in dossier.documents}
        self.rows: dict[str, list[Entered]] = {"reviews": [], "follow-ups": [], "remarks": []}
        self.scores: list[Score] = []
        self.troubles: list[Trouble] = []
        self.notes: list[Trouble] = []

    def read(self, sheet: Sheet) -> None:
        """Read one sheet, if it is one of ours."""
        for messages in self._languages:
            for name in ASKED:
                if fold(sheet.name) == fold(messages.text(f"sheet.assessor.{name}")) and sheet.rows:
                    lines = list(self._lines(sheet, name))
                    if name == "papers":
                        self._verdicts(lines)
                    for line in lines if name != "papers" else ():
                        self._line(line, name)
                    return

    def _lines(self, sheet: Sheet, name: str) -> Iterator[_Line]:
        """The rows of a sheet that an assessor filled in."""
        known = {fold(heading(column, m)): column for m in self._languages for column in ASKED[name]}
        paths = {letter: known.get(fold(str(cell.value)), "") for letter, cell in sheet.rows[0].cells.items()}
        marked = [letter for letter, cell in sheet.rows[0].cells.items() if str(cell.value).startswith(MARK)]
        for row in sheet.rows[1:]:
            texts, refs = {}, {}
            for letter, column in paths.items():
                if column and (text := self._text(sheet, row, letter, column)):
                    texts[column], refs[column] = text, f"{self._file}{sheet.name}!{letter}{row.number}"
            key = str(row.cells[marked[0]].value) if marked and marked[0] in row.cells else ""
            if texts and key:
                yield _Line(key, next(iter(refs.values())), texts, refs)

    def _text(self, sheet: Sheet, row: Row, letter: str, column: str) -> str:
        """What an assessor wrote into a cell; what cannot be read is noted."""
        kind: cells.Kind = (
            "date" if column == "due" else "decimal" if column in {"score", *TRAITS} else "multiline"
        )
        text = cells.text_of(row.cells.get(letter), kind, sheet.epoch)
        if isinstance(text, cells.Flaw):
            ref = f"{self._file}{sheet.name}!{letter}{row.number}"
            self.troubles.append(Trouble(ref, f"sheet.cell.{text.code}", text.details))
            return ""
        return text

    def _line(self, line: _Line, name: str) -> None:
        """Take what is said of a question, a quick win or a dimension."""
        about = line.key.split(" ")[0]
        for column in ("score", *TRAITS):
            if score := line.texts.get(column):
                of_program = column != "score"
                self.scores.append(
                    Score(
                        self._name,
                        column if of_program else about,
                        about if of_program else "",
                        score,
                        line.refs[column],
                    )
                )
        if interview := line.texts.get("interview"):
            self._note(line, "interview", "interview", interview)
        kind = line.key.split(" ")[1] if name == "remarks" else chosen(line.texts.get("kind", ""), KINDS)
        text = line.texts.get("text") or line.texts.get("remark", "")
        if not text:
            return
        if kind in KINDS[2:]:
            self._ask(line, kind, text, [about, *self._addressee(line)])
        else:
            self._add("remarks", line, {"by": self._name, "kind": kind, "about": about, "text": text})

    def _verdicts(self, lines: Sequence[_Line]) -> None:
        """Take the verdicts on papers: one of each; a paper that is enough for one question and not for another is asked about."""
        of_paper: dict[str, list[tuple[str, _Line]]] = {}
        for line in lines:
            if word := self._word(line.texts.get("sufficient", "")):
                of_paper.setdefault(line.key.partition(" ")[2], []).append((word, line))
            else:
                self._note(
                    line, "unplaced", "remark", line.texts.get("remark") or line.texts.get("sufficient", "")
                )
        for paper, said in of_paper.items():
            is_enough = [word == "enough" for word, _ in said]
            if any(is_enough) and not all(is_enough):
                for word, line in said:
                    if word != "enough" and (document := self._documents.get(paper)):
                        text = f"{document.title}: {line.texts.get('remark') or line.texts['sufficient']}"
                        self._ask(line, "request", text, [line.key.split(" ")[0]], paper)
            word, line = next(((w, at) for w, at in said if w != "enough"), said[0])
            if any(is_enough):
                word, line = next((w, at) for w, at in said if w == "enough")
            notes = dict.fromkeys(at.texts["remark"] for w, at in said if w == word and "remark" in at.texts)
            note = "; ".join(notes) or ("" if word != "unopened" else line.texts["sufficient"])
            texts = {
                "document": paper,
                "verdict": SUFFICIENT[word],
                "by": self._name,
                "date": self._day,
                "note": note,
            }
            document = self._documents.get(paper)
            texts["file"] = (document.file if document else None) or ""
            self._add("reviews", line, texts)

    def _ask(self, line: _Line, kind: str, subject: str, about: Sequence[str], document: str = "") -> None:
        """Take a request or a recommendation."""
        texts = {"kind": kind, "from": self._name, "date": self._day, "due": line.texts.get("due", "")}
        self._add(
            "follow-ups",
            line,
            {**texts, "subject": subject, "about": "\n".join(about), "documents": document},
        )

    def _add(self, table: str, line: _Line, texts: Mapping[str, str]) -> None:
        """Note a row of one of the dossier's tables."""
        filled = {path: text for path, text in texts.items() if text}
        refs = dict.fromkeys(filled, line.refs.get("remark") or line.ref)
        refs |= {"due": line.refs["due"]} if "due" in line.refs else {}
        self.rows[table].append(Entered("", None, line.ref, refs, filled))

    def _note(self, line: _Line, code: str, column: str, text: str) -> None:
        """Note what has no place in the dossier."""
        if text:
            self.notes.append(
                Trouble(line.refs.get(column, line.ref), f"sheet.assessor.{code}", {"text": text})
            )

    def _addressee(self, line: _Line) -> list[str]:
        """The agency that something is asked of."""
        written = line.texts.get("addressee", "")
        meant = (labels.meant(column_of("answers", "agency"), written) for labels in self._labels)
        return [next((id_ for id_ in meant if id_ != written), written)] if written else []

    def _word(self, written: str) -> str:
        """What an assessor says of a paper, as a word of ours."""
        words = {fold(m.text(f"sheet.assessor.{word}")): word for m in self._languages for word in SUFFICIENT}
        return words.get(fold(written), "")


def spreads(scores: Iterable[Score]) -> Iterator[tuple[Score, ...]]:
    """The scores for a question, or for a trait of a quick win, where those of several assessors lie two or more apart."""
    given: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        given.setdefault((score.question, score.program), []).append(score)
    for of_all in given.values():
        numbers = [float(score.score.replace(",", ".")) for score in of_all if _is_number(score.score)]
        if numbers and max(numbers) - min(numbers) >= _SPREAD:
            yield tuple(of_all)


def row_of(score: Score) -> Entered:
    """A score as a row of the table of scores."""
    texts = {key: text for key, text in score._asdict().items() if key != "ref" and text}
    return Entered("", None, score.ref, dict.fromkeys(texts, score.ref), texts)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(?:[.,]\d+)?", text, re.ASCII) is not None
