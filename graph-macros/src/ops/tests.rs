//! What holds for every operation of the table, the internal ones included: a new operation is tested by being in it.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::Span;

use super::formula::Formula;
use super::{
    Arguments, Attribute, Body, Cost, Derivative, Lowering, Notation, OPERATIONS, Operation, Reference, Role, Rule,
    Scalar, Size, Syntax,
};
use crate::differentiate::differentiate;
use crate::evaluate::{Matrix, evaluate, size};
use crate::graph::shape::{Dim, Shape};
use crate::graph::{Argument, Derivation, Graph, Kind, Leaf, Node, NodeId, Number, Origin};
use crate::parse::syntax::Range;

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

fn leaf(graph: &mut Graph, index: usize, (rows, columns): (usize, usize)) -> NodeId {
    let shape = Shape::new(Dim::Literal(rows), Dim::Literal(columns));
    graph.add(Node { kind: Kind::Leaf(Leaf::Parameter(index)), operands: Vec::new(), shape, origin: origin() })
}

fn apply(graph: &mut Graph, operation: &'static Operation, operands: &[NodeId]) -> Option<NodeId> {
    apply_with(graph, operation, operands, &[])
}

fn apply_with(
    graph: &mut Graph,
    operation: &'static Operation,
    operands: &[NodeId],
    sizes: &[usize],
) -> Option<NodeId> {
    let sizes = sizes.iter().map(|size| Argument::Size(Dim::Literal(*size)));
    let numbers = operation.attributes.iter().map(|attribute| Argument::Number(Number(example(attribute))));
    let attributes: Vec<Argument> = sizes.chain(numbers).collect();
    let shape = graph.infer(operation, operands, &attributes, &origin())?;
    graph.apply(operation, operands.to_vec(), attributes, shape, &origin())
}

/// The default, or some number that is allowed where there is none.
fn example(attribute: &Attribute) -> f64 {
    let (allowed, domain) = attribute.domain;
    let allowed = [3.0, 2.0, 1.0, 0.0].into_iter().find(|&number| allowed(number));
    attribute.default.or(allowed).unwrap_or_else(|| panic!("an example of `{}`, {domain}", attribute.name))
}

/// A number in [low, high) for each leaf and place, the same every time.
fn sample(leaf: usize, row: usize, column: usize, low: f64, high: f64) -> f64 {
    let scrambled = ((leaf * 7919 + row * 104_729 + column * 1_299_709 + 17) * 2_654_435_761) % 1_000_003;
    low + (high - low) * scrambled as f64 / 1_000_003.0
}

#[test]
fn every_formula_can_be_read() {
    for operation in OPERATIONS {
        match &operation.body {
            Body::Composite(expression) => assert!(Formula::read(expression).is_some(), "{}", operation.name),
            Body::Primitive { derivative: Derivative::Stops, .. } => {}
            Body::Primitive { derivative: Derivative::Rules(rules), .. } => {
                assert_eq!(rules.len(), operation.operands.len(), "{} has a rule for each operand", operation.name);
                for (rule, operand) in rules.iter().zip(operation.operands) {
                    let Rule::Adjoint(equation, _) = rule else { continue };
                    let read = Formula::read_equation(equation);
                    let (left, _) = read.unwrap_or_else(|| panic!("{}: {equation}", operation.name));
                    assert_eq!(left, format!("d{operand}"), "{}", operation.name);
                }
            }
        }
    }
}

#[test]
fn names_are_unique_and_files_are_in_the_table() {
    let names: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(names.len(), OPERATIONS.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ops");
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files: BTreeSet<String> = folders
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files.iter().map(String::as_str).collect::<BTreeSet<_>>(), names, "a file an operation, of its name");
}

/// Each rule against central differences, with the operation in mid-graph: its operands come from other operations, and
/// what comes in from behind is no unit adjoint.
#[test]
fn every_rule_agrees_with_central_differences() {
    let shapes: &[&[(usize, usize)]] = &[
        &[(2, 3), (2, 3), (2, 3)],
        &[(2, 3), (2, 3), (1, 3)],
        &[(2, 3), (1, 3), (2, 1)],
        &[(2, 1), (1, 3), (2, 3)],
        &[(1, 1), (2, 3), (1, 1)],
        &[(2, 3), (3, 4)],
        &[(3, 2), (3, 4)],
        &[(2, 3), (4, 3)],
        &[(3, 2), (4, 3)],
        &[(2, 3), (4, 3), (1, 3)],
        &[(3, 1), (3, 4), (3, 2)],
        &[(1, 3), (1, 2)],
        &[(3, 3)],
        &[(4, 6)],
        &[(1, 4), (1, 4), (1, 4)],
        &[(4, 1), (4, 1), (4, 1)],
    ];
    for operation in OPERATIONS {
        // Its derivative is another one than that of its value: `tests/custom.rs`.
        let is_custom = operation.name == "custom_gradient";
        if is_custom || matches!(operation.derivative(), Some(Derivative::Stops)) {
            continue;
        }
        let mut checked = 0;
        for shapes in shapes.iter().filter(|shapes| shapes.len() >= operation.operands.len()) {
            let shapes = match operation.shape.arguments {
                Arguments::More => shapes,
                _ => &shapes[..operation.operands.len()],
            };
            for (low, high) in [(0.3, 1.7), (-1.7, -0.3), (0.2, 0.8)] {
                for sizes in sizes(operation, shapes) {
                    checked += usize::from(check(operation, shapes, &sizes, low, high));
                }
            }
        }
        assert!(checked > 0, "`{}` was not checked on any shape", operation.name);
    }
}

/// Some of the sizes that the operation takes with operands of these shapes; none, once, for what takes no sizes.
fn sizes(operation: &'static Operation, shapes: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let count = operation.shape.arguments.sizes().len();
    if count == 0 {
        return vec![Vec::new()];
    }
    let power = |place: usize| 5_usize.pow(u32::try_from(place).unwrap());
    let all = (0..power(count)).map(|index| (0..count).map(|place| index / power(place) % 5).collect());
    let fitting: Vec<Vec<usize>> = all
        .filter(|sizes: &Vec<usize>| {
            let mut graph = Graph::default();
            let leaves: Vec<NodeId> =
                shapes.iter().enumerate().map(|(index, &shape)| leaf(&mut graph, index, shape)).collect();
            let is_given = |(size, given): (&Size, &usize)| size.role == Role::Offset || *given > 0;
            operation.shape.arguments.sizes().iter().zip(sizes).all(is_given)
                && apply_with(&mut graph, operation, &leaves, sizes).is_some()
        })
        .collect();
    // A few, from small to large.
    fitting.iter().step_by(fitting.len().div_ceil(5).max(1)).cloned().collect()
}

/// `false` if the operation does not take these shapes or is not defined on these values.
fn check(operation: &'static Operation, shapes: &[(usize, usize)], sizes: &[usize], low: f64, high: f64) -> bool {
    let mut graph = Graph::default();
    let square = super::find("square").unwrap();
    let leaves: Vec<NodeId> = shapes.iter().enumerate().map(|(index, &shape)| leaf(&mut graph, index, shape)).collect();
    // The identity, as an operation before: a leaf that is added to a zero.
    let zero = graph.number(0.0, &origin());
    let add = super::find("add").unwrap();
    let operands: Vec<NodeId> = leaves.iter().map(|&leaf| apply(&mut graph, add, &[leaf, zero]).unwrap()).collect();
    let Some(result) = apply_with(&mut graph, operation, &operands, sizes) else { return false };
    let result_size = size(graph.shape(result));
    let weight = leaf(&mut graph, 99, result_size);
    let weighted = apply(&mut graph, super::find("mul").unwrap(), &[result, weight]).unwrap();
    let curved = apply(&mut graph, square, &[weighted]).unwrap();
    let loss = apply(&mut graph, super::find("sum").unwrap(), &[curved]).unwrap();
    let forward = graph.len();

    let seed = graph.number(1.0, &origin());
    let gradients =
        differentiate(&mut graph, &[(loss, seed)], &leaves).expect("the operation is differentiable").wanted;
    let at = |shift: Option<(NodeId, usize, f64)>| {
        evaluate(&graph, &|id| {
            let (rows, columns) = size(graph.shape(id));
            let index = match graph.node(id).kind {
                Kind::Leaf(Leaf::Parameter(index)) => index,
                // The same mask every time: some elements are dropped.
                Kind::Leaf(Leaf::Mask { stream, .. }) => {
                    return Matrix::from_fn(rows, columns, |row, column| 2.0 * ((stream + row + column) % 2) as f64);
                }
                _ => unreachable!(),
            };
            let (low, high) = if index == 99 { (0.5, 1.5) } else { (low, high) };
            let mut value = Matrix::from_fn(rows, columns, |row, column| sample(index, row, column, low, high));
            if let Some((shifted, element, by)) = shift.filter(|(shifted, ..)| *shifted == id) {
                assert_eq!(shifted, id);
                value.elements[element] += by;
            }
            value
        })
    };
    let values = at(None);
    assert!(forward < graph.len());
    if !values[loss.index()].elements[0].is_finite() {
        return false;
    }
    for (&leaf, gradient) in leaves.iter().zip(gradients) {
        let (rows, columns) = size(graph.shape(leaf));
        for element in 0..rows * columns {
            let step = 1e-5;
            let ahead = at(Some((leaf, element, step)))[loss.index()].elements[0];
            let behind = at(Some((leaf, element, -step)))[loss.index()].elements[0];
            let expected = (ahead - behind) / (2.0 * step);
            let found = gradient.map_or(0.0, |gradient| values[gradient.index()].elements[element]);
            assert!(
                (found - expected).abs() <= 1e-7 * (1.0 + expected.abs()),
                "`{}` on {shapes:?}, {sizes:?}, in [{low}, {high}): element {element} of {leaf:?}: {found}, expected {expected}",
                operation.name
            );
        }
    }
    true
}

/// A rule that is missing or malformed is an error, never a zero.
#[test]
fn a_missing_rule_is_an_error() {
    let broken = |rules: &'static [Rule]| -> &'static Operation {
        Box::leak(Box::new(Operation {
            name: "broken",
            reference: Reference { summary: "", formula: "", inputs: &[], example: "" },
            syntax: Syntax::Internal,
            operands: &["A"],
            result: "B",
            attributes: &[],
            shape: super::shapes::SAME,
            body: Body::Primitive {
                derivative: Derivative::Rules(rules),
                lowering: Lowering::Elementwise(Scalar::Function("broken")),
            },
            notation: Notation::function("broken(A)"),
            equations: |_| "",
            symbol: "",
            cost: Cost::Free,
        }))
    };
    let no_rule: &[Rule] = &[];
    let other_letter: &[Rule] = &[Rule::Adjoint("dC = dB", "")];
    let unknown_letter: &[Rule] = &[Rule::Adjoint("dA = dB * Q", "")];
    let no_expression: &[Rule] = &[Rule::Adjoint("dA = dB *", "")];
    for rules in [no_rule, other_letter, unknown_letter, no_expression] {
        let mut graph = Graph::default();
        let a = leaf(&mut graph, 0, (2, 2));
        let b = apply(&mut graph, broken(rules), &[a]).unwrap();
        let seed = graph.number(1.0, &origin());
        let failures = differentiate(&mut graph, &[(b, seed)], &[a]).expect_err("the rule is no rule for A");
        assert!(failures.iter().all(|failure| failure.reason.contains("broken")), "{failures:?}");
    }
}
