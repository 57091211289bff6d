"""In which form a document must be that a letter asks for: file kinds, size, what it must bear, its year."""

from collections.abc import Iterable, Iterator, Sequence

from kotacerdas.assessment.cells import Lack
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.instrument.model import DocumentsRule, Requirement


def form_of(row: Requirement, lacks: Iterable[Lack], lookup: Lookup) -> str:
    """What the documents that a requirement lacks must be like; or that there need be none."""
    forms = []
    for lack in lacks:
        if lack.kind == "documents" and (rule := rule_of(row, lack)):
            forms.append(_form(lack.types, rule, lookup))
        elif lack.kind == "subjects" and row.documents:
            forms.append(_form(row.documents.any_of or row.documents.all_of, row.documents, lookup))
    return "; ".join(forms) or lookup.messages.text("request.form-data")


def rule_of(row: Requirement, lack: Lack) -> DocumentsRule | None:
    """The rule that tells the form of lacking documents: the row's, or that of the case which names their types."""
    rules = [rule for rule in (row.documents, *(case.documents for case in row.cases)) if rule]
    exact = (rule for rule in rules if lack.types in {rule.any_of, rule.all_of})
    partial = (rule for rule in rules if set(lack.types) <= set(rule.types))
    return next(exact, None) or next(partial, None)


def formats(types: Sequence[str], lookup: Lookup) -> str:
    """In which formats papers may come, in short: those that all of these types share, else those of each."""
    messages, known = lookup.messages, lookup.instrument.document_types
    kinds = [known[name] for name in types if name in known]
    shared = [file for file in kinds[0].files if all(file in kind.files for kind in kinds)] if kinds else []
    if shared:
        return ", ".join(map(str.upper, shared))
    of_each: dict[str, list[str]] = {}
    for kind in kinds:
        form = ", ".join(map(str.upper, kind.files))
        of_each.setdefault(form, []).append(lookup.names.document_type(kind.id, is_short=True))
    parts = (f"{', '.join(names)}: {form}" for form, names in of_each.items())
    return "; ".join(parts) or messages.text("request.formats-any")


def _form(types: Sequence[str], rule: DocumentsRule, lookup: Lookup) -> str:
    """The form of documents of these types, those of one form put together."""
    messages, known = lookup.messages, lookup.instrument.document_types
    kinds = {name: known[name] for name in types if name in known}
    sizes = {kind.max_megabytes for kind in kinds.values()}
    forms: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        form = messages.joined([file.upper() for file in kind.files], "or")
        if kind.needs:
            needs = messages.joined([messages.text(f"words.{need}") for need in kind.needs], "and")
            form = messages.text("request.form-with", form=form, needs=needs)
        if len(sizes) > 1:
            form = f"{form}, {messages.text('request.form-size', size=kind.max_megabytes)}"
        forms.setdefault(form, []).append(lookup.names.document_type(name, is_short=True))
    if len(forms) > 1:
        parts = [f"{', '.join(names)}: {form}" for form, names in forms.items()]
    else:
        parts = list(forms) or [messages.text("request.form-any")]
    if len(sizes) == 1:
        parts.append(messages.text("request.form-size", size=sizes.pop()))
    return "; ".join([*parts, *conditions(rule, lookup)])


def conditions(rule: DocumentsRule, lookup: Lookup) -> Iterator[str]:
    """What a rule demands of the form of documents: their year, a signature, fields."""
    year, text = lookup.dossier.info.year, lookup.messages.text
    if rule.window and rule.window.newest:
        yield text("request.form-newest", first=year - 1, last=year)
    elif rule.window:
        first = year - (rule.window.years_back or 0)
        yield text("request.form-year", years=year if first == year else f"{first}–{year}")
    if rule.signed:
        yield text("request.form-signed")
    if rule.fields:
        types = lookup.messages.joined(map(lookup.names.document_type, rule.fields_of), "or")
        key = "request.form-fields-of" if types else "request.form-fields"
        yield text(key, types=types, fields=lookup.messages.fields(rule.fields))
