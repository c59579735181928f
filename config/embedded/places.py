"""Where an installation lives: `var/` for nearly everything, another directory for a database that can't be there.

PostgreSQL refuses to run as root, so root hands it to the user `nobody`. Below a directory closed to others (`/root`,
mode 700) that user reaches neither the data nor the programs: both then go to a directory he can reach, which is
remembered in `var/`. No directory that isn't ours is ever opened up for him.
"""

import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.embedded.exceptions import CannotRun

SHARED_PLACES = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 — for root; the name below them can't be guessed


@dataclass(frozen=True)
class Account:
    """The operating-system user that runs the database server for root."""

    name: str
    uid: int
    gid: int


def name_of(uid: int) -> str:
    """Return the name of this user, or the number where there is none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"


def run_arguments(account: Account | None) -> dict[str, object]:
    """Return the arguments that have `subprocess` run a program as this user; None is the present one."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def give_to(account: Account | None, path: Path) -> None:
    """Make the user the owner of this one file or directory; None leaves it with the present one."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def runs(account: Account | None, command: list[str | Path]) -> bool:
    """Return whether the command, run as this user, ends well."""
    try:
        done = subprocess.run(command, capture_output=True, cwd="/", check=False, **run_arguments(account))  # type: ignore[call-overload]
    except OSError:
        return False
    return bool(done.returncode == 0)


@dataclass(frozen=True)
class Home:
    """The directory `var/` of an installation, and the names in it."""

    var: Path

    @property
    def state(self) -> Path:
        """What the processes of this package tell each other: locks, addresses, secrets."""
        return self.var / "embedded"

    @property
    def logs(self) -> Path:
        """The logs, one file per process."""
        return self.var / "log"

    @property
    def keys(self) -> Path:
        """The secrets, mode 600."""
        return self.state / "keys.json"

    @property
    def server(self) -> Path:
        """Where the running server listens, as JSON."""
        return self.state / "server.json"

    @property
    def credentials(self) -> Path:
        """The demo log-ins, as JSON, mode 600."""
        return self.state / "demo-log-ins.json"

    @property
    def remembered_place(self) -> Path:
        """The path of the database's place, when it isn't below `var/`."""
        return self.state / "place.txt"

    def prepare(self) -> None:
        """Make the directories. Others may pass through root's `var/`, since the database's user must, but not look.

        Raises CannotRun if they are somebody else's: root could write there, but would shut the other out.
        """
        if self.var.exists() and os.geteuid() == 0 and (uid := self.var.stat().st_uid):
            raise CannotRun(
                f"{self.var} 属于另一个用户（{name_of(uid)}）。",
                f"{self.var} belongs to another user ({name_of(uid)}).",
                f"Run as that user: sudo -u {name_of(uid)} make run; or make it root's: chown -R root '{self.var}'",
            )
        try:
            if not self.var.exists():
                self.var.mkdir(parents=True)
                self.var.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for folder in (self.state, self.logs):
                folder.mkdir(exist_ok=True)
                folder.chmod(0o700)
        except PermissionError as error:
            raise CannotRun(
                f"没有权限写入 {self.var}。",
                f"No permission to write in {self.var}.",
                f"Run as its owner, or give it to yourself: sudo chown -R $(id -un) '{self.var}'",
            ) from error


@dataclass(frozen=True)
class Place:
    """A directory with the database cluster and, if need be, a copy of the server's programs."""

    root: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "cluster"

    @property
    def owner_note(self) -> Path:
        """A file that names the `var/` to which this place belongs."""
        return self.root / "belongs-to.txt"

    @property
    def is_new(self) -> bool:
        """Whether no database has been made here yet."""
        return not (self.cluster / "PG_VERSION").exists()

    def account(self) -> Account | None:
        """Return the user that must run the server: ourselves (None), or for root the cluster's owner or `nobody`."""
        if os.geteuid() != 0:
            return None
        uid = self.cluster.stat().st_uid if self.cluster.exists() else 0
        entry = pwd.getpwuid(uid) if uid else pwd.getpwnam("nobody")
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def suits(root: Path, account: Account | None) -> bool:
    """Return whether the user can keep private data in this directory, which is made for it; try it for real."""
    probe = root / f".probe-{secrets.token_hex(4)}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o711)
        probe.mkdir()
        probe.chmod(0o700)
        give_to(account, probe)
        is_private = stat.S_IMODE(probe.stat().st_mode) == 0o700
        return is_private and runs(account, ["/bin/sh", "-c", 'cd "$1" && : > file && rm file', "sh", probe])
    except OSError:
        return False
    finally:
        if probe.exists():
            shutil.rmtree(probe, ignore_errors=True)


def find_place(home: Home, candidates: tuple[Path, ...] | None = None) -> Place:
    """Return where this installation's database is, or shall be; the choice is remembered in `var/`.

    `EMBEDDED_DIR` in the environment decides for a new installation. `candidates` are the directories below which a
    place may be made when `var/` doesn't serve. Raises CannotRun if the remembered place is gone or nothing serves.
    """
    wanted = os.environ.get("EMBEDDED_DIR")
    known = read_known_place(home)
    if known is not None and wanted and Path(wanted).resolve() != known.root:
        raise CannotRun(
            f"数据库已在 {known.root}，与 EMBEDDED_DIR={wanted} 不符。",
            f"The database is in {known.root}, which is not EMBEDDED_DIR={wanted}.",
            "Leave EMBEDDED_DIR unset.",
        )
    return known or make_place(home, Path(wanted).resolve() if wanted else None, candidates)


def read_known_place(home: Home) -> Place | None:
    """Return the place of an installation that has one. Raises CannotRun if it was remembered and is gone."""
    inside = Place(home.var / "database")
    if not inside.is_new:
        return inside
    if not home.remembered_place.exists():
        return None
    place = Place(Path(home.remembered_place.read_text(encoding="utf-8").strip()))
    if not place.root.exists():
        raise CannotRun(
            f"数据库曾存放在 {place.root}，现在找不到了。",
            f"The database was kept in {place.root}, which is gone.",
            f"Bring it back; or, to begin anew with an empty database: rm -r '{home.state}'",
        )
    return None if belongs_elsewhere(place, home) else take(place, home)  # a moved checkout keeps it, a copy does not


def belongs_elsewhere(place: Place, home: Home) -> bool:
    """Return whether another `var/` that still stands says that this place is its own."""
    if not place.owner_note.exists():
        return False
    owner = Home(Path(place.owner_note.read_text(encoding="utf-8").strip()))
    if owner.var == home.var or not owner.remembered_place.exists():
        return False
    return Path(owner.remembered_place.read_text(encoding="utf-8").strip()) == place.root


def take(place: Place, home: Home) -> Place:
    """Write down, on both sides, that the place is this installation's, and return it."""
    home.remembered_place.write_text(f"{place.root}\n", encoding="utf-8")
    place.owner_note.write_text(f"{home.var}\n", encoding="utf-8")
    return place


def make_place(home: Home, wanted: Path | None, candidates: tuple[Path, ...] | None) -> Place:
    """Choose a directory for a new database: the wanted one, else below `var/`, else below the first that serves."""
    inside = home.var / "database"
    account = Place(inside).account()
    if wanted is None and suits(inside, account):
        return Place(inside)
    if inside.exists() and not any(inside.iterdir()):
        inside.rmdir()
    if wanted is not None and belongs_elsewhere(Place(wanted), home):
        raise CannotRun(
            f"EMBEDDED_DIR={wanted} 已属于另一个安装。",
            f"EMBEDDED_DIR={wanted} belongs to another installation.",
            f"Name another directory. (Its owner is named in {Place(wanted).owner_note}.)",
        )
    if candidates is None:
        candidates = SHARED_PLACES if os.geteuid() == 0 else (Path.home() / ".local" / "share",)
    name = f"yangguang-{secrets.token_hex(4)}"
    for root in [wanted] if wanted else [parent / name for parent in candidates]:
        if suits(root, account):
            return take(Place(root), home)
    user = account.name if account else "the present user"
    raise CannotRun(
        f"找不到用户 {user} 能存放数据库的目录。",
        f"There is no directory where {user} can keep the database.",
        "Name one that this user can reach: EMBEDDED_DIR=/srv/yangguang make run",
    )
