"""`--format sarif` of `validate`: SARIF 2.1.0, which code scanning of git hosts and editors read."""

import sys
from itertools import chain
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from kotacerdas import __version__
from kotacerdas.languages import sentences
from kotacerdas.languages.text import outgoing
from kotacerdas.reports import explain
from kotacerdas.reports.listed_findings import Listed, listed
from kotacerdas.reports.page import Page, in_json, json_text, plain
from kotacerdas.reports.summary import unread_files

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(page: Page) -> str:
    """The findings of dossiers as one run of SARIF. A rule is a requirement, or a code that a mistake has."""
    every = list(chain.from_iterable(listed(page)))
    rules = {one.rule: one for one in reversed(every)}  # the first of each
    order = {rule: index for index, rule in enumerate(sorted(rules))}
    wide = page._replace(width=sys.maxsize, paint=plain)
    unread = chain.from_iterable(unread_files(assessment, wide) for assessment in page.assessments)
    notifications = [{"level": "warning", "message": {"text": line}} for line in unread]
    driver = {
        "name": "kotacerdas",
        "version": __version__,
        "rules": [_rule(rules[rule], page) for rule in order],
    }
    run = {
        "tool": {"driver": driver},
        "language": page.messages.language,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": [_result(one, order[one.rule], page) for one in every],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(one: Listed, page: Page) -> dict[str, Any]:
    """The rule that a finding is a case of, with what `explain` tells of it."""
    messages, row = page.messages, one.names.requirement(one.rule)
    title = messages.word(row.title) if row else messages.text(f"findings.{one.rule}.title")
    why = text = messages.word(row.why) if row else sentences.why(one.rule, messages)
    if one.names.instrument:
        text = explain.render(one.rule, one.names.instrument, messages, plain, sys.maxsize) or why
    return {
        "id": one.rule,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": text.strip()},
        "defaultConfiguration": {"level": one.finding.severity.value},
    }


def _result(one: Listed, rule: int, page: Page) -> dict[str, Any]:
    """A finding as a result of SARIF."""
    finding, where = one.finding, one.finding.location
    region = {"startLine": where.line, "startColumn": where.column}
    if where.end_column:
        region["endColumn"] = where.end_column
    state = {} if page.known is None else {"baselineState": "unchanged" if one.is_known else "new"}
    return {
        **state,
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": f"{one.message} {one.hint}"},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(one.path), "region": region}}],
        "partialFingerprints": {"kotacerdas/v1": one.fingerprint},
        "properties": {
            "code": finding.code,
            "subject": finding.subject._asdict() if finding.subject else None,
            "agency": finding.agency,
            "proves": list(finding.proves),
            "leverage": in_json(finding.leverage),
        },
    }


def _artifact(path: str) -> dict[str, str]:
    """A file in SARIF: by its path from the repository's root, or by its whole path where it lies outside."""
    uri = quote(outgoing(path), safe="/")
    if PurePath(path).is_absolute():
        return {"uri": f"file:///{uri.lstrip('/')}"}
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}
