"""Which grammar reads a file, told by its name; a grammar is imported when it is first used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Parser


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's tree-sitter grammar."""

    name: str
    module: str
    """The package that carries the grammar."""
    function: str = "language"
    """The package's function that gives it."""

    def language(self) -> Language:
        """The grammar as tree-sitter takes it, for queries."""
        return _language(self.module, self.function)

    def parser(self) -> Parser:
        """A parser of its own for the caller: parsers must not be shared between threads."""
        from tree_sitter import Parser  # noqa: PLC0415 -- a command that parses nothing must not pay for it

        return Parser(self.language())


@cache
def _language(module: str, function: str) -> Language:
    from tree_sitter import Language  # noqa: PLC0415 -- as above

    return Language(getattr(import_module(module), function)())


_GRAMMARS = {
    grammar.name: grammar
    for grammar in (
        Grammar("python", "tree_sitter_python"),
        Grammar("javascript", "tree_sitter_javascript"),
        Grammar("typescript", "tree_sitter_typescript", "language_typescript"),
        Grammar("tsx", "tree_sitter_typescript", "language_tsx"),
        Grammar("go", "tree_sitter_go"),
        Grammar("rust", "tree_sitter_rust"),
        Grammar("java", "tree_sitter_java"),
        Grammar("c", "tree_sitter_c"),
        Grammar("cpp", "tree_sitter_cpp"),
        Grammar("csharp", "tree_sitter_c_sharp"),
        Grammar("ruby", "tree_sitter_ruby"),
        Grammar("php", "tree_sitter_php", "language_php"),
        Grammar("bash", "tree_sitter_bash"),
    )
}

_BY_ENDING = {
    ending: name
    for name, endings in {
        "python": ".py .pyi .pyw",
        "javascript": ".js .jsx .mjs .cjs",
        "typescript": ".ts .mts .cts",
        "tsx": ".tsx",
        "go": ".go",
        "rust": ".rs",
        "java": ".java",
        "c": ".c .h",
        "cpp": ".cc .cpp .cxx .c++ .hh .hpp .hxx .h++ .ipp .inl .tpp .cu .cuh",
        "csharp": ".cs .csx",
        "ruby": ".rb .rake .gemspec .ru",
        "php": ".php .phtml",
        "bash": ".sh .bash .bats",
    }.items()
    for ending in endings.split()
}

_BY_NAME = {"Rakefile": "ruby", "Gemfile": "ruby", "SConstruct": "python", "SConscript": "python"}


def grammar(path: str) -> Grammar | None:
    """The grammar for a file of this name; None where devflow has none."""
    file = path.rpartition("/")[2]
    stem, dot, ending = file.rpartition(".")
    name = _BY_NAME.get(file) or (_BY_ENDING.get(dot + ending.lower()) if stem else None)
    return _GRAMMARS[name] if name else None
