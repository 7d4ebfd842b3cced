"""Django's autodiscovery looks here. The desk itself lies in articles/desk/."""

from articles.desk import incoming, library, paper, people, sources, stories  # noqa: F401  (registers with the site)
