"""The WSGI application that the web server loads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest  # noqa: E402
from django.utils.http import parse_header_parameters  # noqa: E402


class Utf8Request(WSGIRequest):
    """Reads addresses and bodies in UTF-8, whatever encoding is said.

    Django reads the address, too, in the encoding that the body is said to be in, before anything of ours runs. On some
    it fails outside every handler; with the rest it fills pages that others are given with garbled words.
    """

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Application(WSGIHandler):
    request_class = Utf8Request


django.setup(set_prefix=False)
application = Application()
