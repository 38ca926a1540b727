//! Names: which are in scope, which come too late, and which are never used.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};

use super::Lowering;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::wording::with_article;
use crate::graph::NodeId;
use crate::ops::{self, Syntax};
use crate::parse::syntax::{Expr, ExprKind, Range, Statement};

/// One name in scope.
pub(super) struct Entry {
    /// `None` after an error in its definition.
    pub node: Option<NodeId>,
    pub at: Span,
    /// "input", "parameter", …, for messages.
    pub what: &'static str,
    pub used: bool,
}

impl Statement {
    /// The name that the statement defines, and the names that it uses for that.
    pub(super) fn defines(&self) -> Option<(String, Vec<String>)> {
        let (name, value) = match self {
            Statement::Input(input) => (&input.name, None),
            Statement::Parameter(parameter) => (&parameter.name, None),
            Statement::Let(binding) => (&binding.name, Some(&binding.value)),
            Statement::Output(output) => (&output.name, Some(output.value.as_ref()?)),
            Statement::Loss(_) => return None,
        };
        Some((name.to_string(), value.map(names_in).unwrap_or_default()))
    }
}

impl Lowering<'_> {
    /// Brings a name into scope, unless it is there already, which is reported.
    pub(super) fn define(&mut self, name: &Ident, node: Option<NodeId>, what: &'static str) -> bool {
        let text = name.to_string();
        self.defined_later.remove(&text);
        if let Some(first) = self.scope.get_mut(&text) {
            // Which of the two was meant can't be known, so neither is reported as unused.
            first.used = true;
            let message = format!(
                "`{name}` is defined twice: it is already the name of {}\nhelp: give one of them another name",
                with_article(first.what)
            );
            self.errors.report(Range::token(name.span()), message);
            return false;
        }
        self.order.push(text.clone());
        // A use before the definition has been reported, and is a use.
        let used = self.unknown.contains(&text);
        self.scope.insert(text, Entry { node, at: name.span(), what, used });
        true
    }

    pub(super) fn mark_used(&mut self, name: &str) {
        if let Some(entry) = self.scope.get_mut(name) {
            entry.used = true;
        }
    }

    pub(super) fn report_unused_values(&mut self) {
        if self.unknown_without_hint {
            return;
        }
        for name in &self.order {
            let entry = &self.scope[name];
            // What is wrong in itself is not finished, and its use may come.
            if !entry.used && entry.node.is_some() && !name.starts_with('_') {
                let message = format!(
                    "{} `{name}` is never used\nhelp: remove it, or write `_{name}` if that is intended",
                    entry.what
                );
                self.errors.report(Range::token(entry.at), message);
            }
        }
    }

    pub(super) fn report_unused_sizes(&mut self) {
        for size in &self.generics.sizes {
            if !self.used_sizes.contains(&size.to_string()) {
                let message = format!("const generic `{size}` is never used in a shape\nhelp: remove it");
                self.errors.report(Range::token(size.span()), message);
            }
        }
    }

    pub(super) fn name(&mut self, name: &Ident) -> Option<NodeId> {
        let text = name.to_string();
        if let Some(entry) = self.scope.get_mut(&text) {
            entry.used = true;
            return entry.node;
        }
        if !self.unknown.insert(text.clone()) {
            return None;
        }
        let message = if self.defined_later.contains_key(&text) {
            self.used_too_early(&text)
        } else if self.generics.sizes.contains(name) {
            format!(
                "`{name}` is a dimension, not a value\nhelp: `mean` divides by the number of elements; for other uses \
                 declare an `input` that is a `scalar`"
            )
        } else if ops::find(&text).is_some_and(|operation| operation.syntax == Syntax::Function) {
            format!("`{name}` is a function and needs its arguments\nhelp: write `{name}(…)`")
        } else if let Some(near) = nearest(&text, self.order.iter().map(String::as_str)) {
            let near = near.to_owned();
            // The other name was meant, so it isn't unused.
            self.mark_used(&near);
            format!("unknown name `{name}`\nhelp: there is `{near}`")
        } else {
            self.unknown_without_hint = true;
            format!("unknown name `{name}`\nhelp: declare it above as an `input`, a `param` or a `let`")
        };
        self.errors.report(Range::token(name.span()), message);
        None
    }

    /// What to say of a name whose definition stands below its use.
    fn used_too_early(&self, name: &str) -> String {
        let user = &self.statement;
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
            for used in self.defined_later.get(name).into_iter().flatten() {
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
fn names_in(expr: &Expr) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Error => {}
            ExprKind::Name(name) => names.push(name.to_string()),
            ExprKind::Negate(operand) | ExprKind::Transpose(operand) => open.push(operand),
            ExprKind::Binary { left, right, .. } => open.extend([&**left, &**right]),
            ExprKind::Call { arguments, .. } => open.extend(arguments),
        }
    }
    names
}
