"""What it costs devflow to hold a hostile check: its memory, the time past the limit, processes left.

usage: .venv/bin/python benchmarks/bombs.py [--sandbox bubblewrap|podman|docker|none …] [--only NAME …]

Each bomb runs in a devflow process of its own. `devflow` is that process's greatest resident memory; the bomb
"nothing", a check that prints a line, is what it is at least.
"""

from __future__ import annotations

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from devflow.config import Config
from devflow.sandbox import Command, Limits
from devflow.wiring import sandbox

SECONDS = 10.0
LIMITS = Limits(seconds=SECONDS, memory=1 << 30, processes=128, disk=256 << 20)
MOST_MIB = 300
GRACE = 5.0
_EAT = "x = bytearray(150 << 20)\n        for i in range(0, len(x), 4096): x[i] = 1\n        time.sleep(99)"
BOMBS = {
    "nothing": "print('a line')",
    "1 GB of output": "import sys\nb = b'x' * (1 << 20)\nfor n in range(1024): sys.stdout.buffer.write(b)",
    "a line of 5 MB": "print('x' * 5_000_000)",
    "fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "memory in one": "x = []\nwhile True: x.append(bytearray(10 << 20))",
    "memory in many": (
        f"import os, time\nfor n in range(20):\n    if os.fork() == 0:\n        {_EAT}\ntime.sleep(99)"
    ),
    "a daemon": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n"
        "    if os.fork() == 0: time.sleep(99)\n    os._exit(0)"
    ),
    "holds the pipe": "import subprocess\nsubprocess.Popen(['sleep', '99'])",
    "ignores signals": (
        "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    ),
    "fills the disk": "for n in range(999):\n    with open(f'f{n}', 'wb') as f: f.write(b'x' * (8 << 20))",
    "20,000 files": "for n in range(20_000): open(f'f{n}', 'w').close()",
    "a tree 1,500 deep": "import os\nfor n in range(1500):\n    os.mkdir('d'); os.chdir('d')",
}


def main() -> None:
    """Run each bomb in each sandbox and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sandbox", action="append", choices=["bubblewrap", "podman", "docker", "none"])
    parser.add_argument("--only", action="append", choices=[*BOMBS])
    given = parser.parse_args()
    print(
        f"limits: {SECONDS:.0f} s, {LIMITS.memory >> 20} MiB, {LIMITS.processes} processes\n"
        f"aims: devflow under {MOST_MIB} MiB, gone within {SECONDS + GRACE:.0f} s, nothing left\n"
    )
    print(f"{'sandbox':<12}{'bomb':<20}{'devflow':>10}{'seconds':>9}{'left':>6}  how it ended")
    missed = 0
    for name in given.sandbox or ["bubblewrap"]:
        for bomb in given.only or BOMBS:
            mib, seconds, left, end = measure(name, bomb)
            kept = mib < MOST_MIB and seconds < SECONDS + GRACE and not left
            missed += not kept
            said = end if kept else f"{end}  MISSED"
            print(f"{name:<12}{bomb:<20}{mib:>6.0f} MiB{seconds:>9.1f}{left:>6}  {said}", flush=True)
    sys.exit(bool(missed))


def measure(name: str, bomb: str) -> tuple[float, float, int, str]:
    """One bomb in a process of its own; then the processes that carry its mark are counted."""
    mark = f"mark-{secrets.token_hex(8)}"
    words = [sys.executable, __file__, "--inside", name, bomb, mark]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    row = json.loads(done.stdout)
    return row["mib"], row["seconds"], carriers(mark), row["end"]


def carriers(mark: str) -> int:
    """Processes whose environment or words hold the mark; some are given a moment to go."""
    found = 0
    for _ in range(10):
        found = 0
        for folder in Path("/proc").iterdir():
            try:
                known = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            found += folder.name.isdigit() and mark.encode() in known
        if not found:
            break
        time.sleep(0.1)
    return found


def inside(name: str, bomb: str, mark: str) -> None:
    """Hold one bomb, and print what it took as JSON."""
    config = Config.model_validate({"sandbox": name})
    with tempfile.TemporaryDirectory(prefix="devflow-bombs-") as room:
        checkout, at = Path(room, "checkout"), Path(room, "repo")
        checkout.mkdir()
        at.mkdir()
        python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
        started = time.monotonic()
        done = sandbox(config).run(
            Command(
                [str(python), "-c", BOMBS[bomb]], checkout=checkout, at=at, limits=LIMITS, env={"MARK": mark}
            )
        )
        seconds = time.monotonic() - started
        subprocess.run(["rm", "-rf", str(checkout)], check=False)
    peak = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit {done.code}"]
    end = f"{last[0][:60]}; {len(done.stdout)} bytes kept" if done.stdout else last[0][:60]
    print(json.dumps({"mib": int(peak.split()[1]) / 1024, "seconds": seconds, "end": end}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(*sys.argv[2:5])
    else:
        main()
