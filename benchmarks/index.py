"""How fast the index is beside the bare tree-sitter parse of the same files, and how it grows.

Usage: python benchmarks/index.py REPO [--commit REF] [--scale 1000,10000] [--ticket FILE] [--aider PYTHON]

REPO is a git directory, best a bare one. Prints one line a figure: seconds by the clock, and seconds of CPU,
which other work on the machine changes less. ripgrep is timed where it is installed, aider's tags with the
Python of an environment that it is installed in.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser


from packs import lay_out, repository_map

from devflow.git.objects import Objects
from devflow.index import Index
from devflow.index.reading.kinds import kind
from devflow.languages import grammar

TICKET = (
    "Saving a form twice loses the uploaded file\n\n`FileField.clean()` returns the initial value instead."
)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long the block took: by the clock, and of CPU with the processes that ended in it."""
    started, before = time.perf_counter(), os.times()
    yield
    seconds, after = time.perf_counter() - started, os.times()
    worked = sum(after[:4]) - sum(before[:4])
    print(f"{name:<44} {seconds:8.3f} s {worked:8.2f} s of CPU", flush=True)


def git(git_dir: Path, *args: str, text: str = "", index: Path | None = None) -> str:
    """What git says."""
    env = {**os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    env |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    env |= {"GIT_INDEX_FILE": str(index)} if index else {}
    argv = ["git", f"--git-dir={git_dir}", *args]
    return subprocess.run(
        argv, input=text, env=env, check=True, capture_output=True, text=True
    ).stdout.strip()


def parse_all(work: tuple[str, list[tuple[str, str]]]) -> int:
    """Parse blobs and do nothing with the trees."""
    git_dir, files = work
    parsers: dict[str, Parser] = {}
    for (path, _), (_, data) in zip(files, Objects(Path(git_dir)).blobs(b for _, b in files), strict=True):
        known = grammar(path)
        if known:
            parser = parsers.get(known.name) or parsers.setdefault(known.name, known.parser())
            parser.parse(data)
    return len(files)


def bare(git_dir: Path, commit: str) -> None:
    """Time tree-sitter alone on one core and on all."""
    tree = Objects(git_dir).tree(commit).values()
    files = [(e.path, e.blob) for e in tree if e.size > 0 and kind(e.path) and grammar(e.path)]
    with timed(f"bare parse of {len(files)} files, one core"):
        parse_all((str(git_dir), files))
    cores = os.cpu_count() or 1
    shares = [(str(git_dir), files[part::cores]) for part in range(cores)]
    with timed(f"bare parse, {cores} cores, with their start"):
        pool = get_context("spawn").Pool(cores)
        with timed(f"bare parse, {cores} cores, processes at hand"):
            pool.map(parse_all, shares)
        pool.close()
        pool.join()


def touch_ten(base: Path, commit: str, folder: Path) -> tuple[Path, str]:
    """A git directory that borrows the base's objects, with a commit on top that changes ten sources."""
    made = folder / "touched.git"
    subprocess.run(["git", "init", "-q", "--bare", str(made)], check=True)
    (made / "objects" / "info" / "alternates").write_text(f"{(base / 'objects').resolve()}\n")
    index = folder / "index"
    git(made, "read-tree", commit, index=index)
    objects = Objects(base)
    sources = [e for e in objects.tree(commit).values() if kind(e.path) == "source" and e.size > 0]
    for entry in random.Random(7).sample(sources, 10):  # noqa: S311 -- which files does not matter
        text = objects.blob(entry.blob).decode(errors="replace") + "\n# touched\n"
        blob = git(made, "hash-object", "-w", "--stdin", text=text)
        git(made, "update-index", "--cacheinfo", f"{entry.mode},{blob},{entry.path}", index=index)
    tree = git(made, "write-tree", index=index)
    return made, git(made, "commit-tree", tree, "-p", commit, "-m", "Touch ten files")


def measure(git_dir: Path, commit: str, ticket: str) -> None:
    """Time the index cold, warm and after a commit."""
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(spare)
        made, child = touch_ten(git_dir, commit, folder)
        with timed("index, cold, with history"):
            Index(folder / "kept", Objects(made)).update(commit)
        for _ in range(3):
            with timed("warm start and query"):
                Index(folder / "kept", Objects(made)).rank(commit, ticket)
        with timed("pack of 8,000 tokens, after the query"):
            index = Index(folder / "kept", Objects(made))
            index.pack(commit, ticket, index.rank(commit, ticket), 8000)
        with timed("a commit that touches ten files"):
            Index(folder / "kept", Objects(made)).update(child)
        print(
            f"{'size on disk':<44} {sum(f.stat().st_size for f in (folder / 'kept').iterdir()) / 1e6:8.1f} MB"
        )


def memory() -> None:
    """The largest resident size of this process and of its children."""
    for who, name in ((resource.RUSAGE_SELF, "this process"), (resource.RUSAGE_CHILDREN, "a worker")):
        print(f"{'peak memory, ' + name:<44} {resource.getrusage(who).ru_maxrss / 1024:8.1f} MB")


def ripgrep(git_dir: Path, commit: str) -> None:
    """Time ripgrep over a checkout of the same tree, as a mark."""
    program = shutil.which("rg")
    if program is None:
        print("ripgrep is not installed")
        return
    with tempfile.TemporaryDirectory() as spare:
        lay_out(git_dir, commit, Path(spare))
        with timed("ripgrep, one word"):
            subprocess.run([program, "-c", "FileField", spare], check=False, capture_output=True)


def aider(python: Path, git_dir: Path, commit: str) -> None:
    """Time aider's tags over a checkout of the same tree."""
    with tempfile.TemporaryDirectory() as spare:
        lay_out(git_dir, commit, Path(spare))
        told = repository_map(python, Path(spare), TICKET, ())
        name = f"aider, tags of {told['files']} files, cold"
        print(f"{name:<44} {told['seconds']:8.3f} s")


def written(chance: random.Random, words: list[str]) -> str:
    """A made-up module: definitions of varied names and lengths, each with a line of prose."""
    lines = []
    for _ in range(chance.randint(2, 24)):
        names = chance.choices(words, k=3)
        lines += [
            f"def {'_'.join(names)}({words[chance.randrange(99)]}):",
            f'    """Give the {" ".join(names)}."""',
        ]
        lines += [
            f"    {word} = {words[chance.randrange(999)]}.{chance.choice(words)}({n})"
            for n, word in enumerate(chance.choices(words, k=chance.randint(1, 12)))
        ]
        lines += ["    return None", "", ""]
    return "\n".join(lines)


def grown(count: int) -> None:
    """Time the index of a made-up repository of so many files, in a process of its own."""
    chance = random.Random(7)  # noqa: S311 -- what it holds does not matter
    words = ["".join(chance.choices("abdegiklmnoprstuv", k=chance.randint(4, 9))) for _ in range(6000)]
    with tempfile.TemporaryDirectory() as spare:
        made = Path(spare) / "grown.git"
        subprocess.run(["git", "init", "-q", "--bare", str(made)], check=True)
        stream = Path(spare) / "stream"
        with stream.open("w") as to_git:
            to_git.write("commit refs/heads/main\ncommitter a <a@example.com> 1 +0000\ndata 4\ngrow\n")
            for number in range(count):
                body = written(chance, words)
                to_git.write(f"M 644 inline pkg{number // 40}/module_{number}.py\ndata {len(body)}\n{body}\n")
        with stream.open() as from_us:
            argv = ["git", f"--git-dir={made}", "fast-import", "--quiet"]
            subprocess.run(argv, stdin=from_us, check=True)
        commit = git(made, "rev-parse", "main")
        title = " ".join(words[:6])
        for name in ("cold", "warm start and query"):
            with get_context("spawn").Pool(1) as pool:
                peak = pool.apply(
                    asked, (f"{count} files: {name}", made, Path(spare) / "kept", commit, title)
                )
            print(f"{'':<44} {peak:8.1f} MB", flush=True)


def asked(name: str, git_dir: Path, folder: Path, commit: str, title: str) -> float:
    """Time one question to the index; the megabytes that this process held at most."""
    with timed(name):
        Index(folder, Objects(git_dir)).rank(commit, title)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure what the command line asks for."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("repo", type=Path)
    wanted.add_argument("--commit", default="HEAD")
    wanted.add_argument("--ticket", type=Path)
    wanted.add_argument("--aider", type=Path, help="the Python of an environment with aider")
    wanted.add_argument("--scale", default="", help="sizes of made-up repositories, by commas")
    given = wanted.parse_args()
    commit = git(given.repo, "rev-parse", f"{given.commit}^{{commit}}")
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    measure(given.repo, commit, given.ticket.read_text() if given.ticket else TICKET)
    memory()
    bare(given.repo, commit)
    ripgrep(given.repo, commit)
    if given.aider:
        aider(given.aider, given.repo, commit)
    for count in filter(None, given.scale.split(",")):
        grown(int(count))


if __name__ == "__main__":
    main()
