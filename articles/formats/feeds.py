"""RSS 2.0, Atom and JSON Feed 1.1, as feedgenerator writes feeds.

Beside what `add_item` knows, an item has `html`, `summary` (plain text), `language`, and `photos` and `documents`:
their `url`, `type`, `size` and `title`, and of photos the `width`, `height`, `description`, `credit` and `copyright`.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.utils import feedgenerator

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed in which there is nothing has last changed
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0, even as references


def sayable(value: Any) -> Any:
    """Without the characters that no XML file may hold: one of them would take the whole feed from its readers."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, list):
        return [sayable(each) for each in value]
    return {key: sayable(each) for key, each in value.items()} if isinstance(value, dict) else value


class _Dated:
    def latest_post_date(self) -> datetime:
        """Never the clock, so that a feed changes when its stories do."""
        return max((item["updateddate"] for item in self.items), default=LONG_AGO)


class Rss(_Dated, feedgenerator.Rss201rev2Feed):
    def rss_attributes(self) -> dict:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", feedgenerator.rfc3339_date(item["updateddate"]))
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        # Before the pictures: some programs take their words, too, for the text of the item.
        handler.addQuickElement("content:encoded", item["html"])
        for photo in item["photos"][:1]:  # readers of RSS expect one enclosure
            handler.addQuickElement("enclosure", "", _sized(photo))
        for photo in item["photos"]:
            size = {"width": str(photo["width"]), "height": str(photo["height"]), "fileSize": str(photo["size"])}
            handler.startElement(
                "media:content", {"url": photo["url"], "type": photo["type"], "medium": "image", **size}
            )
            for name in ("description", "credit", "copyright"):
                if photo[name]:
                    handler.addQuickElement(f"media:{name}", photo[name])
            handler.endElement("media:content")


class Atom(_Dated, feedgenerator.Atom1Feed):
    def item_attributes(self, item) -> dict:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        for file in [*item["photos"], *item["documents"]]:
            sized = _sized(file)
            title = {"title": file["title"]} if file["title"] else {}
            handler.addQuickElement("link", "", {"rel": "enclosure", "href": sized.pop("url"), **sized, **title})
        handler.addQuickElement("content", item["html"], {"type": "html"})


class Json(feedgenerator.SyndicationFeed):
    content_type = "application/feed+json"

    def write(self, outfile, encoding) -> None:
        head = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["subtitle"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
        }
        json.dump({**_told(head), "items": [self._item(item) for item in self.items]}, outfile, ensure_ascii=False)

    def _item(self, item: dict) -> dict:
        said = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_html": item["html"],
            "image": item["photos"][0]["url"] if item["photos"] else "",
            "date_published": feedgenerator.rfc3339_date(item["pubdate"]),
            "date_modified": feedgenerator.rfc3339_date(item["updateddate"]),
            "authors": [{"name": item["author_name"]}] if item["author_name"] else [],
            "tags": item["categories"],
            "language": item["language"],
            "attachments": [
                _told({name: file[of] for name, of in ATTACHED.items()})
                for file in [*item["photos"], *item["documents"]]
            ],
        }
        return _told(said)


FORMS = {"rss.xml": Rss, "atom.xml": Atom, "feed.json": Json}
ATTACHED = {"url": "url", "mime_type": "type", "title": "title", "size_in_bytes": "size"}


def _sized(file: dict) -> dict[str, str]:
    return {"url": file["url"], "length": str(file["size"]), "type": file["type"]}


def _told(words: dict) -> dict:
    """Without what is empty."""
    return {name: value for name, value in words.items() if value}
