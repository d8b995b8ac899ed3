"""The project's own modules, read from disk, for the tests of its shape."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("client", "agent_console", "signaling", "shared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One source file.

    Attributes:
        path: relative to the project.
        name: dotted, as it is imported.
        text: its source.
        tree: the same, parsed.
    """

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def code_line_count(self) -> int:
        """Lines of statements, without docstrings, comments and empty lines."""
        lines: set[int] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.stmt) and not _is_docstring(node):
                first_body = getattr(node, "body", None)
                last = first_body[0].lineno - 1 if isinstance(first_body, list) and first_body else node.end_lineno
                lines.update(range(node.lineno, max(node.lineno, last or node.lineno) + 1))
        return len(lines)

    @property
    def imported_names(self) -> set[str]:
        """Every module this one names in an import, wherever it stands."""
        return {name for node in ast.walk(self.tree) for name in imported_by(node)}


def imported_by(node: ast.AST) -> set[str]:
    """The modules one statement imports; `from a import b` counts as both `a` and `a.b`."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


@cache
def load_modules(*folders: str) -> tuple[Module, ...]:
    """Every module under these folders of the project; of all four packages when none is named."""
    return tuple(_load(path) for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py")))


def _load(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    relative = path.relative_to(ROOT)
    return Module(
        path=relative,
        name=".".join(relative.with_suffix("").parts).removesuffix(".__init__"),
        text=text,
        tree=ast.parse(text, filename=str(relative)),
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
