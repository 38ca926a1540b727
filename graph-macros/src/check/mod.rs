//! The rules that a graph has to keep as a whole; what can be said of one expression was said while lowering.

pub mod budget;
mod gradients;
mod initialisers;

use crate::diagnostics::Errors;
use crate::graph::program::Program;
use crate::graph::{Kind, Leaf, NodeId};
use crate::parse::syntax::{InputRole, Range};

/// The names of a pass's own methods.
const METHODS: &[&str] = &["loss", "backward", "backward_add", "backpropagate"];

/// What generated code calls by its plain name, where the scalar type would stand in its place.
const PLAIN_NAMES: &[&str] = &["Sized", "Row", "Column", "Single", "Set", "Add", "AddScaled", "Optimizer"];

/// The rules that hold whether or not every value could be lowered.
pub fn declarations(program: &Program, errors: &mut Errors) {
    initialisers::check(program, errors);
    has_a_result(program, errors);
    output_names(program, errors);
    added_inputs_are_not_taken(program, errors);
    generics_are_not_the_graph(program, errors);
    scalar_has_a_free_name(program, errors);
}

/// The rules about what depends on what: for a program in which every value is sound.
pub fn dependencies(program: &Program, errors: &mut Errors) {
    targets_stay_in_the_loss(program, errors);
    labels_are_no_results(program, errors);
    loss_is_no_constant(program, errors);
    gradients::check(program, errors);
    states_are_updated(program, errors);
}

fn has_a_result(program: &Program, errors: &mut Errors) {
    if program.loss.is_none() && program.outputs.is_empty() {
        let message = format!(
            "graph `{}` computes nothing: it has neither a loss nor an output\nhelp: add `loss = …;` to train it, or `output …;` to \
             use a value",
            program.name
        );
        errors.report(Range::token(program.name.span()), message);
    }
}

fn output_names(program: &Program, errors: &mut Errors) {
    for output in &program.outputs {
        if METHODS.contains(&output.name.to_string().as_str()) {
            let message = format!(
                "an output can't be called `{}`: a pass has a method of that name\nhelp: give it another name",
                output.name
            );
            errors.report(Range::token(output.name.span()), message);
        }
    }
}

/// Random masks give the inputs a field `seed`, and a state gives them a field `state`.
fn added_inputs_are_not_taken(program: &Program, errors: &mut Errors) {
    for input in &program.inputs {
        let reason = match input.name.to_string().as_str() {
            "seed" if program.has_masks() => "there is `dropout`, whose random seed",
            "state" if !program.states.is_empty() => "the graph has a state, which",
            _ => continue,
        };
        let message = format!(
            "an input can't be called `{}` where {reason} is handed in under that name\nhelp: give it another name",
            input.name
        );
        errors.report(Range::token(input.name.span()), message);
    }
}

/// A state that stays what it is would be a frozen parameter.
fn states_are_updated(program: &Program, errors: &mut Errors) {
    for (index, state) in program.states.iter().enumerate() {
        // That a layer updates its state is known where the layer is defined.
        if state.path.is_empty() && program.updates.iter().all(|(updated, _)| *updated != index) {
            errors.report(state.at, never_updated(&state.title()));
        }
    }
}

pub fn never_updated(state: &str) -> String {
    format!("state `{state}` is never updated\nhelp: add `update {state} = …;`, or declare a `#[frozen] param`")
}

/// Labels are read, and never formed as a matrix that could be handed out.
fn labels_are_no_results(program: &Program, errors: &mut Errors) {
    let is_labels = |node: Option<NodeId>| {
        node.is_some_and(|node| matches!(program.graph.node(node).kind, Kind::Leaf(Leaf::Labels(_))))
    };
    for output in program.outputs.iter().filter(|output| is_labels(output.node)) {
        let message = format!(
            "output `{0}` is labels, the class of each row, and no matrix\nhelp: `one_hot({0})` is the matrix with a 1 in the \
             place of each class: `output classes = one_hot({0});`",
            output.name
        );
        errors.report(Range::token(output.name.span()), message);
    }
    if let Some(loss) = program.loss.as_ref().filter(|loss| is_labels(loss.node)) {
        let message = "the loss is labels, and no number that could be made smaller\nhelp: compare them with what the graph \
                       computes: `cross_entropy(…, …)`";
        errors.report(Range::token(loss.keyword), message);
    }
}

fn loss_is_no_constant(program: &Program, errors: &mut Errors) {
    let (Some(declaration), Some(loss)) = (&program.loss, program.loss_node()) else { return };
    let reachable = program.graph.reachable([loss]);
    let depends_on_a_leaf =
        program.graph.ids().any(|id| reachable[id.index()] && matches!(program.graph.node(id).kind, Kind::Leaf(_)));
    if !depends_on_a_leaf {
        let message = "the loss depends on no input and on no parameter: it is always the same number\nhelp: compute it from what \
                       the graph computes";
        errors.report(Range::token(declaration.keyword), message);
    }
}

fn generics_are_not_the_graph(program: &Program, errors: &mut Errors) {
    for generic in program.sizes.iter().chain(&program.scalar) {
        if *generic == program.name {
            let message = format!(
                "`{generic}` is the name of the graph too, and its type is generated under that name\nhelp: give one of them another name"
            );
            errors.report(Range::token(generic.span()), message);
        }
    }
}

fn scalar_has_a_free_name(program: &Program, errors: &mut Errors) {
    for scalar in program.scalar.iter().filter(|scalar| PLAIN_NAMES.contains(&scalar.to_string().as_str())) {
        let message = format!(
            "`{scalar}` is the name of something else in the generated code\nhelp: give the scalar type another name: `T`"
        );
        errors.report(Range::token(scalar.span()), message);
    }
}

/// `predict` computes the outputs from the inputs alone, so no output may need a target.
fn targets_stay_in_the_loss(program: &Program, errors: &mut Errors) {
    for output in &program.outputs {
        let reachable = program.graph.reachable(output.node);
        let target = program.graph.ids().find_map(|id| match program.graph.node(id).kind {
            Kind::Leaf(Leaf::Input(index)) if reachable[id.index()] => {
                Some(&program.inputs[index]).filter(|input| input.role == InputRole::Target)
            }
            _ => None,
        });
        if let Some(target) = target {
            let message = format!(
                "output `{}` depends on target `{}`, which only the loss may use\nhelp: if the output needs it, declare it as an \
                 input: `input {}: …;`",
                output.name, target.name, target.name
            );
            errors.report(Range::token(output.name.span()), message);
        }
    }
}
