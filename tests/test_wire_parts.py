"""What belongs to one story and comes apart: pictures, PDFs and the members of packages, in any order."""

import itertools
import json

import pytest

from articles.models import Article, ArticlePhoto, Document, Photo, Source, WireItem
from articles.wire import intake, take
from tests import cast, pdfs
from tests.desk import at_screen
from tests.photos import saved, scene
from tests.test_ingest import run
from tests.test_wire_intake import ninjs

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LIST = "/admin/articles/wireitem/"
PICTURED = {"associations": {"main": {"type": "picture", "uri": "tag:example.org,2018:hall", "headline": "The hall"}}}
PACKAGE = """<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:example.org,2018:package" version="1">
<itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>The package</headline></contentMeta>
<groupSet root="G"><group id="G" role="group:main"><itemRef residref="tag:example.org,2018:resolution"/>
<itemRef residref="tag:example.org,2018:hall"/><itemRef residref="tag:example.org,2018:never"/></group></groupSet>
</packageItem>"""
HALL = {
    "uri": "tag:example.org,2018:hall",
    "type": "picture",
    "version": "1",
    "headline": "The hall",
    "description_text": "The hall of the Council.",
    "renditions": {"original": {"href": "hall.jpg", "mimetype": "image/jpeg"}},
}


def with_picture(file: str = "hall.jpg") -> bytes:
    picture = {"type": "picture", "headline": "The hall", "renditions": {"original": {"href": file}}}
    return ninjs(1, associations={"main": picture})


def jpeg() -> bytes:
    return saved(scene())


def come(raw: bytes, name: str, **words) -> WireItem:
    words.setdefault("source", cast.xinhua())
    [received] = intake.deliver(raw, name, **words)
    return received.row


def shown(screen) -> str:
    return screen.get(LIST).text


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["story first", "picture first"])
def test_a_picture_in_a_file_of_its_own_finds_its_story(order):
    files = [(with_picture(), "story.json"), (jpeg(), "hall.jpg")]
    rows = {files[at][1]: come(*files[at]) for at in order}
    screen = at_screen(cast.ada())
    assert "hall.jpg" not in shown(screen), "it stands in Incoming with its story"
    assert WireItem.objects.get(file_name="hall.jpg").part
    row = rows["story.json"]
    assert f"{LIST}{row.pk}/picture/0/" in screen.get(f"{LIST}{row.pk}/change/").text
    answer = screen.get(f"{LIST}{row.pk}/picture/0/")
    assert (answer["Content-Type"], answer.content) == ("image/jpeg", jpeg())
    screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk})
    [use] = ArticlePhoto.objects.all()
    assert (use.role, use.photo.source, use.photo.file_name) == ("lead", cast.xinhua(), "hall.jpg")
    assert set(WireItem.objects.values_list("state", flat=True)) == {"taken"}


def test_a_picture_that_comes_after_its_story_was_taken_waits_for_a_click():
    row = come(with_picture(), "story.json")
    screen = at_screen(cast.ada())
    answer = screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk}, follow=True)
    assert "add it at the desk" in answer.text
    late = come(jpeg(), "hall.jpg")
    assert late.article == Article.objects.get()
    assert "hall.jpg" in shown(screen)
    assert "Add it to the story" in screen.get(f"{LIST}{late.pk}/change/").text
    screen.post(f"{LIST}{late.pk}/file/")
    assert ArticlePhoto.objects.get().photo.file_name == "hall.jpg"
    assert Article.objects.get().revisions.count() == 2
    screen.post(f"{LIST}{late.pk}/file/")
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(("raw", "name", "model"), [(jpeg(), "a.jpg", Photo), (pdfs.one_page(), "a.pdf", Document)])
def test_a_photograph_or_a_pdf_of_no_story_is_taken_into_the_library(raw, name, model):
    row = come(raw, name)
    screen = at_screen(cast.ada())
    assert name in shown(screen) or str(row) in shown(screen)
    screen.post(f"{LIST}{row.pk}/file/")
    assert (model.objects.get().file_name, model.objects.get().source) == (name, cast.xinhua())
    assert (WireItem.objects.get().state, Article.objects.count()) == ("taken", 0)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_package_finds_its_members_whatever_came_first(order):
    files = [
        (PACKAGE.encode(), "package.xml"),
        (ninjs(1), "story.json"),
        (json.dumps(HALL).encode(), "hall.json"),
        (jpeg(), "hall.jpg"),
    ]
    rows = {files[at][1]: come(*files[at]) for at in order}
    screen = at_screen(cast.ada())
    page = screen.get(f"{LIST}{rows['package.xml'].pk}/change/").text
    assert "Headline 1" in page
    assert "Not here as yet" in page
    assert "tag:example.org,2018:never" in page
    answer = screen.post(f"{LIST}{rows['package.xml'].pk}/take/", {"section": cast.section().pk}, follow=True)
    assert "A member of the package has not come as yet: tag:example.org,2018:never" in answer.text
    article = Article.objects.get()
    assert (article.headline, article.guid) == ("Headline 1", rows["story.json"].guid)
    assert article.photos.get().photo.file_name == "hall.jpg"
    assert "The hall of the Council." in article.photos.get().caption
    assert set(WireItem.objects.values_list("state", flat=True)) == {"taken"}
    assert come(ninjs(2), "story.json").article == article


@pytest.mark.parametrize("section", [(), ("--section", "news/photos")], ids=["to Incoming", "at once"])
def test_a_folder_of_a_story_and_its_files_is_one_story(tmp_path, section):
    cast.section()
    copy = "The vote\n\nGENEVA (AP) -- It met.\n\nClick the following link:\nvote.pdf\n"
    (tmp_path / "story.txt").write_text(copy)
    (tmp_path / "vote.pdf").write_bytes(pdfs.one_page())
    (tmp_path / "b.jpg").write_bytes(jpeg())
    (tmp_path / ".hidden.txt").write_text(copy)
    (tmp_path / "below").mkdir()
    run("ingest", "--source", cast.xinhua().slug, *section, tmp_path)
    story, pdf, photo = (WireItem.objects.get(file_name=name) for name in ("story.txt", "vote.pdf", "b.jpg"))
    if section:
        assert story.article.documents.get().document.file_name == "vote.pdf"
        assert (pdf.state, pdf.article, photo.state) == ("taken", story.article, "new")
    else:
        assert (pdf.part, photo.part) == (True, False)


def test_a_package_without_a_text_that_has_come_says_so():
    row = come(PACKAGE.encode(), "package.xml")
    answer = at_screen(cast.ada()).post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk}, follow=True)
    assert "No text of this package has come as yet." in answer.text
    assert not Article.objects.exists()


def test_a_file_of_another_source_is_not_taken_for_the_storys():
    come(jpeg(), "hall.jpg", source=Source.objects.create(name="Reuters", slug="reuters"))
    row = come(with_picture(), "story.json")
    assert "has not come" in at_screen(cast.ada()).get(f"{LIST}{row.pk}/change/").text
    assert not WireItem.objects.get(file_name="hall.jpg").part


def test_a_killed_picture_comes_into_no_story_and_is_loud():
    come(json.dumps(HALL).encode(), "hall.json")
    come(jpeg(), "hall.jpg")
    row = come(ninjs(1, associations=PICTURED["associations"]), "story.json")
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk})
    article = Article.objects.get()
    assert article.photos.count() == 1
    live = cast.publish(article)
    kill = come(json.dumps({**HALL, "version": "2", "pubstatus": "canceled"}).encode(), "kill.json")
    assert (kill.urgent, kill.article) == (True, article)
    assert "The agency has killed this picture." in screen.get("/admin/").text
    article.refresh_from_db()
    assert article.pubstatus == "usable", "of the story an editor decides"
    assert article.editions.get() == live


def test_a_composite_without_a_text_of_its_own_is_taken_as_the_text_that_it_leads_to():
    text = {"uri": "tag:example.org,2018:main", "type": "text", "pubstatus": "usable", "headline": "The bridge"}
    text["body_html"] = "<p>It opened.</p>"
    words = {"type": "composite", "body_html": None, "associations": {"main": text}}
    received = list(intake.deliver(ninjs(1, "All of the bridge", **words), "package.json", source=cast.xinhua()))
    package = next(one.row for one in received if one.row.type == "composite")
    article, _ = take.story(package, by=cast.ada(), section=cast.section())
    assert (article.headline, article.body) == ("The bridge", "<p>It opened.</p>")
    assert not WireItem.objects.filter(state=WireItem.State.NEW).exists()
