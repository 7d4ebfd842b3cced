from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """The Django admin with the desk's own site."""

    default_site = "articles.desk.site.Desk"

    def ready(self):
        super().ready()
        from newsroom import checks  # noqa: F401  (registers the checks)
