"""The command line: parse, call, print. No logic lives here."""

from __future__ import annotations

import sys

import typer

from appliance.cli import (
    accounts,
    agendas,
    backups,
    calendars,
    calls,
    check_ins,
    contacts,
    evaluating,
    home,
    insights,
    memory,
    metric_values,
    metrics,
    models,
    people,
    permissions,
    personas,
    progress,
    promises,
    quiet,
    reach,
    requests,
    review,
    rooms,
    safety,
    service,
    stakes,
    telegram,
    transfer,
)
from appliance.errors import ApplianceError, InvalidInputError

cli = typer.Typer(
    name="appliance",
    help="An offline appliance that calls the people of a household out loud.",
    epilog="Begin with:  appliance demo   then   appliance users add Sam --timezone Europe/Berlin",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for room in (service, home, requests, progress, insights, review, transfer, backups, evaluating):
    room.register(cli)
calls.register(cli)
accounts.register(people.users)
cli.add_typer(people.users, name="users")
cli.add_typer(check_ins.check_ins, name="check-ins")
cli.add_typer(quiet.quiet, name="quiet")
cli.add_typer(quiet.pauses, name="pauses")
cli.add_typer(calendars.calendars, name="calendars")
cli.add_typer(contacts.contacts, name="contacts")
cli.add_typer(quiet.clock, name="clock")
metric_values.register(metrics.metrics)
cli.add_typer(metrics.metrics, name="metrics")
cli.add_typer(promises.promises, name="promises")
cli.add_typer(stakes.stakes, name="stakes")
cli.add_typer(agendas.agendas, name="agendas")
cli.add_typer(memory.memory, name="memory")
cli.add_typer(memory.goals, name="goals")
cli.add_typer(rooms.rooms, name="rooms")
cli.add_typer(reach.reach, name="reach")
cli.add_typer(models.models, name="models")
permissions.register(personas.personas)
cli.add_typer(personas.personas, name="personas")
cli.add_typer(safety.safety, name="safety")
cli.add_typer(telegram.telegram, name="telegram")


def main() -> None:
    """Run a command. Errors made for people become one message and their exit code; others keep their traceback."""
    try:
        _readable(sys.argv[1:])
        cli()
    except ApplianceError as error:
        print(f"appliance: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        print(f"appliance: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _readable(words: list[str]) -> None:
    """Bytes that are no text in the terminal's encoding can be stored nowhere."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise InvalidInputError(f"{word!a} is not text in the encoding of this terminal.") from None
