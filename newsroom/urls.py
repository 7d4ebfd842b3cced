from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.public.urls")),
]

handler404 = "articles.public.shown.not_found"
handler500 = "articles.public.shown.server_error"
