//! The shape rules of operations that put elements elsewhere, with what is wrong with their sizes.

use super::shapes::{Application, Arguments, GivenSize, Mismatch, Operand, Role, ShapeRule, Size, parenthesised};
use crate::graph::shape::{Comparison, Dim, Dims, NoDim, Shape};

type Inferred = Result<Shape, Box<Mismatch>>;

const fn offset(name: &'static str) -> Size {
    Size { name, role: Role::Offset }
}

const fn dimension(name: &'static str) -> Size {
    Size { name, role: Role::Dimension }
}

/// Some rows, from one to before another.
pub const SLICE_ROWS: ShapeRule = ShapeRule {
    signature: "[R, C] → [to − from, C]",
    arguments: Arguments::Sizes(&[offset("from"), offset("to")]),
    infer: |application, dims| {
        let Shape { rows, columns } = &application.operands[0].shape;
        Ok(Shape::new(slice(application, rows, "row", dims)?, columns.clone()))
    },
};

/// Some columns, from one to before another.
pub const SLICE_COLS: ShapeRule = ShapeRule {
    signature: "[R, C] → [R, to − from]",
    arguments: Arguments::Sizes(&[offset("from"), offset("to")]),
    infer: |application, dims| {
        let Shape { rows, columns } = &application.operands[0].shape;
        Ok(Shape::new(rows.clone(), slice(application, columns, "column", dims)?))
    },
};

/// What stands from a place on, as large as is said.
pub const BLOCK: ShapeRule = ShapeRule {
    signature: "[R, C] → [rows, columns]",
    arguments: Arguments::Sizes(&[offset("top"), offset("left"), dimension("rows"), dimension("columns")]),
    infer: |application, _| {
        let [top, left, rows, columns] = application.sizes else {
            return Err(application.mismatch("four sizes are needed"));
        };
        let Shape { rows: height, columns: width } = &application.operands[0].shape;
        within(application, [(top, rows, height), (left, columns, width)])?;
        Ok(Shape::new(rows.dim.clone(), columns.dim.clone()))
    },
};

/// A matrix of that size with the operand in that place.
pub const PLACE: ShapeRule = ShapeRule {
    signature: "[R, C] → [rows, columns]",
    arguments: Arguments::Sizes(&[offset("top"), offset("left"), dimension("rows"), dimension("columns")]),
    infer: |application, _| {
        let [top, left, rows, columns] = application.sizes else {
            return Err(application.mismatch("four sizes are needed"));
        };
        let Shape { rows: height, columns: width } = application.operands[0].shape.clone();
        let given = |dim: Dim| GivenSize { dim, ..top.clone() };
        within(application, [(top, &given(height), &rows.dim), (left, &given(width), &columns.dim)])?;
        Ok(Shape::new(rows.dim.clone(), columns.dim.clone()))
    },
};

/// Rows and columns more, on each side.
pub const PAD: ShapeRule = ShapeRule {
    signature: "[R, C] → [top + R + bottom, left + C + right]",
    arguments: Arguments::Sizes(&[offset("top"), offset("bottom"), offset("left"), offset("right")]),
    infer: |application, _| {
        let [top, bottom, left, right] = application.sizes else {
            return Err(application.mismatch("four sizes are needed"));
        };
        let Shape { rows, columns } = &application.operands[0].shape;
        let sum =
            |before: &GivenSize, dim: &Dim, after: &GivenSize| {
                let at = if before.dim == Dim::Literal(0) { after } else { before };
                before.dim.checked_add(dim).or_else(zero).and_then(|sum| sum.checked_add(&after.dim)).map_err(
                    |reason| no_dimension(application, &sum_text(&before.dim, dim, &after.dim), &reason, Some(at)),
                )
            };
        Ok(Shape::new(sum(top, rows, bottom)?, sum(left, columns, right)?))
    },
};

/// The operand several times, below itself and beside itself.
pub const REPEAT: ShapeRule = ShapeRule {
    signature: "[R, C] → [R · down, C · across]",
    arguments: Arguments::Sizes(&[dimension("down"), dimension("across")]),
    infer: |application, _| {
        let [down, across] = application.sizes else { return Err(application.mismatch("two sizes are needed")) };
        let Shape { rows, columns } = &application.operands[0].shape;
        let product = |dim: &Dim, times: &GivenSize| {
            dim.checked_mul(&times.dim)
                .map_err(|reason| no_dimension(application, &format!("{dim} * {}", times.dim), &reason, Some(times)))
        };
        Ok(Shape::new(product(rows, down)?, product(columns, across)?))
    },
};

/// The tiles of that size added together.
pub const SUM_TILES: ShapeRule = ShapeRule {
    signature: "[R, C] → [rows, columns]",
    arguments: Arguments::Sizes(&[dimension("rows"), dimension("columns")]),
    infer: |application, _| {
        let [rows, columns] = application.sizes else { return Err(application.mismatch("two sizes are needed")) };
        let Shape { rows: height, columns: width } = &application.operands[0].shape;
        for (whole, part) in [(height, rows), (width, columns)] {
            whole
                .checked_div(&part.dim)
                .map_err(|reason| no_dimension(application, &format!("{whole} / {}", part.dim), &reason, Some(part)))?;
        }
        Ok(Shape::new(rows.dim.clone(), columns.dim.clone()))
    },
};

/// The same elements in another shape.
pub const RESHAPE: ShapeRule = ShapeRule {
    signature: "[R, C] → the shape given, R · C = rows · columns",
    arguments: Arguments::Shape,
    infer: reshape,
};

/// Matrices beside each other.
pub const CONCAT_COLS: ShapeRule = ShapeRule {
    signature: "[R, C₁], [R, C₂], … → [R, C₁ + C₂ + …]",
    arguments: Arguments::More,
    infer: |application, dims| {
        let rows = equal(application, "rows", |shape| &shape.rows, dims)?;
        Ok(Shape::new(rows, total(application, |shape| &shape.columns)?))
    },
};

/// Matrices below each other.
pub const CONCAT_ROWS: ShapeRule = ShapeRule {
    signature: "[R₁, C], [R₂, C], … → [R₁ + R₂ + …, C]",
    arguments: Arguments::More,
    infer: |application, dims| {
        let columns = equal(application, "columns", |shape| &shape.columns, dims)?;
        Ok(Shape::new(total(application, |shape| &shape.rows)?, columns))
    },
};

/// A row on the diagonal of a square.
pub const DIAG: ShapeRule = ShapeRule {
    signature: "[N] → [N, N]",
    arguments: Arguments::Operands,
    infer: |application, _| {
        let size = a_row(application, &application.operands[0])?;
        Ok(Shape::new(size.clone(), size))
    },
};

/// The diagonal of a square, as a row.
pub const DIAGONAL: ShapeRule = ShapeRule {
    signature: "[N, N] → [N]",
    arguments: Arguments::Operands,
    infer: |application, dims| Ok(Shape::new(Dim::ONE, square(application, dims)?)),
};

/// A number of a square.
pub const TRACE: ShapeRule = ShapeRule {
    signature: "[N, N] → scalar",
    arguments: Arguments::Operands,
    infer: |application, dims| {
        square(application, dims).map(|_| Shape::SCALAR).map_err(|mut mismatch| {
            mismatch.guess = Some(Shape::SCALAR);
            mismatch
        })
    },
};

/// Half as many columns.
pub const HALF_THE_COLUMNS: ShapeRule = ShapeRule {
    signature: "[R, 2 · C] → [R, C]",
    arguments: Arguments::Operands,
    infer: |application, _| {
        let operand = &application.operands[0];
        let Shape { rows, columns } = &operand.shape;
        let half = columns.checked_div(&Dim::Literal(2)).map_err(|reason| match reason {
            NoDim::Remainder { .. } => {
                let mut mismatch = application.mismatch("an even number of columns is needed, for two halves");
                mismatch.detail = Some(format!("`{}` has {columns} columns{}", operand.text, operand.origin()));
                mismatch
            }
            reason => no_dimension(application, &format!("{columns} / 2"), &reason, None),
        })?;
        Ok(Shape::new(rows.clone(), half))
    },
};

/// Two rows, each element of one with each of the other.
pub const OUTER: ShapeRule = ShapeRule {
    signature: "[M], [N] → [M, N]",
    arguments: Arguments::Operands,
    infer: |application, _| {
        let [left, right] = application.operands else { return Err(application.mismatch("two operands are needed")) };
        Ok(Shape::new(a_row(application, left)?, a_row(application, right)?))
    },
};

/// `1 + B`, without the zeros.
fn sum_text(before: &Dim, dim: &Dim, after: &Dim) -> String {
    let terms = [before, dim, after].into_iter().filter(|term| **term != Dim::Literal(0));
    terms.map(ToString::to_string).collect::<Vec<_>>().join(" + ")
}

/// A sum of dimensions that is 0 halfway.
fn zero(reason: NoDim) -> Result<Dim, NoDim> {
    if reason == NoDim::Zero { Ok(Dim::Literal(0)) } else { Err(reason) }
}

/// `to − from`, after a look at whether both are within the size.
fn slice(application: &Application<'_>, size: &Dim, what: &str, dims: &mut Dims) -> Result<Dim, Box<Mismatch>> {
    let ([operand], [from, to]) = (application.operands, application.sizes) else {
        return Err(application.mismatch("two sizes are needed"));
    };
    let wrong = |headline: String, help: String, at: &GivenSize| {
        Box::new(Mismatch { headline, detail: None, help: Some(help), guess: None, at: Some(at.at) })
    };
    let ends =
        format!("`{}`: it ends before {what} {}, but `{}` has {size} {what}s", application.text, to.dim, operand.text);
    match dims.compare_order(&to.dim, size) {
        Comparison::Equal => {}
        Comparison::Unknown => dims.assume_order(&to.dim, size, ends, to.at),
        Comparison::Different if matches!(size, Dim::Generic(_)) => {
            let headline = format!("{ends}, which may be fewer{}", operand.origin());
            return Err(wrong(
                headline,
                format!("end it at `{size}`, or give `{}` a size that is a number", operand.text),
                to,
            ));
        }
        Comparison::Different => {
            return Err(wrong(
                format!("{ends}{}", operand.origin()),
                format!("{what}s are counted from 0, and `to` is at most {size}"),
                to,
            ));
        }
    }
    let empty = || {
        let headline = format!(
            "`{}`: it is empty: it begins at {what} {} and ends before {what} {}",
            application.text, from.dim, to.dim
        );
        wrong(headline, format!("`to` is the {what} behind the last one, and has to be more than `from`"), to)
    };
    if to.dim == Dim::Literal(0) {
        return Err(empty());
    }
    if from.dim == Dim::Literal(0) {
        return Ok(to.dim.clone());
    }
    to.dim.checked_sub(&from.dim).map_err(|reason| match reason {
        NoDim::Zero | NoDim::Negative => empty(),
        reason => no_dimension(application, &format!("{} - {}", to.dim, from.dim), &reason, Some(to)),
    })
}

/// Whether parts that begin somewhere end within the whole; what is open was asserted where the user wrote it.
fn within(application: &Application<'_>, parts: [(&GivenSize, &GivenSize, &Dim); 2]) -> Result<(), Box<Mismatch>> {
    for (begin, part, whole) in parts {
        let end = if begin.dim == Dim::Literal(0) { Ok(part.dim.clone()) } else { begin.dim.checked_add(&part.dim) };
        let end = end.map_err(|reason| no_dimension(application, "its end", &reason, None))?;
        if Dims::default().compare_order(&end, whole) == Comparison::Different {
            return Err(application.mismatch("the part is not within the whole"));
        }
    }
    Ok(())
}

fn reshape(application: &Application<'_>, dims: &mut Dims) -> Inferred {
    let ([operand], [rows, columns]) = (application.operands, application.sizes) else {
        return Err(application.mismatch("a shape is needed"));
    };
    let shape = Shape::new(rows.dim.clone(), columns.dim.clone());
    let differ = format!(
        "`{}`: {}, which is {} elements, but {shape} is {}",
        application.text,
        operand.is(),
        operand.shape.size_text(),
        shape.size_text()
    );
    match dims.compare_sizes(&operand.shape, &shape) {
        Comparison::Equal => {}
        Comparison::Unknown => dims.assume_sizes(&operand.shape, &shape, differ, rows.at),
        Comparison::Different => {
            let help = "the elements keep their order, row by row, and their number".to_owned();
            let headline = differ;
            return Err(Box::new(Mismatch {
                headline,
                detail: None,
                help: Some(help),
                guess: Some(shape),
                at: Some(rows.at),
            }));
        }
    }
    Ok(shape)
}

/// The dimension that all operands share.
fn equal(
    application: &Application<'_>,
    what: &str,
    of: fn(&Shape) -> &Dim,
    dims: &mut Dims,
) -> Result<Dim, Box<Mismatch>> {
    let Some((first, others)) = application.operands.split_first() else {
        return Err(application.mismatch("operands are needed"));
    };
    for other in others {
        if application.require(of(&first.shape), of(&other.shape), what, dims) {
            continue;
        }
        let mut mismatch = application.mismatch(&format!("{what} differ"));
        mismatch.detail = Some(format!(
            "`{}` has {} {what}{}, `{}` has {} {what}{}",
            first.text,
            of(&first.shape),
            first.origin(),
            other.text,
            of(&other.shape),
            other.origin()
        ));
        let across = |shape: &Shape| if what == "rows" { shape.columns.clone() } else { shape.rows.clone() };
        let name = if what == "rows" { "concat_rows" } else { "concat_cols" };
        mismatch.help = if across(&first.shape) == across(&other.shape) {
            let place = if what == "rows" { "below" } else { "beside" };
            Some(format!("to put them {place} each other write `{name}`"))
        } else if of(&first.shape) == of(&other.shape.transposed()) {
            Some(format!("transpose one of them: `{}.T`", parenthesised(&other.text)))
        } else {
            None
        };
        return Err(mismatch);
    }
    Ok(dims.canonical(of(&first.shape)))
}

/// The dimension that is added up.
fn total(application: &Application<'_>, of: fn(&Shape) -> &Dim) -> Result<Dim, Box<Mismatch>> {
    let mut operands = application.operands.iter();
    let Some(first) = operands.next() else { return Err(application.mismatch("operands are needed")) };
    let mut sum = of(&first.shape).clone();
    for other in operands {
        let dim = of(&other.shape);
        sum = sum
            .checked_add(dim)
            .map_err(|reason| no_dimension(application, &format!("{sum} + {dim}"), &reason, None))?;
    }
    Ok(sum)
}

fn a_row(application: &Application<'_>, operand: &Operand) -> Result<Dim, Box<Mismatch>> {
    if operand.shape.rows.is_one() {
        return Ok(operand.shape.columns.clone());
    }
    let mut mismatch = application.mismatch("a row is needed");
    mismatch.detail = Some(format!("`{}` has {} rows{}", operand.text, operand.shape.rows, operand.origin()));
    let text = parenthesised(&operand.text);
    if operand.shape.columns.is_one() {
        mismatch.help = Some(format!("a column becomes a row by `{text}.T`"));
    } else if operand.shape.rows == operand.shape.columns && application.text.starts_with("diag(") {
        mismatch.help = Some(format!("the diagonal of a square is `diagonal({})`", operand.text));
    }
    Err(mismatch)
}

fn square(application: &Application<'_>, dims: &mut Dims) -> Result<Dim, Box<Mismatch>> {
    let operand = &application.operands[0];
    let Shape { rows, columns } = &operand.shape;
    if application.require(rows, columns, "rows and columns", dims) {
        return Ok(dims.canonical(rows));
    }
    let mut mismatch = application.mismatch("a square is needed");
    mismatch.detail = Some(format!("`{}` has {rows} rows and {columns} columns{}", operand.text, operand.origin()));
    if rows.is_one() && application.text.starts_with("diagonal(") {
        mismatch.help = Some(format!("a square with that row on its diagonal is `diag({})`", operand.text));
    }
    Err(mismatch)
}

/// A computed dimension that is none.
fn no_dimension(application: &Application<'_>, text: &str, reason: &NoDim, at: Option<&GivenSize>) -> Box<Mismatch> {
    let help = match reason {
        NoDim::Generic(name) => {
            Some(format!("make `{name}` a constant in front of `graph!`, or leave that side as it is"))
        }
        _ => None,
    };
    let detail = (!application.operands.is_empty()).then(|| application.operand_shapes());
    Box::new(Mismatch {
        headline: format!("`{}`: `{text}` {reason}", application.text),
        detail,
        help,
        guess: None,
        at: at.map(|size| size.at),
    })
}
