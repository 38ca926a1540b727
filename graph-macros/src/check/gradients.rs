//! Every gradient that is asked for exists: what has none is a mistake in the graph, not a zero.

use std::fmt::Write as _;

use proc_macro2::Ident;

use crate::diagnostics::Errors;
use crate::diagnostics::wording::any_of;
use crate::differentiate::End;
use crate::differentiate::{active, ends};
use crate::graph::NodeId;
use crate::graph::program::{ParameterDeclaration, Program};
use crate::ops::formula::operator;
use crate::parse::syntax::{BinaryOperator, Range};

pub fn check(program: &Program, errors: &mut Errors) {
    let (roots, root_names): (Vec<NodeId>, &str) = match program.loss_node() {
        Some(loss) => (vec![loss], "the loss"),
        None => (program.output_nodes().collect(), "any output"),
    };
    let used = program.graph.reachable(roots.iter().copied());
    let active = active(&program.graph, roots.iter().copied(), &program.wanted());
    // A layer of which nothing reaches the loss is one mistake, however many parameters it has.
    let mut lost: Vec<&[Ident]> = Vec::new();
    for layer in &program.layers {
        let mut own = program.parameters.iter().filter(|parameter| parameter.path.starts_with(&layer.path)).peekable();
        let is_outermost = !lost.iter().any(|outer| layer.path.starts_with(outer));
        if is_outermost && own.peek().is_some() && own.all(|parameter| !used[parameter.node.index()]) {
            lost.push(&layer.path);
            report_lost_layer(&layer.path, program, errors);
        }
    }
    let is_lost = |parameter: &&ParameterDeclaration| lost.iter().any(|layer| parameter.path.starts_with(layer));
    let parameters = program.parameters.iter().filter(|parameter| !parameter.frozen && !is_lost(parameter));
    let inputs = program.inputs.iter().filter(|input| input.wants_gradient);
    let all =
        parameters
            .map(|parameter| ("parameter", parameter.title(), &parameter.name, parameter.at, parameter.node))
            .chain(inputs.map(|input| {
                ("input", input.name.to_string(), &input.name, Range::token(input.name.span()), input.node)
            }));
    for (what, title, name, at, node) in all {
        // A leading `_` lets a parameter go unused; an input's gradient has been asked for.
        let may_be_unused = what == "parameter" && name.to_string().starts_with('_');
        if !active[node.index()] && !may_be_unused {
            let message = if used[node.index()] {
                cut_off(what, &title, &ends(&program.graph, roots.iter().copied(), node), root_names)
            } else {
                without_effect(what, &title, root_names, program.loss.is_some())
            };
            errors.report(at, message);
        }
    }
}

fn report_lost_layer(path: &[Ident], program: &Program, errors: &mut Errors) {
    let Some(name) = path.last().filter(|name| !name.to_string().starts_with('_')) else { return };
    let title: Vec<String> = path.iter().map(ToString::to_string).collect();
    let (nothing_depends, results) = match program.loss {
        Some(_) => ("the loss does not depend", "the loss"),
        None => ("no output depends", "an output"),
    };
    let message = format!(
        "{nothing_depends} on layer `{}`, so its parameters have no gradient\nhelp: use in {results} what it computes, or remove it",
        title.join(".")
    );
    errors.report(Range::token(name.span()), message);
}

/// It is used, and no adjoint comes back to it.
fn cut_off(what: &str, name: &str, ends: &[(End, Option<&'static str>)], roots: &str) -> String {
    let at = any_of(ends.iter().map(|(end, _)| written(end)));
    let mut message = format!("{what} `{name}` gets no gradient: every path from it to {roots} goes through {at}");
    for (end, reason) in ends {
        if let Some(reason) = reason {
            let _ = write!(message, "\n`{}` has no derivative there: {reason}", written(end));
        }
    }
    let otherwise = if what == "parameter" { "mark it `#[frozen]`" } else { "remove `#[grad]`" };
    let _ = write!(message, "\nhelp: let it reach {roots} on another path too, or {otherwise}");
    message
}

/// What a user has written there: an operator, or a name.
fn written(end: &End) -> &str {
    match end {
        End::Operation(operation) => operator(operation).map_or(operation.name, BinaryOperator::symbol),
        End::Foreign(name) => name,
    }
}

/// No result depends on it.
fn without_effect(what: &str, name: &str, roots: &str, has_loss: bool) -> String {
    let remedy = match (what, has_loss) {
        ("parameter", true) => "use it in the loss, or mark it `#[frozen]`",
        ("parameter", false) => "use it in an output, or mark it `#[frozen]`",
        _ => "use it, or remove `#[grad]`",
    };
    let does_not = if has_loss {
        format!("{roots} does not depend on {what} `{name}`")
    } else {
        format!("no output depends on {what} `{name}`")
    };
    format!("{does_not}, so it has no gradient\nhelp: {remedy}")
}
