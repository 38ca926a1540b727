//! An interpreter of graphs, for tests alone: what a graph means, written down a second time and without any
//! cleverness.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use crate::graph::shape::{Dim, Shape};
use crate::graph::{Constant, Graph, Kind, NodeId, Number};
use crate::ops::{Lowering, Scalar};

/// A matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub rows: usize,
    pub columns: usize,
    pub elements: Vec<f64>,
}

impl Matrix {
    pub fn from_fn(rows: usize, columns: usize, mut element: impl FnMut(usize, usize) -> f64) -> Self {
        let elements = (0..rows * columns).map(|index| element(index / columns, index % columns)).collect();
        Matrix { rows, columns, elements }
    }

    /// The element in that place, or the one that is stretched to it.
    fn at(&self, row: usize, column: usize) -> f64 {
        let row = if self.rows == 1 { 0 } else { row };
        let column = if self.columns == 1 { 0 } else { column };
        self.elements[row * self.columns + column]
    }

    fn transposed(&self) -> Self {
        Matrix::from_fn(self.columns, self.rows, |row, column| self.at(column, row))
    }

    fn product(&self, other: &Matrix) -> Self {
        assert_eq!(self.columns, other.rows);
        let element = |row, column| (0..self.columns).map(|k| self.at(row, k) * other.at(k, column)).sum();
        Matrix::from_fn(self.rows, other.columns, element)
    }

    pub fn sum(&self) -> f64 {
        self.elements.iter().sum()
    }
}

/// The values of all nodes, given those of the leaves.
pub fn evaluate(graph: &Graph, leaf: &dyn Fn(NodeId) -> Matrix) -> Vec<Matrix> {
    let mut values: Vec<Matrix> = Vec::with_capacity(graph.len());
    for id in graph.ids() {
        let node = graph.node(id);
        let (rows, columns) = size(&node.shape);
        let operands: Vec<&Matrix> = node.operands.iter().map(|operand| &values[operand.index()]).collect();
        let value = match &node.kind {
            Kind::Leaf(_) => leaf(id),
            Kind::Constant(Constant::Number(Number(value))) => Matrix::from_fn(rows, columns, |_, _| *value),
            Kind::Constant(Constant::Size(shape)) => {
                let (r, c) = size(shape);
                Matrix::from_fn(rows, columns, |_, _| (r * c) as f64)
            }
            Kind::Apply { operation, attributes } => match operation.lowering().expect("composites are expanded") {
                Lowering::Elementwise(scalar) => Matrix::from_fn(rows, columns, |row, column| {
                    let elements: Vec<f64> = operands.iter().map(|operand| operand.at(row, column)).collect();
                    elementwise(*scalar, &elements, attributes)
                }),
                Lowering::Reduction { kernel, .. } | Lowering::Kernel { kernel } => whole(kernel, &operands),
            },
        };
        assert_eq!((value.rows, value.columns), (rows, columns), "the shape rule of {:?}", node.kind);
        values.push(value);
    }
    values
}

pub fn size(shape: &Shape) -> (usize, usize) {
    let size = |dim: &Dim| match dim {
        Dim::Literal(value) => *value,
        other => panic!("`{other}` has no value"),
    };
    (size(&shape.rows), size(&shape.columns))
}

fn elementwise(scalar: Scalar, elements: &[f64], attributes: &[Number]) -> f64 {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    match (scalar, elements) {
        (Scalar::Infix("+", _), [a, b]) => a + b,
        (Scalar::Infix("-", _), [a, b]) => a - b,
        (Scalar::Infix("*", _), [a, b]) => a * b,
        (Scalar::Infix("/", _), [a, b]) => a / b,
        (Scalar::Negation, [a]) => -a,
        (Scalar::Identity, [a, ..]) => *a,
        (Scalar::Function(name), [a]) => match name {
            "exp" => a.exp(),
            "ln" => a.ln(),
            "sqrt" => a.sqrt(),
            "square" => a * a,
            "expm1" => a.exp_m1(),
            "erf" => erf(*a),
            "sigmoid" => sigmoid(*a),
            "tanh" => a.tanh(),
            "relu" => a.max(0.0),
            "leaky_relu" | "elu" if *a > 0.0 => *a,
            "leaky_relu" => attributes[0].0 * a,
            "elu" => attributes[0].0 * a.exp_m1(),
            "gelu" => 0.5 * a * (1.0 + erf(a / 2_f64.sqrt())),
            "silu" => a * sigmoid(*a),
            "softplus" => a.exp().ln_1p(),
            other => panic!("the interpreter does not know `{other}`"),
        },
        (Scalar::Function("select"), [a, b, c]) => {
            if *a > 0.0 {
                *b
            } else {
                *c
            }
        }
        (Scalar::Function("xlogy"), [y, b]) => y * b.ln(),
        (Scalar::Function("xdivy"), [y, b]) => y / b,
        other => panic!("the interpreter does not know {other:?}"),
    }
}

/// By its Taylor series, which is exact enough for the small arguments of tests.
fn erf(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    for n in 1..60 {
        let n = f64::from(n);
        term *= -x * x / n;
        sum += term / (2.0 * n + 1.0);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}

fn whole(kernel: &str, operands: &[&Matrix]) -> Matrix {
    let row_of = |a: &Matrix, row| -> Vec<f64> { (0..a.columns).map(|column| a.at(row, column)).collect() };
    let log_softmax = |a: &Matrix| {
        Matrix::from_fn(a.rows, a.columns, |row, column| {
            a.at(row, column) - row_of(a, row).iter().map(|element| element.exp()).sum::<f64>().ln()
        })
    };
    match (kernel, operands) {
        ("matmul", [a, b]) => a.product(b),
        ("matmul_tn", [a, b]) => a.transposed().product(b),
        ("matmul_nt", [a, b]) => a.product(&b.transposed()),
        ("matmul_tt", [a, b]) => a.transposed().product(&b.transposed()),
        ("transpose", [a]) => a.transposed(),
        ("sum", [a]) => Matrix::from_fn(1, 1, |_, _| a.sum()),
        ("mean", [a]) => Matrix::from_fn(1, 1, |_, _| a.sum() / a.elements.len() as f64),
        ("sum_rows", [a]) => Matrix::from_fn(1, a.columns, |_, column| (0..a.rows).map(|row| a.at(row, column)).sum()),
        ("sum_cols", [a]) => Matrix::from_fn(a.rows, 1, |row, _| row_of(a, row).iter().sum()),
        ("log_softmax", [a]) => log_softmax(a),
        ("softmax", [a]) => {
            let logarithm = log_softmax(a);
            Matrix::from_fn(a.rows, a.columns, |row, column| logarithm.at(row, column).exp())
        }
        ("softmax_cross_entropy", [a, y]) => {
            let logarithm = log_softmax(a);
            let term = |row, column| -y.at(row, column) * logarithm.at(row, column);
            Matrix::from_fn(a.rows, 1, |row, _| (0..a.columns).map(|column| term(row, column)).sum())
        }
        other => panic!("the interpreter does not know {other:?}"),
    }
}
