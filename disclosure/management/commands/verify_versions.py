"""Check every published version against its digest, and with --files every published file against its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosure.items.digests import verify_versions
from disclosure.items.publication import chain_of
from disclosure.models import Item, VersionAttachment
from foundation.files.sniffing import digest


class Command(BaseCommand):
    help = "Re-reckon the digests of all published versions; anything listed was changed after its publication."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="also read every published file (slow)")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = self._check_versions()
        if options["files"]:
            faults += self._check_files()
        if faults:
            raise CommandError(f"{faults} faults: published content was changed after its publication.")

    def _check_versions(self) -> int:
        faults = versions = 0
        for item in Item.objects.exclude(first_published_at=None).order_by("pk").iterator(chunk_size=500):
            chain = chain_of(item)
            versions += len(chain)
            for finding in verify_versions(chain):
                faults += 1
                self.stdout.write(f"{item.index_number} {finding.number} {finding.fault}")
        self.stdout.write(f"{versions} versions read, {faults} faults")
        return faults

    def _check_files(self) -> int:
        faults = 0
        for file in VersionAttachment.objects.select_related("version__item").order_by("pk").iterator(chunk_size=500):
            if _digest_of_file(file) != file.sha256:
                faults += 1
                version = file.version
                self.stdout.write(f"{version.item.index_number} {version.number} file {file.name}")
        return faults


def _digest_of_file(attachment: VersionAttachment) -> str:
    """Return the SHA-256 of the stored file; empty when it is gone."""
    try:
        with attachment.file.open("rb") as content:
            return digest(content)
    except FileNotFoundError:
        return ""
