"""From the dotted name of a handler to the function, and nothing but a function of our own."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.utils.functional import Promise

Handler = Callable[..., None]
Named = TypeVar("Named", bound=Handler)


def named(words: Promise) -> Callable[[Named], Named]:
    """Say in the words of whoever reads the list of work what a handler does: `@named(_("mail to ..."))`."""

    def note(function: Named) -> Named:
        vars(function)["words"] = words
        return function

    return note


def words_of(name: str) -> str:
    """Return what the handler with the dotted `name` does, in the reader's language; its name if nothing says it.

    An entry may be older than the program that shows it: what a handler was that is gone only its name tells.
    """
    try:
        return str(vars(resolve(name)).get("words", name))
    except ValueError:
        return name


def resolve(name: str) -> Handler:
    """Return the function with the dotted `name`; it must be defined in a package that stands beside manage.py.

    Raises ValueError for anything else: an entry of the table must not be able to call into a library.
    """
    module_name, _, function_name = name.rpartition(".")
    root = module_name.split(".", 1)[0]
    if not root.isidentifier() or not (Path(settings.BASE_DIR) / root / "__init__.py").is_file():
        raise ValueError(f"the handler {name!r} is not in a package of this project")
    try:
        function = getattr(import_module(module_name), function_name, None)
    except ModuleNotFoundError as error:
        raise ValueError(f"the handler {name!r} has no module") from error
    if not inspect.isfunction(function) or function.__module__ != module_name:
        raise ValueError(f"the handler {name!r} is not a function of its module")
    return function
