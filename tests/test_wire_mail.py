"""E-mail as a delivery: the subject is the headline, the text is copy, attachments come with it."""

import json
import time
from base64 import b64encode
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, Unreadable
from articles.wire.readers import mail
from tests import photos, spoiled

SAMPLE = Path(__file__).parent / "samples" / "wire" / "mail" / "forwarded.eml"
HEADER = (
    "From: Desk <desk@example.org>\nTo: in@example.org\nSubject: A vote\nDate: Sat, 24 Mar 2018 10:00:00 +0100\n"
    "Message-ID: <one@example.org>\nMIME-Version: 1.0\n"
)
COPY = "GENEVA, March 24 (Xinhua) -- The council met.\n\nIt voted."


def read(raw: bytes | str) -> Item:
    [item] = recognise.read(raw.encode() if isinstance(raw, str) else raw, "x.eml")
    return item


def letter(body: str = COPY, kind: str = "text/plain; charset=utf-8", subject: str = "A vote") -> Item:
    return read(HEADER.replace("A vote", subject) + f"Content-Type: {kind}\n\n{body}")


def parts(*bodies: str, head: str = HEADER) -> str:
    within = "".join(f"--b\n{body}\n" for body in bodies)
    return f'{head}Content-Type: multipart/mixed; boundary="b"\n\n{within}--b--\n'


def attached(name: str, data: bytes, kind: str = "application/octet-stream", more: str = "") -> str:
    return (
        f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n{more}'
        f"Content-Transfer-Encoding: base64\n\n{b64encode(data).decode()}\n"
    )


TEXT = f"Content-Type: text/plain\n\n{COPY}\n"


def test_a_copy_sent_on_with_a_picture_and_a_document():
    raw = SAMPLE.read_bytes()
    assert raw.startswith(b"\n\n"), "padding before the header is part of the sample"
    item = read(raw)
    assert (item.format, item.pubstatus, item.guid) == ("mail", "usable", "synthetic-sample-1@example.org")
    assert item.headline == "Rights council adopts resolution – sample"
    assert item.versioncreated == "2018-03-24T08:30:00Z"
    assert (item.byline, item.source) == ("A. Sample", "Xinhua")
    assert (item.dateline.raw, item.dateline.year) == ("GENEVA, March 23 (Xinhua) --", 2018)
    assert item.body_text == ("The council adopted a resolution on Friday, a café owner said.\n\nThe vote was 28 to 1.")
    assert [note["text"] for note in item.ednotes] == [
        "Call the sample desk before use.",
        "Please run this today. (Synthetic sample.)",
    ]
    assert [image["file"] for image in item.images] == ["vote.png"]
    assert item.images[0]["renditions"][0]["mimetype"] == "image/png"
    [document] = item.attachments
    assert (document["file"], document["title"], document["mimetype"]) == ("vote.pdf", "vote", "application/pdf")


def test_the_bytes_of_attachments_are_there_by_the_names_the_item_has():
    raw = SAMPLE.read_bytes()
    item, files = read(raw), recognise.files(raw)
    assert set(files) == {item.images[0]["file"], item.attachments[0]["file"]}
    assert files["vote.png"].startswith(b"\x89PNG")
    assert len(files["vote.pdf"]) == item.attachments[0]["size"]
    assert recognise.files(b"GENEVA (AP) -- Text.") == {}


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "..\\..\\x\\passwd.jpg", "/abs/passwd.jpg", "C:\\passwd.jpg", "a\u202e/passwd.jpg"]
)
def test_names_never_become_paths(name):
    raw = parts(TEXT, attached(name.replace("\\", "\\\\"), photos.saved(photos.scene()), "image/jpeg")).encode()
    assert list(mail.files(raw)) == [image["file"] for image in read(raw).images] == ["passwd.jpg"]


def test_two_attachments_of_one_name_are_two_and_one_without_a_name_gets_one():
    unnamed = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
    raw = parts(TEXT, attached("a.pdf", b"%PDF-1"), attached("A.PDF", b"%PDF-2"), unnamed).encode()
    assert list(mail.files(raw)) == ["a.pdf", "A (2).PDF", "attachment.png"]


def test_attachments_take_the_places_that_the_copy_names():
    body = f"View Original Image\nCaption: The hall.\n\n{COPY}\n\nClick the following link:\nThe vote.pdf\n"
    files = attached("hall.jpg", b"\xff\xd8\xff", "image/jpeg"), attached("The vote.pdf", b"%PDF-1 obj")
    item = read(parts(f"Content-Type: text/plain\n\n{body}", *files))
    assert [(image["file"], image["caption"]) for image in item.images] == [("hall.jpg", "The hall.")]
    assert [(one["file"], one["intro"], one["size"]) for one in item.attachments] == [
        ("The vote.pdf", "Click the following link:", 10)
    ]


def test_a_small_logo_within_the_text_is_no_photograph():
    logo = "Content-Type: image/png; name=l.png\nContent-ID: <l>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
    assert read(parts(TEXT, logo)).images == []


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("us-ascii", "Café – Genève".encode()),
        ("iso-8859-1", "Café – Genève".encode()),
        ("iso-8859-1", "Café – Genève".encode("cp1252")),
        ("utf-8", "Café – Genève".encode("cp1252")),
        ("no-such-charset", "Café – Genève".encode("cp1252")),
        ("utf-16", "Café – Genève".encode("utf-16")),
    ],
)
def test_charsets_that_lie(charset, data):
    head = f"{HEADER}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    assert read(head.encode() + b64encode(data)).body_text == "Café – Genève"


def test_html_alone_is_read_and_nothing_of_it_stays_but_the_words():
    body = (
        "<html><head><style>p {}</style></head><body><div>Par Jean Exemple</div><p>Paris, 21 jan 2019 (AFP) - "
        "Le café est <b>bon</b> &amp; cher.</p><p>Oui.<script>alert(1)</script></p></body></html>"
    )
    item = letter(body, "text/html; charset=utf-8")
    assert item.body_text == "Le café est bon & cher.\n\nOui."
    assert (item.dateline.city, item.source, item.language) == ("Paris", "AFP", "fr")
    assert item.byline.endswith("Jean Exemple")


def test_prefixes_of_the_subject_go_and_a_headline_is_not_printed_twice():
    item = letter(f"A vote\n\n{COPY}", subject="[EXT] Fwd: WG: Re: A vote")
    assert (item.headline, item.body_text) == ("A vote", "The council met.\n\nIt voted.")


def test_a_subject_that_is_a_note_costs_no_line_of_the_copy():
    item = letter("Raad stemt\n\nSan Mateo (ANP) - De raad.", subject="N i e u w bericht, vervangt: Raad")
    assert (item.headline, item.body_text) == ("Raad stemt", "De raad.")
    item = letter(f"Council votes\n\n{COPY}", subject="EMBARGOED until 0001 March 25")
    assert (item.headline, item.embargoed) == ("Council votes", UNREADABLE)
    assert [note["text"] for note in item.ednotes] == ["EMBARGOED until 0001 March 25"]


def test_html_in_a_part_of_plain_text_is_read_as_html():
    item = letter("<p>GENEVA (AP) -- It met &amp; voted.</p><p>All did.</p>")
    assert (item.dateline.city, item.body_text) == ("GENEVA", "It met & voted.\n\nAll did.")


def test_a_whole_message_sent_on_as_an_attachment_is_the_copy():
    inner = HEADER.replace("one@", "two@").replace("A vote", "The true headline") + f"\n{COPY}\n"
    item = read(parts("Content-Type: text/plain\n\nFor today.\n", f"Content-Type: message/rfc822\n\n{inner}"))
    assert (item.headline, item.guid) == ("The true headline", "two@example.org")
    assert item.body_text == "The council met.\n\nIt voted."


def test_signature_and_contacts_are_for_editors_only():
    item = letter(f"{COPY}\n\nMedia contacts:\nA. Sample, 000\n\n-- \nThe desk\n")
    assert item.body_text == "The council met.\n\nIt voted."
    assert [note["text"] for note in item.ednotes] == ["A. Sample, 000", "The desk"]
    assert not any(note["public"] for note in item.ednotes)


def test_an_embargo_in_subject_or_text_holds_and_for_immediate_release_does_not():
    assert letter(subject="EMBARGOED until Monday: A vote").embargoed == UNREADABLE
    assert letter(subject="Embargo hits trade").embargoed is None
    item = letter(f"Under embargo until 25 March, 19:00\n\n{COPY}")
    assert (item.embargoed, item.body_text) == (UNREADABLE, "The council met.\n\nIt voted.")
    item = letter(f"FOR IMMEDIATE RELEASE\n\n{COPY}")
    assert (item.embargoed, item.body_text) == (None, "The council met.\n\nIt voted.")


def test_a_message_of_notes_alone_is_not_for_publication_and_a_kill_is_one():
    assert letter("Notes to editors\n\nNo service tomorrow.").not_for_publication is True
    assert letter(subject="KILL: A vote").pubstatus == "canceled"
    assert letter(subject="Kill Bill shown again").pubstatus == "usable"


def test_without_a_message_id_the_same_letter_is_the_same_again():
    raw = (HEADER.replace("Message-ID", "X-Other") + f"\n{COPY}").encode()
    assert read(raw).guid == read(raw).guid
    assert read(raw).guid.startswith("urn:newsroom:mail:")


def test_nothing_at_all_is_refused():
    with pytest.raises(Unreadable, match="There is no text"):
        recognise.read((HEADER.replace("Subject: A vote\n", "") + "\n \n").encode(), "x")


HEADED = (
    "From: Agency <wire@example.org>\nSent: Thursday 1:00 PM\nTo: a@example.org;\n b@example.org\n"
    "Subject: Port opens\n\n"
)
QUOTED = "> LONDON, May 5 (Reuters) - A port opened.\n>\n> It was built.\n"


@pytest.mark.parametrize(
    ("above", "headers"),
    [
        ("Please run.\n\n________________________________\n", HEADED),
        ("Please run.\n\n", HEADED.replace("\n", "\n\n")),
        ("Please run.\n\n", HEADED.replace("From", "Von").replace("Sent", "Gesendet").replace("Subject", "Betreff")),
        ("Please run.\n-- \nDesk\n\n-----Original Message-----\n", HEADED),
        ("Please run.\n\n---------- Forwarded message ---------\n", HEADED + "Seen.\n\n" + HEADED),
    ],
)
def test_the_headers_of_what_was_sent_on_stay_with_the_greeting_for_editors(above, headers):
    item = letter(
        above + headers + "LONDON, May 5 (Reuters) - A port opened.\n\nSent from my telephone", subject="FW: x"
    )
    assert (item.headline, item.dateline.city, item.body_text) == ("Port opens", "LONDON", "A port opened.")
    said = " ".join(note["text"] for note in item.ednotes)
    assert "Please run." in said
    assert "Sent from my telephone" in said
    assert not any(note["public"] for note in item.ednotes)


def test_lists_in_a_story_are_no_headers():
    item = letter(f"{COPY}\n\nFrom: London\nTo: Paris\nDate: Friday\n\nIt ended.")
    assert item.body_text.endswith("It ended.")
    assert "It voted." in item.body_text


def test_an_answer_is_the_copy_unless_most_of_it_is_a_quotation():
    wrote = "On Thu, 5 May 2016 at 13:00, Agency <wire@example.org>\nwrote:\n"
    item = letter(f"Please run.\n\n{wrote}{QUOTED}")
    assert (item.dateline.city, item.body_text) == ("LONDON", "A port opened.\n\nIt was built.")
    assert [note["text"] for note in item.ednotes] == ["Please run."]
    item = letter(f"{COPY}\n\nMore.\n\nMore.\n\nMore.\n\n{wrote}{QUOTED}")
    assert item.body_text.endswith("More.")
    assert "A port opened." in item.ednotes[-1]["text"]


def test_a_story_typed_into_a_form_is_read_by_its_fields_and_who_typed_it_is_for_editors():
    item = read((SAMPLE.parent / "form.eml").read_bytes())
    assert (item.headline, item.slugline, item.urgency) == ("Harbour town opens 'slow' bridge", "Harbour Bridge", 5)
    assert (item.dateline.raw, item.dateline.day, item.located) == ("AUCKLAND, May 5", 5, "AUCKLAND")
    assert item.abstract == "A bridge opened."
    assert item.body_text.split("\n\n") == ["A bridge opened on Thursday.", "It is slow.", '"Very," one said.']
    assert [subject["name"] for subject in item.subjects] == ["DOMESTIC NEWS", "NZ"]
    assert [note["text"] for note in item.ednotes] == ["Timestamp: 5/5/2016 14:11:44", "Username: desk@example.org"]
    assert not any(note["public"] for note in item.ednotes)


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ('"Embargo": ["until Friday"]', "embargoed", UNREADABLE),
        ('"Priority": ["12"]', "urgency", None),
        ('"Headline": ["KILL: A vote"]', "pubstatus", "canceled"),
        ('"Desk": [[["deep"]]]', "ednotes", []),
    ],
)
def test_the_fields_of_a_form_mean_what_they_say(more, field, value):
    item = letter('{"Headline": ["A vote"], "Body": ["It was held."], ' + more + "}")
    assert (getattr(item, field), item.body_text) == (value, "It was held.")


def test_json_that_is_no_form_stays_as_it_was_sent():
    assert letter('{"Note": "See below."}').body_text == '{"Note": "See below."}'


@pytest.mark.parametrize(("kind", "blank"), [("format=flowed", " "), ("format=flowed; delsp=yes", "")])
def test_lines_broken_for_the_way_are_whole_again(kind, blank):
    item = letter("The council \nmet on Friday.\n\nIt voted. \n\nAll left.", f"text/plain; charset=utf-8; {kind}")
    assert item.body_text.split("\n\n") == [f"The council{blank}met on Friday.", "It voted.", "All left."]


def test_copy_that_begins_with_a_label_is_no_mail():
    assert recognise.read(b"Source: Xinhua\n\nGENEVA (AP) -- Text.", "x")[0].format == "plain"


def test_the_command_shows_the_fields():
    out = StringIO()
    call_command("ingest", str(SAMPLE), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["guid"] == "synthetic-sample-1@example.org"


PLAIN = HEADER + "Content-Type: text/plain\n\n"
ABSURD = {
    "parts": parts(*["Content-Type: text/plain\n\nhi"] * 10_000),
    "nesting": HEADER + "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(5_000)),
    "line": PLAIN + "A" * 5_000_000,
    "lines": PLAIN + "A\n" * 2_000_000,
    "quotes": PLAIN + "> A\n" * 19_000,
    "long header": "Subject: " + "x" * 5_000_000 + "\nMIME-Version: 1.0\n\nhi there",
    "brackets": HEADER.replace("A vote", "(" * 3_900) + "\nhi there",
    "brackets of a type": HEADER + "Content-Type: " + "(" * 3_900 + "\n\nhi there",
    "base64": HEADER + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!not base64" * 100,
    "markup": HEADER + "Content-Type: text/html\n\n" + "<div>" * 90_000,
    "open markup": HEADER + "Content-Type: text/html\n\n" + "<div " * 90_000,
    "messages": parts(*["Content-Type: message/rfc822\n"] * 150),
    "boundaries": HEADER + 'Content-Type: multipart/mixed; boundary="b"\n\n' + "--b\n" * 1_000_000,
}


@pytest.mark.no_cover
@pytest.mark.parametrize("raw", ABSURD.values(), ids=ABSURD)
def test_absurd_letters_are_read_or_refused_at_once(raw):
    begun = time.process_time()
    spoiled.read(raw.encode())
    assert time.process_time() - begun < 2


@pytest.mark.no_cover
def test_mutations_end_in_an_item_or_a_sentence():
    for broken in spoiled.spoiled(SAMPLE.read_bytes(), 60):
        assert all(item.reason or item.guid for item in spoiled.read(broken))


def test_a_header_in_pieces_without_end_is_refused():
    pieces = "".join(f" name*{number}*=x;" for number in range(20_000))
    with pytest.raises(Unreadable, match="too many pieces"):
        recognise.read(f"From: a@b.example\nSubject: x\nContent-Type: text/plain;{pieces}\n\nIt met.".encode(), "x")
