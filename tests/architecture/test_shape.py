"""The house rules a machine can check: imports, names, sizes, who may start a task or a thread, what is tested."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, Module, imported_by, load_modules

LINES_MAX = 450
UNTESTED_LINES_MAX = 20

TASK_STARTERS = {
    "shared/transport/tasks.py": "owns the tasks of client and console",
    "signaling/app.py": "the server's sweeper lives as long as the server",
    "signaling/admin/chain_job.py": "one check of the whole record at a time, ended with its asker's sign-in and the server",
    "signaling/gateway/outbox.py": "one writer a socket, ended with it",
}

THREAD_STARTERS = {
    "shared/transport/loop_thread.py": "the one asyncio thread",
    "client/media/screen_sender.py": "the media thread: capture to encode",
    "client/injection/injector_thread.py": "the injector thread",
    "client/injection/x11_listener.py": "waits in Xlib for the panic keys; Xlib knows no other way to wait",
    "shared/ui/clip_reader.py": "waits for the program that has the clipboard; ends with its answer or after ten seconds",
    "agent_console/keyring_store.py": "calls into a keyring, which may ask its owner something or hang",
    "agent_console/media/screen_receiver.py": "the console's media thread: inflate and decode",
    "signaling/witness/courier.py": "one an outside witness: a slow one must hold up neither the others nor the signing",
    "signaling/storage/write_queue.py": "the one writer of the record, drained at the end: it waits for the disk",
    "signaling/storage/read_pool.py": "a few readers of the record: a long page query holds up nobody else",
    "signaling/storage/signature_process.py": "in the process that checks signatures: ends it when the server is gone",
    "signaling/gateway/password_worker.py": "Argon2id, a tenth of a second of work, away from the loop",
}

FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "misc", "common", "tools"})
# `pairing/code.py` is about pairing codes; inside its package nothing else can be meant.
STDLIB_NAMES_ALLOWED = frozenset({"code"})

# Modules whose test does not import them, and what tests them instead.
TESTED_ELSEWHERE: dict[str, str] = {
    "client/app.py": "tests/e2e/test_story.py",  # wiring, run as people run it
    "agent_console/app.py": "tests/e2e/test_story.py",
    # Protocols without a body; what fulfils them and what uses them is tested.
    "agent_console/domain/ports.py": "tests/unit/agent_console/domain/test_console_controller.py",
}


def _modules() -> Iterator[Module]:
    return (module for module in load_modules() if module.path.name != "__init__.py")


def _calls(module: Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in names:
                yield node


def test_import_contracts_hold():
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_package_files_are_empty():
    # The import linter does not see that importing a.b runs a/__init__.py, so nothing may stand there.
    assert [str(module.path) for module in load_modules() if module.path.name == "__init__.py" and module.text] == []


def test_every_package_folder_has_its_package_file():
    folders = {module.path.parent for module in _modules()}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


def test_module_names_say_what_is_inside():
    for module in _modules():
        stem = module.path.stem
        assert stem not in FORBIDDEN_NAMES, f"{module.path}: a name that would fit anything"
        assert stem not in sys.stdlib_module_names - STDLIB_NAMES_ALLOWED, (
            f"{module.path}: shadows the standard library"
        )


def test_modules_are_of_a_size_one_can_read():
    long = {str(module.path): len(module.text.splitlines()) for module in _modules()}
    long = {path: count for path, count in long.items() if count > LINES_MAX}
    assert long == {}, f"over {LINES_MAX} lines: split"


def test_exceptions_are_still_needed():
    paths = {str(module.path) for module in _modules()}
    assert [path for path in TASK_STARTERS | THREAD_STARTERS if path not in paths] == []
    assert all((ROOT / test).exists() for test in TESTED_ELSEWHERE.values())


def test_tasks_are_started_only_by_their_owners():
    starters = {str(module.path) for module in _modules() if any(_calls(module, "create_task", "ensure_future"))}
    assert starters <= TASK_STARTERS.keys()


def test_tasks_have_a_name_and_somebody_who_holds_them():
    for module in _modules():
        dropped = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
        for call in _calls(module, "create_task"):
            where = f"{module.path}:{call.lineno}"
            assert id(call) not in dropped, f"{where}: nobody holds the task, so it may vanish half way"
            assert any(keyword.arg == "name" for keyword in call.keywords), f"{where}: a task without a name"


def test_threads_are_started_only_where_the_architecture_says():
    starters = {
        str(module.path) for module in _modules() if any(_calls(module, "Thread", "ThreadPoolExecutor", "Timer"))
    }
    assert starters <= THREAD_STARTERS.keys()


def test_pynput_is_imported_only_when_it_is_needed():
    # It raises at import where there is no display, and it would end a program that could have said so.
    for module in _modules():
        for statement in module.tree.body:
            names = {name.split(".")[0] for name in imported_by(statement)}
            assert "pynput" not in names, f"{module.path}:{statement.lineno}"


def test_buttons_are_those_that_count_a_press_where_it_began():
    # Qt's own drops the click when a sentence that came or went has moved the button meanwhile.
    users = {str(module.path) for module in _modules() if any(_calls(module, "QPushButton"))}
    assert users == set()
    heirs = {
        str(module.path)
        for module in _modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "QPushButton" for base in node.bases)
    }
    assert heirs == {"shared/ui/push_button.py"}


def test_no_path_of_this_machine_is_in_the_source():
    for module in (*load_modules(), *load_modules("tests")):
        assert f"{ROOT}/" not in module.text, module.path


def test_every_module_is_tested():
    tested = _tested_names()
    untested = [str(module.path) for module in _modules() if module.name not in tested]
    assert [path for path in untested if path not in TESTED_ELSEWHERE] == []


def _tested_names() -> set[str]:
    """Modules that are small, have a mirrored test, or are imported by a test; and the parts of a tested window."""
    tests = [
        module for module in load_modules("tests") if module.path.parts[1] not in {"architecture", "bench", "desk"}
    ]
    imported = {name for test in tests for name in test.imported_names}
    modules = {module.name: module for module in _modules()}
    tested = {
        name
        for name, module in modules.items()
        if name in imported or module.code_line_count <= UNTESTED_LINES_MAX or _has_mirrored_test(module)
    }
    # A page is tested through its window, on a real screen: that is where its parts have to work.
    waiting = [name for name in tested if ".ui." in name]
    while waiting:
        for part in modules[waiting.pop()].imported_names & modules.keys():
            if ".ui." in part and part not in tested:
                tested.add(part)
                waiting.append(part)
    return tested


def _has_mirrored_test(module: Module) -> bool:
    path = module.path.with_suffix("")
    name = f"test_{path.name.strip('_')}.py"
    return any((ROOT / "tests" / kind / path.parent / name).exists() for kind in ("unit", "integration", "ui"))


@pytest.mark.parametrize("package", PACKAGES)
def test_test_folders_mirror_a_package(package: str):
    folder = ROOT / "tests" / "unit" / package
    for test in folder.rglob("test_*.py"):
        home = ROOT / package / test.parent.relative_to(folder)
        assert home.is_dir(), f"{test.relative_to(ROOT)} mirrors no package"
