"""The files of a production host name what exists."""

from pathlib import Path

import yaml
from django.conf import settings

from config.embedded.postgres import SETTINGS

ROOT = Path(settings.BASE_DIR)


def test_every_folder_that_the_image_copies_exists():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    sources = [source for sources in copies for source in sources]
    assert {"config", "departments", "disclosure", "interaction", "reports", "foundation"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_nothing_starts_before_the_migration():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["environment"]["DATABASE_URL"].startswith("postgres://")


def test_the_database_logs_no_words_of_a_statement():
    """As the embedded one does: a double click makes an INSERT fail that holds a whole letter."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    asked = set(services["postgres"]["command"])
    told = {name: SETTINGS[name] for name in ("log_min_error_statement", "log_error_verbosity")}
    assert {f"{name}={value}" for name, value in told.items()} <= asked
    assert {"log_parameter_max_length=0", "log_parameter_max_length_on_error=0"} <= asked
