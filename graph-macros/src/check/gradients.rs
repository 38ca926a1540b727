//! Every gradient that is asked for exists: what has none is a mistake in the graph, not a zero.

use proc_macro2::Ident;

use crate::diagnostics::Errors;
use crate::differentiate::active;
use crate::graph::NodeId;
use crate::graph::program::Program;
use crate::parse::syntax::Range;

pub fn check(program: &Program, errors: &mut Errors) {
    let (roots, root_names): (Vec<NodeId>, &str) = match program.loss_node() {
        Some(loss) => (vec![loss], "the loss"),
        None => (program.output_nodes().collect(), "any output"),
    };
    let used = program.graph.reachable(roots.iter().copied());
    let active = active(&program.graph, roots.iter().copied(), &program.wanted());
    let parameters = program.parameters.iter().filter(|parameter| !parameter.frozen);
    let inputs = program.inputs.iter().filter(|input| input.wants_gradient);
    let all = parameters
        .map(|parameter| ("parameter", &parameter.name, parameter.node))
        .chain(inputs.map(|input| ("input", &input.name, input.node)));
    for (what, name, node) in all {
        if !active[node.index()] && !name.to_string().starts_with('_') {
            errors.report(
                Range::token(name.span()),
                message(what, name, used[node.index()], root_names, program.loss.is_some()),
            );
        }
    }
}

fn message(what: &str, name: &Ident, is_used: bool, roots: &str, has_loss: bool) -> String {
    let remedy = match (what, has_loss) {
        ("parameter", true) => "use it in the loss, or mark it `#[frozen]`",
        ("parameter", false) => "use it in an output, or mark it `#[frozen]`",
        _ => "use it, or remove `#[grad]`",
    };
    if is_used {
        format!("{what} `{name}` gets no gradient: every path from it to {roots} goes through `detach`\nhelp: {remedy}")
    } else {
        let does_not = if has_loss {
            format!("{roots} does not depend on {what} `{name}`")
        } else {
            format!("no output depends on {what} `{name}`")
        };
        format!("{does_not}, so it has no gradient\nhelp: {remedy}")
    }
}
