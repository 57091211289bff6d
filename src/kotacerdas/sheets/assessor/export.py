"""An assessor's sheet as it goes out: questions, papers and quick wins of one part of the dossier, with what was said before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.proofs import Proofs
from kotacerdas.dossier.entries import Document
from kotacerdas.instrument.model import Question
from kotacerdas.languages.messages import Messages
from kotacerdas.privacy import anonymous
from kotacerdas.reading.choices import in_language
from kotacerdas.sheets.assessor.columns import AGENCY, ASKED, KINDS, MARK, SUFFICIENT, TOLD, heading, kind_of
from kotacerdas.sheets.labels import Labels
from kotacerdas.sheets.tables import digest, text_of
from kotacerdas.sheets.writer import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_LINES: Final = 3
_WIDTH: Final = 14
_WIDTHS: Final[Mapping[str, int]] = {
    "asks": 46, "answer": 50, "title": 44, "place": 40, "remark": 44, "text": 90, "interview": 40, "papers": 34, "type": 26,
}  # fmt: skip


class Part(NamedTuple):
    """What an assessor assesses: the assessor's name, and whether what belongs to a dimension, or to none, is part of it."""

    name: str
    holds: Callable[[str | None], bool]


def workbook(assessment: Assessment, messages: Messages, part: Part, places: Mapping[str, str]) -> bytes:
    """The sheet of one assessor, exported. `places` tells where documents lie, by id: beside the sheet in the package, or on the web.

    Raises CannotRun where the dossier cannot be read.
    """
    return _Export(assessment, messages, part, places).content()


class _Export:
    """Writes the sheet of one assessor."""

    def __init__(
        self, assessment: Assessment, messages: Messages, part: Part, places: Mapping[str, str]
    ) -> None:
        """Begin to export the sheet of an assessor."""
        dossier, instrument = assessment.readable(in_full=True)
        self._dossier, self._instrument, self._messages = dossier, instrument, messages
        self._part, self._places = part, places
        self._labels = Labels(dossier, instrument, messages)
        self._proofs = Proofs(dossier, instrument, assessment.matrix)
        self._answers = {answer.question: answer for answer in reversed(dossier.answers)}
        self._earlier = dict(self._earlier_entries())
        self._book = Book(f"{dossier.info.city.name} {dossier.info.year}: {part.name}")

    def content(self) -> bytes:
        """The bytes of an assessor's sheet as it is exported."""
        asked = [q for q in self._instrument.questions.values() if self._part.holds(q.dimension)]
        guide = self._book.sheet(self._messages.text("sheet.guide.name"))
        self._write_sheet("questions", (self._question_row(question) for question in asked))
        self._write_sheet("papers", (paper for question in asked for paper in self._paper_rows(question)))
        self._write_sheet("quick-wins", self._quick_win_rows())
        self._write_sheet("remarks", self._remark_rows())
        self._write_guide(guide)
        return self._book.content(self._messages.text("sheet.lists"))

    def _write_guide(self, sheet: "Worksheet") -> None:
        """Write the page of instructions for an assessor."""
        text, info = self._messages.text, self._dossier.info
        wrapped = self._book.format(text_wrap=True, valign="top")
        self._book.guide(sheet, text("sheet.guide.title", city=info.city.name, year=info.year))
        sheet.set_landscape()
        sheet.set_column(1, 1, 110)
        sheet.write_string(1, 1, self._part.name, self._book.format(font_size=12, font_color="#595959"))
        for n in range(1, 6):
            sheet.write_number(2 + n, 0, n, wrapped)
            step = text(f"sheet.assessor.step-{n}")
            sheet.write_string(2 + n, 1, step, wrapped)
            self._book.fit(sheet, 2 + n, [(step, 100)])

    def _write_sheet(self, name: str, rows: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        """Write one sheet that an assessor gets: its rows, each with its key and its texts by column."""
        book, info, layout = self._book, self._dossier.info, (*TOLD[name], *ASKED[name])
        mark = f"{MARK} {digest(info.city.name, info.year)} {self._part.name}"
        titles = [heading(column, self._messages) for column in layout]
        sheet = book.keyed(self._messages.text(f"sheet.assessor.{name}"), mark, titles, frozen=2)
        told = book.format(text_wrap=True, valign="top", font_color="#404040", bg_color="#F2F2F2")
        asked = book.format(text_wrap=True, valign="top")
        day = book.format(text_wrap=True, valign="top", num_format="dd/mm/yyyy")
        for n, column in enumerate(layout, start=1):
            sheet.set_column(n, n, _WIDTHS.get(column, _WIDTH), day if column == "due" else asked)
        last = 0
        for last, (key, texts) in enumerate(rows, start=1):
            sheet.write_string(last, 0, key)
            book.fit(sheet, last, ((texts.get(c, ""), _WIDTHS.get(c, _WIDTH)) for c in layout))
            for n, column in enumerate(layout, start=1):
                shown = texts.get(column, "")
                look = told if column in TOLD[name] else day if column == "due" else asked
                if column == "place" and key.partition(" ")[2] in self._places:
                    book.link(sheet, last, n, shown, shown, bg_color="#F2F2F2")
                elif shown or look is told:
                    book.put(sheet, last, n, _value(column, shown), look)
        for n, column in enumerate(layout, start=1):
            if column in ASKED[name]:
                options = self._options(column)
                book.choose(sheet, n, max(last, 1), options, is_closed=column != "addressee")
        if last:
            sheet.autofilter(0, 1, last, len(layout))

    def _options(self, column: str) -> list[str]:
        """What an assessor may choose in a column of the exported sheet."""
        if column == "kind":
            return [in_language(kind, self._messages.language) for kind in KINDS]
        if column == "sufficient":
            return [self._messages.text(f"sheet.assessor.{word}") for word in SUFFICIENT]
        return self._labels.options(AGENCY) if column == "addressee" else []

    # --- rows ------------------------------------------------------------------------------------

    def _question_row(self, question: Question) -> tuple[str, dict[str, str]]:
        """The row of a question in an assessor's sheet as it is exported."""
        answer = self._answers.get(question.id)
        texts = {
            "question": question.id,
            "asks": self._messages.word(question.asks),
            "answer": (answer.text if answer else None) or "",
            "own-score": text_of(answer.score) if answer else "",
            "papers": self._titles(self._proofs.documents(question.id)),
        }
        return question.id, texts | self._earlier.get(question.id, {})

    def _paper_rows(self, question: Question) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows of an assessor's sheet for the papers that prove a question; of one that is not for everybody, where it can be seen."""
        for document in self._proofs.documents(question.id):
            kind = self._instrument.document_types.get(document.type)
            name = anonymous(document.id)
            texts = {
                "question": question.id,
                "document": name,
                "title": document.title,
                "type": self._messages.word(kind.name) if kind else document.type,
                "date": text_of(document.date),
                "place": self._places.get(name, ""),
            }
            if not document.is_open:
                texts["place"] = self._messages.text("sheet.assessor.kept-back")
            yield f"{question.id} {name}", texts | self._earlier.get(f"paper {document.id}", {})

    def _quick_win_rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows of the quick wins in an assessor's sheet as it is exported."""
        dimension_of = self._instrument.sub_dimensions()
        for program in self._dossier.programs:
            home = program.dimension or dimension_of.get(program.sub_dimension or "")
            if program.quick_win is None or not self._part.holds(home):
                continue
            lines = [line for line in program.budget if line.year == self._dossier.info.year]
            texts = {
                "program": program.name,
                "agency": self._labels.shown(AGENCY, program.agency or ""),
                "money": self._messages.rupiah(sum(line.amount for line in lines)) if lines else "",
                "users": text_of(program.users.count) if program.users else "",
                "papers": self._titles(self._proofs.documents(program.id)),
            }
            yield anonymous(program.id), texts | self._earlier.get(program.id, {})

    def _remark_rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows of an assessor's sheet for strengths, weaknesses and recommendations of each dimension."""
        for name, dimension in self._instrument.dimensions.items():
            if self._part.holds(name):
                for kind in KINDS[:3]:
                    earlier = [
                        t["text"] for key, t in self._earlier.items() if key.startswith(f"{name} {kind} ")
                    ]
                    for n in range(max(_LINES, len(earlier))):
                        texts = {"dimension": self._messages.word(dimension.name)}
                        texts["kind"] = in_language(kind, self._messages.language)
                        texts |= {"text": earlier[n]} if n < len(earlier) else {}
                        yield f"{name} {kind} {n}", texts

    def _titles(self, documents: Iterable[Document]) -> str:
        return "\n".join(document.title for document in documents)

    def _earlier_entries(self) -> Iterator[tuple[str, dict[str, str]]]:
        """What an assessor's sheet is exported with from an earlier round, by the key of the row, so that nothing is lost in another."""
        dossier, name = self._dossier, self._part.name
        words = {verdict: word for word, verdict in reversed([*SUFFICIENT.items()])}
        for review in dossier.reviews:
            if review.by == name:
                word = self._messages.text(f"sheet.assessor.{words[review.verdict]}")
                yield f"paper {review.document}", {"sufficient": word, "remark": review.note or ""}
        said: list[tuple[str, tuple[str, ...], str, str]] = [
            (f.kind, f.about, f.subject, text_of(f.due)) for f in dossier.follow_ups if f.from_ == name
        ]
        evaluation = dossier.evaluation
        remarks = evaluation.remarks if evaluation else ()
        said += [(r.kind or "", r.about, r.text, "") for r in remarks if r.by == name]
        of_rows: dict[str, dict[str, str]] = {}
        agencies = {agency.id for agency in dossier.agencies}
        for n, (kind, about, subject, due) in enumerate(said):
            keys = [ref for ref in about if ref not in agencies]
            owed = self._labels.shown(AGENCY, next((r for r in about if r in agencies), ""))
            texts = {"remark": subject, "kind": in_language(kind, self._messages.language), "due": due}
            if keys and keys[0] in self._instrument.dimensions:
                yield f"{keys[0]} {kind} {n}", {"text": subject}
            elif keys and keys[0] not in of_rows:
                of_rows[keys[0]] = texts | ({"addressee": owed} if owed else {})
        for score in evaluation.scores if evaluation else ():
            if score.by == name:
                row = of_rows.setdefault(score.program or score.question, {})
                row[score.question if score.program else "score"] = text_of(score.score)
        yield from of_rows.items()


def _value(column: str, shown: str) -> str | float | date:
    """What a cell holds: a score, a day, else a text."""
    kind = kind_of(column) if shown else "text"
    return float(shown) if kind == "decimal" else date.fromisoformat(shown) if kind == "date" else shown
