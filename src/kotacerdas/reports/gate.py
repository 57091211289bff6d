"""A gate: what of the findings of a dossier lets `validate` fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.errors import CannotRun
from kotacerdas.findings import GAPS, MISTAKES

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.baseline import Change

MISSING, NOTHING = "missing", "none"
FAILING: Final = (MISSING, MISTAKES, NOTHING)
"""What `--fail-on` can name: what is missing, mistakes, neither."""
_WHOLE: Final = 100


class Gate(NamedTuple):
    """What lets a run fail: `strict` counts what is recommended, too; `fail_on` narrows it to a kind, `only` the report itself.

    With `fail_under` what is missing fails only below a share of the mandatory requirements, in percent.
    """

    strict: bool = False
    only: str | None = None
    fail_on: str | None = None
    fail_under: float | None = None

    def refuse_contradictions(self) -> None:
        """Raise CannotRun for options of which one takes back what another asks for."""
        if self.fail_under is not None:
            if not 0 <= self.fail_under <= _WHOLE:
                raise CannotRun("bad-percent", value=f"{self.fail_under:g}")
            rivals = {
                "--strict": self.strict,
                f"--fail-on {self.fail_on}": self.fail_on in {MISTAKES, NOTHING},
                f"--only {self.only}": self.only == MISTAKES,
            }
            for option in (option for option, is_given in rivals.items() if is_given):
                raise CannotRun("options-contradict", first="--fail-under", second=option)
        if self.only and self.fail_on:
            raise CannotRun("options-contradict", first="--only", second="--fail-on")

    def fails(self, assessment: Assessment, change: Change | None) -> bool:
        """Whether a dossier fails; against a baseline only by what is new or got worse since."""
        if self.fail_on == NOTHING:
            return False
        findings = assessment.listed(self.only) if change is None else change.new
        kinds = {f.kind for f in findings if f.decides(is_strict=self.strict)}
        if self.fail_on != MISSING and MISTAKES in kinds:
            return True
        if MISTAKES in {self.fail_on, self.only}:
            return False
        if self.fail_under is not None:
            return share(assessment) < self.fail_under
        unjudged = assessment.matrix.unjudged if change is None else change.unjudged
        is_judged = assessment.dossier is not None and all(cell.level != "mandatory" for cell in unjudged)
        return GAPS in kinds or not is_judged


def share(assessment: Assessment) -> float:
    """How many of the mandatory requirements are met, in percent; what could not be judged counts as not met."""
    tally = assessment.matrix.tally("mandatory")
    total = tally.total + sum(cell.level == "mandatory" for cell in assessment.matrix.unjudged)
    if assessment.dossier is None:
        return 0
    return _WHOLE * tally.met / total if total else _WHOLE
