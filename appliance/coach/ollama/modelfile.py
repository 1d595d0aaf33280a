"""Modelfiles, Ollama's recipes: a server takes their parts only, so whoever has the file takes it apart."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.coach.ollama.models import Recipe
from appliance.errors import InvalidInputError

COMMANDS = ("FROM", "ADAPTER", "TEMPLATE", "SYSTEM", "LICENSE", "PARAMETER", "MESSAGE")
ROLES = ("system", "user", "assistant")
QUOTES = '"""'


@dataclass(frozen=True, slots=True)
class _Command:
    line: int
    name: str
    value: str


def read_modelfile(path: Path) -> Recipe:
    """What a Modelfile says; files that it names are looked for beside it.

    Raises `InvalidInputError`, naming the line, for what cannot be understood.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path} cannot be read: {error}") from error
    commands = _commands(path, text)
    values = {command.name: command.value for command in commands}
    if not values.get("FROM"):
        raise InvalidInputError(f"{path} does not say what the model is made from", remedy="It needs a line FROM …")
    source = _file(path.parent, values["FROM"])
    return Recipe(
        base="" if source else values["FROM"],
        file=source,
        adapter=path.parent / Path(values["ADAPTER"]).expanduser() if "ADAPTER" in values else None,
        template=values.get("TEMPLATE", ""),
        system=values.get("SYSTEM", ""),
        license=values.get("LICENSE", ""),
        parameters=_parameters(path, commands),
        messages=tuple(_message(path, command) for command in commands if command.name == "MESSAGE"),
    )


def _commands(path: Path, text: str) -> list[_Command]:
    found = []
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, value = line.strip().partition(" ")
        if name.upper() not in COMMANDS:
            raise InvalidInputError(f"{path}, line {number}: there is no command {name}", remedy=", ".join(COMMANDS))
        value = value.strip()
        if QUOTES in value:
            before, _, opened = value.partition(QUOTES)
            while QUOTES not in opened:
                further = next(lines, None)
                if further is None:
                    raise InvalidInputError(f"{path}, line {number}: the text is not closed", remedy=f"By {QUOTES}.")
                opened += f"\n{further[1]}"
            value = before + opened.rpartition(QUOTES)[0]
        elif len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        found.append(_Command(number, name.upper(), value))
    return found


def _file(folder: Path, source: str) -> Path | None:
    """The file that a FROM means; None where it means a model of the server."""
    path = folder / Path(source).expanduser()
    is_path = source.startswith(("/", "./", "../", "~")) or source.lower().endswith(".gguf")
    return path if is_path or path.is_file() else None


def _parameters(path: Path, commands: list[_Command]) -> dict[str, object]:
    """Values of the type that the server checks for; `stop` may stand several times."""
    found: dict[str, object] = {}
    stops = []
    for command in commands:
        if command.name != "PARAMETER":
            continue
        key, _, given = command.value.partition(" ")
        value = given.strip()
        if not value:
            raise InvalidInputError(f"{path}, line {command.line}: the parameter {key} has no value")
        if key.lower() == "stop":
            stops.append(value.strip('"'))
        else:
            found[key.lower()] = _typed(value)
    return found | ({"stop": stops} if stops else {})


def _typed(value: str) -> object:
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if re.fullmatch(r"[+-]?\d+", value):
        return int(value)
    with suppress(ValueError):
        return float(value)
    return value.strip('"')


def _message(path: Path, command: _Command) -> tuple[str, str]:
    role, _, content = command.value.partition(" ")
    if role.lower() not in ROLES:
        raise InvalidInputError(f"{path}, line {command.line}: {role} is no role", remedy=", ".join(ROLES))
    return role.lower(), content.strip()
