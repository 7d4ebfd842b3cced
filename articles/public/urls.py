from django.urls import path, re_path

from articles.public import files, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    # /files/<key>/: originals, for as long as a live story names them
    path("files/<str:key>/<str:name>", files.original, name="file"),
    path("media/<str:key>/<str:name>", files.rendition, name="rendition"),
    # /news/photos/2018/03/24/<slug>/
    re_path(r"^(?P<path>[\w-]+(?:/[\w-]+)*/\d{4}/\d\d/\d\d/[\w-]+)/$", pages.story, name="story"),
    # what people type by hand: the same answer for what is held and for what never was
    re_path(r"^(?P<path>[\w-]+(?:/[\w-]+)*)$", pages.with_slash),
    # /news/photos/
    re_path(r"^(?P<path>[\w-]+(?:/[\w-]+)*)/$", pages.section, name="section"),
]
