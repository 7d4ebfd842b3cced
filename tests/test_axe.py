"""The pages against the rules of WCAG 2.2 AA that a machine can check: no violation, in any light, on any width."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.files.base import ContentFile
from django.utils import timezone

from articles import fronts, publishing
from articles.media import intake
from articles.models import ArticlePhoto, Edition, Page, Section, Site, Source, Topic, WireItem
from articles.wire import intake as wire
from tests import cast
from tests.chromium import log_in, overflow
from tests.desk import pdf

WIDTHS = (1400, 400)
# Without preloading: axe would copy style sheets into the page, which the policy of the page rightly reports.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,
    "resultTypes": ["violations"],
}


def stories() -> dict[str, str]:
    """The address of a story in each of its shapes."""
    full = cast.illustrated(slug="full", headline="Council adopts resolution", body="<h2>On Friday</h2><p>It met.</p>")
    ArticlePhoto.objects.create(article=full, photo=cast.photo("vote.jpg"), position=1, caption="The vote")
    plain, corrected, withdrawn = (cast.story(slug=slug, headline=slug) for slug in ("plain", "corrected", "withdrawn"))
    editions = {article.slug: cast.publish(article) for article in (full, plain, corrected, withdrawn)}
    cast.saves(corrected, dateline="GENEVA, March 23, 2018")
    cast.publish(corrected, kind="correction", note="It was Friday, not Saturday.")
    publishing.withdraw(withdrawn, by=cast.ada(), reason="Libel.", note="Withdrawn by the agency.")
    return {name: f"/{edition.path}/" for name, edition in editions.items()}


ARABIC = {
    "language": "ar",
    "headline": "مجلس حقوق الإنسان يعتمد قرارا بشأن تعزيز التعاون المتبادل المنفعة",
    "summary": "اعتمد مجلس حقوق الإنسان التابع للأمم المتحدة يوم الجمعة قرارا قدمته الصين.",
    "dateline": "جنيف 24 مارس 2018",
    "byline": "شينخوا",
    "body": "<p>اعتمد مجلس حقوق الإنسان التابع للأمم المتحدة يوم الجمعة قرارا قدمته الصين.</p>" * 3,
}


def public_pages() -> list[str]:
    """Every kind of page that readers have, with something to show on each."""
    rights = Topic.objects.create(name="Rights", slug="rights")
    arabic, retracted = cast.story(slug="arabic", **ARABIC), cast.story(slug="retracted", headline="Retracted")
    for article in (cast.illustrate(arabic), retracted):
        article.topics.add(rights)
    last = cast.publish(arabic)
    cast.publish(retracted)
    cast.publish(retracted, kind="retraction", note="The Council has not met.")
    addresses = stories()
    Section.objects.filter(path="news/photos").update(layout=Section.Layout.PICTURES)
    lead = Edition.objects.get(path=addresses["full"].strip("/")).article_id
    fronts.lead("home", [lead, retracted.pk, arabic.pk], by=cast.ada())
    lists = ["/", "/?older=29991231T000000.000000-1", "/news/", "/news/photos/", "/topics/rights/", "/sources/xinhua/"]
    lists += ["/archive/", f"/archive/{last.dated:%Y}/", f"/archive/{last.dated:%Y/%m}/", "/corrections/"]
    Page.objects.get_or_create(slug="about", defaults={"title": "About", "body": "<h2>Who we are</h2><p>A paper.</p>"})
    told = [f"/{edition.path}/" for edition in (last, retracted.editions.last())]
    return [*lists, *told, *addresses.values(), "/about/", "/nothing/"]


def violations(page) -> list[str]:
    """In the light and in the dark, in which nothing differs but the colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found, dark = [], RULES | {"runOnly": ["color-contrast"]}
    for scheme, rules in (("dark", dark), ("light", RULES)):
        page.emulate_media(color_scheme=scheme)
        # Colours on their way from one to the other are neither. The first question starts them.
        page.evaluate("getComputedStyle(document.body).color; document.getAnimations().forEach((one) => one.finish())")
        broken = page.evaluate("async (rules) => (await axe.run(rules)).violations", rules)
        found += [
            f"{page.url} {scheme} {rule['id']}: {node['html'][:160]}" for rule in broken for node in rule["nodes"]
        ]
    return found


def faults(page) -> list[str]:
    """The violations on every width, and the widths into which the page does not fit."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} {violation}" for violation in violations(page)]
        if overflow(page):
            found.append(f"{width} {page.url} is wider than its window")
    return found


@pytest.fixture
def page(browser, site):
    return browser.new_page(base_url=site)


def test_the_public_pages_have_no_violation_and_fit_their_window(page):
    found, answers = [], {}
    for address in public_pages():
        answers[address] = page.goto(address).status
        found += faults(page)
    assert sorted(status for status in answers.values() if status != 200) == [404, 410], answers
    assert not found, "\n".join(found)


@pytest.fixture
def chief(django_user_model):
    """May see every page of the desk."""
    return django_user_model.objects.create_superuser("chief", password="chief", first_name="Chief")


CONFLICT = {"name": "headline", "base": "It met", "mine": "The Council met", "theirs": "All met", "after": ""}


def incoming() -> str:
    """The page of an item that an agency sent in two versions, the second with a clash; the source is silent since."""
    Site.objects.get_or_create(pk=1)
    for text in ("It met.", "It met and voted."):
        copy = f"Council meets\nBy: AP\n\nGENEVA (AP) -- {text}"
        [received] = wire.deliver(copy.encode(), "copy.txt")
    WireItem.objects.filter(pk=received.row.pk).update(urgent=True, conflicts=[CONFLICT])
    Source.objects.filter(pk=received.row.source_id).update(quiet_hours=1, heard_at=None)
    return f"/admin/articles/wireitem/{received.row.pk}/change/"


def desk_pages() -> list[str]:
    """Every kind of page that the desk has, with something to show on each."""
    stories()
    article = cast.illustrated(slug="working", headline="Working copy", assigned_to=cast.ada())
    article.topics.add(Topic.objects.create(name="Rights", slug="rights"))
    article.related.add(cast.story(slug="related"))
    cast.publish(article)
    intake.replace(cast.pdf(), ContentFile(pdf("new.pdf").read(), "new.pdf"), by=cast.ada())
    cast.saves(article, headline="Working copy, changed", ednote="Hold the last line.")
    cast.publish(article, at=timezone.now() + cast.DAY)
    base, one = "/admin/articles/article/", f"/admin/articles/article/{article.pk}/"
    acts = ("change", "publish", "correct", "edition/1", "preview", "history")
    rows = {"photo": cast.photo(), "document": cast.pdf(), "section": article.section, "source": article.source}
    rows |= {"topic": Topic.objects.get()}
    pages = ["/admin/", base, f"{base}?q=nothing", f"{base}add/", *(f"{one}{act}/" for act in acts)]
    pages += [f"/admin/articles/{kind}/{name}" for kind in rows for name in ("", "add/")]
    pages += [f"/admin/articles/{kind}/{row.pk}/{act}/" for kind, row in rows.items() for act in ("change", "delete")]
    pages += ["/admin/articles/front/", "/admin/articles/page/", "/admin/articles/page/add/"]
    pages += ["/admin/articles/site/1/change/", "/admin/articles/wireitem/", incoming()]
    return [*pages, "/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/add/", "/admin/password_change/"]


def test_the_desk_has_no_violation_fits_its_window_and_says_nothing_to_the_console(page, chief):
    pages, said = desk_pages(), []
    # A reported breach of the policy is an error; what is left out are the browser's own hints.
    page.on("console", lambda told: told.type in ("error", "warning") and said.append(f"{page.url} {told.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
    page.goto("/admin/login/")
    found = faults(page)
    log_in(page, "chief", "chief")
    for address in pages:
        assert page.goto(address).status == 200, address
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found += faults(page)
    assert not found + said, "\n".join(found + said)


def test_the_picker_has_no_violation(page, chief):
    article, _ = cast.illustrated(), cast.story(slug="other")
    page.goto("/admin/login/")
    log_in(page, "chief", "chief")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    for opener in ("From the library", "Add: Related"):
        page.get_by_role("button", name=opener).first.click()
        page.get_by_role("dialog").locator("[data-id]").first.wait_for()
        assert faults(page) == []
        page.keyboard.press("Escape")
