"""`python -m appliance`, the same as the command `appliance`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from appliance.cli import main as run
    from appliance.cli.guarding import guard_process

    guard_process()
    run()


if __name__ == "__main__":
    main()
