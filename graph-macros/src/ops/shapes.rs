//! The shape rules that operations share, and how a mismatch is put in words.

use crate::graph::Number;
use crate::graph::shape::{Comparison, Dim, Dims, Shape};
use crate::parse::syntax::Range;

/// How an operation's result gets its shape.
#[derive(Debug, Clone, Copy)]
pub struct ShapeRule {
    /// As the reference shows it: `[M, K], [K, N] → [M, N]`.
    pub signature: &'static str,
    /// What a call gives besides the operands that have letters, and what has a part in the shape.
    pub arguments: Arguments,
    /// The result's shape, or what is wrong with the operands' shapes.
    pub infer: fn(&Application<'_>, &mut Dims) -> Result<Shape, Box<Mismatch>>,
}

/// What a call gives to a shape rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arguments {
    /// The operands alone.
    Operands,
    /// The last operand may be repeated: `concat_cols(a, b, c)`.
    More,
    /// Sizes behind the operands: `slice_rows(a, 0, 3)`.
    Sizes(&'static [Size]),
    /// A shape behind the operands, as two sizes: `reshape(a, [3, 4])`.
    Shape,
}

/// A whole number that is known at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub name: &'static str,
    pub role: Role,
}

/// What a size is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A place or a number of places, from 0 on. The kernel is given it.
    Offset,
    /// At least 1, and of no concern to the kernel: it follows from the shapes.
    Dimension,
}

const ROWS_AND_COLUMNS: &[Size] =
    &[Size { name: "rows", role: Role::Dimension }, Size { name: "columns", role: Role::Dimension }];

impl Role {
    /// The least value that it can have.
    pub fn least(self) -> usize {
        match self {
            Role::Offset => 0,
            Role::Dimension => 1,
        }
    }
}

impl Arguments {
    /// The sizes, in their order.
    pub fn sizes(self) -> &'static [Size] {
        match self {
            Arguments::Operands | Arguments::More => &[],
            Arguments::Sizes(sizes) => sizes,
            Arguments::Shape => ROWS_AND_COLUMNS,
        }
    }
}

/// A rule for what is given nothing but its operands.
pub const fn of_operands(
    signature: &'static str,
    infer: fn(&Application<'_>, &mut Dims) -> Result<Shape, Box<Mismatch>>,
) -> ShapeRule {
    ShapeRule { signature, arguments: Arguments::Operands, infer }
}

/// The result has its only operand's shape.
pub const SAME: ShapeRule = of_operands("[R, C] → [R, C]", same);

/// The result is a scalar.
pub const SCALAR: ShapeRule = of_operands("[R, C] → scalar", scalar);

/// One row of the operand's columns.
pub const ONE_ROW: ShapeRule = of_operands("[R, C] → [C]", one_row);

/// One column of the operand's rows.
pub const ONE_COLUMN: ShapeRule = of_operands("[R, C] → [R, 1]", one_column);

/// [`SCALAR`], from more elements than the correction takes off.
pub const SCALAR_OF_SEVERAL: ShapeRule = of_operands("[R, C] → scalar", |application, dims| {
    several(application, |shape| [&shape.rows, &shape.columns])?;
    scalar(application, dims)
});

/// [`ONE_ROW`], from more rows than the correction takes off.
pub const ONE_ROW_OF_SEVERAL: ShapeRule = of_operands("[R, C] → [C]", |application, dims| {
    several(application, |shape| [&shape.rows, &Dim::ONE])?;
    one_row(application, dims)
});

/// [`ONE_COLUMN`], from more columns than the correction takes off.
pub const ONE_COLUMN_OF_SEVERAL: ShapeRule = of_operands("[R, C] → [R, 1]", |application, dims| {
    several(application, |shape| [&Dim::ONE, &shape.columns])?;
    one_column(application, dims)
});

/// Rows and columns change places.
pub const TRANSPOSED: ShapeRule = of_operands("[R, C] → [C, R]", transposed);

/// `NumPy`'s broadcasting in two dimensions: in each, the sizes are equal or one of them is 1 and stretches.
pub const BROADCAST: ShapeRule = of_operands("[R, C], [R, C] → [R, C], where a 1 stretches", broadcast);

/// Both operands have one shape, exactly, and so has the result.
pub const EQUAL: ShapeRule = of_operands("[R, C], [R, C] → [R, C]", equal);

/// Both operands have one shape, exactly, and the result is one column: a value for each row.
pub const EQUAL_TO_COLUMN: ShapeRule = of_operands("[R, C], [R, C] → [R, 1]", equal_to_column);

/// All operands have one shape, exactly, and the result is one column: a value for each row.
pub const ALL_EQUAL_TO_COLUMN: ShapeRule = of_operands("[R, C], [R, C], [R, C] → [R, 1]", |application, dims| {
    let first = application.operands.first().map(|operand| Shape::new(operand.shape.rows.clone(), Dim::ONE));
    for right in 1..application.operands.len() {
        equal_pair(application, [0, right], dims).map_err(|mut mismatch| {
            mismatch.guess.clone_from(&first);
            mismatch
        })?;
    }
    first.ok_or_else(|| application.mismatch("operands are needed"))
});

/// The first two operands have one shape, exactly, the third is one row of as many columns, and the result is one column.
pub const EQUAL_WEIGHTED_TO_COLUMN: ShapeRule = of_operands("[R, C], [R, C], [C] → [R, 1]", |application, dims| {
    let [left, _, weights] = application.operands else {
        return Err(application.mismatch("three operands are needed"));
    };
    let column = Shape::new(left.shape.rows.clone(), Dim::ONE);
    equal_pair(application, [0, 1], dims).map_err(|mut mismatch| {
        mismatch.guess = Some(column.clone());
        mismatch
    })?;
    if weights.shape.rows.is_one()
        && application.require(&weights.shape.columns, &left.shape.columns, "numbers of weights and classes", dims)
    {
        return Ok(column);
    }
    let mut mismatch = application.mismatch("the weights are not one row with one for each class");
    mismatch.headline = format!(
        "`{}`: the weights are not one row with one for each class: {}, {}",
        application.text,
        weights.is(),
        left.is()
    );
    if weights.shape.columns.is_one() && dims.are_equal(&weights.shape.rows, &left.shape.columns) {
        mismatch.help = Some(format!("transpose the weights: `{}`", transpose_of(&weights.text)));
    } else {
        mismatch.help = Some(format!("declare the weights as `[{}]`", left.shape.columns));
    }
    mismatch.guess = Some(column);
    Err(mismatch)
});

/// Both operands have one shape, exactly, and the result is a scalar.
pub const EQUAL_TO_SCALAR: ShapeRule = of_operands("[R, C], [R, C] → scalar", equal_to_scalar);

/// The matrix product.
pub const PRODUCT: ShapeRule =
    of_operands("[M, K], [K, N] → [M, N]", |application, dims| product(application, [false, false], dims));

/// The matrix product, the left factor transposed.
pub const PRODUCT_TN: ShapeRule =
    of_operands("[K, M], [K, N] → [M, N]", |application, dims| product(application, [true, false], dims));

/// The matrix product, the right factor transposed.
pub const PRODUCT_NT: ShapeRule =
    of_operands("[M, K], [N, K] → [M, N]", |application, dims| product(application, [false, true], dims));

/// The matrix product, both factors transposed.
pub const PRODUCT_TT: ShapeRule =
    of_operands("[K, M], [N, K] → [M, N]", |application, dims| product(application, [true, true], dims));

/// An operation about to be applied.
#[derive(Debug)]
pub struct Application<'a> {
    /// The whole expression as it stands in the source.
    pub text: &'a str,
    pub operands: &'a [Operand],
    /// The sizes behind them, as many as the rule has.
    pub sizes: &'a [GivenSize],
    /// The numbers behind those, as many as the operation has attributes.
    pub numbers: &'a [Number],
    pub at: Range,
}

/// A size about to be used.
#[derive(Debug, Clone)]
pub struct GivenSize {
    pub dim: Dim,
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
    /// The number itself, where it is one.
    pub number: Option<f64>,
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
    /// Where it is wrong, if not everywhere.
    pub at: Option<Range>,
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

    pub fn origin(&self) -> String {
        if self.declared.is_empty() { String::new() } else { format!(" ({})", self.declared) }
    }

    /// "; `b` is declared as `[64]`", where that reads otherwise than the shape.
    pub fn written_otherwise(&self) -> String {
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

    /// Requires the two numbers that are bounds to be in their order.
    pub fn ascending(&self, low: f64, high: f64) -> Result<(), Box<Mismatch>> {
        if low < high {
            return Ok(());
        }
        Err(Box::new(Mismatch {
            headline: format!("`{}`: the low bound, {low}, is not below the high one, {high}", self.text),
            detail: None,
            help: Some("write the smaller number first".to_owned()),
            guess: self.operands.first().map(|operand| operand.shape.clone()),
            at: None,
        }))
    }

    pub fn mismatch(&self, what: &str) -> Box<Mismatch> {
        Box::new(Mismatch {
            headline: format!("`{}`: {what}: {}", self.text, self.operand_shapes()),
            detail: None,
            help: None,
            guess: None,
            at: None,
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

/// Whether there are more elements than the correction of a variance takes off.
fn several(application: &Application<'_>, counted: fn(&Shape) -> [&Dim; 2]) -> Result<(), Box<Mismatch>> {
    let ([operand], [Number(correction)]) = (application.operands, application.numbers) else { return Ok(()) };
    let [Dim::Literal(rows), Dim::Literal(columns)] = counted(&operand.shape) else { return Ok(()) };
    let count = rows.saturating_mul(*columns);
    #[expect(clippy::cast_precision_loss, reason = "a correction is a small number")]
    if count as f64 > *correction {
        return Ok(());
    }
    let elements = if count == 1 { "1 element is".to_owned() } else { format!("{count} elements are") };
    let mut mismatch = application.mismatch(&format!("{elements} too few for a correction of {correction}"));
    mismatch.help =
        Some("leave the correction out: the sum of squares is then divided by the number of elements".to_owned());
    Err(mismatch)
}

#[expect(clippy::unnecessary_wraps, reason = "a shape rule")]
fn transposed(application: &Application<'_>, _: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    Ok(application.operands[0].shape.transposed())
}

fn broadcast(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let mut shape = application.operands[0].shape.clone();
    for (index, operand) in application.operands[1..].iter().enumerate() {
        let rows = stretch(application, &shape.rows, &operand.shape.rows, "rows", dims);
        let columns = stretch(application, &shape.columns, &operand.shape.columns, "columns", dims);
        match (rows, columns) {
            (Some(rows), Some(columns)) => shape = Shape::new(rows, columns),
            _ => return Err(cannot_meet(application, index + 1)),
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

fn cannot_meet(application: &Application<'_>, operand: usize) -> Box<Mismatch> {
    let meet = |a: &Dim, b: &Dim| a == b || a.is_one() || b.is_one();
    let meets = |a: &Shape, b: &Shape| (meet(&a.rows, &b.rows), meet(&a.columns, &b.columns));
    let right = &application.operands[operand];
    // The first one that it does not fit beside.
    let clashes = |left: &&Operand| meets(&left.shape, &right.shape) != (true, true);
    let Some(left) = application.operands[..operand].iter().find(clashes) else {
        return application.mismatch("rows or columns differ");
    };
    let what = match meets(&left.shape, &right.shape) {
        (false, false) => "rows and columns differ",
        (false, true) => "rows differ",
        _ => "columns differ",
    };
    let mut mismatch = application.mismatch(what);
    mismatch.headline = format!("`{}`: {what}: {}, {}", application.text, left.is(), right.is());
    mismatch.detail = Some(format!(
        "elementwise operations need equal sizes, or a 1 that stretches{}{}",
        left.written_otherwise(),
        right.written_otherwise()
    ));
    let stretches = |small: &Dim, large: &Dim| small == large || small.is_one();
    let stretches =
        |small: &Shape, large: &Shape| stretches(&small.rows, &large.rows) && stretches(&small.columns, &large.columns);
    let turned = right.shape.transposed();
    // A row and a column would meet too, but in a matrix that nobody has in mind here.
    mismatch.help = if stretches(&turned, &left.shape) || stretches(&left.shape, &turned) {
        Some(format!("transpose one of them: `{}`", transpose_of(&right.text)))
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
    equal_pair(application, [0, 1], dims)
}

/// The operands in these two places have one shape, exactly.
fn equal_pair(application: &Application<'_>, pair: [usize; 2], dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let [Some(left), Some(right)] = pair.map(|index| application.operands.get(index)) else {
        return Err(application.mismatch("two operands are needed"));
    };
    if application.require(&left.shape.rows, &right.shape.rows, "rows", dims)
        && application.require(&left.shape.columns, &right.shape.columns, "columns", dims)
    {
        return Ok(dims.canonical_shape(&left.shape));
    }
    let mut mismatch = application.mismatch("the shapes differ");
    mismatch.headline = format!("`{}`: the shapes differ: {}, {}", application.text, left.is(), right.is());
    mismatch.detail =
        Some(format!("both have to have the same shape{}{}", left.written_otherwise(), right.written_otherwise()));
    if left.shape == right.shape.transposed() {
        mismatch.help = Some(format!("transpose one of them: `{}`", transpose_of(&right.text)));
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
        "`{}` has {}{}, `{}` has {}{}",
        left.text,
        many(&a.columns, "column"),
        left.origin(),
        right.text,
        many(&b.rows, "row"),
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
        Some((format!("transpose the right factor: `{x} @ {}`", transpose_of(&right.text)), shape))
    } else if dims.are_equal(&a.rows, &b.rows) {
        let shape = Shape::new(a.columns.clone(), b.columns.clone());
        Some((format!("transpose the left factor: `{} @ {y}`", transpose_of(&left.text)), shape))
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

/// "1 row", "64 rows", "B rows".
fn many(dim: &Dim, what: &str) -> String {
    if dim.is_one() { format!("1 {what}") } else { format!("{dim} {what}s") }
}

/// The text of the transpose: `x.T` of `x`, and `x` of `x.T`.
fn transpose_of(text: &str) -> String {
    let operand = parenthesised(text);
    operand.strip_suffix(".T").map_or_else(|| format!("{operand}.T"), str::to_owned)
}

/// The text as it can stand beside an operator.
pub fn parenthesised(text: &str) -> String {
    let is_atom = text.chars().all(|character| character.is_alphanumeric() || character == '_' || character == '.');
    if is_atom || text.ends_with(')') && !text.starts_with('(') && !text.contains(") ") {
        text.to_owned()
    } else {
        format!("({text})")
    }
}
