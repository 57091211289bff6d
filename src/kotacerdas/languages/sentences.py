"""The sentences of findings: what is wrong, why, and what to do about it; and why a command cannot go on."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

from kotacerdas.findings import SubjectRef
from kotacerdas.languages.messages import DEFAULT_LANGUAGE
from kotacerdas.languages.text import MAX_LISTED
from kotacerdas.reading.choices import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kotacerdas.assessment.cells import Lack, NearMiss, Verdict
    from kotacerdas.errors import CannotRun
    from kotacerdas.findings import Diagnostic
    from kotacerdas.instrument.model import Instrument
    from kotacerdas.languages.messages import Messages
    from kotacerdas.languages.names import Names

_GAP: Final = re.compile(r"\{\w+\}")


def codes(messages: Messages) -> list[str]:
    """Every finding code that has sentences."""
    parts = (key.split(".") for key in messages.texts)
    return list(dict.fromkeys(part[1] for part in parts if part[0] == "findings"))


def why(code: str, messages: Messages) -> str:
    """The sentences that tell why a code is a finding. In English those of a check are its docstring."""
    from kotacerdas.assessment.checks import CHECKS  # noqa: PLC0415 - only `explain` needs the checks

    if code in CHECKS and messages.language == DEFAULT_LANGUAGE:
        paragraphs = (inspect.getdoc(CHECKS[code].run) or "").split("\n\n")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    return messages.text(f"findings.{code}.why").strip()


def hints(code: str, messages: Messages) -> list[str]:
    """The sentences that tell what can be done about a finding of a code, their gaps left open."""
    start = f"findings.{code}.hint"
    texts = [text for key, text in messages.texts.items() if key == start or key.startswith(f"{start}.")]
    return [_GAP.sub("…", text) for text in dict.fromkeys(texts)]


def message(finding: Diagnostic, names: Names) -> str:
    """The sentence that tells what is wrong."""
    details = finding.details
    if "lacks" in details:
        details = {
            "title": names.title(finding.requirement),
            "subject": names.subject(finding.subject or SubjectRef("dossier", "dossier")),
            "lacks": shortfall(names, **details),
        }
    elif "problem" in details:
        why = names.messages.text(f"findings.KC301.message.{details['problem']}", **details)
        details = {**details, "why": why.rstrip(".")}
    elif "verdict" in details:
        details = {**details, "review": review(details, names.messages)}
    elif finding.code == "KC104":
        details = {**details, "choices": _in_language(details["choices"], names.messages)}
    return names.messages.text(_key(finding, "message", names.messages), **details)


def hint(finding: Diagnostic, names: Names) -> str:
    """The sentence that tells what to do about a finding."""
    details = finding.details
    if "lacks" in details:
        supports = finding.subject.id if finding.subject else ""
        if finding.subject and finding.subject.kind == "dossier":
            supports = ", ".join(finding.proves)
        details = {"agency": names.agency(finding.agency), "supports": supports}
    elif finding.code == "KC120":
        several = tuple(_proposed(name, finding, names) for name in details.get("alternatives", ()))
        named = _proposed(str(details.get("suggestion", "")), finding, names)
        details = {**details, "named": named, "alternatives": several}
    elif finding.code == "KC104":
        meant = _in_language(details.get("alternatives", [details["suggestion"]]), names.messages)
        details = {**details, "suggestion": meant[0], "alternatives": meant}
    return names.messages.text(_key(finding, "hint", names.messages), **details)


def _in_language(choices: Iterable[str], messages: Messages) -> tuple[str, ...]:
    """Words of choice as people write them in the language of the messages."""
    return tuple(in_language(choice, messages.language) for choice in choices)


def _proposed(id_: str, finding: Diagnostic, names: Names) -> str:
    """An id as a hint proposes it: that of a document type with its name, as there are many."""
    is_type = finding.details.get("variant") == "document-type"
    return f'"{id_}" ({names.document_type(id_, is_short=True)})' if is_type else f'"{id_}"'


def _key(finding: Diagnostic, part: str, messages: Messages) -> str:
    """The key of a finding's sentence (`message` or `hint`), by its variant where it has several."""
    start, details = f"findings.{finding.code}.{part}", finding.details
    endings = [str(details[key]) for key in ("variant", "form") if key in details]
    endings = [f"{ending}-{details['kind']}" for ending in endings if "kind" in details] + endings
    if part == "hint":
        near = ["near"] if details.get("suggestion") else []
        near += [key for key in ("several", "alternatives", "known") if key in details]
        near += ["contradicted"] if any(map(_is_contradicted, details.get("lacks", ()))) else []
        near += ["unowned"] if "lacks" in details and finding.agency is None else []
        endings = [*near, *endings, "none"]
    return next((f"{start}.{e}" for e in endings if f"{start}.{e}" in messages.texts), start)


def shortfall(
    names: Names,
    lacks: Sequence[Lack],
    near_misses: Sequence[NearMiss] = (),
    attempts: Sequence[Verdict] = (),
) -> str:
    """The sentence that tells what a cell lacks, and what nearly met it."""
    near = [near_miss(miss, names) for miss in near_misses]
    for verdict in attempts[:MAX_LISTED]:
        parts = [_lack(lack, 0, names) for lack in verdict.lacks]
        parts += [near_miss(miss, names) for miss in verdict.near_misses]
        subject = names.subject(verdict.subject.ref)
        near.append(names.messages.text("near.attempt", subject=subject, lacks=", ".join(parts)))
    text = "; ".join(_lack(lack, len(attempts), names) for lack in lacks)
    return f"{text} ({'; '.join(near)})." if near else f"{text}."


def _lack(lack: Lack, failed: int, names: Names) -> str:
    """One lack as a part of a sentence; `failed` subjects did not meet the row."""
    messages = names.messages
    details: Mapping[str, Any] = lack.details
    if lack.kind == "fields":
        begun = details.get("begun", ())
        told = {"fields": [path for path in lack.fields if path not in begun], "fields-begun": begun}
        fields = {key: messages.fields(paths) for key, paths in told.items() if paths}
        return "; ".join(messages.text(f"lacks.{key}", fields=fields[key]) for key in fields)
    if lack.kind == "minimum":
        key = "minimum" if details["have"] is not None else "minimum-empty"
        return messages.text(f"lacks.{key}", field=messages.field(lack.fields[0]), **details)
    if lack.kind == "window":
        key = "contradicted" if _is_contradicted(lack) else details["reason"]
        return messages.text(f"lacks.{key}", marks=messages.fields(lack.fields), **_with_years(details))
    if lack.kind == "subjects":
        ending = "all" if details["is_all"] else "some" if details["have"] else "none"
        kind = f"words.{details['kind']}" + ("" if ending == "none" else "-many")
        counted = {**details, "kind": messages.text(kind), "failed": failed}
        return messages.text(f"lacks.subjects-{ending}", **counted)
    return _lacking_documents(lack, names)


def _is_contradicted(lack: Lack) -> bool:
    """Whether a mark contradicts the date of what is lacking."""
    return lack.kind == "window" and bool(lack.fields) and lack.details["reason"] == "wrong-year"


def _lacking_documents(lack: Lack, names: Names) -> str:
    """The documents that are lacking, as a part of a sentence."""
    types = [names.document_type(name) for name in lack.types]
    details: dict[str, Any] = {**lack.details}
    if "listed" in details:
        key = "listed" if details["absent"] else "listed-none"
        details["absent"] = tuple(map(names.document, details["absent"]))
    elif not types:
        key = "any-type"
    elif details.get("have"):
        key = "count"
    else:
        key = "any-of" if lack.is_choice else "all-of"
    joined = names.messages.joined(types, "or" if lack.is_choice else "and")
    return names.messages.text(f"lacks.{key}", types=joined, **details)


def near_miss(miss: NearMiss, names: Names) -> str:
    """The sentence part that tells which document is there and does not count, and why."""
    told = {"document": names.document(miss.document), **_with_years(miss.details)}
    return names.messages.text(f"near.{miss.reason}", **told | _reason(miss, names.messages))


def flaw(miss: NearMiss, messages: Messages) -> str:
    """The sentence part that tells why a document cannot serve, where it is named beside it."""
    return messages.text(f"terms.flaw.{miss.reason}", **_reason(miss, messages))


def _reason(miss: NearMiss, messages: Messages) -> dict[str, str]:
    """The details of a sentence that are a part of it themselves: of a document's file, its verdict, or the list that lacks it."""
    details = miss.details
    if miss.reason == "file":
        key = f"terms.problem.{details['problem']}"
        return {"problem": messages.text(key if key in messages.texts else "terms.problem.other")}
    if miss.reason == "returned":
        return {"review": review(details, messages)}
    return {"listed": messages.field(str(details["listed"]))} if miss.reason == "unlisted" else {}


def review(details: Mapping[str, Any], messages: Messages) -> str:
    """The sentence part that tells the verdict on a document: by whom, on which day, and why."""
    by = messages.text("terms.review.by", by=details["by"]) if details["by"] else ""
    verdict = messages.text(f"terms.review.{details['verdict']}", by=by, date=details["date"])
    return f"{verdict}: {' '.join(details['note'].split()).rstrip('.')}" if details["note"] else verdict


def _with_years(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details of a sentence, with the years in which a date should lie as `years`."""
    if "first" not in details:
        return {**details}
    first, last = details["first"], details["last"]
    return {**details, "years": str(last) if first == last else f"{first}–{last}"}


def round_of(year: int, stage: str | None, messages: Messages) -> str:
    """The part of a sentence that tells of which round an evaluation is: its year, and its stage where it is known."""
    if stage is None:
        return messages.text("terms.round.year", year=year)
    return messages.text("terms.round.stage", year=year, stage=messages.text(f"terms.stage.{stage}"))


def other_round(instrument: Instrument, year: int, stage: str | None, messages: Messages) -> str:
    """The sentence that tells of which round an instrument is, where a dossier is of another; empty elsewhere."""
    if not instrument.is_of_another_round(year, stage):
        return ""
    its_round = round_of(instrument.year, instrument.stage, messages)
    return messages.text("terms.round.other", round=round_of(year, stage, messages), its_round=its_round)


def stop(trouble: CannotRun, messages: Messages) -> str:
    """The sentence that tells why a command cannot go on."""
    sentence = messages.text(f"stop.{trouble.code}", **trouble.details)
    if suggestion := trouble.details.get("suggestion"):
        return f"{sentence} {messages.text('stop.did-you-mean', suggestion=suggestion)}"
    return sentence
