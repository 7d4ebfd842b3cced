from django.urls import path, re_path

from articles.public import api, archive, feeds, files, pages, sitemaps

SECTION = r"(?P<path>[\w-]+(?:/[\w-]+)*)"
FEED = r"(?P<form>rss\.xml|atom\.xml|feed\.json)"
YEAR, MONTH, DAY = r"(?P<year>[12]\d{3})", r"(?P<month>\d\d)", r"(?P<day>\d\d)"

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    # /files/<key>/: originals, for as long as a live story names them
    path("files/<str:key>/<str:name>", files.original, name="file"),
    path("media/<str:key>/<str:name>", files.rendition, name="rendition"),
    # /archive/2018/03/24/
    path("archive/", archive.years, name="archive"),
    re_path(rf"^archive/{YEAR}/$", archive.year),
    re_path(rf"^archive/{YEAR}/{MONTH}/$", archive.month),
    re_path(rf"^archive/{YEAR}/{MONTH}/{DAY}/$", archive.day),
    path("topics/<slug:slug>/", archive.topic, name="topic"),
    path("sources/<slug:slug>/", archive.source, name="source"),
    path("corrections/", archive.corrections, name="corrections"),
    path("api/v1/items/", api.items, name="items"),
    re_path(r"^api/v1/items/(?P<number>[1-9][0-9]{0,17})/$", api.item, name="item"),
    # /rss.xml, /topics/china/atom.xml, /news/photos/feed.json
    re_path(rf"^{FEED}$", feeds.home),
    re_path(rf"^topics/(?P<slug>[-a-zA-Z0-9_]+)/{FEED}$", feeds.topic),
    re_path(rf"^sources/(?P<slug>[-a-zA-Z0-9_]+)/{FEED}$", feeds.source),
    re_path(rf"^corrections/{FEED}$", feeds.corrections),
    re_path(rf"^{SECTION}/{FEED}$", feeds.section),
    path("sitemap.xml", sitemaps.index),
    path("sitemap-pages.xml", sitemaps.pages),
    re_path(r"^sitemap-(?P<number>0|[1-9][0-9]{0,11})\.xml$", sitemaps.stories),
    path("news-sitemap.xml", sitemaps.news),
    path("robots.txt", sitemaps.robots),
    # /news/photos/2018/03/24/<slug>/
    re_path(r"^(?P<path>[\w-]+(?:/[\w-]+)*/\d{4}/\d\d/\d\d/[\w-]+)/$", pages.story, name="story"),
    # what people type by hand: the same answer for what is held and for what never was
    re_path(rf"^{SECTION}$", pages.with_slash),
    # /news/photos/, /about/
    re_path(rf"^{SECTION}/$", pages.section, name="section"),
]
