"""What docker-compose.yml and the Dockerfile say, for tests that hold them against what exists."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MEGABYTES = {"m": 1, "g": 1024}


def read_compose() -> dict[str, Any]:
    """Return docker-compose.yml with its shared parts put in."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def read_services() -> dict[str, dict[str, Any]]:
    return read_compose()["services"]


def unless_told(value: str) -> str:
    """Return what `${NAME:-value}` of docker-compose.yml stands for where .env says nothing."""
    return re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", value)


def size(text: str) -> int:
    """Return the megabytes of a size such as 320m or 1g."""
    return int(text[:-1]) * MEGABYTES[text[-1]]


def read_image() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, each with its words in one line."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def words_of(instruction: str) -> list[str]:
    """Return the words of the last such instruction of the Dockerfile, written as a list or as a line."""
    words = [rest for name, rest in read_image() if name == instruction][-1]
    return yaml.safe_load(words) if words.startswith("[") else shlex.split(words)


def image_environment() -> dict[str, str]:
    """Return what the image puts into the environment of its processes."""
    pairs = [pair for name, rest in read_image() if name == "ENV" for pair in shlex.split(rest)]
    return dict(pair.split("=", 1) for pair in pairs)


def copied_from_here() -> dict[str, str]:
    """Return what the image takes from the repository, and where it puts it."""
    copies = [rest.split() for name, rest in read_image() if name == "COPY" and "--from" not in rest]
    return {source: words[-1] for words in copies for source in words[:-1]}


def command_of(service: str) -> list[str]:
    """Return the words with which a container of the image starts, its entrypoint as a file of the repository."""
    entrypoint, *rest = words_of("ENTRYPOINT")
    return [str(ROOT / entrypoint), *rest, *read_services()[service].get("command", words_of("CMD"))]
