"""Two importers at the same moment: the end is what one of them alone would have come to."""

import itertools
import sys

import pytest
from django.utils import timezone

from articles.models import Article, Edition, WireItem
from articles.wire import intake
from tests import cast
from tests.processes import DONE, together
from tests.test_wire_intake import kill, ninjs

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.no_cover,
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork"),
    pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning"),
]


def delivers(*deliveries: bytes, section=None):
    source = cast.xinhua()

    def act():
        for raw in deliveries:
            list(intake.deliver(raw, "delivery.json", source=source, section=section))

    return act


def test_the_same_deliveries_twice_at_once_make_one_story():
    section = cast.section()
    act = delivers(*(ninjs(version) for version in (1, 2, 3)), section=section)
    assert together(act, act) == [DONE, DONE]
    assert Article.objects.count() == 1
    assert WireItem.objects.count() == 3
    assert WireItem.objects.get(current=True).version == "3"


@pytest.mark.parametrize("order", list(itertools.permutations(["1", "2", "kill"]))[:4])
def test_a_kill_wins_whoever_brings_it(order):
    section = cast.section()
    raw = {"1": ninjs(1), "2": ninjs(2), "kill": kill()}
    first, *rest = order
    assert (
        together(delivers(raw[first], section=section), delivers(*(raw[n] for n in rest), section=section))
        == [DONE] * 2
    )
    assert WireItem.objects.get(current=True).pubstatus == "canceled"
    assert {article.pubstatus for article in Article.objects.all()} <= {"canceled"}


def test_a_kill_while_the_story_is_being_published_leaves_it_with_no_reader():
    list(intake.deliver(ninjs(1), "delivery.json", source=cast.xinhua(), section=cast.section()))
    article = Article.objects.get()
    ended = together(lambda: cast.publish(article), delivers(kill()))
    assert ended[1] == DONE
    assert not Edition.objects.live(timezone.now()).exists()
    assert Article.objects.get().pubstatus == "canceled"
