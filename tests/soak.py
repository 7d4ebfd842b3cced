"""One sitting at a served desk, as `make soak` runs it: thirty large photographs, a PDF of 500 pages, and a withdrawal
while readers come.

Prints the longest request, the most memory that the server and its children held, and how long readers still found the
withdrawn story. Ends with 1 when one of these is over its limit.
"""

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image

from tests.pdfs import dense

MOST_SECONDS, MOST_MB, MOST_TO_WITHDRAW = 15, 600, 10
PHOTOS, PAGES = 30, 500
READERS, READING_SECONDS = 8, 12
NAME, PASSWORD = "editor", "demo newsroom"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="newsroom-soak-") as folder, served(Path(folder)) as (port, server):
        editor, memory = Editor(port), Memory(server)
        editor.log_in()
        story = editor.address_of_a_live_story()
        print(f"{PHOTOS} photographs of 24 megapixels, two at a time, and a PDF of {PAGES} pages")
        with ThreadPoolExecutor(2) as hands:
            seconds = list(hands.map(editor.upload, files()))
        stopped = withdrawn_under_load(port, editor, story)
        memory.stop()
    figures = [
        ("longest upload, seconds", max(seconds), MOST_SECONDS),
        ("most memory of the server, MB", memory.most, MOST_MB),
        ("until readers find the withdrawn story gone, seconds", stopped, MOST_TO_WITHDRAW),
    ]
    for name, figure, most in figures:
        print(f"{name:<56}{figure:>8.1f}  of {most}{'  over' if figure > most else ''}")
    return int(any(figure > most for _, figure, most in figures))


@contextmanager
def served(folder: Path):
    """The demo newsroom behind the app server that `make run` starts. Yields its port and its process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "MEDIA_DIR": str(folder / "media"),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "on",  # no collected files are needed
    }
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True, capture_output=True)
    command = ["newsroom.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "32"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *command, "--log-level", "warning"], env=environment)
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("The server did not start.")


def files():
    """The photographs, each with bytes of its own, then the PDF."""
    grain, file = Image.effect_noise((6000, 4000), 40), BytesIO()
    Image.merge("RGB", [grain, grain.rotate(180), grain]).save(file, "JPEG", quality=88)
    photo = file.getvalue()
    for number in range(PHOTOS):
        comment = f"{number:02}".encode()
        yield f"{number:02}.jpg", photo[:2] + b"\xff\xfe\x00\x04" + comment + photo[2:]
    yield "report.pdf", dense(PAGES)


class Editor:
    """An editor's browser, as far as it sends forms."""

    def __init__(self, port: int):
        self.port, self.cookies = port, {}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")} if kind else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for name, value in re.findall(
            r"(csrftoken|sessionid)=([^;]+)", str(answer.headers.get_all("Set-Cookie") or "")
        ):
            self.cookies[name] = value
        content = answer.read()
        connection.close()
        return answer.status, content

    def send(self, path: str, **fields: str) -> int:
        return self.ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")[0]

    def log_in(self) -> None:
        self.ask("GET", "/admin/login/")
        assert self.send("/admin/login/", username=NAME, password=PASSWORD) == 302

    def address_of_a_live_story(self) -> tuple[int, str]:
        """Number and address of the story that leads the page."""
        address = re.search(rb'href="(/news/[a-z/]+/\d{4}/\d\d/\d\d/[^"]+)"', self.ask("GET", "/")[1])[1].decode()
        for number in range(1, 20):
            page = self.ask("GET", f"/admin/articles/article/{number}/publish/")[1].decode()
            if (
                address.rstrip("/").rpartition("/")[2]
                in self.ask("GET", f"/admin/articles/article/{number}/change/")[1].decode()
            ):
                assert 'id="withdraw"' in page
                return number, address
        raise LookupError(address)

    def upload(self, file: tuple[str, bytes]) -> float:
        name, data = file
        edge = secrets.token_hex(12)
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        began = time.monotonic()
        status, answer = self.ask(
            "POST", "/admin/articles/article/upload/", head + data + f"\r\n--{edge}--\r\n".encode(),
            f"multipart/form-data; boundary={edge}",
        )  # fmt: skip
        assert status == 200, answer[:500]
        assert b'"card"' in answer, answer[:500]
        return time.monotonic() - began


def withdrawn_under_load(port: int, editor: Editor, story: tuple[int, str]) -> float:
    """Seconds from the editor's click until no reader gets the story any more."""
    number, address = story
    end, last, served_pages = time.monotonic() + READING_SECONDS, [0.0], [0]

    def read() -> None:
        reader = Editor(port)
        while time.monotonic() < end:
            began = time.monotonic()
            if reader.ask("GET", address)[0] == 200:
                last[0] = max(last[0], began)
            served_pages[0] += 1
            time.sleep(0.1)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    time.sleep(2)
    clicked = time.monotonic()
    form = {"withdraw-reason": "Wrong man named.", "withdraw-gone": "notice", "withdraw-note": "Withdrawn."}
    assert editor.send(f"/admin/articles/article/{number}/withdraw/", **form) == 302
    for reader in readers:
        reader.join()
    assert editor.ask("GET", address)[0] == 410
    print(f"{served_pages[0] / READING_SECONDS:.0f} pages a second were read meanwhile")
    return max(0.0, last[0] - clicked)


class Memory(threading.Thread):
    """Looks ten times a second at what the process and all its children hold in memory, in MB."""

    def __init__(self, process: int):
        super().__init__(daemon=True)
        self.process, self.most, self.going = process, 0.0, True
        self.start()

    def run(self) -> None:
        while self.going:
            self.most = max(self.most, sum(map(resident, descendants(self.process))))
            time.sleep(0.1)

    def stop(self) -> None:
        self.going = False
        self.join()


def descendants(process: int) -> list[int]:
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue  # it has ended meanwhile
    return found


def resident(process: int) -> float:
    """What is its own: pages that it shares with its parent are counted once, by their share."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0  # it has ended meanwhile
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
