#!/usr/bin/env python3
"""Measures keisan and its peers in turns, and writes docs/performance.md.

    python3 comparisons/speed/run.py install [system …]    builds or installs; everything if no system is named
    python3 comparisons/speed/run.py measure [options]     measures what has been installed
    python3 comparisons/speed/run.py optimisers [options]  measures keisan's optimisers, after a pass and fused with it

See README.md for what has to be there. Only the standard library is used.
"""

import argparse
import datetime
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOCUMENT = ROOT / "docs/performance.md"
BUILT = pathlib.Path(os.environ.get("SPEED_TARGET_DIR", HERE / "target"))

PROGRAMS = ["keisan", "keisan-rayon", "candle", "burn", "dfdx", "microflow"]
PACKAGES = {"jax": ["jax", "numpy"], "torch": ["torch", "numpy"]}

WORKLOADS = {
    "a": "2-8-2, batch 4",
    "b": "64-64-10, batch 32",
    "c": "784-128-10, batch 32",
    "d": "784-512-256-10, batch 128",
    "e": "1024-1024-1024-10, batch 256",
}

# What is told to glibc's malloc so that a large tensor does not cost page faults at every operation.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "8589934592", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "67108864"}

# A peer's row: its name, its program, the environment.
PEERS = {
    "jax": [("jax", {})],
    "torch": [("torch", {})],
    "candle": [("candle", {}), ("candle, malloc tuned", TUNED)],
    "burn": [("burn", {}), ("burn, malloc tuned", TUNED)],
    "dfdx": [("dfdx", {}), ("dfdx, malloc tuned", TUNED)],
    "microflow": [("microflow", {})],
    "keisan-rayon": [("keisan-rayon", {})],
}

# Losses after five steps, and sums over predictions, may be as far apart as that: relatively, or absolutely if they are below one.
AGREEMENT = 1e-4

# The same for numbers of 8 bits.
AGREEMENT_OF_BYTES = 2e-2


def python(system):
    return BUILT / "venv" / system / "bin/python"


def program(system):
    """The command that runs a system's program, or None if it has not been installed."""
    if system in PACKAGES:
        path = python(system)
        return [str(path), str(HERE / system / "main.py")] if path.exists() else None
    path = BUILT / system / "release" / f"speed-of-{system.split('-')[0]}"
    return [str(path)] if path.exists() else None


def install(systems):
    for system in systems:
        print(f"{system} …", flush=True)
        if system in PACKAGES:
            folder = python(system).parents[1]
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([python(system), "-m", "pip", "install", "--quiet", *PACKAGES[system]], check=True)
        else:
            environment = {**os.environ, "CARGO_TARGET_DIR": str(BUILT / system)}
            folder, *features = system.split("-")
            command = ["cargo", "build", "--release", *[f"--features={feature}" for feature in features]]
            subprocess.run(command, cwd=HERE / folder, env=environment, check=True)


def run(system, workload, seconds, cpus, environment):
    """What a program prints: a name for each thing that it does, with its time and its check."""
    threads = str(len(cpus.split(",")))
    variables = {"SPEED_THREADS": threads, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, "RAYON_NUM_THREADS": threads}
    command = ["taskset", "-c", cpus, *program(system), workload, str(seconds)]
    result = subprocess.run(command, env={**os.environ, **variables, **environment}, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{system} {workload} failed:\n{result.stderr}")
    return [line.split("\t") for line in result.stdout.splitlines()]


class Times:
    """One row of one workload: medians of the rounds."""

    def __init__(self):
        self.rounds = []
        self.check = None

    def median(self):
        return statistics.median(self.rounds)


def measure(options):
    """All rounds. In each, every system runs once for each workload, one after the other."""
    installed = [peer for peer in options.peers if program(peer)]
    for peer in options.peers:
        if peer not in installed:
            print(f"{peer} has not been installed: no rows of it", file=sys.stderr)
    peaks, operations, table = [], {}, {}
    for number in range(options.rounds):
        for workload in options.only:
            print(f"round {number + 1}, {workload}", file=sys.stderr, flush=True)
            peaks.append(float(run("keisan", "peak", options.seconds / 2, options.cpus, {})[0][1]))
            for name, environment in [("keisan", {}), *[row for peer in installed for row in PEERS[peer]]]:
                for label, *values in run(name.split(",")[0], workload, options.seconds, options.cpus, environment):
                    if label == "flops":
                        operations[workload] = float(values[0])
                        continue
                    times = table.setdefault(workload, {}).setdefault((name, label), Times())
                    times.rounds.append(float(values[0]))
                    times.check = float(values[1])
    return peaks, operations, table


def ratio(times, own):
    """A ratio of medians, and the least and the greatest one of a round."""
    rounds = [peer / ours for peer, ours in zip(times.rounds, own.rounds)]
    return f"{times.median() / own.median():.2f} ({min(rounds):.2f}–{max(rounds):.2f})"


def figure(microseconds):
    return f"{microseconds:.{max(0, 3 - len(str(int(microseconds))))}f}" if microseconds >= 1 else f"{microseconds:.3f}"


def is_inference(label):
    return label.startswith("infer")


def agreement(own, label, times):
    bound = AGREEMENT_OF_BYTES if label.endswith("int8") else AGREEMENT
    return abs(own.check - times.check) <= bound * max(1.0, abs(own.check))


def tables(peaks, operations, table, options):
    peak = statistics.median(peaks)
    lines = [
        f"Measured on {datetime.date.today().isoformat()}: {processor()}, {platform.system()} {platform.machine()}, "
        f"pinned to CPU {options.cpus}; {options.rounds} rounds of {options.seconds} s for each figure.",
        "",
        f"Peak of the processor, one core, multiply-adds in registers: {peak:.0f} GFLOP/s "
        f"({min(peaks):.0f}–{max(peaks):.0f}).",
    ]
    disagreeing = []
    for inference, best, title in [(False, "fused", "Training steps"), (True, "infer", "Inference, batch 1")]:
        lines += ["", f"### {title}", "", "| workload | system | µs | ratio to keisan | % of peak | agrees |", "|---|---|---|---|---|---|"]
        for workload, rows in table.items():
            own = rows["keisan", best]
            for (name, label), times in rows.items():
                if is_inference(label) != inference:
                    continue
                share = ""
                if name == "keisan" and not inference and workload != "a":
                    share = f"{operations[workload] / times.median() / 1e3 / peak * 100:.0f}"
                agrees = agreement(own, label, times)
                if not agrees:
                    disagreeing.append(f"{workload} {name} {label}: {times.check} for {own.check}")
                words = "yes" if agrees else f"no: {times.check:.6g} for {own.check:.6g}"
                lines.append(
                    f"| {workload}: {WORKLOADS[workload]} | {name}, {label} | {figure(times.median())} | {ratio(times, own)} | {share} | {words} |"
                )
    return "\n".join(lines) + "\n", disagreeing


def optimisers(options):
    """A table of what a fused step saves, in time and in bytes."""
    table = {}
    for number in range(options.rounds):
        for workload in options.only:
            print(f"round {number + 1}, {workload}", file=sys.stderr, flush=True)
            for name, way, time, size in run("keisan", f"optimisers-{workload}", options.seconds, options.cpus, {}):
                times = table.setdefault((workload, name), {}).setdefault(way, Times())
                times.rounds.append(float(time))
                times.check = int(size)
    lines = [
        f"Measured on {datetime.date.today().isoformat()}: {processor()}, pinned to CPU {options.cpus}; {options.rounds} rounds of {options.seconds} s for "
        "each figure.",
        "",
        "| workload | optimiser | µs, separate | µs, fused | separate to fused | bytes, separate | bytes, fused |",
        "|---|---|---|---|---|---|---|",
    ]
    for (workload, name), ways in table.items():
        separate, fused = ways["separate"], ways["fused"]
        lines.append(
            f"| {workload}: {WORKLOADS[workload]} | {name} | {figure(separate.median())} | {figure(fused.median())} | {ratio(separate, fused)} | "
            f"{separate.check:,} | {fused.check:,} |"
        )
    return "\n".join(lines) + "\n"


def processor():
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    found = {key: re.search(rf"^{key}\s*:\s*(.*)$", text, re.M) for key in ["model name", "cpu family", "model"]}
    name, family, model = (match.group(1) if match else "?" for match in found.values())
    widest = "AVX-512" if " avx512f " in text else "AVX2" if " avx2 " in text else "neither AVX2 nor AVX-512"
    return f"{name} (family {family}, model {model}, {widest})"


def write(section, text):
    """Replaces what stands between the markers of a section of the document."""
    begin, end = f"<!-- {section}: made by run.py -->\n", f"<!-- end of {section} -->\n"
    before, rest = DOCUMENT.read_text().split(begin)
    _, after = rest.split(end)
    DOCUMENT.write_text(before + begin + "\n" + text + "\n" + end + after)


def names(text):
    return text.split(",")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    systems = commands.add_parser("install", help="build or install programs")
    systems.add_argument("systems", nargs="*", default=[*PROGRAMS, *PACKAGES])
    measuring = commands.add_parser("measure", help="measure what has been installed")
    own = commands.add_parser("optimisers", help="measure keisan's optimisers, after a pass and fused with it")
    for command in [measuring, own]:
        command.add_argument("--rounds", type=int, default=5)
        command.add_argument("--seconds", type=float, default=1.0, help="for each figure of a round")
        command.add_argument("--only", type=names, default=list(WORKLOADS), help="workloads: a,b")
        command.add_argument("--cpus", default="0", help="what is pinned to: 0, or 0,1 for two threads")
    own.add_argument("--write", action="store_true", help="write to docs/performance.md")
    measuring.add_argument("--peers", type=lambda text: names(text) if text else [], default=[peer for peer in PEERS if peer != "keisan-rayon"], help="jax,candle; '' for none")
    measuring.add_argument("--write", metavar="SECTION", help="write to that section of docs/performance.md: one-thread or two-threads")
    options = parser.parse_args()
    if options.command == "install":
        return install(options.systems)
    if not program("keisan"):
        sys.exit("keisan has not been built: run.py install keisan")
    if options.command == "optimisers":
        text = optimisers(options)
        print(text)
        if options.write:
            write("optimisers", text)
        return None
    text, disagreeing = tables(*measure(options), options)
    print(text)
    if options.write:
        write(options.write, text)
    if disagreeing:
        sys.exit("results do not agree:\n" + "\n".join(disagreeing))


if __name__ == "__main__":
    main()
