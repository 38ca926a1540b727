#!/usr/bin/env python3
"""Measures how long graphs of many operations take to compile, and writes docs/performance.md.

    python3 comparisons/speed/compile.py [--write]

The macro by itself is measured by a test of its crate, as it is built in debug; the whole build by `cargo build` in debug, from
nothing but built dependencies, of a program that takes both passes and a step of training. Only the standard library is used.
"""

import argparse
import datetime
import os
import pathlib
import re
import subprocess
import time

from run import BUILT, ROOT, processor, write

OPERATIONS = [10, 100, 1000, 3000]

MANIFEST = """[package]
name = "deep"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
keisan = {{ path = {runtime!r} }}
"""

# `deep` of graph-macros/src/testing.rs makes the same graph.
PROGRAM = """
fn main() {
    let (x, mut params) = (keisan::SMatrix::<f32, 4, 8>::zeros(), DeepParams::zeros_boxed());
    let (mut net, mut grads) = (Deep::<4>::boxed(), DeepParams::zeros_boxed());
    net.forward(&params, DeepInputs { x: &x }).backward(&mut grads);
    println!("{}", net.sgd_step(&mut params, DeepInputs { x: &x }, 0.1));
}
"""


def program(operations):
    """A deep network; each third operation is a product with a parameter of its own."""
    layers = -(-operations // 3)
    lines = ["keisan::graph! { graph Deep<const B: usize> { input x: [B, 8]; let h0 = x;"]
    for layer in range(1, layers + 1):
        before = layer - 1
        lines.append(f"param w{layer}: [8, 8] = ones; let h{layer} = tanh(h{before} @ w{layer}) + h{before};")
    return "\n".join([*lines, f"loss = sum(h{layers}); }} }}", PROGRAM])


def build(operations, rounds):
    """Seconds of the fastest build: whatever else the machine does makes it longer."""
    folder = BUILT / "compile"
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(MANIFEST.format(runtime=str(ROOT / "runtime")))
    main = folder / "src/main.rs"
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder / "target"), "CARGO_INCREMENTAL": "0"}
    command = ["cargo", "build", "--quiet"]
    main.write_text(program(operations))
    subprocess.run(command, cwd=folder, env=environment, check=True)
    times = []
    for _ in range(rounds):
        time.sleep(1)
        main.touch()
        begin = time.monotonic()
        subprocess.run(command, cwd=folder, env=environment, check=True)
        times.append(time.monotonic() - begin)
    return min(times)


def expansions():
    """Milliseconds of an expansion, by the number of operations."""
    command = ["cargo", "test", "--package", "keisan-macros", "--lib", "how_long", "--", "--ignored", "--nocapture"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {int(count): float(time) for count, time in re.findall(r"(\d+) operations:\s+([\d.]+) ms", said)}


def seconds(number):
    return f"{number:.2f} s" if number < 10 else f"{number:.0f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write to docs/performance.md")
    options = parser.parse_args()
    of_macro = expansions()
    rows = [
        f"| {operations:,} | {seconds(of_macro[operations] / 1e3)} | {seconds(build(operations, options.rounds))} |"
        for operations in OPERATIONS
    ]
    lines = [
        f"Measured on {datetime.date.today().isoformat()}: {processor()}; the fastest of {options.rounds} builds.",
        "",
        "| operations | expansion | whole build |",
        "|---|---|---|",
        *rows,
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        write("compile-time", text)


if __name__ == "__main__":
    main()
