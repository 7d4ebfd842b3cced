"""What the sanitizer lets a body hold, and what it takes for a reference."""

import time

import pytest

from articles import html


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ('<figure data-photo="7"></figure>', '<figure data-photo="7"></figure>'),
        ('<figure data-document="7"></figure>', '<figure data-document="7"></figure>'),
        ('<figure data-photo="007" class="x" onclick="y"></figure>', '<figure data-photo="7"></figure>'),
        ('<figure data-photo="7" data-document="8"></figure>', '<figure data-photo="7"></figure>'),
        ('<p>as <a data-story="9">before</a></p>', '<p>as <a data-story="9">before</a></p>'),
        ('<a data-story="9" href="http://x.example/" title="t" rel="me">before</a>', '<a data-story="9">before</a>'),
    ],
)
def test_references_stay(given, cleaned):
    assert html.clean(given) == cleaned
    assert html.clean(cleaned) == cleaned


@pytest.mark.parametrize("number", ["", "x", "-1", "1.5", "7 or 1=1", "٧", "1" * 19, "7&quot; onclick=&quot;x"])
def test_a_reference_is_a_number_or_nothing(number):
    assert html.clean(f'<figure data-photo="{number}"></figure>') == ""
    assert html.clean(f'<figure data-document="{number}"></figure>') == ""
    assert "data-story" not in html.clean(f'<a href="https://x.example/" data-story="{number}">words</a>')
    assert html.references(f'<figure data-photo="{number}"></figure><a data-story="{number}">x</a>') == {
        "photo": [], "document": [], "story": []
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ('<figure data-photo="7">under it<b>bold</b></figure>', '<figure data-photo="7"></figure>under itbold'),
        ("<figure><img src=x.jpg><figcaption>The hall</figcaption></figure>", "The hall"),
        (
            '<figure data-photo="7"><figure data-document="8"></figure></figure>',
            '<figure data-photo="7"></figure><figure data-document="8"></figure>',
        ),
    ],
)
def test_a_figure_is_empty_and_no_words_get_lost(given, cleaned):
    assert html.clean(given) == cleaned


def test_the_empty_paragraphs_at_the_end_go():
    assert html.clean("<p></p><p>It met.</p><p></p><p><br></p>") == "<p></p><p>It met.</p>"
    assert html.clean("<p></p>") == ""


def test_references_come_once_and_in_their_order():
    body = '<figure data-photo="9"></figure><p><a data-story="4">a</a> <a data-story="3">b</a></p>'
    body += '<figure data-photo="2"></figure><figure data-photo="9"></figure><figure data-document="5"></figure>'
    assert html.references(body) == {"photo": [9, 2], "document": [5], "story": [4, 3]}


def test_words_that_look_like_a_reference_are_words():
    body = '<p>Write &lt;figure data-photo="7"&gt; or data-photo="8" there.</p><a href="https://x.example/?" title=\'<figure data-photo="9">\'>x</a>'  # noqa: E501  (one attribute)
    assert html.references(body) == {"photo": [], "document": [], "story": []}


@pytest.mark.parametrize("tag", ['<figure data-photo="1">', '<a data-story="1">', "<p></p>", "<table><tr><td><figure>"])
def test_however_deep_it_is_done_soon(tag):
    started = time.monotonic()
    html.references(tag * 10_000)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("blank", ["\u00a0", "&nbsp;", "&#160;"])
def test_hard_blanks_without_end_are_one(blank):
    begun = time.process_time()
    assert html.clean(f"<p>a{blank * 300_000}b{blank * 3}c</p>") == "<p>a&nbsp;b&nbsp;&nbsp;&nbsp;c</p>"
    assert time.process_time() - begun < 2
