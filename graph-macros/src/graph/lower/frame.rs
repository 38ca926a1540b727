//! The body that is being lowered: the graph's own, or that of a function or layer while a call of it is inlined.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::scope::Entry;
use crate::graph::shape::Dim;
use crate::parse::syntax::Range;

/// What is known in one body. A call begins a new one, so that a function sees nothing of its caller.
#[derive(Default)]
pub(super) struct Frame {
    /// Whose body it is; `None` for the graph's.
    pub definition: Option<usize>,
    pub scope: HashMap<String, Entry>,
    /// The names in scope in the order of their definition.
    pub order: Vec<String>,
    /// The names that are not in scope yet, and what their definitions use.
    pub defined_later: HashMap<String, Vec<String>>,
    /// Unknown names that were reported: once each.
    pub unknown: HashSet<String>,
    /// One of them is like no name in scope, so any of those may be the one that was meant.
    pub unknown_without_hint: bool,
    /// The states that this body has updated.
    pub updated: HashSet<usize>,
    /// The definition's own dimensions.
    pub sizes: HashMap<String, Size>,
    /// The name that the statement defines which is being lowered.
    pub defining: String,
    /// The same as a part of the generated code's names: `h`, and in a call in its statement `h_swish_s`.
    pub statement: String,
    /// What the names in this body begin with: `h_swish`.
    prefix: String,
    /// While the body of an imported layer is lowered, where in the user's own block that began.
    pub reached_at: Option<Range>,
    /// The calls that led here, innermost first: "in `swish`, called as `swish(h)` on line 12".
    pub calls: Vec<String>,
}

/// A dimension of a definition, in one call.
#[derive(Clone)]
pub(super) struct Size {
    pub dim: Dim,
    /// Where it comes from: "from `h`".
    pub origin: String,
}

impl Frame {
    /// The body of a definition; `prefix` is what the names in it begin with.
    pub fn of(definition: usize, prefix: String, calls: Vec<String>) -> Self {
        Frame { definition: Some(definition), statement: prefix.clone(), prefix, calls, ..Frame::default() }
    }

    /// The statement that defines `name` begins.
    pub fn begin(&mut self, name: &str) {
        self.statement = self.title(name);
        name.clone_into(&mut self.defining);
    }

    /// The expression that is the body's result begins.
    pub fn begin_result(&mut self) {
        self.statement.clone_from(&self.prefix);
        self.defining.clear();
    }

    /// What a value of this body is called in the generated code.
    pub fn title(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}_{name}", self.prefix) }
    }
}

impl Lowering<'_> {
    /// Reports a mistake. In the body of a definition the message says how the body was reached, and the same words at
    /// the same place are said once.
    pub(super) fn report(&mut self, at: Range, message: impl Into<String>) {
        let message = message.into();
        let at = self.in_the_block(at);
        if self.frame.calls.is_empty() {
            self.errors.report(at, message);
            return;
        }
        // The headline names the shapes; what stands below it may name the argument.
        let headline = message.lines().next().unwrap_or_default();
        if self.reported.insert(format!("{:?} {:?} {headline}", at.first, at.last)) {
            let context = self.context_of_mistake();
            let message = match message.split_once("\nhelp: ") {
                Some((what, help)) => format!("{what}\n{context}\nhelp: {help}"),
                None => format!("{message}\n{context}"),
            };
            self.errors.report(at, message);
        }
    }

    /// The place where a mistake is shown: the tokens of an imported layer are in another file.
    pub(super) fn in_the_block(&self, at: Range) -> Range {
        if self.package() == 0 { at } else { self.frame.reached_at.unwrap_or(at) }
    }

    /// The frame of a definition, for what stands at `at` in the body that is being lowered.
    pub(super) fn frame_of(&self, definition: usize, prefix: String, calls: Vec<String>, at: Range) -> Frame {
        let reached_at = if self.package() == 0 { Some(at) } else { self.frame.reached_at };
        Frame { reached_at, ..Frame::of(definition, prefix, calls) }
    }

    /// The calls that led here, a line for each; of very many the innermost and the outermost.
    pub(super) fn context_of_mistake(&self) -> String {
        match self.frame.calls.as_slice() {
            [first, second, between @ .., last] if between.len() > 2 => {
                format!("{first},\n{second},\nin {} calls more,\n{last}", between.len())
            }
            calls => calls.join(",\n"),
        }
    }

    /// Whether the const generics of the graph are known in this body.
    pub(super) fn sees_the_graph(&self) -> bool {
        self.frame.definition.is_none_or(|definition| self.definitions[definition].in_graph)
    }
}

/// The line of a token, where a compiler is there to tell.
pub(super) fn line(at: Range) -> Option<usize> {
    proc_macro::is_available().then(|| at.first.unwrap().line())
}
