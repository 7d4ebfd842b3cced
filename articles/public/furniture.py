"""The frame of every page as it is today: the site's own words, its sections and its standing pages."""

from django.conf import settings
from django.db.models import BigIntegerField, CharField, F, Value

from articles.models import Page, Section, Site

NONE = Value(None, output_field=BigIntegerField())


class Furniture:
    """`site`, `sections` by primary key with their parents linked, and `pages`, without their texts: one query."""

    def __init__(self):
        self.site, self.sections, self.pages = Site(), {}, []
        for kind, pk, parent, position, name, address, words in sorted(_rows(), key=lambda row: (row[3], row[5])):
            if kind == "section":
                slug = address.rpartition("/")[2]
                self.sections[pk] = Section(
                    pk=pk, parent_id=parent, position=position, name=name, path=address, slug=slug, layout=words
                )
            elif kind == "page":
                self.pages.append(Page(pk=pk, position=position, title=name, slug=address))
            else:
                self.site = Site(pk=pk, name=name, description=address, footer=words)
        for section in self.sections.values():
            if section.parent_id:
                section.parent = self.sections[section.parent_id]

    def at(self, path: str) -> Section | None:
        return next((section for section in self.sections.values() if section.path == path), None)

    @property
    def menu(self) -> list[Section]:
        """The first level of rooms: the children of the only root, or the roots."""
        roots = [section for section in self.sections.values() if not section.parent_id]
        if len(roots) == 1:
            return [one for one in self.sections.values() if one.parent_id == roots[0].pk] or roots
        return roots

    @property
    def url(self) -> str:
        """What an address begins with where it must be whole."""
        return settings.SITE_URL


def _rows():
    def rows(queryset, kind, parent, position, name, address, words):
        kind = Value(kind, output_field=CharField())
        return queryset.order_by().values_list(kind, "pk", parent, position, F(name), F(address), words)

    nothing, first = Value("", output_field=CharField()), Value(0)
    return rows(Section.objects, "section", "parent_id", "position", "name", "path", "layout").union(
        rows(Page.objects, "page", NONE, "position", "title", "slug", nothing),
        rows(Site.objects, "site", NONE, first, "name", "description", "footer"),
        all=True,
    )
