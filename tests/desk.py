"""The desk as Django's client sees it: someone logged in, addresses, the words of a page, the fields of its form."""

import re
from html.parser import HTMLParser
from io import BytesIO
from zlib import crc32

from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from tests import cast
from tests.photos import saved, scene


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: dict[str, str | list[str]] = {}
        self.name = self.select = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        name, kind = values.get("name") or "", values.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file", "button"):
            if kind not in ("checkbox", "radio") or "checked" in values:
                self.found[name] = values.get("value") or ("on" if kind == "checkbox" else "")
        elif tag == "textarea":
            self.name, self.found[name] = name, ""
        elif tag == "select":
            self.select = name
            self.found[name] = [] if "multiple" in values else ""
        elif tag == "option" and self.select and "selected" in values:
            if isinstance(self.found[self.select], list):
                self.found[self.select].append(values["value"])
            else:
                self.found[self.select] = values["value"]

    def handle_data(self, data):
        if self.name:
            self.found[self.name] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # The newline after the tag is no part of the text.
            self.found[self.name], self.name = self.found[self.name].removeprefix("\r").removeprefix("\n"), ""
        elif tag == "select":
            self.select = ""


def at_screen(user, **settings) -> Client:
    client = Client(**settings)
    client.force_login(user)
    return client


def body(response: HttpResponse) -> bytes:
    """The bytes of an answer; a file that it sends is closed when it has been read."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(page: str, *args) -> str:
    """Of a page of the desk: `articles_article_change`, 7."""
    return reverse(f"admin:{page}", args=args)


def words(response: HttpResponse) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def jpeg(name: str = "hall.jpg") -> SimpleUploadedFile:
    """A photograph: another name, other bytes."""
    return SimpleUploadedFile(name, saved(scene(64, 48), comment=f"sent as {name}"), "image/jpeg")


def pdf(name: str = "resolution.pdf") -> SimpleUploadedFile:
    """A PDF: another name, other bytes."""
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 300 + crc32(name.encode()) % 300)
    writer.write(file)
    return SimpleUploadedFile(name, file.getvalue(), "application/pdf")


def fields(response: HttpResponse) -> dict[str, str | list[str]]:
    """What a browser would send back, but for the files."""
    reader = _Fields()
    reader.feed(response.content.decode())
    return {name: value for name, value in reader.found.items() if "__prefix__" not in name}


def delete(client: Client, kind: str, row):
    return client.post(address(f"articles_{kind}_delete", row.pk), {"post": "yes"})


def delete_among_others(client: Client, kind: str, row):
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    return client.post(address(f"articles_{kind}_changelist"), chosen)


def status_of(client: Client, file: str) -> int:
    response = client.get(file)
    body(response)
    return response.status_code


def only(*rights: str) -> User:
    """Someone at the desk with no more than these rights over stories."""
    user = cast.stranger()
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{right}_article" for right in rights]))
    return user
