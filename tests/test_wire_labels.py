"""What stands around plain copy and is for editors only: labels, notes, an embargo in words, the mark of the end."""

import time

import pytest

from articles.wire.item import UNREADABLE, Unreadable
from tests.test_plain_reader import page, read


@pytest.mark.parametrize(
    ("line", "headline", "signals"),
    [
        ("UPDATE 2-Oil falls", "Oil falls", ["update", "UPDATE 2"]),
        ("RPT-UPDATE 1-Oil falls", "Oil falls", ["repeat", "RPT", "update", "UPDATE 1"]),
        ("CORRECTED-Oil falls", "Oil falls", ["correction", "CORRECTED"]),
        ("Correction: Oil falls", "Oil falls", ["correction"]),
        ("REFILE-Oil falls", "Oil falls", ["repeat", "REFILE"]),
        ("WRAPUP 1-Oil falls", "Oil falls", ["update", "WRAPUP 1"]),
        ("1st Ld-Writethru: Oil falls", "Oil falls", ["update", "1st Ld-Writethru"]),
        ("(2nd LD) Oil falls", "Oil falls", ["update", "2nd LD"]),
        ("URGENT\nOil falls", "Oil falls", ["urgent"]),
        ("BC-EU--Oil, 1st Ld-Writethru,310\nOil falls", "Oil falls", ["update", "1st Ld-Writethru"]),
        ("Update on oil talks", "Update on oil talks", []),
        ("Urgent-care clinics close", "Urgent-care clinics close", []),
    ],
)
def test_what_a_delivery_is_to_an_earlier_one_is_a_signal_and_no_headline(line, headline, signals):
    item = page(line, "March 24, 2018 By: Xinhua")
    assert (item.headline, item.signals, item.body_text) == (headline, signals, "The Council met.\n\nIt voted.")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_was_added_is_told_to_editors_only(gap):
    item = read(f"UPDATE 2-Oil falls{gap}(Adds quotes, details)\n\nLONDON, March 24 (Reuters) - Oil fell.")
    assert item.ednotes == [{"role": "above", "text": "(Adds quotes, details)", "public": False}]
    assert (item.dateline.city, item.body_text) == ("LONDON", "Oil fell.")


@pytest.mark.parametrize(
    "head", ["UPDATE 2-Oil falls\n", "UPDATE 2-Oil falls\n\n", "UPDATE 2-Oil falls\nBy: Xinhua\n\n"]
)
def test_what_was_added_is_one_note_though_it_is_wrapped(head):
    item = read(
        f"{head}(Adds quotes from the minister, details of the\nagreement, background)\n\nLONDON (Reuters) - Oil fell."
    )
    text = "(Adds quotes from the minister, details of the agreement, background)"
    assert item.ednotes == [{"role": "above", "text": text, "public": False}]
    assert (item.headline, item.body_text) == ("Oil falls", "Oil fell.")


@pytest.mark.parametrize(
    ("line", "private"),
    [
        ("EDITORS: A photo will follow.", True),
        ("Achtung Redaktionen: Ein Bild folgt.", True),
        ("# dpa-Notizblock", True),
        ("((a@example.org; +44 20 000; Messaging: a))", True),
        ("Keywords: GLOBAL OIL/", True),
        ('"Not for publication," the minister said.', False),
        ("Embargoed crude reached India last week, traders said.", False),
        ("Editors of the paper met.", False),
        ("Keywords: the new words of the year", False),
    ],
)
def test_what_is_for_editors_and_what_is_copy(line, private):
    item = page("A vote", body=f"It met.\n\n{line}\n\nIt voted.")
    assert (line not in (item.body_text or "")) == private
    assert (line in [note["text"] for note in item.ednotes]) == (private or line.startswith("Embargoed"))


def test_a_bracket_that_stays_open_is_copy():
    assert (
        page("A vote", body="(Adds colour to the room\n\nIt voted.").body_text
        == "(Adds colour to the room\n\nIt voted."
    )


@pytest.mark.parametrize(
    "line",
    ["KILL - A vote", "KILL: A vote", "Kill: A vote", "KILL-A vote", "MANDATORY KILL -- A vote", "(KILL) A vote",
     "KILL KILL KILL: A vote", "KILL\nA vote", "URGENT - KILL NOTICE - A vote", "WITHDRAWN: A vote"],
)  # fmt: skip
def test_a_headline_that_takes_its_story_back_is_a_kill_of_the_same_story(line):
    kill = page(line, "March 24, 2018 By: Xinhua", body="Do not use this story.")
    story = page("A vote", "March 24, 2018 By: Xinhua")
    assert (kill.pubstatus, kill.headline, kill.guid) == ("canceled", "A vote", story.guid)


@pytest.mark.parametrize(
    "line",
    [
        "KILL-JOY COUNCIL BANS FAIR",
        "Kill Bill: the film",
        "Kill - a play",
        "KILLED: ten men",
        "Withdrawn: a drug",
        "Rückruf: Autos",
    ],
)
def test_a_headline_about_killing_is_no_kill(line):
    item = page(line, "March 24, 2018 By: Xinhua")
    assert (item.pubstatus, item.headline) == (None, line)


@pytest.mark.parametrize(
    ("lines", "byline"),
    [
        ("By A. WRITER\nAssociated Press Writer", "A. WRITER, Associated Press Writer"),
        ("By A. WRITER\nAP Sports Writer", "A. WRITER, AP Sports Writer"),
        ("Von A. Muster, dpa", "A. Muster, dpa"),
        ("Par Jean Exemple", "Jean Exemple"),
        ("来源：新华社", None),
    ],
)
def test_bylines_in_other_languages_and_over_two_lines(lines, byline):
    item = read(f"A vote\n\n{lines}\n\nGENEVA (AP) — It met.")
    assert (item.byline, item.dateline.city, item.body_text) == (byline, "GENEVA", "It met.")


@pytest.mark.parametrize(
    "body",
    [
        "<p>GENEVA (AP) — It met &amp; voted.</p>\n<p>All did.</p>",
        "&lt;p&gt;GENEVA (AP) — It met &amp;amp; voted.&lt;/p&gt;&lt;p&gt;All did.&lt;/p&gt;",
        "GENEVA (AP) — It met &amp; voted.\n\nAll did.",
        "GENEVA (AP) &mdash; It met &#38; voted.\n\nAll did.",
    ],
)
def test_html_that_is_sent_as_text_is_read_as_what_it_means(body):
    item = read(f"A vote\n\n{body}")
    assert (item.headline, item.dateline.city, item.body_text) == ("A vote", "GENEVA", "It met & voted.\n\nAll did.")


@pytest.mark.no_cover
@pytest.mark.parametrize("body", ["</p>" + "<ul>" * 20_000, "</p>" + "<ul>" * 120_000, "&lt;ul&gt;" * 40_000])
def test_absurd_html_in_text_is_text(body):
    begun = time.process_time()
    assert read(f"A vote\n\n{body}").headline == "A vote"
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("sign", ["|", "/", "* ", "<ul>", "word "])
def test_a_text_longer_than_any_story_is_refused_before_it_is_read(sign):
    """Each of dozens of patterns walks along a line; five megabytes of bars took four seconds."""
    with pytest.raises(Unreadable, match="more than 500,000 characters"):
        read("A vote\n\n" + sign * (4_900_000 // len(sign)))


def test_notes_to_editors_never_stand_in_the_copy():
    item = page("A vote", body="It met.\n\nEds: call first.\n\n# Notizblock\n\n- Tel. 000")
    assert item.body_text == "It met."
    assert [note["text"] for note in item.ednotes] == ["Eds: call first.", "# Notizblock", "- Tel. 000"]
    assert page("A vote", body="It met.\n\nInvestor relations contact:\n\nTel. 000").body_text == "It met."
    assert not any(note["public"] for note in item.ednotes)
    assert read("Note to editors\n\nNo service tomorrow.").not_for_publication is True
    assert page("A vote", body="It met.\n\n* * *\n\nIt voted.").body_text == "It met.\n\n* * *\n\nIt voted."


@pytest.mark.parametrize(
    ("text", "headline", "embargoed"),
    [
        ("EMBARGOED until 0001 March 25\n\nA vote\n\nGENEVA (AP) — It met.", "A vote", UNREADABLE),
        ("A vote\n\nSperrfrist: 19.00 Uhr\n\nGENEVA (AP) — It met.", "A vote", UNREADABLE),
        ("EMBARGOED to Monday: A vote\n\nGENEVA (AP) — It met.", "EMBARGOED to Monday: A vote", UNREADABLE),
        ("FOR IMMEDIATE RELEASE\n\nA vote\n\nGENEVA (AP) — It met.", "A vote", None),
        ("Embargo hits trade\n\nGENEVA (AP) — It met.", "Embargo hits trade", None),
    ],
)
def test_an_embargo_in_words_holds_and_is_no_headline_if_there_is_another(text, headline, embargoed):
    item = read(text)
    assert (item.headline, item.embargoed, item.body_text) == (headline, embargoed, "It met.")


@pytest.mark.parametrize(
    "mark",
    ["(END)", "ends", "30", "-30-", "Reuter", "==Kyodo", "###", "EFE", "mlg/abc", "EFE\n\nmlg/abc", "（完）",
     "/ritzau/", "(dpa)", "©NTB", "AAP RTV ar", "AAP ldj/jm", "AAP RTV",
     "(BusinessDesk)", "ا ف ب/جص"]
)  # fmt: skip
def test_the_mark_at_the_end_goes(mark):
    assert page("A vote", body=f"It met.\n\n{mark}").body_text == "It met."


@pytest.mark.parametrize("mark", ["(END)", "(©NTB)", " EFE", "==Kyodo"])
def test_the_mark_at_the_end_of_the_last_paragraph_goes(mark):
    assert page("A vote", body=f"It met.{mark}").body_text == "It met."


def test_a_point_above_the_dateline_and_a_line_of_the_page_hide_it_not():
    text = "Oil slips\n\nUpdated 5:04 PM EDT, March 24, 2018\n\n* Brent down\n\nLONDON (Reuters) - Oil fell."
    assert (read(text).dateline.city, read(text).body_text) == ("LONDON", "* Brent down\n\nOil fell.")


@pytest.mark.parametrize("words", ["NATO", "Oslo", "AAP was not there", "The mark ber"])
def test_other_words_in_the_last_paragraph_stay(words):
    assert page("A vote", body=f"It met.\n\n{words}").body_text == f"It met.\n\n{words}"


def test_who_reported_stays_in_the_copy():
    copy = "It met.\n\n(Reporting by A Writer; Editing by An Editor)"
    assert page("A vote", body=copy).body_text == copy
