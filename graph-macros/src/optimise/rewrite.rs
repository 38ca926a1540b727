//! The driver of the rewrites: one walk over the graph, each node built anew with its operands already rewritten.

use std::collections::HashMap;
use std::rc::Rc;

use crate::graph::build::Letters;
use crate::graph::shape::Shape;
use crate::graph::{Argument, Constant, Graph, Images, Kind, NodeId, Number, Origin};
use crate::ops::formula::Formula;
use crate::ops::{Body, Operation};

/// Left side and right side, as formulas over letters: `A` stands for anything, `n` for a number.
pub type Equation = (&'static str, &'static str);

/// How many rewrites may follow one another at one node; no chain of the tables comes near.
const LIMIT: usize = 64;

/// The graph with every left side that comes up replaced by its right side; without what the roots don't need.
pub fn rewrite(graph: &Graph, roots: &mut [NodeId], equations: &[Equation]) -> Graph {
    let rules = Rules::read(equations);
    let needed = graph.reachable(roots.iter().copied());
    let mut rewritten = Graph::default();
    let mut images = Images::of(graph);
    for id in graph.ids().filter(|id| needed[id.index()]) {
        let node = images.moved(graph.node(id));
        let image = match &node.kind {
            Kind::Apply { operation, attributes } => rules
                .apply(
                    &mut rewritten,
                    operation,
                    node.operands.clone(),
                    attributes.clone(),
                    node.shape.clone(),
                    &Origin { name: None, ..node.origin.clone() },
                    LIMIT,
                )
                .unwrap_or_else(|| rewritten.add(node.clone())),
            Kind::Leaf(_) | Kind::Constant(_) | Kind::Foreign(_) => rewritten.add(node.clone()),
        };
        match (&node.origin.name, node.origin.adjoint_of) {
            (Some(name), None) => rewritten.name(image, name),
            // What the forward pass computes is no adjoint, even if one has become it.
            (Some(name), Some(of)) if rewritten.node(image).origin.adjoint_of.is_some() => {
                rewritten.name_adjoint(image, name, Some(of));
            }
            _ => {}
        }
        images.set(id, image);
    }
    images.replace(roots);
    super::dead_code::drop_unused(&rewritten, roots)
}

/// The two sides of an equation.
type Rewrite = (Rc<Formula>, Rc<Formula>);

/// A table of equations, by the operation at the top of the left side.
struct Rules {
    by_operation: HashMap<&'static str, Vec<Rewrite>>,
}

impl Rules {
    fn read(equations: &[Equation]) -> Self {
        let mut by_operation: HashMap<_, Vec<_>> = HashMap::new();
        for (left, right) in equations {
            let (Some(left), Some(right)) = (Formula::read(left), Formula::read(right)) else { continue };
            let left = expand(&left).map_or(left, Rc::new);
            if let Formula::Apply { operation, .. } = &*left {
                by_operation.entry(operation.name).or_default().push((left, right));
            }
        }
        Rules { by_operation }
    }

    /// Applies an operation, or what a rule makes of it.
    #[expect(clippy::too_many_arguments, reason = "the parts of a node, which do not exist as a node yet")]
    fn apply(
        &self,
        graph: &mut Graph,
        operation: &'static Operation,
        operands: Vec<NodeId>,
        attributes: Vec<Argument>,
        shape: Shape,
        origin: &Origin,
        limit: usize,
    ) -> Option<NodeId> {
        let constant = graph
            .fold(operation, &operands, &shape, origin)
            .or_else(|| graph.fold_reduction(operation, &operands, &shape, origin));
        if constant.is_some() {
            return constant;
        }
        for (left, right) in self.by_operation.get(operation.name).into_iter().flatten() {
            let Formula::Apply { operands: patterns, attributes: numbers, .. } = &**left else { continue };
            let mut letters = Letters::default();
            let matches = same_numbers(numbers, &attributes)
                && patterns.iter().zip(&operands).all(|(pattern, &node)| unify(graph, pattern, node, &mut letters));
            if !matches || limit == 0 {
                continue;
            }
            let replaced = graph.instantiate(
                right,
                &letters,
                origin,
                &mut |graph, operation, operands, attributes, shape, origin| {
                    self.apply(graph, operation, operands, attributes, shape, origin, limit - 1)
                },
            );
            // A letter may have been stretched on the left side only: then the two sides are not equal.
            if let Some(node) = replaced.filter(|&node| *graph.shape(node) == shape) {
                return Some(node);
            }
        }
        graph.apply(operation, operands, attributes, shape, origin)
    }
}

/// The left side with its composites expanded, as they stand in a graph.
fn expand(formula: &Formula) -> Option<Formula> {
    let Formula::Apply { operation, operands, attributes } = formula else { return Some(formula.clone()) };
    let operands: Vec<Formula> = operands.iter().map(expand).collect::<Option<_>>()?;
    match operation.body {
        Body::Primitive { .. } => Some(Formula::Apply { operation, operands, attributes: attributes.clone() }),
        Body::Composite(expression) => {
            let body = expand(&*Formula::read(expression)?)?;
            Some(substitute(&body, operation.operands, &operands))
        }
    }
}

fn substitute(formula: &Formula, letters: &[&str], values: &[Formula]) -> Formula {
    match formula {
        Formula::Letter(letter) => letters
            .iter()
            .zip(values)
            .find(|(name, _)| *name == letter)
            .map_or_else(|| formula.clone(), |(_, value)| value.clone()),
        Formula::Apply { operation, operands, attributes } => Formula::Apply {
            operation,
            operands: operands.iter().map(|operand| substitute(operand, letters, values)).collect(),
            attributes: attributes.clone(),
        },
        other => other.clone(),
    }
}

/// Whether a node has the pattern's form, with the same letter for the same node throughout.
fn unify<'p>(graph: &Graph, pattern: &'p Formula, node: NodeId, letters: &mut Letters<'p>) -> bool {
    match (pattern, &graph.node(node).kind) {
        // A lowercase letter stands for a number alone.
        (Formula::Letter(letter), kind)
            if letter.starts_with(char::is_lowercase) && !matches!(kind, Kind::Constant(Constant::Number(_))) =>
        {
            false
        }
        (Formula::Letter(letter), _) => match letters.nodes.iter().find(|(name, _)| name == letter) {
            Some((_, bound)) => *bound == node,
            None => {
                letters.nodes.push((letter, node));
                true
            }
        },
        (Formula::Number(value), Kind::Constant(Constant::Number(Number(found)))) => Number(*value) == Number(*found),
        (
            Formula::Apply { operation, operands, attributes },
            Kind::Apply { operation: found, attributes: found_attributes },
        ) if operation == found => {
            let nodes = &graph.node(node).operands;
            operands.len() == nodes.len()
                && same_numbers(attributes, found_attributes)
                && operands.iter().zip(nodes).all(|(pattern, &node)| unify(graph, pattern, node, letters))
        }
        _ => false,
    }
}

/// Whether an operation's attributes are those of a pattern. A pattern without any stands for all.
fn same_numbers(pattern: &[Formula], found: &[Argument]) -> bool {
    pattern.is_empty()
        || pattern.len() == found.len()
            && pattern
                .iter()
                .zip(found)
                .all(|(pattern, found)| found.number().is_some_and(|found| *pattern == Formula::Number(found.0)))
}
