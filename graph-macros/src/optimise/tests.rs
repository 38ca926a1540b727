//! Every rewrite is an equation: both sides have the same value.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use std::collections::BTreeMap;

use proc_macro2::Span;

use super::rewrite::{Equation, rewrite};
use super::{fusions, identities};
use crate::evaluate::{Matrix, evaluate, size};
use crate::graph::build::Letters;
use crate::graph::shape::{Dim, Shape};
use crate::graph::{Derivation, Graph, Kind, Leaf, Node, NodeId, Origin};
use crate::ops::formula::Formula;
use crate::parse::syntax::Range;

/// The last one stands for labels, of the first one's shape.
const LETTERS: [&str; 4] = ["A", "B", "Y", "L"];

fn origin() -> Origin {
    Origin {
        at: Range::token(Span::call_site()),
        name: None,
        statement: "test".to_owned(),
        adjoint_of: None,
        equations: "",
        derivation: Derivation::default(),
    }
}

/// The graph of a formula over leaves of these shapes, if they fit.
fn graph_of(formula: &'static str, shapes: &[(usize, usize)]) -> Option<(Graph, NodeId)> {
    let mut graph = Graph::default();
    let mut letters = Letters::default();
    for (index, (letter, &(rows, columns))) in LETTERS.iter().zip(shapes.iter().chain(&shapes[..1])).enumerate() {
        let shape = Shape::new(Dim::Literal(rows), Dim::Literal(columns));
        let node = Node { kind: Kind::Leaf(Leaf::Input(index)), operands: Vec::new(), shape, origin: origin() };
        letters.nodes.push((letter, graph.add(node)));
    }
    letters.numbers = vec![("n", 3.0), ("m", -0.7)];
    let root = graph.instantiate(&*Formula::read(formula)?, &letters, &origin(), &mut Graph::apply)?;
    Some((graph, root))
}

fn value(graph: &Graph, root: NodeId) -> Matrix {
    let leaf = |id: NodeId| {
        let Kind::Leaf(Leaf::Input(index)) = graph.node(id).kind else { unreachable!() };
        let (rows, columns) = size(graph.shape(id));
        if LETTERS[index] == "L" {
            return Matrix::from_fn(rows, columns, |row, column| f64::from(column == (row + 1) % columns));
        }
        Matrix::from_fn(rows, columns, |row, column| 0.4 + ((index * 5 + row * 3 + column * 7 + 1) % 11) as f64 / 7.0)
    };
    evaluate(graph, &leaf).swap_remove(root.index())
}

fn check(equations: &'static [Equation]) {
    let shapes =
        [[(2, 2), (2, 2), (2, 2)], [(2, 3), (3, 2), (2, 3)], [(2, 3), (2, 3), (2, 3)], [(3, 2), (3, 2), (3, 2)]];
    let mut fired: BTreeMap<&str, usize> = BTreeMap::new();
    for &(left, right) in equations {
        for shapes in &shapes {
            let (Some((graph, root)), Some((other, other_root))) = (graph_of(left, shapes), graph_of(right, shapes))
            else {
                continue;
            };
            let (a, b) = (value(&graph, root), value(&other, other_root));
            assert_eq!((a.rows, a.columns), (b.rows, b.columns), "{left} → {right}");
            for (a, b) in a.elements.iter().zip(&b.elements) {
                assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{left} → {right}: {a} and {b}");
            }
            // The driver finds the left side, and what it makes of it has the same value.
            let mut roots = [root];
            let rewritten = rewrite(&graph, &mut roots, &[(left, right)]);
            let found = value(&rewritten, roots[0]);
            for (a, b) in a.elements.iter().zip(&found.elements) {
                assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{left} → {right}, rewritten: {a} and {b}");
            }
            *fired.entry(left).or_default() += usize::from(rewritten.to_string() != graph.to_string());
        }
        assert!(fired.get(left).is_some_and(|&fired| fired > 0), "{left} → {right} never applied");
    }
}

#[test]
fn identities_hold() {
    check(identities::RULES);
}

#[test]
fn fusions_hold() {
    check(fusions::RULES);
}
