"""Versions of the rubric in the ledger: which one is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from book.records.ledger import Event, Ledger
from scoring.rubric import Rubric, load_default


@dataclass(frozen=True, slots=True)
class RubricInForce:
    """`later_than_day`: the day lies before the first version, which then stands in. `own`: the book has versions of its own."""

    rubric: Rubric
    later_than_day: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One standing version. `why`: "calibrated" or "adopted"; `import_id`: the import after which it was calibrated."""

    id: int
    version: str
    in_force_since: date
    at: datetime
    why: str
    import_id: int | None


class Rubrics:
    """The versions that a ledger holds. What was read once is kept: a version is never changed."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._read: dict[int, Rubric] = {}
        self._versions: tuple[int, list[Version]] = (-1, [])

    def versions(self) -> list[Version]:
        """Standing versions by the day since which they are in force; of one day the later written last."""
        last = self.ledger.last("rubric", "rubric withdrawn")
        if last != self._versions[0]:
            found = (_version(e) for e in self.ledger.standing("rubric"))
            self._versions = (last, sorted(found, key=lambda v: (v.in_force_since, v.id)))
        return list(self._versions[1])

    def on(self, day: date) -> RubricInForce:
        """The rubric of a day: the latest in force; before the first version that one; without any the shipped one."""
        versions = self.versions()
        if not versions:
            return RubricInForce(load_default(), later_than_day=False, own=False)
        begun = [v for v in versions if v.in_force_since <= day]
        return RubricInForce(self.rubric((begun or versions[:1])[-1].id), later_than_day=not begun, own=True)

    def latest(self) -> Rubric:
        """The version with the latest day, or the shipped rubric."""
        return self.on(date.max).rubric

    def rubric(self, version_id: int) -> Rubric:
        """A version's text as a rubric. Raises KeyError."""
        if version_id not in self._read:
            body = next((one.body for one in self.ledger.events("rubric") if one.id == version_id), None)
            if body is None:
                raise KeyError(version_id)
            self._read[version_id] = Rubric.model_validate(body["rubric"], strict=False)
        return self._read[version_id]

    def add(
        self, rubric: Rubric, *, why: str, at: datetime, by: str | None = None, import_id: int | None = None
    ) -> int:
        """Records a version."""
        body = {
            "why": why,
            "import_id": import_id,
            "rubric": rubric.model_dump(mode="json", by_alias=True, exclude_none=True),
        }
        return self.ledger.append("rubric", body, at=at, by=by)

    def withdraw(self, import_id: int, at: datetime) -> None:
        """Takes back what was calibrated after an import that was undone."""
        for version in self.versions():
            if version.import_id == import_id:
                self.ledger.append("rubric withdrawn", {"of": version.id, "import_id": import_id}, at=at)

    def free_name(self, wanted: str) -> str:
        """The name, or with a number where a version has it already."""
        taken = {v.version for v in self.versions()}
        names = (wanted if n == 1 else f"{wanted}.{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)


def _version(event: Event) -> Version:
    rubric = event.body["rubric"]
    since = date.fromisoformat(rubric["in_force_since"])
    return Version(event.id, rubric["version"], since, event.at, event.body["why"], event.body["import_id"])
