"""Citizens who send letters, each from an address of its own, and try again when they are asked to.

Three of four send through the interface for machines, under a key; one of four at the page, with a file. A refusal has
to be polite (503, when to try again, Chinese, nothing of the inside); anything else that is no receipt is rude.
"""

import html
import http.client
import itertools
import json
import re
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from statistics import fmean, median

from tests.operations.stand import MAILBOXES

HANDS = 100
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 3.0
"""Seconds before somebody who was refused tries again; real people wait the half minute they are told."""

OLD_ENOUGH = 3.2
"""Seconds between opening a form and sending it: a faster one is taken for a program's."""

FILE_BYTES = 20_000
GIVE_UP = 180.0
TIMEOUT = 30.0
PDF = b"%%PDF-1.7\n%%%s\n1 0 obj\n<<>>\nendobj\ntrailer\n%%%%EOF\n"
LETTER = {"subject": "解放南路路灯多日不亮", "text": "路灯连续多日不亮，晚上学生放学经过不安全。请问何时能修好？"}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
ENGLISH = re.compile(r">[^<]*[A-Za-z]{4,}[^<]*<")
LARGE = re.compile(r'<dd class="big">([^<]+)</dd>')
numbers = itertools.count(1)


@dataclass(frozen=True)
class Receipt:
    """What a citizen holds in the hand: proof that the letter was taken."""

    number: str
    code: str
    digests: tuple[str, ...] = ()


@dataclass
class Record:
    """What all citizens saw; written by many threads, each append is one step."""

    receipts: list[Receipt] = field(default_factory=list)
    refusal_ms: list[float] = field(default_factory=list)
    rude: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def median_refusal(self) -> float:
        return median(self.refusal_ms) if self.refusal_ms else 0.0


class Lost(Exception):
    """No answer came: nobody knows what became of what was sent."""


class Citizen:
    """One letter from one address, until its receipt is here."""

    def __init__(self, port: int, record: Record) -> None:
        self.record, self.port = record, port
        self.number = next(numbers)
        self.address = f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"
        self.cookies: dict[str, str] = {}
        self.ends = time.monotonic() + GIVE_UP
        self.pause = FIRST_PAUSE

    def write(self) -> None:
        """Send one letter and keep its receipt, however often it takes."""
        receipt = self.write_at_the_page() if self.number % 4 == 0 else self.write_by_machine()
        if receipt is None:
            self.record.given_up.append(self.address)
        else:
            self.record.receipts.append(receipt)

    # -- the interface -------------------------------------------------------------------------------------------------
    def letter(self) -> tuple[bytes, dict[str, str]]:
        """Return a letter as a program sends it, under a key of its own."""
        sender = {"name": "欧阳明月", "phone": "13856400017", "email": "ouyang@example.cn"}
        letter = {**LETTER, "mailbox": MAILBOXES[self.number % len(MAILBOXES)], "sender": sender}
        body = json.dumps({**letter, "has_read_privacy_notice": True}).encode()
        return body, {"Content-Type": "application/json", "Idempotency-Key": secrets.token_urlsafe(24)}

    def write_by_machine(self) -> Receipt | None:
        body, headers = self.letter()
        while self.is_patient():
            status, _headers, text = self.ask("POST", "/api/v1/messages/", body, headers)
            if status in {200, 201}:
                told = json.loads(text)
                return Receipt(told["receipt_number"], told["query_code"].replace("-", ""))
        return None

    # -- the page ------------------------------------------------------------------------------------------------------
    def write_at_the_page(self) -> Receipt | None:
        address = f"/messages/write/{MAILBOXES[self.number % len(MAILBOXES)]}/"
        content = PDF % secrets.token_hex(FILE_BYTES // 2).encode()
        form = self.open(address)
        time.sleep(OLD_ENOUGH)
        while form is not None and self.is_patient():
            status, _headers, text = self.ask("POST", address, *self.filled_in(form, content))
            if status == 302:
                return self.read_receipt(sha256(content).hexdigest())
            if status == 200:  # shown again: a question is to be answered
                form = self.read(text)
        return None

    def open(self, address: str) -> dict[str, str] | None:
        while self.is_patient():
            status, _headers, text = self.ask("GET", address)
            if status == 200:
                return self.read(text)
        return None

    def read(self, text: str) -> dict[str, str]:
        """Return what a form has in it already, and the answer to its question if it asks one."""
        answer = answer_to(text)
        self.record.seen["asked a question"] += bool(answer)
        return {**hidden_fields(text), **answer}

    def filled_in(self, form: dict[str, str], content: bytes) -> tuple[bytes, dict[str, str]]:
        """Return the form as a browser sends it, with a file."""
        sender = {"name": "欧阳明月", "phone": "138 5640 0017", "email": "ouyang@example.cn", "address": ""}
        values = {**LETTER, **sender, "has_read_notice": "on", **form}
        mark = "----" + secrets.token_hex(12)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in values.items()
        ]
        head = 'Content-Disposition: form-data; name="attachments"; filename="photo.pdf"'
        parts.append(f"--{mark}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n")
        return b"".join([*parts, f"--{mark}--\r\n".encode()]), {"Content-Type": f"multipart/form-data; boundary={mark}"}

    def read_receipt(self, digest: str) -> Receipt | None:
        while self.is_patient():
            status, _headers, text = self.ask("GET", "/messages/receipt/")
            if status == 200:
                number, code = LARGE.findall(text)
                return Receipt(number, code.replace("-", ""), (digest,))
        return None

    # -- asking --------------------------------------------------------------------------------------------------------
    def is_patient(self) -> bool:
        return time.monotonic() < self.ends

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Send one request; wait a little after one that was refused or lost. Status 0: no answer came."""
        begun = time.monotonic()
        try:
            status, told, text = self.exchange(method, path, body, headers or {})
        except Lost as error:
            self.record.seen["no answer"] += 1
            self.record.seen[f"no answer: {type(error.__cause__).__name__}"] += 1
            self.wait()
            return 0, {}, ""
        taken = (time.monotonic() - begun) * 1000
        self.record.seen[f"{method} {path.split('write')[0]} {status}"] += 1
        if status == 503:
            self.record.refusal_ms.append(taken)
            self.judge(path, told, text)
            self.wait()
        elif status not in {200, 201, 302}:
            self.record.rude.append(f"{method} {path}: {status} {text[:300]}")
            self.wait()
        return status, told, text

    def exchange(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        mine = {"X-Forwarded-For": self.address, "Host": f"127.0.0.1:{self.port}", **headers}
        if self.cookies:
            mine["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body or None, mine)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, dict(answer.headers.items()), text

    def judge(self, path: str, told: dict[str, str], text: str) -> None:
        """Note a refusal that is not polite."""
        headers = {name.lower(): value for name, value in told.items()}
        faults = [] if headers.get("retry-after", "").isdigit() else ["no Retry-After"]
        if path.startswith("/api/"):
            is_problem = headers.get("content-type") == "application/problem+json"
            document = json.loads(text) if is_problem else {}
            faults += [] if document.get("code") == "unavailable" else ["no problem document"]
            faults += [] if "半分钟" in document.get("detail", "") else ["not in Chinese"]
        else:
            faults += [] if "服务暂时中断" in text else ["not the page"]
            faults += ["English"] if ENGLISH.search(text) else []
        if faults:
            self.record.rude.append(f"{path}: {faults} {text[:300]}")

    def wait(self) -> None:
        time.sleep(self.pause * (0.75 + self.number % 7 / 12))
        self.pause = min(self.pause * 1.5, LONGEST_PAUSE)


def hidden_fields(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in HIDDEN.findall(text) if name != "next"}


def answer_to(text: str) -> dict[str, str]:
    """Return the answer to the guard's question, which a person reads off the page and this program off its token."""
    asked = re.match(r"(\d)\+(\d)\+", hidden_fields(text).get("guard_question", ""))
    return {"guard_answer": str(int(asked[1]) + int(asked[2]))} if asked else {}


class Crowd:
    """So many hands at once, each sending letter after letter of new citizens until told to end."""

    def __init__(self, port: int, hands: int = HANDS, *, citizen: type[Citizen] = Citizen) -> None:
        self.port, self.record, self.citizen = port, Record(), citizen
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(hands)]

    def work(self) -> None:
        while not self.is_over.is_set():
            self.citizen(self.port, self.record).write()

    def __enter__(self) -> "Crowd":
        self.begun = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *what: object) -> None:
        """Let everybody finish the letter in hand."""
        self.is_over.set()
        for thread in self.threads:
            thread.join(GIVE_UP + 2 * TIMEOUT)
        self.seconds = time.monotonic() - self.begun
        assert not any(thread.is_alive() for thread in self.threads), "somebody still waits for an answer"


class Supervisor:
    """Reads the desk, and the public pages beside it, over and over."""

    def __init__(self, port: int, session: str) -> None:
        self.reader = Citizen(port, Record())
        self.reader.ends = float("inf")
        self.reader.cookies["sessionid"] = session
        self.record = self.reader.record
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.read, daemon=True)

    def read(self) -> None:
        for path in itertools.cycle(("/supervision/", "/", "/supervision/duties/", "/messages/")):
            if self.is_over.is_set():
                return
            self.reader.pause = FIRST_PAUSE
            self.reader.ask("GET", path)
            time.sleep(0.2)

    def __enter__(self) -> "Supervisor":
        self.thread.start()
        return self

    def __exit__(self, *what: object) -> None:
        self.is_over.set()
        self.thread.join(2 * TIMEOUT)


class Slowness:
    """How much longer work takes here than it would alone: on a machine that others load, everything measured does."""

    WORK = 0.005
    PAUSE = 0.1

    def __init__(self) -> None:
        self.samples: list[float] = []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.sample, daemon=True)

    def sample(self) -> None:
        while not self.is_over.wait(self.PAUSE):
            begun, worked = time.monotonic(), time.thread_time()
            while time.thread_time() - worked < self.WORK:
                pass
            self.samples.append((time.monotonic() - begun) / self.WORK)

    def factor(self) -> float:
        return max(1.0, fmean(self.samples))

    def __enter__(self) -> "Slowness":
        self.thread.start()
        return self

    def __exit__(self, *what: object) -> None:
        self.is_over.set()
        self.thread.join()
