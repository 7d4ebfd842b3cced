from django.conf import settings

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)


def permissions_policy(get_response):
    """Django sends no Permissions-Policy of its own."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def no_tokens_for_readers(get_response):
    """Django answers a broken csrftoken with a new one. The public pages have no forms, and set no cookie."""

    def middleware(request):
        if not request.path.startswith("/admin/"):
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        return get_response(request)

    return middleware
