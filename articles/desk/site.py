from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.contrib.admin import AdminSite
from django.utils.decorators import method_decorator

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


class Desk(AdminSite):
    site_title = "Newsroom"
    site_header = "Newsroom"
    index_title = "The desk"
    site_url = "/"
    enable_nav_sidebar = False  # the rooms stand in the header

    def admin_view(self, view, cacheable=False):
        def guarded(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            if not hasattr(response, "_csp_config"):  # a preview keeps the readers' own policy
                response._csp_config = POLICY
            return response

        return super().admin_view(guarded, cacheable)

    @method_decorator(csp(POLICY))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
