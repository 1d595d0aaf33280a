"""`appliance rooms`: which speakers and microphones there are, and whether they work."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.channels import furnishing
from appliance.channels.buttons import Move
from appliance.channels.room_check import Recorded, play_chime, record_and_play_back
from appliance.channels.sound_card import DeviceInfo
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import ConflictError, InvalidInputError
from appliance.records.people import Room
from appliance.records.security import Kiosk
from appliance.schedule.volume import checked_hours, parse_hours, write_hours
from appliance.settings import load_settings
from appliance.upkeep.control import ask

rooms = typer.Typer(help="Speakers and microphones.", no_args_is_help=True)

METER_DBFS = -60.0
"""The left end of the level meter."""


@rooms.command("button")
def talk_button(name: Annotated[str, typer.Argument(help="The room to talk in.")]) -> None:
    """Be the talk button of a room: Enter to begin speaking, Enter when finished. Ctrl-D or Ctrl-C to put it away.

    For people whose calls are answered by push-to-talk: appliance users set NAME --push-to-talk
    """
    folder = load_settings().local_data_path

    def move(what: Move) -> None:
        asyncio.run(ask(folder, {"command": "button", "room": name, "move": what.value}))

    move(Move.HERE)
    print("Press Enter to speak, and Enter again when you have finished. Ctrl-D puts the button away.")
    try:
        for number, _ in enumerate(sys.stdin):
            move(Move.UP if number % 2 else Move.DOWN)
            print("Heard." if number % 2 else "Speak now.")
    except KeyboardInterrupt:
        print()
    finally:
        move(Move.GONE)


@rooms.command("devices")
def list_devices(as_json: AsJson = False) -> None:
    """What this machine can play and record on."""

    async def work(appliance: Appliance) -> list[DeviceInfo]:
        return await appliance.devices.available()

    found = on_appliance(work)
    if as_json:
        show_json([
            {"name": each.name, "inputs": each.inputs, "outputs": each.outputs, "rate": each.rate,
             "default_input": each.default_input, "default_output": each.default_output}
            for each in found
        ])  # fmt: skip
        return
    show_table(
        ("device", "speaker", "microphone"),
        [(each.name, _use(each.outputs, each.default_output), _use(each.inputs, each.default_input)) for each in found],
        "No sound device found. See: appliance doctor",
    )


@rooms.command("add")
def add_room(
    name: Annotated[str, typer.Argument(help="kitchen, for example.")],
    speaker: Annotated[str, typer.Option(help="Device name, or a part of it that only one has.")] = "default",
    microphone: Annotated[str, typer.Option(help="Likewise.")] = "default",
    volume: Annotated[float, typer.Option(min=0.0, max=1.0)] = 0.8,
    fade_in: Annotated[float, typer.Option(min=0.0, max=30.0, help="Seconds until the first ring is loud.")] = 0.0,
    private: Annotated[bool, typer.Option(help="Nobody else hears what is said there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Name a speaker and a microphone."""

    async def work(appliance: Appliance) -> Room:
        wanted = Room(
            name=name,
            speaker_device=speaker,
            microphone_device=microphone,
            volume=volume,
            fade_in_seconds=fade_in,
            private=private,
            created_at=appliance.now(),
        )
        return await furnishing.add_room(appliance.store, appliance.devices, wanted)

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"Next: appliance rooms test {added.name}")


@rooms.command("set")
def set_room(
    name: Annotated[str, typer.Argument(help="A room of appliance rooms list.")],
    speaker: Annotated[str | None, typer.Option(help="Device name, or a part of it that only one has.")] = None,
    microphone: Annotated[str | None, typer.Option(help="Likewise.")] = None,
    volume: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="1 is as loud as the device is set; 0.5 is half of that.")
    ] = None,
    fade_in: Annotated[
        float | None, typer.Option(min=0.0, max=30.0, help="Seconds of sound until the first ring is loud.")
    ] = None,
    private: Annotated[
        bool | None, typer.Option("--private/--shared", help="Whether nobody else hears what is said there.")
    ] = None,
    quieter: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BEGIN-END=VOLUME",
            help='Another volume for part of the day, by the clock of whoever is called: "22:00-07:00=0.3". '
            "Give it again for each part; the first that fits counts. They replace the parts that were set; "
            'a single "" only clears them.',
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change a room: what is not given stays. Try it: appliance rooms test NAME

    Loud enough by day and soft at night:

    appliance rooms set bedroom --volume 0.8 --quieter "22:00-07:00=0.3"
    """
    given = {
        "speaker_device": speaker,
        "microphone_device": microphone,
        "volume": volume,
        "fade_in_seconds": fade_in,
        "private": private,
        "volume_by_hour": None if quieter is None else _hours(quieter),
    }
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes:
        raise InvalidInputError(
            f"nothing was said about what to change in {name}", remedy="See: appliance rooms set --help"
        )
    changed = on_appliance(lambda appliance: furnishing.change_room(appliance.store, appliance.devices, name, changes))
    if as_json:
        show_json(record(changed))
    else:
        print(f"{changed.name}: {_loudness(changed)}. Try it: appliance rooms test {changed.name}")


def _hours(written: Sequence[str]) -> list[dict[str, Any]]:
    return checked_hours([parse_hours(each) for each in written if each.strip()])


def _loudness(room: Room) -> str:
    hours = write_hours(room.volume_by_hour)
    return f"volume {room.volume:g}" + (f", other hours {hours}" if hours else "")


@rooms.command("list")
def list_rooms(as_json: AsJson = False) -> None:
    """The rooms of the household; calls without a room ring in the first."""

    async def work(appliance: Appliance) -> list[tuple[Room, Kiosk | None]]:
        kiosks = await appliance.store.kiosks.by_room()
        return [(room, kiosks.get(room.id)) for room in await appliance.store.people.rooms()]

    found = on_appliance(work)
    if as_json:
        show_json([{**record(room), **_paired(room, kiosk)} for room, kiosk in found])
        return
    show_table(
        ("room", "speaker", "microphone", "volume", "other hours", "fade-in", "private"),
        [
            (each.name, *_sound(each, kiosk), f"{each.volume:g}", write_hours(each.volume_by_hour),
             f"{each.fade_in_seconds:g} s", "yes" if each.private else "no")
            for each, kiosk in found
        ],
        "No rooms yet: calls use the default devices. Name one: appliance rooms add kitchen",
    )  # fmt: skip


def _sound(room: Room, kiosk: Kiosk | None) -> tuple[str, str]:
    """Its speaker and microphone; of a tablet, whether there is one."""
    if not room.kiosk:
        return room.speaker_device, room.microphone_device
    seen = f"last seen {kiosk.seen_at:%Y-%m-%d %H:%M} UTC" if kiosk and kiosk.seen_at else "none paired"
    return "tablet", seen


def _paired(room: Room, kiosk: Kiosk | None) -> dict[str, Any]:
    if not room.kiosk:
        return {}
    seen = kiosk.seen_at.isoformat() if kiosk and kiosk.seen_at else None
    return {"paired": kiosk is not None, "seen_at": seen}


@rooms.command("remove")
def remove_room(name: Annotated[str, typer.Argument()]) -> None:
    """Forget a room; check-ins that name it then find no device."""

    async def work(appliance: Appliance) -> None:
        await appliance.store.people.remove_room(name)

    on_appliance(work)
    print(f"{name} is no longer a room.")


@rooms.command("test")
def try_room(
    name: Annotated[str | None, typer.Argument(help="Default: the default devices.")] = None,
    seconds: Annotated[float, typer.Option(min=0.5, max=30.0, help="How long to record.")] = 4.0,
    as_json: AsJson = False,
) -> None:
    """Hear the chime, say something, see its level, hear yourself back."""

    async def work(appliance: Appliance) -> Recorded:
        room = await appliance.store.people.room(name) if name else Room(name="home", created_at=appliance.now())
        if room.kiosk:
            raise ConflictError(f"{room.name} is a tablet.", remedy="Tap it: it sounds then.")
        if not as_json:
            print("Two chimes …")
        await play_chime(appliance.devices, room)
        if not as_json:
            print(f"Say something for {seconds:g} seconds; then you hear yourself …")
        return await record_and_play_back(appliance.devices, room, seconds)

    heard = on_appliance(work)
    if as_json:
        show_json({"level_dbfs": heard.level_dbfs, "peak": heard.peak, "heard_something": heard.heard_something})
    else:
        print(f"level {_meter(heard.level_dbfs)} {heard.level_dbfs:.0f} dBFS, peak {heard.peak:.0%}")
        if heard.overdriven:
            print("The microphone is overdriven: turn it down.")
    if not heard.heard_something:
        print("Nothing was heard. Is the microphone muted? See: appliance rooms devices")
        raise typer.Exit(1)


def _use(channels: int, default: bool) -> str:
    return "" if not channels else "default" if default else "yes"


def _meter(level_dbfs: float, width: int = 20) -> str:
    filled = round(width * max(0.0, min(1.0, 1 - level_dbfs / METER_DBFS)))
    return f"[{'#' * filled}{'.' * (width - filled)}]"
