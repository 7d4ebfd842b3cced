"""The site's furniture: its sections as they are named today."""

from articles.models import Section


class Sections(dict):
    """All sections by primary key, their parents linked: one query for menu, breadcrumb and lists."""

    def __init__(self):
        super().__init__((section.pk, section) for section in Section.objects.all())
        for section in self.values():
            if section.parent_id:
                section.parent = self[section.parent_id]

    def at(self, path: str) -> Section | None:
        return next((section for section in self.values() if section.path == path), None)

    @property
    def menu(self) -> list[Section]:
        """The first level of rooms: the children of the only root, or the roots."""
        roots = [section for section in self.values() if not section.parent_id]
        if len(roots) == 1:
            return [section for section in self.values() if section.parent_id == roots[0].pk] or roots
        return roots
