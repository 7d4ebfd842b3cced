"""Two rooms and a door: who may import whom, and who alone writes editions."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for path in (ROOT / "articles").rglob("*.py") if "migrations" not in path.parts)
STREET = [path for path in MODULES if {"public", "formats"} & set(path.parts)]
THE_STREET_MAY_NOT = ("desk", "media", "wire", "publishing", "fronts", "revising", "checklist", "admin", "demo")
# The acts, those of fronts among them, what they do under the lock, and the tables themselves.
WRITERS = ("articles/publishing.py", "articles/chain.py", "articles/fronts.py", "articles/models/edition.py")
WRITING = r"\.(create|bulk_create|get_or_create|update_or_create|update|bulk_update|delete)\("


def imported(path: Path) -> set[str]:
    """The dotted names that a module imports, relative ones made whole."""
    names = set()
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", STREET, ids=named)
def test_the_street_knows_nothing_of_the_desk(path):
    forbidden = tuple(f"articles.{room}" for room in THE_STREET_MAY_NOT)
    assert [name for name in imported(path) if re.match(rf"({'|'.join(map(re.escape, forbidden))})(\.|$)", name)] == []


@pytest.mark.parametrize("path", STREET, ids=named)
def test_the_street_reads_editions_and_no_working_copy(path):
    models = {name.removeprefix("articles.models.") for name in imported(path) if name.startswith("articles.models.")}
    assert models <= {"Edition", "EditionFile", "Listing", "Section", "Source", "Topic", "Front", "Page", "Site"}


def test_the_street_is_there():
    assert {"lists.py", "pages.py", "files.py"} <= {path.name for path in STREET}


@pytest.mark.parametrize("path", [p for p in MODULES if named(p) not in WRITERS], ids=named)
def test_only_publishing_writes_editions(path):
    text = path.read_text()
    tables = r"(Edition|EditionFile|Listing|Change|Front)"
    assert not re.search(rf"\b{tables}\.objects\b[^\n]*{WRITING}", text)
    assert not re.search(rf"\.(editions|listings)\b[^\n]*{WRITING}", text)


@pytest.mark.parametrize("path", [p for p in MODULES if named(p) not in WRITERS], ids=named)
def test_only_publishing_takes_hold_of_the_chain(path):
    assert not [name for name in imported(path) if re.match(r"articles\.chain(\.|$)", name)]


@pytest.mark.parametrize("path", [p for p in MODULES if "wire" in p.parts], ids=named)
def test_the_wire_makes_no_edition(path):
    assert not {name for name in imported(path) if name.endswith(("models.Edition", "models.Listing"))}
    assert "Edition(" not in path.read_text()
