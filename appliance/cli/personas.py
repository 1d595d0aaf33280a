"""`appliance personas`: who can call; to see, hear, check and make one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.channels.sound_card import SoundDevices
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.coach.fitness import check_fit
from appliance.coach.own_personas import checked_name, copy_of, own_folder
from appliance.coach.persona import Persona, read_persona
from appliance.coach.personas import Personas, line_of, open_personas
from appliance.coach.sample import sample_of, text_of
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.ports import Audio
from appliance.records.people import Room
from appliance.settings import load_settings
from appliance.voice.aloud import read_out
from appliance.voice.audio import gain, write_wav

personas = typer.Typer(help="Who can call: see, hear, check and make personas.", invoke_without_command=True)


@personas.callback()
def by_default(context: typer.Context, as_json: AsJson = False) -> None:
    """Who can call."""
    if context.invoked_subcommand is None:
        list_personas(as_json)


@personas.command("list")
def list_personas(as_json: AsJson = False) -> None:
    """Who can call, and files that cannot be used."""
    known = _known()
    if as_json:
        show_json({
            "personas": [
                {"name": name, "title": each.title, "languages": each.languages, "harsh": each.harsh,
                 "file": str(known.path_of(name))}
                for name, each in known.items()
            ],
            "faults": [{**asdict(fault), "path": str(fault.path)} for fault in known.faults],
        })  # fmt: skip
        return
    show_table(
        ("name", "who", "languages", ""),
        [
            (name, each.title, ", ".join(each.languages), "harsh: needs a consent" if each.harsh else "")
            for name, each in known.items()
        ],
        "No personas.",
    )
    for fault in known.faults:
        where = f"{fault.path}, line {fault.line}" if fault.line else str(fault.path)
        print(f"{where}: {fault.fault}" + (" (serves as it was before)" if fault.serves else ""))


@personas.command("show")
def show(name: Annotated[str, typer.Argument(help="As in the list.")], language: str = "en") -> None:
    """What a persona is told to be, how it sounds, and how an evening with it goes."""
    persona = _persona(name)
    said = sample_of(persona, language)
    voice = persona.voice
    print(f"{persona.title_in(language)} ({_known().path_of(name)})")
    print(f"harsh: {'yes' if persona.harsh else 'no'}; languages: {', '.join(persona.languages) or 'none of its own'}")
    print(f"rate {voice.rate:g}, pitch {voice.pitch:g}, pause {voice.pause_seconds:g} s")
    print(f"\n{persona.prompt.strip()}\n")
    for line in (said.opening, said.greeting, said.question, said.good, said.missed, said.closing):
        print(f"  {text_of(line)}")


@personas.command("check")
def check(file: Annotated[Path, typer.Argument(help="A persona's file.")]) -> None:
    """Whether a file can be used; what is wrong with it, and how much it has to say. Exit code 2 where it cannot."""
    try:
        persona = read_persona(file)
        check_fit(persona, file.name)
    except InvalidInputError as error:
        line = line_of(file, error.message)
        where = f" (line {line})" if line else ""
        raise InvalidInputError(f"{error.message}{where}", remedy=error.remedy) from error
    print(f"{file} can be used: {persona.title}.")
    for code in persona.languages:
        words = persona.messages(code).words
        counts = {key: len(getattr(words, key)) for key in ("openings", "good", "half", "missed", "neutral")}
        print(f"  {code}: " + ", ".join(f"{count} {key}" for key, count in counts.items()))


@personas.command("preview")
def preview(
    name: Annotated[str, typer.Argument(help="As in the list.")],
    language: Annotated[str, typer.Option(help="A language's code.")] = "en",
    room: Annotated[str, typer.Option(help="Where to say it; default: the default devices.")] = "",
    out: Annotated[Path | None, typer.Option(help="A WAV file to write instead.")] = None,
    to: Annotated[str, typer.Option(help="The name it calls.")] = "Sam",
) -> None:
    """Hear a persona: how it calls and greets."""
    said = sample_of(_persona(name), language, to)
    turns = (said.opening, said.greeting)

    async def work(appliance: Appliance) -> Audio:
        audio = await read_out(appliance.voice, turns)
        if out is None:
            place = await appliance.store.people.room(room) if room else None
            await _play(appliance.devices, audio, place)
        return audio

    audio = on_appliance(work)
    if out is not None:
        write_wav(out, audio)
        print(f"{out}: {audio.seconds:.1f} s by {audio.engine}.")
    for line in turns:
        print(f"  {text_of(line)}")


async def _play(devices: SoundDevices, audio: Audio, room: Room | None) -> None:
    async with devices.open(*((room.speaker_device, room.microphone_device) if room else ())) as wire:
        await wire.play(gain(audio, room.volume if room else 1.0))
        await wire.drained()


@personas.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and underscores.")],
    like: Annotated[str, typer.Option("--from", help="Whose words to begin with.")] = "friend",
    title: Annotated[str, typer.Option(help="What it is called; default: its name.")] = "",
) -> None:
    """Make a persona of your own, as a copy of another to be changed. It can call at once."""
    _persona(like)
    folder = own_folder(load_settings().local_data_path)
    path = folder / f"{checked_name(name)}.toml"
    if path.exists() or name in _known():
        raise ConflictError(f"There is a persona {name!r} already.", remedy="Take another name.")
    text = _known().path_of(like).read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(copy_of(text, _persona(like), name, title), encoding="utf-8")
    print(f"{path} is a copy of {like}. Change it, then: appliance personas check {path}")


def _known() -> Personas:
    return open_personas(load_settings().local_data_path)


def _persona(name: str) -> Persona:
    known = _known()
    if name not in known:
        raise NotFoundError(f"There is no persona {name!r}.", remedy=f"There is: {', '.join(known)}.")
    return known[name]
