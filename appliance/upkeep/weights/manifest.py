"""The list of models that are known to work: where each comes from, under which licence, and how large it is.

Read from `manifest.toml` beside this file, then from a `manifest.toml` in the folder of models, for a server at home or
a model of the owner's. No hash and no size is made up: each names the page it was read on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from appliance.errors import InvalidInputError, NotFoundError, in_own_words
from appliance.upkeep.weights.job import Source
from appliance.upkeep.weights.names import check_address, check_path, is_model_name

MANIFEST = "manifest.toml"
HUB = "https://huggingface.co"

KINDS_OF = {"whisper": ("stt",), "sherpa": ("stt", "tts"), "coqui": ("tts",), "llamacpp": ("llm",), "ollama": ("llm",)}
"""The engines that have models, and the folders theirs lie in."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Entry(BaseModel):
    """One model. `files` of a repository, or one `url`, or neither where a server of its own fetches it (Ollama)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Words
    kind: Annotated[str, Field(pattern="^(llm|stt|tts)$")]
    about: Words
    licence: Words
    licence_url: Words
    size_mb: Annotated[int, Field(gt=0)]
    """Megabytes (10^6 bytes) to fetch, approximately."""
    size_from: Words
    unpacked_mb: Annotated[int, Field(ge=0)] = 0
    acceptance: bool = False
    """Whether the licence wants to be accepted by a person before the model is used."""
    host: str = HUB
    repo: str = ""
    revision: str = "main"
    files: tuple[Words, ...] = ()
    url: str = ""
    archive: bool = False
    sha256: Mapping[str, Sha256] = Field(default_factory=dict)
    sha256_from: str = ""

    @property
    def name(self) -> str:
        """The engine's own name of it, which is also its name in the folder of models."""
        return self.engine.partition(":")[2]

    @property
    def served(self) -> bool:
        """Whether a server fetches and keeps it, not the appliance."""
        return self.engine.startswith("ollama:")

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files to fetch, in order."""
        if self.url:
            file_name = urlsplit(self.url).path.rpartition("/")[2]
            path = f"{self.name}.gguf" if self.kind == "llm" else file_name
            hub = self.url.startswith(f"{HUB}/")
            return (Source(self.url, path, self.sha256.get(file_name, ""), hub, self.archive),)
        return tuple(self._of_repository(file) for file in self.files)

    def _of_repository(self, file: str) -> Source:
        url = f"{self.host}/{self.repo}/resolve/{self.revision}/{quote(file)}"
        path = f"{self.name}.gguf" if self.kind == "llm" else file
        return Source(url, path, self.sha256.get(file, ""), hub=True)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Whom the download asks first."""
        return tuple(dict.fromkeys(source.host for source in self.sources))

    @property
    def disk_mb(self) -> int:
        """Megabytes that must be free to fetch it: an archive lies beside what comes out of it for a while."""
        return self.size_mb + self.unpacked_mb

    @model_validator(mode="after")
    def _engine_has_models(self) -> Self:
        engine = self.engine.partition(":")[0]
        if self.kind not in KINDS_OF.get(engine, ()):
            raise ValueError(f"{self.engine} names no engine with models of the kind {self.kind}")
        if not self.served and not is_model_name(self.name):
            raise ValueError(f"{self.name!r} is no name for a file: letters, digits and . _ + - only")
        return self

    @model_validator(mode="after")
    def _source_is_known(self) -> Self:
        if self.served:
            if self.url or self.repo or self.files:
                raise ValueError("an Ollama server fetches its models itself: no url, repo or files")
            return self
        if bool(self.url) == bool(self.repo and self.files):
            raise ValueError("needs a source: either url, or repo and files")
        if self.kind == "llm" and (len(self.sources) != 1 or self.archive):
            raise ValueError("a language model is one GGUF file")
        for source in self.sources:
            check_address(source.url)
            check_path(source.path)
        if self.archive and not self.unpacked_mb:
            raise ValueError("an archive needs unpacked_mb, which bounds what may come out of it")
        return self

    @model_validator(mode="after")
    def _hashes_are_cited(self) -> Self:
        if self.sha256 and not self.sha256_from:
            raise ValueError("sha256_from must name the page that states the sha256")
        unknown = set(self.sha256) - {*self.files, urlsplit(self.url).path.rpartition("/")[2]}
        if unknown:
            raise ValueError(f"sha256 of {', '.join(sorted(unknown))}, which is not fetched")
        return self


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid")

    model: list[Entry] = Field(default_factory=list)


def load_manifest(models: Path) -> dict[str, Entry]:
    """Entries by engine string: the project's, then the owner's from `models`. Raises `InvalidInputError`."""
    known = read_manifest((files(__package__) / MANIFEST).read_text(encoding="utf-8"), MANIFEST)
    own = models / MANIFEST
    if own.is_file():
        try:
            known |= read_manifest(own.read_text(encoding="utf-8"), str(own))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInputError(f"{own} cannot be read: {error}", remedy="Mend the file or delete it.") from error
    return known


def read_manifest(text: str, where: str) -> dict[str, Entry]:
    """The entries of one file by engine string. Raises `InvalidInputError` naming the entry and its fault."""
    try:
        raw = tomllib.loads(text)
        page = _Page.model_validate(raw)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"{where} is no TOML: {error}", remedy="Mend the file or delete it.") from error
    except ValidationError as error:
        faults = "; ".join(_fault(raw, fault) for fault in error.errors())
        raise InvalidInputError(f"{where}: {faults}", remedy="Mend the entry or delete it.") from error
    twice = {entry.engine for entry in page.model if sum(other.engine == entry.engine for other in page.model) > 1}
    if twice:
        raise InvalidInputError(f"{where} has {', '.join(sorted(twice))} twice.", remedy="Delete one of the two.")
    return {entry.engine: entry for entry in page.model}


def find(known: Mapping[str, Entry], engine: str) -> Entry:
    """The entry of an engine string. Raises `NotFoundError` with what there is."""
    if engine in known:
        return known[engine]
    kind = engine.partition(":")[0]
    near = [each for each in known if each.startswith(f"{kind}:")] or list(known)
    raise NotFoundError(f"The manifest has no model {engine}.", remedy=f"It has {', '.join(near)}.")


def _fault(raw: Any, fault: Any) -> str:
    """One fault of validation, with the entry it is in."""
    place = [str(step) for step in fault["loc"] if step != "model"]
    if place and place[0].isdigit():
        rows = raw["model"]
        engine = rows[int(place[0])].get("engine", "") if isinstance(rows[int(place[0])], dict) else ""
        place[0] = f"entry {int(place[0]) + 1}" + (f" ({engine})" if engine else "")
    return f"{', '.join(place)}: {in_own_words(fault['msg'])}"
