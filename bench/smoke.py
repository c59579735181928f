"""Every benchmark at a small size: shows that they run, says nothing about speed."""

from bench import sweep


def main(arguments: list[str]) -> None:
    sweep.main(["--duties", "20000", "--due", "2000", "--runs", "1", "--ticks", "20"])
