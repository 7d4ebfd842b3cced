"""Every word of the public frame can be translated, dates are told as the language tells them, and the style sheet
knows no left and no right."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.translation import trans_real

from articles import fronts, publishing
from articles.models import ArticleDocument, Page, Section, Site, Source, Topic
from tests import cast

TEMPLATES = settings.BASE_DIR / "templates"
PUBLIC = [*TEMPLATES.glob("*.html"), *(TEMPLATES / "feed").glob("*"), *(TEMPLATES / "sitemaps").glob("*")]
SPOKEN = {"alt", "title", "aria-label", "placeholder", "summary", "label"}
ADDRESSES = {"data-src", "data-address"}
# The names of formats are the same words everywhere.
NAMES = {"PDF", "RSS", "Atom", "JSON"}


class Said(HTMLParser):
    """The words of a page: its text, what its attributes say, and those tags for machines that are read as text."""

    def __init__(self, page: str):
        super().__init__()
        self.words, self.silent = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.silent = tag in ("script", "style")
        # What a script shows is given to it in attributes.
        given = [value for name, value in attrs if name.startswith("data-") and name not in ADDRESSES]
        self.words += [*given, *(value for name, value in attrs if name in SPOKEN and value)]
        spoken = dict(attrs)
        if spoken.get("name") == "description" or spoken.get("property") in ("og:title", "og:description"):
            self.words.append(spoken["content"])

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def foreign(page: str, pattern: str = r"[A-Za-z]+") -> list[str]:
    """The words of a page that are letters from a to z, but for addresses and names of formats."""
    texts = [re.sub(r"https?://\S+", "", text) for text in Said(page).words]
    found = [word for text in texts for word in re.findall(pattern, text)]
    return [word for word in found if word not in NAMES]


@pytest.mark.parametrize("file", PUBLIC, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_every_word_of_a_template_goes_through_gettext(file):
    said, translated = [], False
    for token in Lexer(file.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            command = token.contents.split()[0]
            if command in ("blocktranslate", "blocktrans"):
                translated = True
            elif command in ("endblocktranslate", "endblocktrans"):
                translated = False
            assert command != "firstof" or not re.search("\"|'", token.contents)
        elif token.token_type == TokenType.TEXT and not translated:
            said.append(token.contents)
    if file.suffix == ".xml":
        assert re.sub(r"<[^>]*>", "", "".join(said)).strip() == ""
    else:
        assert foreign("".join(said)) == []


def test_a_word_that_is_not_translated_is_found():
    assert foreign('<p title="Hello">PDF <b>there</b></p><img alt="x"><script>no</script>') == ["Hello", "there", "x"]


class Loud:
    """A catalogue in which every message is its own translation, in capitals, and dates are German."""

    def __init__(self):
        self.german = trans_real.translation("de")

    def language(self) -> str:
        return "de"

    to_language = language

    def gettext(self, message: str) -> str:
        return re.sub(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|[^%{]+", lambda part: self.loud(part[0]), message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def loud(self, part: str) -> str:
        return part if part.startswith(("%", "{")) else part.upper()


@pytest.fixture
def capitals(monkeypatch):
    with translation.override("de"):
        loud = Loud()
        monkeypatch.setattr(trans_real._active, "value", loud)
        yield
        monkeypatch.undo()


@pytest.fixture
def chinese(db):
    """A paper whose own words have no letter from a to z, so that all which are left are the frame's."""
    Site.objects.update_or_create(pk=1, defaults={"name": "日报", "description": "一份报纸", "footer": "版权"})
    Page.objects.update(title="关于", body="<p>关于</p>")
    for path, name in (("news", "新闻"), ("news/photos", "图片")):
        cast.section(path)
        Section.objects.filter(path=path).update(name=name)
    Source.objects.filter(pk=cast.xinhua().pk).update(name="新华社", credit_line="新华社")
    words = {"headline": "标题", "summary": "摘要", "dateline": "日内瓦", "byline": "新华社", "body": "<p>正文</p>"}
    topic = Topic.objects.create(name="人权", slug="rights")
    stories = []
    for number in range(22):
        article = cast.story(**words, slug=f"s-{number}", language="zh-Hans", dated=cast.MONDAY)
        article.topics.add(topic)
        stories.append(article)
        if number == 0:
            cast.illustrate(article)
            article.photos.update(caption="会场", credit="摄影", alt="会场")
            type(article.photos.get().photo).objects.update(headline="会场", creator="摄影", credit_line="摄影")
            ArticleDocument.objects.filter(article=article).update(title="决议", intro="请看")
        cast.publish(article)
    for kind in ("correction", "clarification", "retraction"):
        number = stories[0].editions.last().number
        publishing.correct(stories[0], {}, by=None, number=number, kind=kind, note="更正")
    publishing.withdraw(stories[1], by=None, reason="x", gone="notice", note="撤回")
    fronts.lead("home", [stories[0].pk, stories[2].pk], by=None)
    return [story.editions.first().path for story in stories]


def test_no_english_word_is_left_on_a_page_in_another_language(client, chinese, capitals):
    story, gone = chinese[:2]
    pages = ["/", "/?older=20990101T000000.000000-1", "/news/", "/news/photos/", f"/{story}/", f"/{gone}/", "/nothing/"]
    pages += ["/corrections/", "/topics/rights/", "/sources/xinhua/", "/archive/", "/archive/2018/", "/archive/1999/"]
    pages += ["/archive/2018/03/", "/archive/2018/03/26/", "/about/"]
    for address in pages:
        page = client.get(address).text
        assert "</html>" in page
        assert foreign(page, r"[A-Za-z]*[a-z]+") == [], address
        assert '<html lang="de">' in page
    shown = client.get(f"/{story}/").text
    assert "26. MARCH 2018" in shown, "as German tells a day, with the catalogue's word for the month"
    assert "SKIP TO THE STORY" in shown
    for word in ("CORRECTION", "CLARIFICATION", "RETRACTION", "FIRST PUBLICATION", "PREVIOUS", "PHOTO:", "COPY LINK"):
        assert word in shown, word
    assert "WITHDRAWN" in client.get(f"/{gone}/").text
    assert "MARCH 2018" in client.get("/archive/2018/03/").text


def test_no_english_word_is_left_in_a_feed_and_in_what_machines_are_told(client, chinese, capitals):
    for address in ("/feed.json", "/corrections/feed.json"):
        for item in client.get(address).json()["items"]:
            assert foreign(item["content_html"] + item["title"] + item.get("summary", ""), r"[A-Za-z]*[a-z]+") == []
    assert "<title>日报: CORRECTIONS</title>" in client.get("/corrections/rss.xml").text
    page = client.get(f"/{chinese[0]}/").text
    assert '"name": "HOME"' in page
    assert '"name": "CORRECTION"' in page


RULE = re.compile(r"[\w-]+\s*:[^:;{}]+(?=[;}])")
SIDE = re.compile(
    r"(?:margin|padding|border|inset|scroll-\w+)-(?:left|right|top|bottom)|(?:left|right|top|bottom)\s*:"
    r"|(?:min-|max-)?(?:width|height)\s*:|(?:text-align|float|clear|justify-\w+)\s*:\s*(?:left|right)"
)


def physical(sheet: str) -> list[str]:
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    sheet = re.sub(r"@media[^{]*", "@media ", sheet)  # which have no logical words
    return [rule for rule in RULE.findall(sheet) if SIDE.match(rule)]


def test_the_style_sheet_knows_no_left_and_no_right():
    """Nor by the four values of a short form. The cells of a table are the one place that does."""
    sheet = (settings.BASE_DIR / "static/site.css").read_text()
    assert physical(sheet) == []
    sides = re.findall(r"(?:margin|padding|inset|border-width|border-radius):([^;}]+)[;}]", sheet)
    four = [side.split() for side in sides if len(side.split()) == 4 and "(" not in side]
    assert [side for side in four if side[1] != side[3]] == []


@pytest.mark.parametrize(
    "rule", ["a{margin-left:0}", "a { float: left }", "a{color:red;right: 0;}", "a{text-align:right}", "a{width:3px}"]
)
def test_a_rule_with_a_side_is_found(rule):
    assert physical(rule)
    assert not physical("@media (min-width: 3rem){a{margin-inline-start:0;line-height:1;inline-size:1px;border:0}}")
