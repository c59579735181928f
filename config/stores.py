"""Where uploaded files lie: a directory, which several hosts may share, or a bucket of an S3-compatible store.

Whatever it is, no reader reaches it: our own views ask for the permission and hand the file out.
"""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from config.environment import env, refuse, split_address

Storages = dict[str, dict[str, Any]]

BOUNDS = {"connect_timeout": 5, "read_timeout": 30, "retries": {"max_attempts": 2}}
OPTIONS = {"region": "region_name", "addressing": "addressing_style"}
"""What the address may ask for after its `?`, and boto3's word for it; `secure=false` is http."""


TOO_MANY, SERVER_ERROR = 429, 500  # and above


def read_file_store(name: str, *, default: Path) -> Storages:
    """Return Django's storages `default` (what everybody may read) and `private`."""
    address = env.str(name, default=default.as_uri())
    parts = split_address(name, address, {"file", "s3"})
    if parts.scheme == "s3":
        return _bucket(name, address)
    folder = Path(unquote(parts.path))
    if parts.netloc or parts.query or not folder.is_absolute() or folder == Path("/") or folder.is_file():
        raise refuse(name, "like file:///var/lib/yangguang/files, a directory")
    backend = "foundation.files.storing.WholeFileStorage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": {"location": folder / "public"}},
        "private": {"BACKEND": backend, "OPTIONS": {"location": folder / "private"}},
    }


def _bucket(name: str, address: str) -> Storages:
    """Read s3://key:secret@host:port/bucket?region=…&addressing=path&secure=true."""
    from botocore.config import Config  # needed, and loaded, only where the files lie in a bucket

    parts = split_address(name, address, {"s3"})
    bucket = parts.path.strip("/")
    asked = {word: values[-1] for word, values in parse_qs(parts.query).items()}
    secure = asked.pop("secure", "true")
    is_whole = parts.hostname and parts.username and parts.password and bucket and "/" not in bucket
    if not is_whole or not asked.keys() <= OPTIONS.keys() or secure not in {"true", "false"}:
        raise refuse(name, "like s3://key:secret@host:9000/bucket?region=…&addressing=path&secure=true")
    style = {"addressing_style": asked.get("addressing", "path")}
    options = {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": bucket,
        "endpoint_url": f"{'https' if secure == 'true' else 'http'}://{parts.netloc.rpartition('@')[2]}",
        "region_name": asked.get("region"),
        "client_config": Config(**BOUNDS, s3=style, signature_version="s3v4"),
        "default_acl": None,
        "file_overwrite": False,
    }
    backend = "storages.backends.s3.S3Storage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": {**options, "location": "public"}},
        "private": {"BACKEND": backend, "OPTIONS": {**options, "location": "private"}},
    }


def is_away(error: BaseException) -> bool:
    """Tell whether a bucket's error passes: nobody answers, or the store can't now, or not so much."""
    errors = sys.modules.get("botocore.exceptions")  # loaded only where the files lie in a bucket
    if errors is None:
        return False
    if isinstance(error, errors.ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status == TOO_MANY or status >= SERVER_ERROR
    return isinstance(error, errors.ConnectionError | errors.HTTPClientError)
