//! An interpreter of graphs, for tests alone: what a graph means, written down a second time and without any
//! cleverness.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use crate::graph::shape::{Dim, Shape};
use crate::graph::{Argument, Constant, Graph, Kind, NodeId, Number};
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
            Kind::Foreign(call) => panic!("the interpreter does not know the Rust function `{}`", call.name),
            Kind::Constant(Constant::Number(Number(value))) => Matrix::from_fn(rows, columns, |_, _| *value),
            Kind::Constant(Constant::Size(shape)) => {
                let (r, c) = size(shape);
                Matrix::from_fn(rows, columns, |_, _| (r * c) as f64)
            }
            Kind::Apply { operation, attributes } => match operation.lowering().expect("composites are expanded") {
                Lowering::Elementwise(scalar) => Matrix::from_fn(rows, columns, |row, column| {
                    let elements: Vec<f64> = operands.iter().map(|operand| operand.at(row, column)).collect();
                    elementwise(*scalar, &elements, &numbers(attributes))
                }),
                Lowering::Reduction { kernel, .. }
                | Lowering::Kernel { kernel }
                | Lowering::Losses { kernel }
                | Lowering::Product { kernel } => whole(kernel, &operands, attributes, (rows, columns)),
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
        (Scalar::Function(name) | Scalar::Finishing { function: name, .. }, [a]) => match name {
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
            "log1p" => (1.0 + a).ln(),
            "abs" => (a * a).sqrt(),
            "sign" => a / a.abs(),
            "round" => (a - 0.5).ceil(),
            "floor" => a - a.rem_euclid(1.0),
            "ceil" => a + (-a).rem_euclid(1.0),
            "sin" => (0.5 * std::f64::consts::PI - a).cos(),
            "cos" => (0.5 * std::f64::consts::PI - a).sin(),
            "atan" => (a / (1.0 + a * a).sqrt()).asin(),
            "recip" => a.powi(-1),
            "rsqrt" => a.powf(-0.5),
            "pow" => a.powf(attributes[0].0),
            "clamp" => a.max(attributes[0].0).min(attributes[1].0),
            "celu" => a.max(0.0) + (attributes[0].0 * ((a / attributes[0].0).exp() - 1.0)).min(0.0),
            "softsign" => a / (1.0 + a.abs()),
            other => panic!("the interpreter does not know `{other}`"),
        },
        (Scalar::Function("select"), [a, b, c]) => {
            if *a > 0.0 {
                *b
            } else {
                *c
            }
        }
        (Scalar::FunctionOfWhole("powi"), [a]) => a.powf(attributes[0].0),
        (Scalar::Function("pow"), [a, b]) => a.powf(*b),
        (Scalar::Function("maximum"), [a, b]) => a.max(*b),
        (Scalar::Function("minimum"), [a, b]) => a.min(*b),
        (Scalar::Function("clamp"), [a, low, high]) => a.max(*low).min(*high),
        (Scalar::Function("greater"), [a, b]) => f64::from(a > b),
        (Scalar::Function("greater_equal"), [a, b]) => f64::from(a >= b),
        (Scalar::Function("less"), [a, b]) => f64::from(a < b),
        (Scalar::Function("less_equal"), [a, b]) => f64::from(a <= b),
        (Scalar::Function("equal"), [a, b]) => f64::from(a.total_cmp(b).is_eq()),
        (Scalar::Function("not_equal"), [a, b]) => f64::from(a.total_cmp(b).is_ne()),
        (Scalar::Function("leaky_relu"), [a, slope]) => a.max(0.0) + slope * a.min(0.0),
        (Scalar::Function("sigmoid_cross_entropy"), [a, y]) => -y * sigmoid(*a).ln() - (1.0 - y) * sigmoid(-a).ln(),
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

/// The elements of each column, and those of each row.
fn lists(a: &Matrix) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let columns = (0..a.columns).map(|column| (0..a.rows).map(|row| a.at(row, column)).collect()).collect();
    let rows = (0..a.rows).map(|row| (0..a.columns).map(|column| a.at(row, column)).collect()).collect();
    (columns, rows)
}

/// A reduction by its name without `_rows` and `_cols`.
fn reduced(name: &str, list: &[f64], attributes: &[Number]) -> Option<f64> {
    let count = list.len() as f64;
    let mean = list.iter().sum::<f64>() / count;
    let extreme = |is_better: fn(f64, f64) -> bool| {
        (1..list.len()).fold(0, |best, index| if is_better(list[index], list[best]) { index } else { best })
    };
    let variance = || list.iter().map(|element| (element - mean).powi(2)).sum::<f64>() / (count - attributes[0].0);
    Some(match name {
        "sum" => list.iter().sum(),
        "mean" => mean,
        "max" => list[extreme(|a, b| a > b)],
        "min" => list[extreme(|a, b| a < b)],
        "argmax" => extreme(|a, b| a > b) as f64,
        "argmin" => extreme(|a, b| a < b) as f64,
        "prod" => list.iter().product(),
        "var" => variance(),
        "std" => variance().sqrt(),
        "logsumexp" => list.iter().map(|element| element.exp()).sum::<f64>().ln(),
        _ => return None,
    })
}

/// A scan of one column: what stands in each row, from those up to it and the one before.
fn scanned(a: &Matrix, element: impl Fn(usize, &[f64], f64) -> f64) -> Matrix {
    let (columns, _) = lists(a);
    let mut scanned = Matrix::from_fn(a.rows, a.columns, |_, _| 0.0);
    for (column, list) in columns.iter().enumerate() {
        let mut before = 0.0;
        for row in 0..a.rows {
            before = element(row, list, before);
            scanned.elements[row * a.columns + column] = before;
        }
    }
    scanned
}

fn numbers(attributes: &[Argument]) -> Vec<Number> {
    attributes.iter().filter_map(Argument::number).collect()
}

/// Operations that put elements elsewhere, into a matrix of that size.
fn placed(kernel: &str, operands: &[&Matrix], sizes: &[usize], (rows, columns): (usize, usize)) -> Option<Matrix> {
    let first = operands[0];
    let mut out = Matrix::from_fn(rows, columns, |_, _| 0.0);
    let mut put = |row: usize, column: usize, element: f64| out.elements[row * columns + column] += element;
    match kernel {
        "concat_cols" | "concat_rows" => {
            let (mut top, mut left) = (0, 0);
            for operand in operands {
                for row in 0..operand.rows {
                    for column in 0..operand.columns {
                        put(top + row, left + column, operand.elements[row * operand.columns + column]);
                    }
                }
                if kernel == "concat_cols" { left += operand.columns } else { top += operand.rows }
            }
        }
        "reshape" => return Some(Matrix { rows, columns, elements: first.elements.clone() }),
        "diagonal" => (0..first.rows).for_each(|index| put(0, index, first.elements[index * first.columns + index])),
        _ => {
            for row in 0..first.rows {
                for column in 0..first.columns {
                    let element = first.elements[row * first.columns + column];
                    match kernel {
                        "block" => {
                            let (top, left) = (sizes[0], sizes[1]);
                            if (top..top + rows).contains(&row) && (left..left + columns).contains(&column) {
                                put(row - top, column - left, element);
                            }
                        }
                        "place" => put(sizes[0] + row, sizes[1] + column, element),
                        "repeat" => {
                            let across = columns / first.columns;
                            for tile in 0..(rows / first.rows) * across {
                                put(tile / across * first.rows + row, tile % across * first.columns + column, element);
                            }
                        }
                        "sum_tiles" => put(row % rows, column % columns, element),
                        "diag" => put(column, column, element),
                        "tril" if column <= row => put(row, column, element),
                        "triu" if column >= row => put(row, column, element),
                        "tril" | "triu" => {}
                        _ => return None,
                    }
                }
            }
        }
    }
    Some(out)
}

fn whole(kernel: &str, operands: &[&Matrix], attributes: &[Argument], shape: (usize, usize)) -> Matrix {
    let sizes: Vec<usize> = attributes
        .iter()
        .filter_map(Argument::size)
        .map(|size| match size {
            Dim::Literal(value) => *value,
            other => panic!("`{other}` has no value"),
        })
        .collect();
    if let Some(placed) = placed(kernel, operands, &sizes, shape) {
        return placed;
    }
    let attributes: &[Number] = &numbers(attributes);
    if let [a] = operands {
        let (columns, rows) = lists(a);
        let all = if let Some(name) = kernel.strip_suffix("_rows") {
            columns.iter().map(|list| reduced(name, list, attributes)).collect::<Option<Vec<f64>>>()
        } else if let Some(name) = kernel.strip_suffix("_cols") {
            rows.iter().map(|list| reduced(name, list, attributes)).collect()
        } else {
            reduced(kernel, &a.elements, attributes).map(|value| vec![value])
        };
        if let Some(elements) = all {
            let (rows, columns) = match kernel {
                _ if kernel.ends_with("_rows") => (1, a.columns),
                _ if kernel.ends_with("_cols") => (a.rows, 1),
                _ => (1, 1),
            };
            return Matrix { rows, columns, elements };
        }
        // What runs across the columns runs down the rows of the transpose.
        let down = match kernel {
            "cumsum_cols" => "cumsum_rows",
            "tailsum_cols" => "tailsum_rows",
            "products_before_cols" => "products_before_rows",
            "softmax_cols" => "softmax",
            "log_softmax_cols" => "log_softmax",
            "flip_cols" => "flip_rows",
            _ => "",
        };
        if !down.is_empty() {
            return whole(down, &[&a.transposed()], &[], (shape.1, shape.0)).transposed();
        }
    }
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
        ("cumsum_rows", [a]) => scanned(a, |row, list, _| list[..=row].iter().sum()),
        ("tailsum_rows", [a]) => scanned(a, |row, list, _| list[row..].iter().sum()),
        ("products_before_rows", [a]) => scanned(a, |row, list, _| list[..row].iter().product()),
        ("shift_rows", [a]) => scanned(a, |row, list, _| if row == 0 { 0.0 } else { list[row - 1] }),
        ("flip_rows", [a]) => Matrix::from_fn(a.rows, a.columns, |row, column| a.at(a.rows - 1 - row, column)),
        ("recurrence_rows", [a, b]) => {
            let mut c = Matrix::from_fn(a.rows, a.columns, |_, _| 0.0);
            for row in 0..a.rows {
                for column in 0..a.columns {
                    let before =
                        if row == 0 { 0.0 } else { a.at(row, column) * c.elements[(row - 1) * a.columns + column] };
                    c.elements[row * a.columns + column] = before + b.at(row, column);
                }
            }
            c
        }
        ("log_softmax", [a]) => log_softmax(a),
        ("softmax", [a]) => {
            let logarithm = log_softmax(a);
            Matrix::from_fn(a.rows, a.columns, |row, column| logarithm.at(row, column).exp())
        }
        ("gather", [a, y]) => {
            let term = |row, column| a.at(row, column) * y.at(row, column);
            Matrix::from_fn(a.rows, 1, |row, _| (0..a.columns).map(|column| term(row, column)).sum())
        }
        ("known", [y]) => Matrix::from_fn(y.rows, 1, |row, _| {
            let sum: f64 = (0..y.columns).map(|column| y.at(row, column)).sum();
            f64::from(u8::from(sum != 0.0))
        }),
        ("embedding", [a, y]) => y.product(a),
        ("scatter_rows", [y, a]) => y.transposed().product(a),
        ("label_softmax_cross_entropy", [a, y]) | ("label_softmax_cross_entropy_of", [a, y, _]) => {
            Matrix::from_fn(a.rows, 1, |row, _| {
                let chosen: f64 = (0..a.columns).map(|column| a.at(row, column) * y.at(row, column)).sum();
                row_of(a, row).iter().map(|element| element.exp()).sum::<f64>().ln() - chosen
            })
        }
        ("softmax_cross_entropy", [a, y]) | ("softmax_cross_entropy_of", [a, y, _]) => {
            let logarithm = log_softmax(a);
            let term = |row, column| -y.at(row, column) * logarithm.at(row, column);
            Matrix::from_fn(a.rows, 1, |row, _| (0..a.columns).map(|column| term(row, column)).sum())
        }
        other => panic!("the interpreter does not know {other:?}"),
    }
}
