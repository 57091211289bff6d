"""Follow-ups and waivers (KC6xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.checks.context import Context, Fact
from kotacerdas.matrix import is_expired

if TYPE_CHECKING:
    from collections.abc import Iterator


def waiver_has_expired(context: Context) -> Iterator[Fact]:
    """A waiver's last day has passed, so that it counts for nothing any more.

    A waiver sets a requirement aside for a time and a reason. Once its time is over the requirement
    stands again; renew the waiver, or take it out.
    """
    for index, waiver in enumerate(context.dossier.waivers):
        if is_expired(waiver, context.as_of):
            details = {
                "requirement": waiver.requirement,
                "on": waiver.subject or "",
                "until": waiver.until,
                "variant": "one" if waiver.subject else "all",
            }
            yield Fact(context.at("waivers", index, "until"), details=details)
