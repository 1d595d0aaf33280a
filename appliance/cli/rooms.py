"""`appliance rooms`: which speakers and microphones there are, and whether they work."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.channels.room_check import Recorded, play_chime, record_and_play_back
from appliance.channels.sound_card import DeviceInfo, find_device
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.records.people import Room

rooms = typer.Typer(help="Speakers and microphones.", no_args_is_help=True)

METER_DBFS = -60.0
"""The left end of the level meter."""


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
        devices = await appliance.devices.available()
        find_device(devices, speaker, "output")
        find_device(devices, microphone, "input")
        return await appliance.store.people.add_room(
            Room(
                name=name,
                speaker_device=speaker,
                microphone_device=microphone,
                volume=volume,
                fade_in_seconds=fade_in,
                private=private,
                created_at=appliance.now(),
            )
        )

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"Next: appliance rooms test {added.name}")


@rooms.command("list")
def list_rooms(as_json: AsJson = False) -> None:
    """The rooms of the household; calls without a room ring in the first."""

    async def work(appliance: Appliance) -> list[Room]:
        return await appliance.store.people.rooms()

    found = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    show_table(
        ("room", "speaker", "microphone", "volume", "fade-in", "private"),
        [
            (each.name, each.speaker_device, each.microphone_device, f"{each.volume:.0%}",
             f"{each.fade_in_seconds:g} s", "yes" if each.private else "no")
            for each in found
        ],
        "No rooms yet: calls use the default devices. Name one: appliance rooms add kitchen",
    )  # fmt: skip


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
        if heard.peak >= 1.0:
            print("The microphone is overdriven: turn it down.")
    if not heard.heard_something:
        print("Nothing was heard. Is the microphone muted? See: appliance rooms devices")
        raise typer.Exit(1)


def _use(channels: int, default: bool) -> str:
    return "" if not channels else "default" if default else "yes"


def _meter(level_dbfs: float, width: int = 20) -> str:
    filled = round(width * max(0.0, min(1.0, 1 - level_dbfs / METER_DBFS)))
    return f"[{'#' * filled}{'.' * (width - filled)}]"
