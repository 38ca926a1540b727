#!/usr/bin/env python3
"""Measures how long a program that learns the digits takes to build in keisan and its peers, and how large it is; writes docs/performance.md.

    python3 comparisons/build/build.py [--only keisan,dfdx] [--rounds 1] [--write]

Each build begins with nothing: an empty target folder, the sources of all crates downloaded before. Only the standard library is used.
"""

import argparse
import datetime
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILT = pathlib.Path(os.environ.get("BUILD_TARGET_DIR", HERE / "target"))

sys.path.insert(0, str(HERE.parent / "speed"))
from run import processor, write  # noqa: E402

SYSTEMS = ["keisan", "dfdx", "candle", "burn"]

# A program has learned something if it reads so many digits of a hundred.
ENOUGH = 95


def build(system, release):
    """Seconds of a build from nothing, and the number of crates that were compiled."""
    target = BUILT / "digits"
    shutil.rmtree(target, ignore_errors=True)
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target), "CARGO_TERM_COLOR": "never", "CARGO_PROFILE_RELEASE_STRIP": "symbols"}
    command = ["cargo", "build", "--locked", "--offline", *(["--release"] if release else [])]
    begin = time.monotonic()
    result = subprocess.run(command, cwd=HERE / system, env=environment, capture_output=True, text=True)
    seconds = time.monotonic() - begin
    if result.returncode:
        sys.exit(f"{system} does not build:\n{result.stderr}")
    return seconds, len(re.findall(r"^ *Compiling ", result.stderr, re.MULTILINE))


def accuracy(program, digits):
    """What the program says of itself: digits of a hundred that it reads right."""
    said = subprocess.run([program, digits], capture_output=True, text=True, check=True).stdout
    found = float(re.search(r"^accuracy\t(.*)$", said, re.MULTILINE)[1])
    if found < ENOUGH:
        sys.exit(f"{program} reads {found} % of the digits")
    return found


def row(system, rounds, digits):
    subprocess.run(["cargo", "fetch", "--locked", "--quiet"], cwd=HERE / system, check=True)
    debug = min(build(system, release=False)[0] for _ in range(rounds))
    releases = [build(system, release=True) for _ in range(rounds)]
    program = BUILT / "digits/release" / f"digits-in-{system}"
    size = program.stat().st_size / 1e6
    of_hundred = accuracy(program, digits)
    crates = releases[0][1]
    return f"| {system} | {crates} | {debug:.0f} s | {min(releases)[0]:.0f} s | {size:.2f} MB | {of_hundred:.1f} % |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=lambda names: names.split(","), default=SYSTEMS)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write to docs/performance.md")
    options = parser.parse_args()
    BUILT.mkdir(parents=True, exist_ok=True)
    digits = BUILT / "digits.csv"
    digits.write_bytes(gzip.decompress((ROOT / "examples/data/digits.csv.gz").read_bytes()))
    rows = [row(system, options.rounds, digits) for system in options.only]
    shutil.rmtree(BUILT / "digits", ignore_errors=True)
    lines = [
        f"Measured on {datetime.date.today().isoformat()}: {processor()}, {os.cpu_count()} cores; the fastest of {options.rounds}.",
        "",
        "| system | crates | build, debug | build, release | program | digits read right |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        write("cold-build", text)


if __name__ == "__main__":
    main()
