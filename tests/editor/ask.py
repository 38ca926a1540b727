#!/usr/bin/env python3
"""Asks rust-analyzer about the names of a graph, as an editor does, and checks what it answers.

    python3 tests/editor/ask.py [path of rust-analyzer]

A small crate with one graph is made in a temporary folder. For each name of the graph: what is shown when the pointer
rests on it, where "go to definition" goes, and what is renamed together with it. Needs nothing but Python and rust-analyzer
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


def shown(place):
    text = SOURCE.splitlines()[place["line"]]
    return f"`{text.strip()}`"


QUESTIONS = [
    ("let h", "x", 1),
    ("let h", "w1", 1),
    ("let h", "b1", 1),
    ("let h", "relu", 1),
    ("let h", "h", 1),
    ("let logits", "h", 1),
    ("output", "logits", 1),
    ("output", "probs", 1),
    ("output", "softmax", 1),
    ("loss", "probs", 1),
    ("loss", "y", 1),
    ("loss", "cross_entropy", 1),
    ("param w1", "w1", 1),
    ("param w1", "he_normal", 1),
    ("param w1", "HIDDEN", 1),
    ("param w2", "HIDDEN", 1),
    ("target", "B", 1),
    ("pub graph", "Digits", 1),
    ("params.w1", "w1", 1),
    ("let pass", "x", 1),
]


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
        for line, name, occurrence in QUESTIONS:
            place = position(line, name, occurrence)
            at = {"textDocument": document, "position": place}
            print(f"\n{name} in {shown(place)}")
            hover, error = server.ask("textDocument/hover", at)
            print("  hover:", json.dumps(hover["contents"]["value"]) if hover else error)
            definitions, error = server.ask("textDocument/definition", at)
            for definition in definitions or []:
                uri, start = definition["uri"], definition["range"]["start"]
                print("  definition:", shown(start) if uri == document["uri"] else pathlib.Path(uri).name, error or "")
            renamed, error = server.ask("textDocument/rename", {**at, "newName": "renamed"})
            if error:
                print("  rename:", error["message"])
            else:
                for change in renamed.get("documentChanges") or [
                    {"textDocument": {"uri": uri}, "edits": edits} for uri, edits in (renamed.get("changes") or {}).items()
                ]:
                    places = sorted((edit["range"]["start"]["line"] + 1, edit["range"]["start"]["character"]) for edit in change["edits"])
                    print("  rename:", pathlib.Path(change["textDocument"]["uri"]).name, places)
        server.process.kill()


main()
