"""Templates by name: the shipped ones, and a dossier's own before them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from kotacerdas import resources
from kotacerdas.deliverables.letters import FORM, LETTERS
from kotacerdas.deliverables.package import INDEX
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.nearest import nearest
from kotacerdas.opening import content_of

SUFFIXES: Final[Mapping[str, str]] = {"docx": ".docx", "md": ".md.j2"}
"""Format of a dossier → how the names of its templates end."""

_WORD: Final = (".docx", ".dotx")
_OTHER_WORD: Final = (".docm", ".dotm", ".doc", ".dot")
"""Files of Word that are opened where they are named, to say what they are."""

_MAX_MIB: Final = {"docx": 32, "md": 1}


class Use(NamedTuple):
    """What a template is for: the command that renders it, and the record whose fields it can name."""

    command: str
    shape: type


class Template(NamedTuple):
    """A template: its name without language and ending, its format, its file, the dossier's folder if it is the city's own."""

    name: str
    format: str
    language: str
    path: Path
    folder: Path | None

    def read(self) -> bytes:
        """The bytes of the file of a template that was found. Raises CannotRun if it cannot be read or is far too large."""
        limit = _MAX_MIB[self.format] * 1024**2
        content = content_of(self.path, limit, "unread-template", folder=self.folder)
        if len(content) > limit:
            raise CannotRun("template-too-large", path=self.path.as_posix(), limit=limit // 1024**2)
        return content

    @property
    def use(self) -> Use:
        """What the template is for, by its name; a name of the city's own is a dossier's."""
        if self.name in LETTERS or self.name.startswith(f"{FORM}-"):
            from kotacerdas.deliverables.letters.records import BlankForm, Letter  # noqa: PLC0415 - each use imports its own

            return Use("request", Letter if self.name in LETTERS else BlankForm)
        if self.name == INDEX:
            from kotacerdas.deliverables.package.records import Index  # noqa: PLC0415 - as above

            return Use("package", Index)
        from kotacerdas.deliverables.view.records import Context  # noqa: PLC0415 - as above

        return Use("build", Context)


def templates(folder: Path | None) -> list[Template]:
    """Every template: those in `templates` of a dossier's folder first, then the shipped ones."""
    own = folder / "templates" if folder else None
    try:
        known = [_template(path, folder) for path in sorted(own.iterdir())] if own and own.is_dir() else []
    except OSError as error:
        raise CannotRun("unread-folder", path=own, reason=reason_of(error)) from error
    known += [_template(path, None) for path in resources.templates()]
    return [template for template in known if template is not None]


def template_named(name: str, format_: str, language: str, folder: Path) -> Template:
    """Find the template of a name in a language, or of a path. Raises CannotRun if there is none.

    A template without a language in its name serves every language.
    """
    as_path = _template(folder.__class__(name), folder, (*_WORD, *_OTHER_WORD))
    if as_path is not None:
        if as_path.format != format_:
            raise CannotRun("template-format", path=name, format=as_path.format)
        return as_path
    known = templates(folder)
    named = [template for template in known if template.name == name]
    fitting = [t for t in named if t.format == format_ and t.language in {language, ""}]
    if fitting:
        return min(fitting, key=lambda template: (not template.folder, not template.language))
    if named:
        others = (f"--format {t.format}" + (f" --lang {t.language}" if t.language else "") for t in named)
        raise CannotRun("template-in-another", name=name, known=", ".join(dict.fromkeys(others)))
    raise _unknown(name, known)


def shipped(name: str, format_: str | None, language: str) -> list[Template]:
    """The shipped templates of a name in a language, in every format or in one. Raises CannotRun if no name is so."""
    known = templates(None)
    if all(template.name != name for template in known):
        raise _unknown(name, known)
    return [t for t in known if (t.name, t.language) == (name, language) and format_ in {None, t.format}]


def names_of(templates: Iterable[Template]) -> list[str]:
    """The names of templates, each once."""
    return list(dict.fromkeys(template.name for template in templates))


def _unknown(name: str, known: Iterable[Template]) -> CannotRun:
    """The error that no template has this name, with the names that there are."""
    names = names_of(known)
    return CannotRun("no-such-template", name=name, known=", ".join(names), suggestion=nearest(name, names))


def template_in(path: Path) -> Template:
    """The template in a file. Raises CannotRun if its name is not that of one."""
    parent = path.absolute().parent
    folder = parent.parent if parent.name == "templates" else None
    template = _template(path, folder, (*_WORD, *_OTHER_WORD))
    if template is None:
        raise CannotRun("no-template-file", path=path.as_posix())
    return template


def _template(path: Path, folder: Path | None, of_word: Iterable[str] = _WORD) -> Template | None:
    """The template that a file's name tells of; None if it is no template's."""
    for format_, suffix in (*(("docx", suffix) for suffix in of_word), ("md", SUFFIXES["md"])):
        if path.name.lower().endswith(suffix) and not path.name.startswith((".", "~$")):
            stem = path.name[: -len(suffix)]
            name, dot, language = stem.rpartition(".")
            if dot and language in resources.languages():
                return Template(name, format_, language, path, folder)
            return Template(stem, format_, "", path, folder)
    return None
