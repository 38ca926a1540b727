//! The only door by which a node enters a graph: it infers the shape, expands composites and interns.

use std::collections::HashMap;

use super::shape::{Dim, Dims, NoDim, Shape};
use super::{Argument, Constant, Graph, Kind, Leaf, Node, NodeId, Number, Origin};
use crate::ops::formula::{Count, Formula};
use crate::ops::{Application, Body, GivenSize, Lowering, Mismatch, Operand, Operation, Scalar, find};

/// What the letters of a formula stand for.
#[derive(Debug, Default)]
pub struct Letters<'a> {
    pub nodes: Vec<(&'a str, NodeId)>,
    pub numbers: Vec<(&'a str, f64)>,
    pub sizes: Vec<(&'a str, Dim)>,
    /// Letters of which only the shape is known.
    pub shapes: Vec<(&'a str, Shape)>,
}

impl Letters<'_> {
    fn node(&self, letter: &str) -> Option<NodeId> {
        self.nodes.iter().find(|(name, _)| *name == letter).map(|(_, node)| *node)
    }

    fn shape<'g>(&'g self, graph: &'g Graph, letter: &str) -> Option<&'g Shape> {
        match self.node(letter) {
            Some(node) => Some(graph.shape(node)),
            None => self.shapes.iter().find(|(name, _)| *name == letter).map(|(_, shape)| shape),
        }
    }

    fn number(&self, letter: &str) -> Option<f64> {
        self.numbers.iter().find(|(name, _)| *name == letter).map(|(_, number)| *number)
    }
}

impl Graph {
    pub fn number(&mut self, value: f64, origin: &Origin) -> NodeId {
        self.constant(Constant::Number(Number(value)), Shape::SCALAR, origin)
    }

    fn constant(&mut self, constant: Constant, shape: Shape, origin: &Origin) -> NodeId {
        self.add(Node { kind: Kind::Constant(constant), operands: Vec::new(), shape, origin: origin.clone() })
    }

    /// The number of elements of a matrix of this shape.
    fn size(&mut self, shape: Shape, origin: &Origin) -> NodeId {
        match (&shape.rows, &shape.columns) {
            #[expect(clippy::cast_precision_loss, reason = "no matrix has 2^53 elements")]
            (Dim::Literal(rows), Dim::Literal(columns)) => self.number(rows.saturating_mul(*columns) as f64, origin),
            _ => self.constant(Constant::Size(shape), Shape::SCALAR, origin),
        }
    }

    /// A random mask, unlike all others of the graph.
    fn mask(&mut self, rate: Number, shape: Shape, origin: &Origin) -> NodeId {
        let leaf = Leaf::Mask { stream: self.masks, rate };
        let origin = Origin { name: Some(format!("{}_mask", origin.statement)), ..origin.clone() };
        self.add(Node { kind: Kind::Leaf(leaf), operands: Vec::new(), shape, origin })
    }

    /// One element of a constant value, as a scalar. `known` holds the elements of the values met so far.
    fn element(&mut self, id: NodeId, origin: &Origin, known: &mut HashMap<NodeId, NodeId>) -> NodeId {
        if let Some(&element) = known.get(&id) {
            return element;
        }
        let mut node = self.node(id).clone();
        node.operands = node.operands.iter().map(|&operand| self.element(operand, origin, known)).collect();
        node.shape = Shape::SCALAR;
        node.origin = origin.clone();
        let element = self.add(node);
        known.insert(id, element);
        element
    }

    /// A reduction of equal elements, without adding them up.
    pub fn fold_reduction(
        &mut self,
        operation: &Operation,
        operands: &[NodeId],
        shape: &Shape,
        origin: &Origin,
    ) -> Option<NodeId> {
        let (Some(Lowering::Reduction { times: Some(times), .. }), &[operand]) = (operation.lowering(), operands)
        else {
            return None;
        };
        if !self.is_constant(operand) {
            return None;
        }
        let times = times(self.shape(operand));
        let (times, element) = (self.size(times, origin), self.element(operand, origin, &mut HashMap::new()));
        let product = find("mul")?;
        match self.fold(product, &[times, element], shape, origin) {
            Some(constant) => Some(constant),
            None => self.apply(product, vec![times, element], Vec::new(), shape.clone(), origin),
        }
    }

    /// Applies an operation whose operands' shapes have been checked; a composite becomes its expression.
    ///
    /// `None` if a composite's expression doesn't fit its own shape rule: a bug in that operation.
    pub fn apply(
        &mut self,
        operation: &'static Operation,
        operands: Vec<NodeId>,
        attributes: Vec<Argument>,
        shape: Shape,
        origin: &Origin,
    ) -> Option<NodeId> {
        match &operation.body {
            Body::Primitive { .. } => {
                let origin = Origin { equations: self.equations(operation, &operands, origin), ..origin.clone() };
                Some(self.add(Node { kind: Kind::Apply { operation, attributes }, operands, shape, origin }))
            }
            Body::Composite(expression) => {
                let letters = letters(operation, &operands, &attributes);
                let origin = Origin { equations: self.equations(operation, &operands, origin), ..origin.clone() };
                self.instantiate(&*Formula::read(expression)?, &letters, &origin, &mut Graph::apply)
            }
        }
    }

    /// The shape of an operation inside a formula. What is assumed of a constant has been reported where the user wrote
    /// it.
    pub fn infer(
        &self,
        operation: &'static Operation,
        operands: &[NodeId],
        attributes: &[Argument],
        origin: &Origin,
    ) -> Option<Shape> {
        let described: Vec<Operand> = operands
            .iter()
            .map(|&operand| Operand {
                text: String::new(),
                shape: self.shape(operand).clone(),
                declared: String::new(),
                number: self.node(operand).number(),
            })
            .collect();
        let sizes: Vec<GivenSize> = attributes
            .iter()
            .filter_map(Argument::size)
            .map(|dim| GivenSize { dim: dim.clone(), at: origin.at })
            .collect();
        let numbers: Vec<Number> = attributes.iter().filter_map(Argument::number).collect();
        let (text, at) = (operation.name, origin.at);
        let application = Application { text, operands: &described, sizes: &sizes, numbers: &numbers, at };
        let shape: Result<Shape, Box<Mismatch>> = (operation.shape.infer)(&application, &mut Dims::default());
        shape.ok()
    }

    /// Builds a formula's nodes with `apply`, which says how an operation enters the graph.
    pub fn instantiate(
        &mut self,
        formula: &Formula,
        letters: &Letters<'_>,
        origin: &Origin,
        apply: &mut impl FnMut(&mut Graph, &'static Operation, Vec<NodeId>, Vec<Argument>, Shape, &Origin) -> Option<NodeId>,
    ) -> Option<NodeId> {
        match formula {
            Formula::Number(value) => Some(self.number(*value, origin)),
            Formula::Letter(letter) => match letters.node(letter) {
                Some(node) => Some(node),
                None => letters.number(letter).map(|value| self.number(value, origin)),
            },
            Formula::Count(what, letter) => {
                let Shape { rows, columns } = letters.shape(self, letter)?.clone();
                let counted = match what {
                    Count::Elements => Shape::new(rows, columns),
                    Count::Rows => Shape::new(rows, Dim::ONE),
                    Count::Columns => Shape::new(Dim::ONE, columns),
                };
                Some(self.size(counted, origin))
            }
            Formula::Mask(like, rate) => {
                let rate = Number(number(rate, letters)?);
                let shape = self.shape(letters.node(like)?).clone();
                Some(self.mask(rate, shape, origin))
            }
            Formula::Broadcast(value, like) => {
                let value = self.instantiate(value, letters, origin, apply)?;
                let shape = self.shape(letters.node(like)?).clone();
                self.broadcast(value, &shape, origin)
            }
            Formula::Apply { operation, operands, attributes } => {
                let mut nodes = Vec::with_capacity(operands.len());
                for operand in operands {
                    nodes.push(self.instantiate(operand, letters, origin, apply)?);
                }
                let attributes = self.attribute_values(operation, attributes, letters)?;
                let shape = self.infer(operation, &nodes, &attributes, origin)?;
                apply(self, operation, nodes, attributes, shape, origin)
            }
        }
    }

    /// The equations of the rule that applies an operation, or the operation's own.
    fn equations(&self, operation: &Operation, operands: &[NodeId], origin: &Origin) -> &'static str {
        if !origin.equations.is_empty() {
            return origin.equations;
        }
        let shapes: Vec<&Shape> = operands.iter().map(|&operand| self.shape(operand)).collect();
        (operation.equations)(&shapes)
    }

    /// A value stretched to a shape. A constant stays a constant.
    pub fn broadcast(&mut self, value: NodeId, shape: &Shape, origin: &Origin) -> Option<NodeId> {
        let node = self.node(value);
        if node.shape == *shape {
            return Some(value);
        }
        if let Kind::Constant(constant) = &node.kind {
            let constant = constant.clone();
            return Some(self.constant(constant, shape.clone(), origin));
        }
        let operation = find("broadcast")?;
        self.apply(operation, vec![value], Vec::new(), shape.clone(), origin)
    }

    /// The value of an elementwise operation on numbers alone, where arithmetic settles it.
    pub fn fold(
        &mut self,
        operation: &Operation,
        operands: &[NodeId],
        shape: &Shape,
        origin: &Origin,
    ) -> Option<NodeId> {
        let numbers: Vec<f64> = operands.iter().map(|&operand| self.node(operand).number()).collect::<Option<_>>()?;
        let value = arithmetic(operation.lowering()?, &numbers)?;
        Some(self.constant(Constant::Number(Number(value)), shape.clone(), origin))
    }
}

/// The letters of an operation's operands and attributes.
pub fn letters<'a>(operation: &'static Operation, operands: &[NodeId], attributes: &[Argument]) -> Letters<'a> {
    let sizes = attributes.iter().filter_map(Argument::size).cloned();
    let numbers = attributes.iter().filter_map(Argument::number).map(|number| number.0);
    Letters {
        nodes: operation.operands.iter().copied().zip(operands.iter().copied()).collect(),
        sizes: operation.shape.arguments.sizes().iter().map(|size| size.name).zip(sizes).collect(),
        numbers: operation.attributes.iter().map(|attribute| attribute.name).zip(numbers).collect(),
        shapes: Vec::new(),
    }
}

impl Graph {
    /// What stands behind the operands in a formula: sizes first, then numbers, with defaults for those that are left
    /// out.
    fn attribute_values(
        &self,
        operation: &Operation,
        given: &[Formula],
        letters: &Letters<'_>,
    ) -> Option<Vec<Argument>> {
        let sizes = operation.shape.arguments.sizes().len();
        let (given_sizes, given_numbers) = given.split_at_checked(sizes)?;
        let sizes = given_sizes.iter().map(|given| Some(Argument::Size(self.formula_size(given, letters)?)));
        let numbers =
            operation.attributes.iter().enumerate().map(|(index, attribute)| match given_numbers.get(index) {
                None => attribute.default.map(|value| Argument::Number(Number(value))),
                Some(given) => number(given, letters).map(|value| Argument::Number(Number(value))),
            });
        sizes.chain(numbers).collect()
    }

    /// The value of a formula over sizes; it may be 0.
    fn formula_size(&self, formula: &Formula, letters: &Letters<'_>) -> Option<Dim> {
        match formula {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "rules have small whole numbers"
            )]
            Formula::Number(value) => Some(Dim::Literal(*value as usize)),
            Formula::Letter(letter) => {
                letters.sizes.iter().find(|(name, _)| *name == letter).map(|(_, size)| size.clone())
            }
            Formula::Count(what, letter) => {
                let shape = letters.shape(self, letter)?;
                match what {
                    Count::Elements => shape.rows.checked_mul(&shape.columns).ok(),
                    Count::Rows => Some(shape.rows.clone()),
                    Count::Columns => Some(shape.columns.clone()),
                }
            }
            Formula::Apply { operation, operands, .. } => {
                let [left, right] = operands.as_slice() else { return None };
                let (left, right) = (self.formula_size(left, letters)?, self.formula_size(right, letters)?);
                let value = match operation.name {
                    "add" => left.checked_add(&right),
                    "sub" => left.checked_sub(&right),
                    "mul" => left.checked_mul(&right),
                    "div" => left.checked_div(&right),
                    _ => return None,
                };
                match value {
                    Err(NoDim::Zero) => Some(Dim::Literal(0)),
                    value => value.ok(),
                }
            }
            Formula::Mask(..) | Formula::Broadcast(..) => None,
        }
    }
}

/// Arithmetic on numbers and attributes, such as the `n - 1` of a power's derivative.
fn number(formula: &Formula, letters: &Letters<'_>) -> Option<f64> {
    match formula {
        Formula::Number(value) => Some(*value),
        Formula::Letter(letter) => letters.number(letter),
        Formula::Apply { operation, operands, .. } => {
            let operands: Vec<f64> = operands.iter().map(|operand| number(operand, letters)).collect::<Option<_>>()?;
            arithmetic(operation.lowering()?, &operands)
        }
        Formula::Count(..) | Formula::Mask(..) | Formula::Broadcast(..) => None,
    }
}

/// The value of an elementwise operation on numbers, where arithmetic settles it.
fn arithmetic(lowering: &Lowering, numbers: &[f64]) -> Option<f64> {
    match (lowering, numbers) {
        (Lowering::Elementwise(Scalar::Infix("+", _)), [a, b]) => Some(a + b),
        (Lowering::Elementwise(Scalar::Infix("-", _)), [a, b]) => Some(a - b),
        (Lowering::Elementwise(Scalar::Infix("*", _)), [a, b]) => Some(a * b),
        (Lowering::Elementwise(Scalar::Infix("/", _)), [a, b]) => Some(a / b),
        (Lowering::Elementwise(Scalar::Negation), [a]) => Some(-a),
        (Lowering::Elementwise(Scalar::Identity), [a]) => Some(*a),
        _ => None,
    }
}
