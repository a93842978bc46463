"""Makes the site of the repository's own pages, each at its own path: links lead where they do there."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
PAGES = (
    "*.md",
    "LICENSE",
    "CITATION.cff",
    "docs/*.md",
    "docs/*.json",
    "assignments/*/*.md",
    "assignments/*/assignment.py",
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the repository's pages in the place of those that stand in docs/ alone."""
    pages = [path.relative_to(ROOT) for pattern in PAGES for path in sorted(ROOT.glob(pattern))]
    own = [file for file in files if file.src_dir != config.docs_dir]
    found = [File(path.as_posix(), str(ROOT), config.site_dir, config.use_directory_urls) for path in pages]
    return Files([*own, *found])
