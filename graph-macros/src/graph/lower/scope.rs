//! Names: which are in scope, which come too late, and which are never used.

use std::collections::HashSet;
use std::rc::Rc;

use proc_macro2::{Ident, Span};

use super::Lowering;
use super::instance::Instance;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::wording::with_article;
use crate::graph::NodeId;
use crate::graph::mention::Mention;
use crate::ops::{self, Syntax};
use crate::parse::syntax::{Definition, DefinitionKind, Expr, ExprKind, Range, Statement};

/// One name in scope.
pub(super) struct Entry {
    /// `None` after an error in its definition.
    pub node: Option<NodeId>,
    pub at: Span,
    /// "input", "parameter", …, for messages.
    pub what: &'static str,
    pub used: bool,
    /// For an operand of a function, the expression that it was called with.
    pub argument: Option<String>,
    /// For a layer, what its calls need to know.
    pub layer: Option<Layer>,
}

/// A layer that has been declared, to be called.
#[derive(Clone)]
pub(super) struct Layer {
    /// `None` after an error in its declaration.
    pub definition: Option<usize>,
    /// `None` while a definition is looked at alone, when there are no parameters yet.
    pub instance: Option<Rc<Instance>>,
}

impl Statement {
    /// The names that the statement defines, each with the names that it uses for that.
    pub(super) fn defines(&self) -> Vec<(String, Vec<String>)> {
        match self {
            Statement::Input(input) => vec![(input.name.to_string(), Vec::new())],
            Statement::Parameter(parameter) | Statement::State(parameter) => {
                vec![(parameter.name.to_string(), Vec::new())]
            }
            Statement::Instance(instance) => vec![(instance.name.to_string(), Vec::new())],
            Statement::Let(binding) => vec![(binding.name.to_string(), names_in(&binding.value))],
            Statement::Unpack(unpack) => {
                unpack.names.iter().map(|name| (name.to_string(), names_in(&unpack.value))).collect()
            }
            Statement::Output(output) => {
                output.value.iter().map(|value| (output.name.to_string(), names_in(value))).collect()
            }
            Statement::Loss(_) | Statement::Update(_) => Vec::new(),
        }
    }
}

impl Lowering<'_> {
    /// Brings a name into scope, unless it is there already, which is reported.
    pub(super) fn define(&mut self, name: &Ident, node: Option<NodeId>, what: &'static str) -> bool {
        let text = name.to_string();
        self.frame.defined_later.remove(&text);
        if let Some(first) = self.frame.scope.get_mut(&text) {
            // Which of the two was meant can't be known, so neither is reported as unused.
            first.used = true;
            let message = format!(
                "`{name}` is defined twice: it is already the name of {}\nhelp: give one of them another name",
                with_article(first.what)
            );
            self.report(Range::token(name.span()), message);
            return false;
        }
        if let Some(definition) = self.definition_named(&text) {
            let message = format!(
                "`{name}` is the name of a {} too\nhelp: give one of them another name",
                self.definitions[definition].kind.word()
            );
            self.report(Range::token(name.span()), message);
            self.mark_called(&text);
        }
        self.frame.order.push(text.clone());
        // A use before the definition has been reported, and is a use.
        let used = self.frame.unknown.contains(&text);
        self.frame.scope.insert(text, Entry { node, at: name.span(), what, used, argument: None, layer: None });
        true
    }

    pub(super) fn mark_used(&mut self, name: &str) {
        if let Some(entry) = self.frame.scope.get_mut(name) {
            entry.used = true;
        }
    }

    pub(super) fn report_unused_values(&mut self) {
        if self.frame.unknown_without_hint {
            return;
        }
        let looked_at_alone = self.frame.definition.is_some();
        for name in self.frame.order.clone() {
            let entry = &self.frame.scope[&name];
            // What is wrong in itself is not finished, and its use may come.
            let is_sound = match &entry.layer {
                Some(layer) => layer.definition.is_some(),
                None => looked_at_alone || entry.node.is_some(),
            };
            if !entry.used && is_sound && !name.starts_with('_') {
                let used = if entry.layer.is_some() { "called" } else { "used" };
                let message = format!(
                    "{} `{name}` is never {used}\nhelp: remove it, or write `_{name}` if that is intended",
                    entry.what
                );
                self.report(Range::token(entry.at), message);
            }
        }
    }

    pub(super) fn report_unused_sizes(&mut self) {
        for size in &self.generics.sizes {
            if !self.used_sizes.contains(&size.to_string()) {
                let message = format!("const generic `{size}` is never used in a shape\nhelp: remove it");
                self.report(Range::token(size.span()), message);
            }
        }
    }

    pub(super) fn name(&mut self, name: &Ident) -> Option<NodeId> {
        let text = name.to_string();
        self.mention(Mention::Value(name.clone()));
        if let Some(entry) = self.frame.scope.get_mut(&text) {
            entry.used = true;
            let (node, is_layer) = (entry.node, entry.layer.is_some());
            if is_layer {
                let help = format!("call it: `{name}(…)`");
                self.report(Range::token(name.span()), format!("`{name}` is a layer, not a value\nhelp: {help}"));
                // What it is to be called with is not known, and may be any of the names.
                self.frame.unknown_without_hint = true;
            }
            return node;
        }
        if !self.frame.unknown.insert(text.clone()) {
            return None;
        }
        let message = if self.frame.defined_later.contains_key(&text) {
            self.used_too_early(&text)
        } else if let Some(definition) = self.frame.definition.filter(|_| self.graph_names.contains(&text)) {
            let Definition { kind, name: function, .. } = &self.definitions[definition];
            self.taken_by_definitions.insert(text.clone());
            format!(
                "`{name}` is a value of the graph, which a {} does not see\nhelp: pass it as an argument: `{function}(…, {name})`",
                kind.word()
            )
        } else if self.frame.sizes.contains_key(&text) || self.generics.sizes.contains(name) {
            format!(
                "`{name}` is a dimension, not a value\nhelp: `mean` divides by the number of elements; for other uses \
                 declare an `input` that is a `scalar`"
            )
        } else if ops::find(&text).is_some_and(|operation| operation.syntax == Syntax::Function) {
            format!("`{name}` is a function and needs its arguments\nhelp: write `{name}(…)`")
        } else if let Some(definition) = self.definition_named(&text) {
            self.mark_called(&text);
            match self.definitions[definition].kind {
                DefinitionKind::Function => {
                    format!("`{name}` is a function and needs its arguments\nhelp: write `{name}(…)`")
                }
                DefinitionKind::Layer => {
                    format!("`{name}` is a layer, not a value\nhelp: declare `layer l = {name}…;` and call it: `l(…)`")
                }
            }
        } else if let Some(near) = nearest(&text, self.frame.order.iter().map(String::as_str)) {
            let near = near.to_owned();
            // The other name was meant, so it isn't unused.
            self.mark_used(&near);
            format!("unknown name `{name}`\nhelp: there is `{near}`")
        } else {
            self.frame.unknown_without_hint = true;
            let help = match self.frame.definition {
                None => "declare it above as an `input`, a `param` or a `let`",
                Some(_) => "declare it as an operand, between the parentheses, or above by `let`",
            };
            format!("unknown name `{name}`\nhelp: {help}")
        };
        self.report(Range::token(name.span()), message);
        None
    }

    /// What to say of a name whose definition stands below its use.
    fn used_too_early(&self, name: &str) -> String {
        let user = &self.frame.defining;
        if name == user {
            let help = "use what is defined above, and give the result a new name";
            return format!("`{name}` is defined by itself\nhelp: {help}");
        }
        if self.needs(name, user) {
            return format!(
                "`{user}` and `{name}` need each other: `{name}`, which is defined below, uses `{user}`\n\
                 help: compute one of them without the other"
            );
        }
        format!("`{name}` is used before it is defined\nhelp: move its definition above this statement")
    }

    /// Whether the definition of `name`, which is not in scope yet, comes back to `user`.
    fn needs(&self, name: &str, user: &str) -> bool {
        let mut seen = HashSet::from([name]);
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for used in self.frame.defined_later.get(name).into_iter().flatten() {
                if used == user {
                    return true;
                }
                if seen.insert(used) {
                    open.push(used);
                }
            }
        }
        false
    }
}

/// The names that an expression uses.
pub(super) fn names_in(expr: &Expr) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Shape(_) | ExprKind::Error => {}
            ExprKind::Name(name) => names.push(name.to_string()),
            ExprKind::Negate(operand) | ExprKind::Transpose(operand) => open.push(operand),
            ExprKind::Binary { left, right, .. } => open.extend([&**left, &**right]),
            ExprKind::Call { arguments, .. } => open.extend(arguments),
        }
    }
    names
}
