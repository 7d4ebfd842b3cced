from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.contrib.admin import AdminSite
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from articles.desk import front, zone

# The desk has scripts of its own, and shows previews of the public pages in a frame.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    # The hash is that of the style that ProseMirror adds to a page.
    "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}

ROOMS = [
    ("Stories", "articles_article", "articles.view_article"),
    ("Incoming", "articles_wireitem", "articles.view_wireitem"),
    ("Photos", "articles_photo", "articles.view_photo"),
    ("Documents", "articles_document", "articles.view_document"),
    ("Fronts", "articles_front", "articles.view_front"),
    ("Sections", "articles_section", "articles.view_section"),
    ("Sources", "articles_source", "articles.view_source"),
    ("Feeds", "articles_wirefeed", "articles.view_wirefeed"),
    ("Topics", "articles_topic", "articles.view_topic"),
    ("Pages", "articles_page", "articles.view_page"),
    ("Site", "articles_site", "articles.view_site"),
    ("People", "auth_user", "auth.view_user"),
    ("Groups", "auth_group", "auth.view_group"),
]


class Desk(AdminSite):
    site_title = "Newsroom"
    site_header = "Newsroom"
    index_title = "The desk"
    site_url = "/"
    enable_nav_sidebar = False  # the rooms stand in the header

    def admin_view(self, view, cacheable=False):
        def guarded(request, *args, **kwargs):
            with timezone.override(zone.of(request)):
                response = view(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):  # its moments, too, are shown in the editor's zone
                    response.render()
            if not hasattr(response, "_csp_config"):  # a preview keeps the readers' own policy
                response._csp_config = POLICY
            return response

        return super().admin_view(guarded, cacheable)

    def each_context(self, request):
        rooms = [
            (name, reverse(f"admin:{room}_changelist")) for name, room, right in ROOMS if request.user.has_perm(right)
        ]
        return {
            **super().each_context(request),
            "rooms": rooms,
            "site_zone": timezone.get_default_timezone_name(),
        }

    def get_app_list(self, request, app_label=None):
        """The rooms in the header are all the list there is."""
        return []

    def index(self, request, extra_context=None):
        return super().index(request, {**front.context(request), **(extra_context or {})})

    @method_decorator(csp(POLICY))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
