#!/usr/bin/env python3
"""Runs ten mistakes in five systems, keeps what each says, and writes docs/errors.md from it.

    python3 comparisons/errors/run.py [system …]

Each program is compiled and, if that succeeds, run. What it says goes to said/<mistake>/<system>.txt, word for word but for the
folders of this machine. With systems as arguments only those are run anew. See README.md for what has to be installed.
"""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAID = HERE / "said"

SYSTEMS = ["keisan", "dfdx", "burn", "candle", "jax"]

# The mistake, what it is in words, and the two shapes that someone has to see to understand it.
MISTAKES = [
    ("inner_dimensions", "A product whose inner dimensions differ", ("32", "64"), ("63", "16")),
    ("bias_too_long", "A bias that is too long", ("32", "16"), ("17",)),
    ("target_of_another_shape", "A target with another number of columns", ("32", "10"), ("32", "9")),
    ("batch_of_another_size", "A target with another number of rows", ("32", "10"), ("16", "10")),
    ("transpose_forgotten", "A transpose that was forgotten", ("32", "16"), ("10", "16")),
    ("elementwise_for_product", "`*` where the matrix product was meant", ("32", "64"), ("64", "16")),
    ("loss_not_a_scalar", "A loss that is not a scalar", ("32", "10"), None),
    ("parameter_unused", "A parameter that the loss does not depend on", None, None),
    ("name_misspelt", "A misspelt name", None, None),
    ("activation_misspelt", "A misspelt activation", None, None),
]


def command(system, mistake):
    if system == "jax":
        return [os.environ.get("PYTHON", sys.executable), f"{mistake}.py"]
    return ["cargo", "run", "--quiet", "--bin", mistake]


def run(system, mistake):
    """What the program says, and when: while it compiles, when it runs, or never."""
    environment = {**os.environ, "RUST_BACKTRACE": "0", "CARGO_TERM_COLOR": "never", "JAX_PLATFORMS": "cpu"}
    folder = HERE / system
    result = subprocess.run(command(system, mistake), cwd=folder, env=environment, capture_output=True, text=True)
    if result.returncode == 0:
        return "never", "It runs: nothing is said.\n\n" + shortened(result.stdout)
    text = without_folders(result.stderr)
    when = "compiling" if re.search(r"^error(\[E\d+\])?:", text, re.M) and system != "jax" else "running"
    return when, text.strip() + "\n"


def shortened(text):
    lines = text.splitlines()
    return "\n".join(lines[:3] + (["…"] if len(lines) > 3 else [])) + "\n"


def without_folders(text):
    text = text.replace(str(HERE), "").replace(str(ROOT), "")
    text = re.sub(r"\(\d+\) panicked", "panicked", text)
    text = re.sub(r"[^\s'\"(]*/(registry/src/[^/]+|site-packages)/", "", text)
    text = re.sub(r"'/[^\s']*/([^/\s']+\.long-type[^']*)'", r"'\1'", text)
    text = re.sub(r"[\w]+-[0-9a-f]{16}\.long-type-\d+", "….long-type", text)
    # The programs' own folder, and cargo's last lines, which are the same for every mistake.
    text = re.sub(r"/(keisan|dfdx|burn|candle|jax)/(src/bin/)?", "", text)
    lines = [line for line in text.splitlines() if not line.startswith(("error: could not compile", "For more information about this"))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def shape(dimensions):
    """A shape in any of the ways in which the systems write one; keisan calls 32 rows B."""
    first, *rest = [rf"\b({d}|B)\b" if d == "32" else rf"\b{d}\b" for d in dimensions]
    return "".join([first, *[rf"[^\d\n\]]{{1,40}}?{d}" for d in rest]])


def lines_until(text, *shapes):
    """How many lines have to be read until all shapes have been named."""
    for number in range(1, len(text.splitlines()) + 1):
        read = "\n".join(text.splitlines()[:number])
        if all(re.search(shape(wanted), read) for wanted in shapes):
            return str(number)
    return "—"


def headline(system, text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if system == "jax" and not text.startswith("It runs"):
        # The last line that is not of the traceback; python says what is wrong at the end.
        errors = [line for line in lines if re.match(r"^[\w.]*(Error|Exception)\b", line)]
        return errors[-1] if errors else lines[-1]
    if lines and lines[0].startswith("thread"):
        return " ".join(lines[2:5]) if lines[1].startswith("===") else lines[1]
    return lines[0]


def cell(text):
    text = text if len(text) < 360 else text[:357] + "…"
    return "`` " + text.replace("|", "\\|") + " ``"


def document():
    out = [(HERE / "introduction.md").read_text()]
    out.append("| mistake | " + " | ".join(SYSTEMS) + " |\n|---" + "|---" * len(SYSTEMS) + "|\n")
    details = []
    for mistake, words, *shapes in MISTAKES:
        shapes = [wanted for wanted in shapes if wanted]
        row = []
        details.append(f"\n### {words}\n\n| | when | lines until the shapes are named | its headline |\n|---|---|---|---|\n")
        for system in SYSTEMS:
            when, text = (SAID / mistake / f"{system}.txt").read_text().split("\n", 1)
            lines = lines_until(text, *shapes) if shapes and when != "never" else ""
            row.append(when + (f", {lines}" if lines else ""))
            details.append(f"| [{system}](../comparisons/errors/said/{mistake}/{system}.txt) | {when} | {lines} | {cell(headline(system, text))} |\n")
        out.append(f"| [{words}](#{anchor(words)}) | " + " | ".join(row) + " |\n")
    out.append("\n## One by one\n" + "".join(details))
    (ROOT / "docs/errors.md").write_text("".join(out))


def anchor(words):
    return re.sub(r"[^a-z0-9 -]", "", words.lower()).replace(" ", "-")


def main():
    for mistake, *_ in MISTAKES:
        (SAID / mistake).mkdir(parents=True, exist_ok=True)
        for system in sys.argv[1:] or SYSTEMS:
            when, text = run(system, mistake)
            (SAID / mistake / f"{system}.txt").write_text(f"{when}\n{text}")
            print(mistake, system, when)
    if all((SAID / mistake / f"{system}.txt").exists() for mistake, *_ in MISTAKES for system in SYSTEMS):
        document()


main()
