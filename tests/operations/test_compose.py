"""The files of a production host are well formed and name what exists. No Docker engine is needed."""

import fnmatch
import ipaddress
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from config.embedded.postgres import SETTINGS
from tests.operations.compose import (
    ROOT,
    command_of,
    copied_from_here,
    read_compose,
    read_image,
    read_services,
    size,
    words_of,
)

OURS = ("web-1", "web-2", "worker", "beat", "watch", "migrate")
SCHEMA = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))


# -- docker-compose.yml -----------------------------------------------------------------------------------------------
def test_compose_is_valid_by_its_published_schema():
    faults = [fault.message for fault in Draft202012Validator(SCHEMA).iter_errors(read_compose())]
    assert faults == []


def test_the_schema_finds_a_wrong_word():
    compose = read_compose()
    compose["services"]["worker"]["restrat"] = "always"
    assert not Draft202012Validator(SCHEMA).is_valid(compose)


def test_nothing_starts_before_the_migration():
    for name in ("nginx", "web-1", "web-2", "worker", "beat", "watch"):
        assert read_services()[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", sorted(read_services()))
def test_every_service_is_kept_within_bounds(name):
    service = read_services()[name]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    assert name in {"web-1", "web-2", "migrate"} or service["healthcheck"]["test"][0] == "CMD"
    assert size(service["mem_limit"]) <= 2048


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_may_write_to_its_volumes_alone(name):
    service = read_services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["DATABASE_URL"].startswith("${DATABASE_URL:-postgres://")
    assert {volume.split(":")[0] for volume in service["volumes"]} == {"files", "static"}


def test_memory_has_room_above_what_processes_are_ended_at():
    """A web worker is replaced above 300 MB, a child of the worker above 250 MB; their parents take about 100 MB.

    What lies in a tmpfs is counted as the container's memory: whoever filled it would else end what runs there.
    """
    script = (ROOT / "deploy" / "entrypoint.sh").read_text(encoding="utf-8")
    web = int(re.search(r"--workers-max-rss (\d+)", script)[1])
    child = int(re.search(r"--max-memory-per-child (\d+)000", script)[1])
    services = read_services()
    room = {
        name: size(one["mem_limit"]) - size(one["tmpfs"][0].partition("=")[2])
        for name, one in services.items()
        if "tmpfs" in one
    }
    assert room["web-1"] >= web + 100
    assert room["nginx"] >= 128
    assert room["worker"] >= 2 * child + 100


def test_addresses_are_the_same_everywhere():
    compose, services = read_compose(), read_services()
    network = ipaddress.ip_network(compose["networks"]["default"]["ipam"]["config"][0]["subnet"])
    at = {name: services[name]["networks"]["default"]["ipv4_address"] for name in ("nginx", "web-1", "web-2")}
    assert all(ipaddress.ip_address(address) in network for address in at.values())
    given = ipaddress.ip_network(compose["networks"]["default"]["ipam"]["config"][0]["ip_range"])
    assert given.subnet_of(network)
    assert not any(ipaddress.ip_address(address) in given for address in at.values()), "another container could get it"
    upstream = (ROOT / "deploy" / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    assert re.findall(r"server ([\d.]+):8000", upstream) == [at["web-1"], at["web-2"]]
    told = services["watch"]["environment"]
    assert told["TRUSTED_PROXIES"] == f"${{TRUSTED_PROXIES:-{at['nginx']}}}"
    assert told["WATCH_DOOR"] == f"${{WATCH_DOOR:-{at['nginx']}:443}}"


@pytest.mark.parametrize("name", OURS)
def test_what_stands_in_env_is_not_written_over(name):
    """Compose puts `environment` before `env_file`: a plain value here would silently win over the operator's."""
    for variable, value in read_services()[name]["environment"].items():
        assert value.startswith(f"${{{variable}:-") or variable == "GRANIAN_WORKERS"


def test_every_file_that_is_mounted_exists_and_every_volume_is_declared():
    compose = read_compose()
    mounted = [volume.split(":")[0] for service in read_services().values() for volume in service.get("volumes", [])]
    here = {path for path in mounted if path.startswith("./")} - {"./tls"}  # the operator's
    assert [path for path in here if not (ROOT / path).is_dir()] == []
    assert {path for path in mounted if not path.startswith(".")} == set(compose["volumes"])


def test_the_database_logs_no_words_of_a_statement():
    """As the embedded one does: a double click makes an INSERT fail that holds a whole letter."""
    asked = set(read_services()["postgres"]["command"])
    told = {name: SETTINGS[name] for name in ("log_min_error_statement", "log_error_verbosity")}
    assert {f"{name}={value}" for name, value in told.items()} <= asked
    assert {"log_parameter_max_length=0", "log_parameter_max_length_on_error=0"} <= asked


def test_the_database_is_ready_once_it_can_be_reached_as_the_others_reach_it():
    """While the image makes it, a server listens on the socket alone: a migration begun then is refused and ends."""
    asked = read_services()["postgres"]["healthcheck"]["test"]
    assert asked[asked.index("-h") + 1] == "127.0.0.1"


def test_a_worker_is_asked_for_itself():
    """Two workers share the broker: one that hangs would be well as long as the other answers."""
    asked = read_services()["worker"]["healthcheck"]["test"][-1]
    assert "--destination celery@$$HOSTNAME " in asked


# -- Dockerfile -------------------------------------------------------------------------------------------------------
def test_everything_that_the_image_copies_exists_and_reaches_it():
    sources = copied_from_here()
    assert {"config", "departments", "disclosure", "interaction", "reports", "foundation"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    left_out = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line]
    assert [source for source in sources for rule in left_out if fnmatch.fnmatch(source, rule)] == []
    assert {".env", "tls", "var"} <= set(left_out)


def test_the_image_runs_as_nobody_in_particular():
    user = words_of("USER")[0]
    assert user not in {"root", "0"}
    made = next(rest for name, rest in read_image() if name == "RUN" and "useradd" in rest)
    assert re.search(rf"useradd --system --uid 10001 .* {user}", made)


@pytest.mark.skipif(shutil.which("apt-cache") is None, reason="no apt-cache here")
def test_debian_knows_every_package_of_the_image():
    installing = next(rest for name, rest in read_image() if name == "RUN" and "apt-get install" in rest)
    packages = [word for word in installing.split("install ")[1].split("&&")[0].split() if not word.startswith("-")]
    told = subprocess.run(["apt-cache", "policy", *packages], capture_output=True, text=True, check=True).stdout
    known = re.findall(r"^(\S+):\n  Installed: .*\n  Candidate: (?!\(none\))", told, re.MULTILINE)
    assert set(known) == set(packages)


def test_the_image_brings_the_client_of_the_server_that_compose_starts():
    installing = next(rest for name, rest in read_image() if name == "RUN" and "apt-get install" in rest)
    major = read_services()["postgres"]["image"].removeprefix("postgres:")
    assert f"postgresql-client-{major}" in installing.split()


@pytest.mark.parametrize("service", OURS)
def test_every_command_of_the_image_exists(service):
    """The entrypoint is a script of ours that knows the word; the programs it starts come with the requirements."""
    script, word = command_of(service)
    assert Path(script).stat().st_mode & stat.S_IXUSR
    text = Path(script).read_text(encoding="utf-8")
    assert re.search(rf"^{word.removesuffix('-1').removesuffix('-2')}\)$", text, re.MULTILINE)
    for program in re.findall(r"^\s+(?:exec )?(granian|celery|python) ", text, re.MULTILINE):
        assert (Path(sys.executable).parent / program).exists()


def test_every_probe_is_a_file_of_the_image():
    health = next(rest for name, rest in read_image() if name == "HEALTHCHECK")
    asked = [json.loads(health.partition("CMD ")[2])]
    asked += [read_services()[name]["healthcheck"]["test"][1:] for name in ("beat", "watch")]
    assert asked == [["python", "deploy/probe.py", name] for name in ("web", "beat", "watch")]
    assert "deploy/probe.py" in copied_from_here()


def test_the_entrypoint_hands_signals_to_what_it_starts(tmp_path):
    """The program takes the shell's place: Docker's signal reaches it."""
    program = tmp_path / "celery"
    program.write_text('#!/bin/sh\necho "$$ $*"\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "WORKER_PROCESSES": "3"}
    with subprocess.Popen(command_of("worker"), env=environment, stdout=subprocess.PIPE, text=True) as started:
        process, words = started.communicate()[0].split(maxsplit=1)
    assert int(process) == started.pid
    assert "--concurrency 3" in words
