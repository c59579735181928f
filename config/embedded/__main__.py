"""The commands behind the Makefile; and `keep`, which they start by themselves."""

import argparse
import os
import sys
from pathlib import Path

from config.embedded import console
from config.embedded.exceptions import CannotRun
from config.embedded.keeper import Purpose, keep
from config.embedded.places import Home
from config.embedded.runner import become, manage, run
from config.embedded.trial import try_out

PROJECT = Path(__file__).resolve().parent.parent.parent


def parse(words: list[str]) -> argparse.Namespace:
    """Return the command and its arguments."""
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start everything and stay until Ctrl-C")
    for name, purpose in (
        ("manage", "run a management command against the embedded database"),
        ("use", "run any command against the embedded database, its own psql and pg_dump among them"),
        ("test", "run a command with DATABASE_URL set to a fast database that is thrown away afterwards"),
        ("measure", "the same with a database as safe, and as slow, as a real one"),
    ):
        commands.add_parser(name, help=purpose, add_help=False).add_argument("words", nargs=argparse.REMAINDER)
    keeper = commands.add_parser("keep", help="serve the database as long as it is used")
    keeper.add_argument("--var", type=Path, required=True)
    keeper.add_argument("--to", type=Purpose, default=Purpose.STAY)
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Carry out one command; return the exit status."""
    chosen = parse(words)
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]  # the address of another database would mislead libpq
    home = Home(Path(os.environ.get("VAR_DIR") or PROJECT / "var").resolve())
    try:
        match chosen.command:
            case "run":
                return run(home, PROJECT)
            case "manage":
                manage(home, PROJECT, chosen.words)
            case "use":
                become(home, PROJECT, chosen.words or ["psql"])
            case "test":
                return try_out(chosen.words, Purpose.TEST)
            case "measure":
                return try_out(chosen.words, Purpose.MEASURE)
            case "keep":
                return keep(Home(chosen.var), chosen.to)
    except CannotRun as trouble:
        console.say(str(trouble))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
