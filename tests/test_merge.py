"""What the agency changed comes into what the desk has made of it, paragraph by paragraph."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import html, merge

STORY = [
    "The council met.",
    "It spoke of the brigde.",
    "It will cost 3 millions.",
    "Nobody asked.",
    "It met until nine.",
]
FIGURE = '<figure data-photo="7"></figure>'


def story(*paragraphs: str) -> str:
    return "\n".join(text if text.startswith("<") else f"<p>{text}</p>" for text in paragraphs)


def but(**changes: str | None) -> str:
    """The story with paragraphs changed: `p3="new"`, `p3=None` for cut, `end="more"`."""
    texts = {f"p{number}": text for number, text in enumerate(STORY, 1)} | changes
    return story(*(text for text in texts.values() if text is not None))


def sides(conflict: merge.Conflict) -> tuple[str, str, str]:
    return conflict.base, conflict.mine, conflict.theirs


def test_the_agency_corrects_a_paragraph_of_a_story_that_the_desk_cut_and_gave_another_lead():
    text, conflicts = merge.body(but(), but(p1="They met.", p5=None), but(p3="It will cost 4 millions."))
    assert text == but(p1="They met.", p3="It will cost 4 millions.", p5=None)
    assert conflicts == []


@pytest.mark.parametrize("desk", [{"p2": "Of the bridge."}, {"p4": None}, {"p3": None, "p4": "All asked."}])
def test_paragraphs_that_only_touch_do_not_clash_unless_they_are_the_same(desk):
    text, conflicts = merge.body(but(), but(**desk), but(p3="It will cost 4 millions."))
    if "p3" in desk:
        assert text == but(**desk)
        assert [conflict.theirs for conflict in conflicts] == [story("It will cost 4 millions.", STORY[3])]
    else:
        assert (text, conflicts) == (but(**desk, p3="It will cost 4 millions."), [])


def test_both_mend_the_same_misprint():
    mended = but(p2="It spoke of the bridge.")
    assert merge.body(but(), mended, mended) == (mended, [])


def test_both_write_the_same_paragraph_anew_and_each_the_other_words_are_told():
    text, conflicts = merge.body(but(), but(p2="Of the bridge.", p5=None), but(p2="It spoke of a bridge."))
    assert text == but(p2="Of the bridge.", p5=None)
    assert conflicts == [
        merge.Conflict(
            "body", story(STORY[1]), story("Of the bridge."), story("It spoke of a bridge."), story(STORY[0])
        )
    ]
    assert merge.settled(text, conflicts[0]) == but(p2="It spoke of a bridge.", p5=None)


def test_both_add_something_at_the_end():
    text, (conflict,) = merge.body(but(), but(end="We saw it."), but(end="It meets again on Monday."))
    assert text == but(end="We saw it.")
    assert sides(conflict) == ("", story("We saw it."), story("It meets again on Monday."))


def test_both_add_the_same_at_the_end():
    assert merge.body(but(), but(end="It meets again."), but(end="It meets again.")) == (but(end="It meets again."), [])


def test_both_add_the_same_in_different_places_and_it_is_there_once():
    mine = story("It meets again.", *STORY)
    assert merge.body(but(), mine, but(end="It meets again.")) == (mine, [])


def test_the_agency_deletes_what_the_desk_wrote_anew():
    text, (conflict,) = merge.body(but(), but(p4="One asked."), but(p4=None))
    assert text == but(p4="One asked.")
    assert sides(conflict) == (story(STORY[3]), story("One asked."), "")
    assert merge.settled(text, conflict) == but(p4=None)


def test_the_agency_changes_what_the_desk_has_cut():
    text, (conflict,) = merge.body(but(), but(p4=None), but(p4="One asked."))
    assert text == but(p4=None)
    assert sides(conflict) == (story(STORY[3]), "", story("One asked."))
    assert merge.settled(text, conflict) == but(p4="One asked.")


def test_both_cut_the_same():
    assert merge.body(but(), but(p4=None), but(p4=None, end="More.")) == (but(p4=None, end="More."), [])


def test_the_desk_gave_the_story_another_order_and_keeps_it():
    mine = story(STORY[4], *STORY[:4])
    assert merge.body(but(), mine, but(p2="Of the bridge.")) == (mine.replace(STORY[1], "Of the bridge."), [])


def test_both_moved_a_paragraph_and_it_stays_where_the_desk_has_it():
    mine, theirs = story(*STORY[1:], STORY[0]), story(*STORY[1:3], STORY[0], *STORY[3:])
    assert merge.body(but(), mine, theirs) == (mine, [])


def test_the_agency_corrects_what_the_desk_has_moved():
    text, (conflict,) = merge.body(but(), story(*STORY[1:], STORY[0]), but(p1="The council did not meet."))
    assert text == story(*STORY[1:], STORY[0])
    assert sides(conflict) == (story(STORY[0]), story(STORY[0]), story("The council did not meet."))
    assert merge.settled(text, conflict) == story(*STORY[1:], "The council did not meet.")


def test_the_agency_deletes_what_the_desk_has_moved():
    text, (conflict,) = merge.body(but(), story(*STORY[1:], STORY[0]), but(p1=None))
    assert text == story(*STORY[1:], STORY[0])
    assert sides(conflict) == (story(STORY[0]), story(STORY[0]), "")
    assert merge.settled(text, conflict) == but(p1=None)


def test_the_agency_moves_what_the_desk_has_cut_and_it_does_not_come_back_unasked():
    text, (conflict,) = merge.body(but(), but(p1=None), story(*STORY[1:], STORY[0]))
    assert text == but(p1=None)
    assert sides(conflict) == ("", "", story(STORY[0]))


def test_what_the_agency_moved_to_a_place_that_the_desk_wrote_anew_is_not_lost():
    theirs = story(*STORY[1:4], "It met all night.", STORY[0])
    text, conflicts = merge.body(but(), but(p5="It went on."), theirs)
    assert text == but(p5="It went on.")
    assert story("It met all night.", STORY[0]) in {conflict.theirs for conflict in conflicts}


def test_what_both_put_in_beside_a_clash_is_not_lost_when_the_agency_is_taken():
    theirs = story(STORY[0], "It was late.", STORY[1], "It is free.", *STORY[3:])
    text, (conflict,) = merge.body(but(), but(p3="It was late."), theirs)
    assert text == but(p3="It was late.")
    assert merge.settled(text, conflict) == story(*STORY[:2], "It was late.", "It is free.", *STORY[3:])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ul><li>one</li><li>two</li></ul>", "<ul><li>one</li><li>three</li></ul>"),
        ("<table><tr><td>1</td></tr></table>", "<table><tr><td>2</td></tr></table>"),
        ("<h2>The bridge</h2>", "<h3>The bridge</h3>"),
        (FIGURE, '<figure data-photo="8"></figure>'),
        ('<p><a href="https://x.example/">here</a></p>', '<p><a href="https://y.example/">here</a></p>'),
    ],
)
def test_a_list_or_a_table_or_a_figure_is_one_block(old, new):
    mine = but(p3=old, p2="Of the bridge.")
    assert merge.body(but(p3=old), mine, but(p3=new)) == (html.clean(but(p3=new, p2="Of the bridge.")), [])
    text, (conflict,) = merge.body(but(p3=old), but(p3="Ours."), but(p3=new))
    assert merge.settled(text, conflict) == html.clean(but(p3=new))


def test_a_photograph_that_the_desk_put_in_stays_where_it_was_put():
    mine = story(*STORY[:2], FIGURE, *STORY[2:])
    assert merge.body(but(), mine, but(p2="Of the bridge.", p3="It is free.")) == (
        story(STORY[0], "Of the bridge.", FIGURE, "It is free.", *STORY[3:]),
        [],
    )


@pytest.mark.parametrize(
    ("agency", "editor"),
    [
        ("<p>one</p><p>two</p>", "<p>one</p>\n\n<p> two\n</p><p></p>"),
        ("<ul><li>one</li></ul>", "<ul>\n<li><p>one</p></li>\n</ul>"),
        ("<table><tr><td>1</td></tr></table>", "<table><tbody><tr><td><p>1</p></td></tr></tbody></table>"),
        ("<p>3&nbsp;millions</p>", "<p>3 millions</p>"),
        ("<p>3\xa0millions</p>", "<p>3  millions</p>"),
        ("<p>one<br>two</p>", "<p>one<br/> two</p>"),
        ("<blockquote>one</blockquote>", "<blockquote><p>one</p></blockquote>"),
        ("<p>one</p>loose", "<p>one</p><p>loose</p>"),
        ("<p>one</p><p>two</p>", "<p>one</p><p><br></p><p>two</p>"),
        (f"<p>one</p>{FIGURE}", f"<p>one</p><p></p>{FIGURE}<p></p>"),
    ],
)
def test_the_spelling_of_the_body_editor_is_no_change(agency, editor):
    last = "<p>The end.</p>"
    assert merge.body(agency + last, editor + last, agency + last) == (editor + last, [])
    assert merge.body(agency + last, editor + last, agency + "<p>The very end.</p>")[1] == []
    assert merge.body(agency + last, agency + "<p>Our end.</p>", editor + last) == (agency + "<p>Our end.</p>", [])


def test_what_the_agency_left_stays_as_the_desk_has_it_to_the_letter():
    quotation = "<blockquote><p>one</p></blockquote>"
    agency = "<blockquote>one</blockquote><p>The end.</p>"
    assert merge.body(agency, story(quotation, "The end."), agency + "<p>More.</p>") == (
        story(quotation, "The end.", "More."),
        [],
    )


def test_words_and_list_items_outside_of_any_block_are_one_place():
    base, mine, theirs = (f"<p>a</p>b<li>{words}</li><p>d</p>" for words in ("one", "ours", "theirs"))
    text, (conflict,) = merge.body(base, mine, theirs)
    assert text == mine
    assert merge.settled(text, conflict) == "<p>a</p>\nb<li>theirs</li>\n<p>d</p>"


def test_paragraphs_of_a_quotation_are_not_run_together():
    one, two = "<blockquote><p>a</p><p>b</p></blockquote>", "<blockquote><p>ab</p></blockquote>"
    assert merge.body(one, one, two) == (two, [])


def test_of_the_other_texts_the_desk_keeps_its_own_and_gets_those_that_it_left():
    base = {"headline": "Council meets", "summary": "It met.", "byline": "By Ada", "body": but()}
    mine = base | {"headline": "Council at odds", "byline": "By Ada Byron", "body": but(p1="They met.")}
    theirs = base | {"headline": "Council meets again", "summary": "It met twice.", "body": but(p5="It met until ten.")}
    changed, conflicts = merge.merged(base, mine, theirs)
    text = but(p1="They met.", p5="It met until ten.")
    assert mine | changed == mine | {"summary": "It met twice.", "body": text}
    assert conflicts == [merge.Conflict("headline", "Council meets", "Council at odds", "Council meets again")]
    assert merge.settled("Council at odds", conflicts[0]) == "Council meets again"
    assert merge.settled("Council at odds again", conflicts[0]) is None


def test_a_headline_that_both_changed_alike_and_a_text_that_is_not_asked_for_are_nothing():
    both = {"headline": "Council meets again"}
    assert merge.merged({"headline": "Council meets"}, both, both | {"usage_terms": "None."}) == ({}, [])


def test_with_no_version_to_go_by_what_differs_is_for_the_editor():
    changed, conflicts = merge.merged({}, {"headline": "A", "body": but()}, {"headline": "B", "body": but(p1="They.")})
    assert changed == {"body": but()}
    assert [conflict.name for conflict in conflicts] == ["headline", "body"]


OURS = merge.Conflict("body", story("b"), story("ours"), story("theirs", "more"), story("a"))
CUT = OURS._replace(mine="")


@pytest.mark.parametrize(
    ("text", "conflict", "settled"),
    [
        (story("a", "ours", "c"), OURS, story("a", "theirs", "more", "c")),
        (story("c", "<p> ours\n</p>", "a"), OURS, story("c", "theirs", "more", "a")),
        (story("a", "ours, changed", "c"), OURS, None),
        (story("ours", "a", "ours"), OURS, None),
        (story("a", "c"), CUT, story("a", "theirs", "more", "c")),
        (story("c"), CUT, None),
        (story("a", "c", "a"), CUT, None),
        (story("c"), CUT._replace(after=""), story("theirs", "more", "c")),
        ("", CUT._replace(after=""), story("theirs", "more")),
        (story("a", "ours"), OURS._replace(theirs=""), story("a")),
    ],
)
def test_what_is_settled_with_theirs_comes_in_the_place_of_mine_if_there_is_one_such_place(text, conflict, settled):
    assert merge.settled(text, conflict) == settled


# Of six paragraphs three can be there again and again: rules between parts, "More follows".
BLOCKS = ["<p>a</p>", "<p>b</p>", "<p>c</p>", "<p>d</p>", "<ul><li>e</li></ul>", "<hr>"]
BODY = st.lists(st.sampled_from(BLOCKS), max_size=6)


@st.composite
def edited(draw, base: list[str]) -> list[str]:
    """A few paragraphs cut, put in, rewritten, moved."""
    found = list(base)
    for number in range(draw(st.integers(0, 3))):
        at, to = draw(st.integers(0, len(found))), draw(st.integers(0, len(found)))
        deed = draw(st.sampled_from(["cut", "put", "write", "move"]))
        taken = found[at : at + 1] if deed != "put" else []
        found[at : at + len(taken)] = []
        if deed in ("put", "write"):
            found.insert(at, draw(st.sampled_from([*BLOCKS, f"<p>{draw(st.sampled_from('xyz'))}{number}</p>"])))
        elif deed == "move":
            found[to:to] = taken
    return found


@st.composite
def versions(draw) -> tuple[list[str], list[str], list[str]]:
    base = draw(st.one_of(BODY, st.permutations(BLOCKS)))
    return base, *(draw(st.one_of(edited(base), edited(base), BODY)) for _ in "12")


def blocks(text: str) -> list[str]:
    """Right for the bodies here: each block stands in a line."""
    return text.split("\n") if text else []


def bodies(sides: tuple[list[str], ...]) -> tuple[str, ...]:
    return tuple("\n".join(side) for side in sides)


few = settings(max_examples=80)


@few
@given(versions())
def test_where_one_side_changed_nothing_the_other_is_the_result(three):
    base, mine, theirs = bodies(three)
    assert merge.body(base, mine, base) == (mine, [])
    assert merge.body(base, base, theirs) == (theirs, [])
    assert merge.body(base, mine, mine) == (mine, [])


@settings(max_examples=300)
@given(versions())
def test_nothing_is_lost_and_nothing_doubled_and_nothing_comes_back(three):
    text, conflicts = merge.body(*bodies(three))
    old, ours, new = map(Counter, three)
    found = Counter(blocks(text))
    asked = {block for conflict in conflicts for block in blocks(conflict.mine)}
    offered = {block for conflict in conflicts for block in blocks(conflict.theirs)}
    for block in old | ours | new:
        at_most = max(ours[block], new[block])
        assert min(old[block], ours[block], new[block]) <= found[block] <= at_most, block
        if not old[block]:
            assert found[block] >= ours[block], block
            assert found[block] or not new[block] or block in offered, block
        if not new[block]:  # what the agency deleted, and the desk kept, is gone or asked for
            assert not found[block] or not old[block] or block in asked, block
        if not ours[block] and new[block] <= old[block]:
            assert not found[block], block


@few
@given(versions(), st.sampled_from(["\n\n", "", " \n "]), st.sampled_from([("<p>", "<p> "), ("<li>e", "<li><p>e</p>")]))
def test_white_space_and_spelling_change_nothing(three, between, spelling):
    base, mine, theirs = bodies(three)
    text, conflicts = merge.body(base, mine, theirs)
    others = (side.replace("\n", between).replace(*spelling) for side in (base, theirs))
    spelled, same = merge.body(next(others), mine, next(others))
    assert merge.body(spelled, text, spelled) == (text, [])
    assert [len(blocks(one.theirs)) for one in same] == [len(blocks(one.theirs)) for one in conflicts]


@few
@given(versions())
def test_the_same_version_again_changes_nothing(three):
    base, mine, theirs = bodies(three)
    text, _ = merge.body(base, mine, theirs)
    assert merge.body(theirs, text, theirs) == (text, [])


@few
@given(versions())
def test_each_conflict_can_be_settled_with_all_that_the_agency_says_or_not_at_all(three):
    text, conflicts = merge.body(*bodies(three))
    for conflict in conflicts:
        assert conflict.mine != conflict.theirs
        settled = merge.settled(text, conflict)
        if settled is not None:
            assert conflict.theirs in settled
            assert len(blocks(settled)) - len(blocks(text)) == len(blocks(conflict.theirs)) - len(blocks(conflict.mine))
        else:
            here, place = blocks(text), blocks(conflict.mine or conflict.after)
            assert sum(here[at : at + len(place)] == place for at in range(len(here))) != 1


@few
@given(versions())
def test_with_the_agency_taken_in_every_conflict_its_new_words_are_there_and_what_nobody_cut(three):
    base, mine, theirs = three
    text, conflicts = merge.body(*bodies(three))
    refused = set()
    for conflict in conflicts:
        settled = merge.settled(text, conflict)
        refused |= set(blocks(conflict.theirs)) if settled is None else set()
        text = text if settled is None else settled
    kept = set(mine) if len(set(base)) == len(base) else set()
    assert {block for block in theirs if block not in base or block in kept} <= {*blocks(text), *refused}


def test_a_body_of_too_many_paragraphs_waits_whole_with_both_texts():
    """Taking it apart would take hours."""
    base, mine, theirs = ("<hr>" * 30_000 + f"<p>{word}</p>" for word in ("It met.", "They met.", "All met."))
    text, [conflict] = merge.body(base, mine, theirs)
    assert text == mine
    assert merge.settled(text, conflict).count("All met.") == 1
