from django.db import migrations

FOOTER = "Stories carry their source and the credit of every photograph; corrections stay on the page."
DESCRIPTION = "News in words, photographs and documents, with every correction on the page."
PAGES = [
    (
        "about",
        "About",
        "<p>We publish stories of our own and of the agencies whose name each story carries. Photographs always have "
        "their credit, documents are offered whole, and a story keeps its address.</p>"
        "<p>What readers see is an edition of a story. When a story is updated or corrected, the new edition says so, "
        "and the history at its foot tells what changed and when.</p>",
    ),
    (
        "contact",
        "Contact",
        "<p>To report an error, tell us the address of the page, the sentence that is wrong, and how you know. "
        "We look at every report; what we change is listed under <a href=\"/corrections/\">Corrections</a>.</p>"
        "<p>To use a photograph or a document, ask whoever is named in its credit. The credit is not ours to "
        "license.</p>",
    ),
    (
        "privacy",
        "Privacy",
        "<p>You can read this site without telling us anything. It sets no cookies for readers, counts nobody, and "
        "loads nothing from other sites: no advertising, no fonts, no buttons of social networks.</p>"
        "<p>The server may keep a log of requests (time, address asked for, network address) for a short time, to "
        "find faults and to fend off attacks.</p>",
    ),
    (
        "corrections-policy",
        "Corrections policy",
        "<p>When we have got something wrong we say so, on the page and promptly.</p>"
        "<ul><li>A correction mends a fact. It stands at the top of the story, with its date.</li>"
        "<li>A clarification adds what was missing or could be misread. It stands at the end.</li>"
        "<li>A retraction means that we no longer stand by the story. The page says so above everything else.</li>"
        "<li>A withdrawal takes the text away. A dated notice stays at its address.</li></ul>"
        "<p>We do not change stories silently: each edition is listed at the foot of its story, and all corrections "
        "are under <a href=\"/corrections/\">Corrections</a>.</p>",
    ),
]


def furnish(apps, schema_editor):
    apps.get_model("articles", "Site").objects.get_or_create(
        pk=1, defaults={"description": DESCRIPTION, "footer": FOOTER}
    )
    for position, (slug, title, body) in enumerate(PAGES):
        apps.get_model("articles", "Page").objects.get_or_create(
            slug=slug, defaults={"title": title, "body": body, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_site_pages_and_fronts")]
    operations = [migrations.RunPython(furnish, migrations.RunPython.noop)]
