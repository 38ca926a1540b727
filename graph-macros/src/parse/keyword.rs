//! The words of the language, and what to say to those who use another.

use proc_macro2::Delimiter;

use super::syntax::Range;
use super::tokens::Tokens;
use super::{Parsed, Parser, name};
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::wording::any_of;

/// What a statement begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    Input,
    Target,
    Labels,
    Hyper,
    Param,
    State,
    Update,
    Let,
    Output,
    Loss,
    Fn,
    Layer,
    /// A function of the user's, in Rust.
    Extern,
}

impl Keyword {
    const ALL: [Keyword; 13] = [
        Keyword::Input,
        Keyword::Target,
        Keyword::Labels,
        Keyword::Hyper,
        Keyword::Param,
        Keyword::State,
        Keyword::Update,
        Keyword::Let,
        Keyword::Output,
        Keyword::Loss,
        Keyword::Fn,
        Keyword::Layer,
        Keyword::Extern,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Keyword::Input => "input",
            Keyword::Target => "target",
            Keyword::Labels => "labels",
            Keyword::Hyper => "hyper",
            Keyword::Param => "param",
            Keyword::State => "state",
            Keyword::Update => "update",
            Keyword::Let => "let",
            Keyword::Output => "output",
            Keyword::Loss => "loss",
            Keyword::Fn => "fn",
            Keyword::Layer => "layer",
            Keyword::Extern => "extern",
        }
    }

    /// A statement of this kind, for messages about one in which too little was understood.
    pub fn example(self) -> &'static str {
        match self {
            Keyword::Input => "input x: [B, 64];",
            Keyword::Target => "target y: [B, 10];",
            Keyword::Labels => "labels y: [B] in 10;",
            Keyword::Hyper => "hyper rate: scalar;",
            Keyword::Param => "param w: [64, 10] = he_normal;",
            Keyword::State => "state average: [64] = zeros;",
            Keyword::Update => "update average = 0.9 * average + 0.1 * mean_rows(x);",
            Keyword::Let => "let h = relu(x @ w);",
            Keyword::Output => "output probs = softmax(h);",
            Keyword::Loss => "loss = mean(e);",
            Keyword::Fn => "fn swish(v) { v * sigmoid(v) }",
            Keyword::Layer => "layer l1 = Dense<784, 128>;",
            Keyword::Extern => "extern fn f(a: [R, C]) -> [R, C] = forward, backward;",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Keyword::ALL.into_iter().find(|keyword| keyword.word() == word)
    }

    /// The keyword of that name, unless it is one only where a statement begins and elsewhere a name like any other.
    pub fn reserved(word: &str) -> Option<Self> {
        Keyword::named(word).filter(|keyword| !matches!(keyword, Keyword::State | Keyword::Update))
    }

    /// The keyword that someone meant who wrote `word`: by what the word is called elsewhere, then by its letters.
    fn meant_by(word: &str) -> Option<Self> {
        match word {
            "in" | "arg" | "argument" | "feed" | "placeholder" => Some(Keyword::Input),
            "expected" | "truth" => Some(Keyword::Target),
            "label" | "class" | "classes" | "index" | "indices" | "ids" => Some(Keyword::Labels),
            "hyperparameter" | "hyperparam" | "setting" => Some(Keyword::Hyper),
            "parameter" | "parameters" | "weight" | "weights" | "bias" | "learnable" | "trainable" => {
                Some(Keyword::Param)
            }
            "buffer" | "running" | "persistent" => Some(Keyword::State),
            "var" | "val" | "def" | "set" | "tensor" | "node" => Some(Keyword::Let),
            "out" | "return" | "yield" | "result" => Some(Keyword::Output),
            "module" | "block" => Some(Keyword::Layer),
            "cost" | "objective" | "minimize" | "minimise" => Some(Keyword::Loss),
            _ => nearest(word, Keyword::ALL.map(Keyword::word)).and_then(Keyword::named),
        }
    }
}

/// A statement's keyword, or the one that it should have had.
pub struct Opening {
    pub keyword: Keyword,
    pub at: Range,
}

/// Whether a statement begins here, beyond doubt even in the middle of a broken one.
pub fn begins_statement(tokens: Tokens) -> bool {
    if tokens.is_operator("#") {
        return tokens.after_next().is_group(Delimiter::Bracket);
    }
    let Some(keyword) = tokens.ident().and_then(|ident| Keyword::named(&ident.to_string())) else {
        return false;
    };
    let after = tokens.after_next();
    after.ident().is_some()
        || (keyword == Keyword::Loss && after.is_operator("="))
        || (keyword == Keyword::Let && after.is_group(Delimiter::Parenthesis))
}

/// Whether a statement seems to begin here, its keyword misspelt or missing: `parm w: …`, `y: …`, `h = …`.
pub fn seems_to_begin_statement(tokens: Tokens) -> bool {
    let ends_name = |tokens: Tokens| tokens.is_operator(":") || tokens.is_operator("=");
    if begins_statement(tokens) {
        return true;
    }
    let after = tokens.after_next();
    tokens.ident().is_some() && (ends_name(after) || (after.ident().is_some() && ends_name(after.after_next())))
}

impl Parser<'_> {
    /// Reads a statement's keyword. A wrong or missing one is reported; where it is clear what was meant, that is
    /// handed back.
    pub(super) fn opening(&mut self, tokens: &mut Tokens) -> Parsed<Opening> {
        let at = tokens.here();
        let Some(ident) = tokens.ident() else {
            return Err(self.not_a_statement(*tokens));
        };
        let word = ident.to_string();
        let mut after = *tokens;
        after.skip();
        if let Some(keyword) = Keyword::named(&word) {
            *tokens = after;
            return Ok(Opening { keyword, at });
        }
        if after.is_operator(":") || after.is_operator("=") || after.is_operator(":=") {
            let keyword = self.missing_keyword(*tokens, &word);
            return Ok(Opening { keyword, at });
        }
        if after.is_operator(";") && !name::is_rust_keyword(&word) {
            let help = format!("write `output {word};` to hand the value out");
            self.report(at, format!("`{word}` alone is not a statement"), help);
            return Ok(Opening { keyword: Keyword::Output, at });
        }
        if let Some(operator) = after.operator().filter(|operator| operator.len() == 2 && operator.ends_with('=')) {
            let help = format!("write `let NAME = {word} {} …;`", operator.trim_end_matches('='));
            return Err(self.report(after.here(), format!("`{operator}`: the values of a graph never change"), help));
        }
        if word == "pub" && (after.is_word("layer") || after.is_word("fn")) {
            let what = "`pub`: what other modules can use stands beside the graph";
            let help = "move it out of the graph's braces, into the `graph!` block; or leave `pub` out";
            return Err(self.report(at, what, help));
        }
        if let Some((what, help)) = foreign_statement(&word) {
            return Err(self.report(at, what, help));
        }
        if after.is_operator("(") || after.is_group(Delimiter::Parenthesis) || after.ident().is_none() {
            return Err(self.not_a_statement(*tokens));
        }
        let defines = after.after_next().is_group(Delimiter::Parenthesis);
        let is_function = defines && matches!(word.as_str(), "def" | "fun" | "func" | "function" | "proc");
        match if is_function { Some(Keyword::Fn) } else { Keyword::meant_by(&word) } {
            Some(keyword) if begins_statement(after) => Err(self.report(
                at,
                format!("`{word}` is not a keyword of the graph language"),
                format!("write `{}`", keyword.example()),
            )),
            Some(keyword) => {
                let right = keyword.word();
                self.report(
                    at,
                    format!("`{word}` is not a keyword of the graph language"),
                    format!("write `{right}`, as in `{}`", keyword.example()),
                );
                *tokens = after;
                Ok(Opening { keyword, at })
            }
            None => Err(self.report(
                at,
                format!("`{word}` is not a keyword of the graph language"),
                format!("a statement begins with {}", any_of(Keyword::ALL.map(Keyword::word))),
            )),
        }
    }

    /// `x: [B, 64];` or `h = relu(x);`, with the name still to be read.
    fn missing_keyword(&mut self, tokens: Tokens, word: &str) -> Keyword {
        let at = tokens.here();
        if tokens.after_next().is_operator("=") {
            let what = format!("`{word}` stands where a keyword is expected");
            self.report(at, what, format!("write `let {word} = …;`"));
            return Keyword::Let;
        }
        let mut rest = tokens;
        rest.skip();
        rest.skip();
        let typed = rest;
        while !rest.at_end() && !rest.is_operator("=") && !rest.is_operator(";") && !begins_statement(rest) {
            rest.skip();
        }
        let shape = super::text::code(typed.up_to(rest));
        if !rest.is_operator("=") {
            self.report(
                at,
                format!("`{word}` is declared without saying what it is"),
                format!(
                    "write `input {word}: {shape};` if the caller gives it, `target {word}: {shape};` if only the \
                     loss uses it, `param {word}: {shape} = he_normal;` if it is trained"
                ),
            );
            return Keyword::Input;
        }
        let calls_or_computes = {
            let mut value = rest;
            value.skip();
            value.skip();
            value.is_group(Delimiter::Parenthesis) && value.after_next().is_operator(";") || value.is_operator(";")
        };
        let keyword = if calls_or_computes { Keyword::Param } else { Keyword::Let };
        self.report(
            at,
            format!("`{word}` stands where a keyword is expected"),
            format!("write `{} {word}: {shape} = …;`", keyword.word()),
        );
        keyword
    }

    /// What comes next does not begin a statement in any way.
    fn not_a_statement(&mut self, tokens: Tokens) -> super::Reported {
        let found = tokens.found();
        let at = tokens.here();
        if tokens.is_operator(";") {
            return self.report(at, "this `;` ends nothing", "leave it out");
        }
        if tokens.is_group(Delimiter::Brace) {
            return self.report(
                at,
                "a graph has no blocks: its statements stand one after another",
                "leave the braces out",
            );
        }
        let mut end = tokens;
        while !end.at_end() && !end.is_operator(";") {
            end.skip();
        }
        let rest = super::text::code(tokens.up_to(end));
        let named = tokens.ident().is_some_and(|ident| !name::is_rust_keyword(&ident.to_string()));
        if named || tokens.literal().is_some() || tokens.is_group(Delimiter::Parenthesis) || tokens.is_operator("-") {
            return self.report(
                at,
                "the value of this expression goes nowhere",
                format!("give it a name: `let h = {rest};`"),
            );
        }
        self.report(
            at,
            format!("expected a statement, found {found}"),
            format!("a statement begins with {}", any_of(Keyword::ALL.map(Keyword::word))),
        )
    }
}

/// Whether the word begins a statement of another language.
pub fn is_foreign_statement(word: &str) -> bool {
    foreign_statement(word).is_some()
}

/// What to say to a statement of Rust or of another language that a graph cannot hold: what is wrong, and what helps.
fn foreign_statement(word: &str) -> Option<(String, &'static str)> {
    let (what, help) = match word {
        "pub" => ("what a graph declares is seen by whoever sees the graph", "leave `pub` out"),
        "const" | "static" => (
            "constants are declared outside of the graph",
            "move it in front of `graph!` if it is a dimension; in an expression, write the number itself",
        ),
        "graph" => ("a graph cannot be declared inside of another", "write it in a `graph!` of its own"),
        "if" | "match" => ("a graph has no control flow", "decide outside, and choose between two graphs"),
        "for" | "while" | "loop" => ("a graph has no loops in this version", "write the steps out, a `let` for each"),
        "use" => (
            "layers of other modules are imported in front of the graph",
            "move it out of the graph's braces, to the beginning of the `graph!` block",
        ),
        "mod" | "struct" | "enum" | "type" | "trait" | "impl" | "macro_rules" | "unsafe" => {
            ("items of Rust do not stand inside of a graph", "move it in front of `graph!`")
        }
        _ => return None,
    };
    Some((format!("`{word}`: {what}"), help))
}
