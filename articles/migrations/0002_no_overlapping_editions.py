from django.db import migrations

# One story, one edition at a time. A range of one number stands for the article, so that no extension is needed.
ADD = """
ALTER TABLE articles_edition ADD CONSTRAINT one_edition_in_force_per_article EXCLUDE USING gist (
    int8range(article_id, article_id, '[]') WITH &&,
    tstzrange(live_from, live_until) WITH &&
)
"""
DROP = "ALTER TABLE articles_edition DROP CONSTRAINT one_edition_in_force_per_article"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_newsroom")]

    operations = [migrations.RunPython(on_postgresql(ADD), on_postgresql(DROP))]
