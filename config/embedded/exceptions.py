"""What can keep the platform from running, told so that the reader can mend it."""


class CannotRun(Exception):
    """A failure that a person can mend: what is wrong and where, in Chinese and English, then how to mend it."""

    def __init__(self, chinese: str, english: str, remedy: str = "", log: str = "") -> None:
        """Keep the two sentences, the remedy (shown as it is) and the last lines of the log that tells more."""
        super().__init__(english)
        self.chinese = chinese
        self.english = english
        self.remedy = remedy
        self.log = log

    def __str__(self) -> str:
        """Return everything as the lines that the terminal shows."""
        lines = [f"✗ {self.chinese}", f"  {self.english}"]
        lines += [f"  → {line}" for line in self.remedy.splitlines()]
        lines += [f"  | {line}" for line in self.log.splitlines()]
        return "\n".join(lines)
