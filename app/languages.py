"""From a file's name to the language of its text, as pygments spells it; reads no file."""

from pathlib import Path

MARKDOWN = "markdown"
PLAIN = "text"

# A table of our own: asking pygments would import its list of 600 lexers before the first paint.
_BY_SUFFIX = {
    "bash": ".sh .bash .zsh .ksh",
    "batch": ".bat .cmd",
    "c": ".c .h",
    "cpp": ".cc .cpp .cxx .hpp .hh .hxx",
    "csharp": ".cs",
    "css": ".css",
    "dart": ".dart",
    "diff": ".diff .patch",
    "elixir": ".ex .exs",
    "go": ".go",
    "haskell": ".hs",
    "html": ".html .htm .xhtml",
    "ini": ".ini .cfg .conf .desktop .editorconfig",
    "java": ".java",
    "javascript": ".js .mjs .cjs .jsx",
    "json": ".json .jsonl .geojson",
    "julia": ".jl",
    "kotlin": ".kt .kts",
    "latex": ".tex .sty .cls",
    "lua": ".lua",
    MARKDOWN: ".md .markdown .mkd .mdown .mdx .qmd .rmd",
    "perl": ".pl .pm",
    "php": ".php",
    "powershell": ".ps1 .psm1",
    "python": ".py .pyi .pyw",
    "r": ".r",
    "restructuredtext": ".rst",
    "ruby": ".rb .rake .gemspec",
    "rust": ".rs",
    "scala": ".scala .sc",
    "scss": ".scss",
    "sql": ".sql",
    "swift": ".swift",
    "toml": ".toml",
    "typescript": ".ts .tsx .mts",
    "xml": ".xml .svg .xsd .xsl .plist",
    "yaml": ".yaml .yml",
    "zig": ".zig",
}
_BY_NAME = {
    "makefile": "make",
    "gnumakefile": "make",
    "dockerfile": "docker",
    "cmakelists.txt": "cmake",
    "readme": MARKDOWN,
    "changelog": MARKDOWN,
}
# Where a capital at the beginning is not how the language is written.
_WRITTEN = {
    "cpp": "C++",
    "csharp": "C#",
    "css": "CSS",
    "html": "HTML",
    "ini": "INI",
    "javascript": "JavaScript",
    "json": "JSON",
    "latex": "LaTeX",
    "php": "PHP",
    "powershell": "PowerShell",
    "restructuredtext": "reStructuredText",
    "scss": "SCSS",
    "sql": "SQL",
    PLAIN: "plain text",
    "toml": "TOML",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
    "cmake": "CMake",
}
_OTHER_NAMES = {"py": "python", "python3": "python", "py3": "python", "md": MARKDOWN}
_LANGUAGES = {suffix: name for name, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}


def language_of(path: Path | None) -> str:
    """Return the language of the file ``path``; a text without a file is Markdown."""
    if path is None:
        return MARKDOWN
    by_name = _BY_NAME.get(path.name.lower())
    return by_name or _LANGUAGES.get(path.suffix.lower(), PLAIN)


def usual_name(language: str) -> str:
    """Return the one name of a language that a fence may call by another."""
    return _OTHER_NAMES.get(language, language)


def written_name(language: str) -> str:
    """Return a language as people write it ("csharp" -> "C#")."""
    usual = usual_name(language)
    return _WRITTEN.get(usual, usual.capitalize())
