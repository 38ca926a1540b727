//! The shape rules that operations share, and how a mismatch is put in words.

use crate::graph::shape::{Comparison, Dim, Dims, Shape};
use crate::parse::syntax::Range;

/// How an operation's result gets its shape.
#[derive(Debug, Clone, Copy)]
pub struct ShapeRule {
    /// As the reference shows it: `[M, K], [K, N] → [M, N]`.
    pub signature: &'static str,
    /// The result's shape, or what is wrong with the operands' shapes.
    pub infer: fn(&Application<'_>, &mut Dims) -> Result<Shape, Box<Mismatch>>,
}

/// The result has its only operand's shape.
pub const SAME: ShapeRule = ShapeRule { signature: "[R, C] → [R, C]", infer: same };

/// The result is a scalar.
pub const SCALAR: ShapeRule = ShapeRule { signature: "[R, C] → scalar", infer: scalar };

/// One row of the operand's columns.
pub const ONE_ROW: ShapeRule = ShapeRule { signature: "[R, C] → [C]", infer: one_row };

/// One column of the operand's rows.
pub const ONE_COLUMN: ShapeRule = ShapeRule { signature: "[R, C] → [R, 1]", infer: one_column };

/// Rows and columns change places.
pub const TRANSPOSED: ShapeRule = ShapeRule { signature: "[R, C] → [C, R]", infer: transposed };

/// `NumPy`'s broadcasting in two dimensions: in each, the sizes are equal or one of them is 1 and stretches.
pub const BROADCAST: ShapeRule =
    ShapeRule { signature: "[R, C], [R, C] → [R, C], where a 1 stretches", infer: broadcast };

/// Both operands have one shape, exactly, and so has the result.
pub const EQUAL: ShapeRule = ShapeRule { signature: "[R, C], [R, C] → [R, C]", infer: equal };

/// Both operands have one shape, exactly, and the result is one column: a value for each row.
pub const EQUAL_TO_COLUMN: ShapeRule = ShapeRule { signature: "[R, C], [R, C] → [R, 1]", infer: equal_to_column };

/// Both operands have one shape, exactly, and the result is a scalar.
pub const EQUAL_TO_SCALAR: ShapeRule = ShapeRule { signature: "[R, C], [R, C] → scalar", infer: equal_to_scalar };

/// The matrix product.
pub const PRODUCT: ShapeRule = ShapeRule {
    signature: "[M, K], [K, N] → [M, N]",
    infer: |application, dims| product(application, [false, false], dims),
};

/// The matrix product, the left factor transposed.
pub const PRODUCT_TN: ShapeRule = ShapeRule {
    signature: "[K, M], [K, N] → [M, N]",
    infer: |application, dims| product(application, [true, false], dims),
};

/// The matrix product, the right factor transposed.
pub const PRODUCT_NT: ShapeRule = ShapeRule {
    signature: "[M, K], [N, K] → [M, N]",
    infer: |application, dims| product(application, [false, true], dims),
};

/// The matrix product, both factors transposed.
pub const PRODUCT_TT: ShapeRule = ShapeRule {
    signature: "[K, M], [N, K] → [M, N]",
    infer: |application, dims| product(application, [true, true], dims),
};

/// An operation about to be applied.
#[derive(Debug)]
pub struct Application<'a> {
    /// The whole expression as it stands in the source.
    pub text: &'a str,
    pub operands: &'a [Operand],
    pub at: Range,
}

/// An operand about to be used.
#[derive(Debug, Clone)]
pub struct Operand {
    /// As it stands in the source: `x`, `x @ w`.
    pub text: String,
    pub shape: Shape,
    /// Where its shape comes from: "declared as `[B, 64]`"; empty for what has no declaration.
    pub declared: String,
}

/// What is wrong with the operands' shapes.
#[derive(Debug)]
pub struct Mismatch {
    /// What is wrong, with both shapes.
    pub headline: String,
    /// Where each shape comes from.
    pub detail: Option<String>,
    /// What to write.
    pub help: Option<String>,
    /// The shape to go on with, so that one mistake gives one error.
    pub guess: Option<Shape>,
}

impl Mismatch {
    /// The message as a user sees it.
    pub fn message(&self) -> String {
        let mut message = self.headline.clone();
        if let Some(detail) = &self.detail {
            message.push('\n');
            message.push_str(detail);
        }
        if let Some(help) = &self.help {
            message.push_str("\nhelp: ");
            message.push_str(help);
        }
        message
    }
}

impl Operand {
    /// "`x` is [B, 64]".
    pub fn is(&self) -> String {
        format!("`{}` is {}", self.text, self.shape)
    }

    fn origin(&self) -> String {
        if self.declared.is_empty() { String::new() } else { format!(" ({})", self.declared) }
    }

    /// "; `b` is declared as `[64]`", where that reads otherwise than the shape.
    fn written_otherwise(&self) -> String {
        let says_more = !self.declared.is_empty() && !self.declared.contains(&self.shape.to_string());
        if says_more { format!("; `{}` is {}", self.text, self.declared) } else { String::new() }
    }
}

impl Application<'_> {
    /// "`x` is [B, 64] and `w` is [32, 10]".
    pub fn operand_shapes(&self) -> String {
        let shapes: Vec<String> = self.operands.iter().map(Operand::is).collect();
        shapes.join(", ")
    }

    /// Requires two dimensions to be equal: proves it, or assumes it of a constant.
    pub fn require(&self, left: &Dim, right: &Dim, what: &str, dims: &mut Dims) -> bool {
        match dims.compare(left, right) {
            Comparison::Equal => true,
            Comparison::Different => false,
            Comparison::Unknown => {
                let message = format!("`{}`: {what} differ: {}", self.text, self.operand_shapes());
                dims.assume(left, right, message, self.at);
                true
            }
        }
    }

    #[expect(clippy::unnecessary_box_returns, reason = "as shape rules return it")]
    pub fn mismatch(&self, what: &str) -> Box<Mismatch> {
        Box::new(Mismatch {
            headline: format!("`{}`: {what}: {}", self.text, self.operand_shapes()),
            detail: None,
            help: None,
            guess: None,
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a shape rule")]
fn same(application: &Application<'_>, _: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    Ok(application.operands[0].shape.clone())
}

#[expect(clippy::unnecessary_wraps, reason = "a shape rule")]
fn scalar(_: &Application<'_>, _: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    Ok(Shape::SCALAR)
}

#[expect(clippy::unnecessary_wraps, reason = "a shape rule")]
fn one_row(application: &Application<'_>, _: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    Ok(Shape::new(Dim::ONE, application.operands[0].shape.columns.clone()))
}

#[expect(clippy::unnecessary_wraps, reason = "a shape rule")]
fn one_column(application: &Application<'_>, _: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    Ok(Shape::new(application.operands[0].shape.rows.clone(), Dim::ONE))
}

#[expect(clippy::unnecessary_wraps, reason = "a shape rule")]
fn transposed(application: &Application<'_>, _: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    Ok(application.operands[0].shape.transposed())
}

fn broadcast(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let mut shape = application.operands[0].shape.clone();
    for operand in &application.operands[1..] {
        let rows = stretch(application, &shape.rows, &operand.shape.rows, "rows", dims);
        let columns = stretch(application, &shape.columns, &operand.shape.columns, "columns", dims);
        match (rows, columns) {
            (Some(rows), Some(columns)) => shape = Shape::new(rows, columns),
            (rows, columns) => return Err(cannot_meet(application, rows.is_none(), columns.is_none())),
        }
    }
    Ok(shape)
}

fn stretch(application: &Application<'_>, left: &Dim, right: &Dim, what: &str, dims: &mut Dims) -> Option<Dim> {
    match (left.is_one(), right.is_one()) {
        (true, _) => Some(right.clone()),
        (_, true) => Some(left.clone()),
        _ => application.require(left, right, what, dims).then(|| dims.canonical(left)),
    }
}

#[expect(clippy::unnecessary_box_returns, reason = "as shape rules return it")]
fn cannot_meet(application: &Application<'_>, rows: bool, columns: bool) -> Box<Mismatch> {
    let what = match (rows, columns) {
        (true, true) => "rows and columns differ",
        (true, false) => "rows differ",
        _ => "columns differ",
    };
    let mut mismatch = application.mismatch(what);
    let [left, .., right] = application.operands else { return mismatch };
    mismatch.detail = Some(format!(
        "elementwise operations need equal sizes, or a 1 that stretches{}{}",
        left.written_otherwise(),
        right.written_otherwise()
    ));
    let meet = |a: &Dim, b: &Dim| a == b || a.is_one() || b.is_one();
    let (across, down) = (&right.shape.rows, &right.shape.columns);
    mismatch.help = if meet(&left.shape.rows, down) && meet(&left.shape.columns, across) {
        Some(format!("transpose one of them: `{}.T`", parenthesised(&right.text)))
    } else if application.text.contains('*') && left.shape.columns == right.shape.rows {
        Some(format!("`*` is the elementwise product; for the matrix product write `{} @ {}`", left.text, right.text))
    } else {
        None
    };
    mismatch.guess = Some(if left.shape.is_scalar() { right.shape.clone() } else { left.shape.clone() });
    mismatch
}

/// Both operands have one shape, exactly.
fn equal(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let [left, right] = application.operands else { return Err(application.mismatch("two operands are needed")) };
    if application.require(&left.shape.rows, &right.shape.rows, "rows", dims)
        && application.require(&left.shape.columns, &right.shape.columns, "columns", dims)
    {
        return Ok(dims.canonical_shape(&left.shape));
    }
    let mut mismatch = application.mismatch("the shapes differ");
    mismatch.detail =
        Some(format!("both have to have the same shape{}{}", left.written_otherwise(), right.written_otherwise()));
    if left.shape == right.shape.transposed() {
        mismatch.help = Some(format!("transpose one of them: `{}.T`", parenthesised(&right.text)));
    }
    mismatch.guess = Some(left.shape.clone());
    Err(mismatch)
}

/// [`equal`], and the result is one column: a value for each row.
fn equal_to_column(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let column = |shape: Shape| Shape::new(shape.rows, Dim::ONE);
    match equal(application, dims) {
        Ok(shape) => Ok(column(shape)),
        Err(mut mismatch) => {
            mismatch.guess = mismatch.guess.take().map(column);
            Err(mismatch)
        }
    }
}

/// [`equal`], and the result is a scalar.
fn equal_to_scalar(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    match equal(application, dims) {
        Ok(_) => Ok(Shape::SCALAR),
        Err(mut mismatch) => {
            mismatch.guess = Some(Shape::SCALAR);
            Err(mismatch)
        }
    }
}

/// `[M, K] · [K, N]` is `[M, N]`, with each factor taken transposed where `transposed` says so.
fn product(application: &Application<'_>, transposed: [bool; 2], dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let [left, right] = application.operands else { return Err(application.mismatch("two operands are needed")) };
    let oriented = |operand: &Operand, transposed: bool| {
        if transposed { operand.shape.transposed() } else { operand.shape.clone() }
    };
    let (a, b) = (oriented(left, transposed[0]), oriented(right, transposed[1]));
    let shape = Shape::new(a.rows.clone(), b.columns.clone());
    if application.require(&a.columns, &b.rows, "inner dimensions", dims) {
        return Ok(shape);
    }
    let mut mismatch = application.mismatch("inner dimensions differ");
    mismatch.detail = Some(format!(
        "`{}` has {} columns{}, `{}` has {} rows{}",
        left.text,
        a.columns,
        left.origin(),
        right.text,
        b.rows,
        right.origin()
    ));
    let (help, guess) = product_fix(left, right, dims).unzip();
    mismatch.help = help;
    mismatch.guess = Some(guess.unwrap_or(shape));
    Err(mismatch)
}

/// Which small edit would make the product fit, and the shape that it would have then.
fn product_fix(left: &Operand, right: &Operand, dims: &Dims) -> Option<(String, Shape)> {
    let (a, b) = (&left.shape, &right.shape);
    let (x, y) = (parenthesised(&left.text), parenthesised(&right.text));
    if dims.are_equal(&a.columns, &b.columns) {
        let shape = Shape::new(a.rows.clone(), b.rows.clone());
        Some((format!("transpose the right factor: `{x} @ {y}.T`"), shape))
    } else if dims.are_equal(&a.rows, &b.rows) {
        let shape = Shape::new(a.columns.clone(), b.columns.clone());
        Some((format!("transpose the left factor: `{x}.T @ {y}`"), shape))
    } else if dims.are_equal(&b.columns, &a.rows) {
        let shape = Shape::new(b.rows.clone(), a.columns.clone());
        Some((format!("change their order: `{y} @ {x}`"), shape))
    } else if a.is_scalar() || b.is_scalar() {
        let shape = if a.is_scalar() { b.clone() } else { a.clone() };
        Some((format!("to scale a matrix write `{} * {}`", left.text, right.text), shape))
    } else {
        None
    }
}

/// The text as it can stand beside an operator.
fn parenthesised(text: &str) -> String {
    let is_atom = text.chars().all(|character| character.is_alphanumeric() || character == '_' || character == '.');
    if is_atom || text.ends_with(')') && !text.starts_with('(') && !text.contains(") ") {
        text.to_owned()
    } else {
        format!("({text})")
    }
}
