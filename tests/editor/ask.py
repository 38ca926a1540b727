#!/usr/bin/env python3
"""Asks rust-analyzer about the names of a graph, as an editor does, and checks what it answers.

    python3 tests/editor/ask.py [path of rust-analyzer]

A small crate with one graph is made in a temporary folder. For each name of the graph: what is shown when the pointer
rests on it, where "go to definition" goes, and what is renamed together with it. What is wrong is printed, and is the exit code. Needs nothing but Python and rust-analyzer
(`rustup component add rust-analyzer`).
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

SOURCE = """\
use keisan::{SMatrix, graph};

const HIDDEN: usize = 32;

graph! {
    /// Handwritten digits.
    pub graph Digits<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, HIDDEN] = he_normal;
        param b1: [HIDDEN] = zeros;
        param w2: [HIDDEN, 10] = xavier_uniform;
        /// What the hidden layer has seen.
        let h = relu(x @ w1 + b1);
        let logits = h @ w2;
        output probs = softmax(logits);
        loss = mean(cross_entropy(probs, y));
    }
}

fn main() {
    let (x, y) = (SMatrix::<f32, 5, 64>::zeros(), SMatrix::<f32, 5, 10>::zeros());
    let mut params = DigitsParams::zeros();
    params.w1.fill(0.1);
    let mut net = Digits::<5>::boxed();
    let pass = net.forward(&params, DigitsInputs { x: &x, y: &y });
    println!("{}", pass.probs());
}
"""


class Server:
    """rust-analyzer, spoken to over its standard input and output."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.number = 0
        self.ask("initialize", {
            "processId": None,
            "rootUri": folder.as_uri(),
            "capabilities": {
                "experimental": {"serverStatusNotification": True},
                "textDocument": {"hover": {"contentFormat": ["plaintext"]}, "rename": {"prepareSupport": True}},
                "workspace": {"workspaceEdit": {"documentChanges": True}},
            },
            "initializationOptions": {"checkOnSave": False, "cachePriming": {"enable": False}},
        })
        self.send("initialized", {})

    def write(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def send(self, method, params):
        self.write({"method": method, "params": params})

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            name, value = line.split(b": ")
            if name.lower() == b"content-length":
                length = int(value)
        message = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            # A question of the server's own: it gets by without an answer.
            self.write({"id": message["id"], "result": None})
        return message

    def ask(self, method, params):
        self.number += 1
        self.write({"id": self.number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                return message.get("result"), message.get("error")

    def wait_until_quiet(self):
        while True:
            message = self.read()
            if message.get("method") == "experimental/serverStatus" and message["params"]["quiescent"]:
                if message["params"].get("health") != "ok":
                    print("rust-analyzer:", message["params"].get("message"))
                return


def position(line, name, occurrence=1):
    """The place of a name in the line that begins with `line`."""
    for number, text in enumerate(SOURCE.splitlines()):
        if text.strip().startswith(line):
            places = [match.start() for match in re.finditer(rf"\b{name}\b", text)]
            return {"line": number, "character": places[occurrence - 1]}
    raise SystemExit(f"no line {line}")


# A name in a line, what is shown of it, where its definition begins, and the lines in which it is renamed.
QUESTIONS = [
    ("let h", "x", "Matrix<f32, Const<B>, Const<64>", "input x", ["input x", "let h", "let pass"]),
    ("let h", "w1", "Matrix<f32, Const<64>, Const<DIGITS_HIDDEN>", "param w1", ["param w1", "let h", "params.w1"]),
    ("let h", "relu", "Rectifier", None, None),
    ("let h", "h", "What the hidden layer has seen.", "let h", ["let h", "let logits"]),
    ("let logits", "h", "Matrix<f32, Const<B>, Const<DIGITS_HIDDEN>", "let h", ["let h", "let logits"]),
    ("output", "logits", "Matrix<f32, Const<B>, Const<10>", "let logits", ["let logits", "output"]),
    ("output", "probs", "fn probs(&self)", "output", ["output", "loss", "println"]),
    ("output", "softmax", "Softmax of each row.", None, None),
    ("loss", "probs", "Matrix<f32, Const<B>, Const<10>", "output", ["output", "loss", "println"]),
    ("loss", "y", "only the loss uses it", "target", ["target", "loss", "let pass"]),
    ("param w1", "w1", "initialised by he_normal", "param w1", ["param w1", "let h", "params.w1"]),
    ("param w1", "he_normal", "2 / fan_in", None, None),
    ("param w2", "HIDDEN", "const HIDDEN: usize = 32", "const HIDDEN", ["const HIDDEN", "param w1", "param b1", "param w2"]),
    ("target", "B", "const B: usize", "pub graph", ["pub graph", "input x", "target"]),
    ("pub graph", "Digits", "Handwritten digits.", "pub graph", ["pub graph", "let mut net"]),
    ("params.w1", "w1", "initialised by he_normal", "param w1", ["param w1", "let h", "params.w1"]),
    ("let pass", "x", "Matrix<f32, Const<B>, Const<64>", "input x", ["input x", "let h", "let pass"]),
]


def line_of(beginning):
    return position(beginning, r"\w+")["line"]


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "rust-analyzer"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "src").mkdir()
        (folder / "Cargo.toml").write_text(
            '[package]\nname = "editor"\nversion = "0.1.0"\nedition = "2024"\n\n'
            f'[dependencies]\nkeisan = {{ path = "{ROOT / "runtime"}" }}\n\n[workspace]\n'
        )
        file = folder / "src/main.rs"
        file.write_text(SOURCE)
        server = Server(program, folder)
        document = {"uri": file.as_uri()}
        server.send("textDocument/didOpen", {"textDocument": {**document, "languageId": "rust", "version": 1, "text": SOURCE}})
        server.wait_until_quiet()
        failures = 0
        for line, name, shown, defined, renamed in QUESTIONS:
            at = {"textDocument": document, "position": position(line, name)}
            hover, _ = server.ask("textDocument/hover", at)
            right = shown in (hover["contents"]["value"].replace("`", "") if hover else "")
            definitions, _ = server.ask("textDocument/definition", at)
            if defined:
                goals = {(goal["uri"], goal["range"]["start"]["line"]) for goal in definitions or []}
                right &= goals == {(document["uri"], line_of(defined))}
            else:
                # In keisan itself.
                right &= bool(definitions)
            if renamed:
                edits, _ = server.ask("textDocument/rename", {**at, "newName": "renamed"})
                changes = (edits or {}).get("documentChanges", [])
                lines = {edit["range"]["start"]["line"] for change in changes for edit in change["edits"]}
                right &= lines == {line_of(beginning) for beginning in renamed}
            failures += not right
            print("ok    " if right else "WRONG ", f"`{name}` in `{SOURCE.splitlines()[at['position']['line']].strip()}`")
        if failures:
            sys.exit(f"{failures} of {len(QUESTIONS)} are wrong")
        server.process.kill()


main()
