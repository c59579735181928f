"""Advisory file locks: the kernel frees them when their holder dies, whatever it died of, so none can go stale."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from config.embedded.exceptions import CannotRun


class FileLock:
    """A lock on one file, held through one descriptor; a child that inherits the descriptor holds it too."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if it isn't there. Raises CannotRun if it belongs to somebody else."""
        try:
            self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise CannotRun(
                f"没有权限写入 {path.parent}：它属于另一个用户。",
                f"No permission to write in {path.parent}: it belongs to another user.",
                f"Run as that user, or give it to yourself: sudo chown -R $(id -un) '{path.parent.parent}'",
            ) from error

    def try_exclusive(self) -> bool:
        """Take the lock for this process alone if nobody holds it; return whether it is held now."""
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        """Take the lock together with others if nobody holds it alone; return whether it is held now."""
        return self._try(fcntl.LOCK_SH)

    def _try(self, how: int) -> bool:
        try:
            fcntl.flock(self.descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait_shared(self) -> None:
        """Take the lock together with others, waiting as long as somebody holds it alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def wait_exclusive(self, seconds: float) -> bool:
        """Take the lock alone, waiting at most so many seconds; return whether it is held now."""
        deadline = time.monotonic() + seconds
        while not self.try_exclusive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def release(self) -> None:
        """Let the lock go, for the children that inherited it too."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the descriptor; a child that inherited it goes on holding the lock."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        """Return the lock, not yet taken."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        """Close the descriptor."""
        self.close()
