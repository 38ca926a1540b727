//! Which operations take labels.
//!
//! Labels are a leaf of the shape of a matrix, with a 1 in the place of each row's class and 0 elsewhere. To a rule they
//! are that matrix. It is never formed: loops read it through `kernels::OneHot`, and what would be a product with it
//! picks rows or elements instead. So that this stays so, a user's labels go into the operations below alone.

use super::Operation;
use super::shapes::{Application, Arguments, Mismatch, Operand, ShapeRule};
use crate::graph::shape::{Dim, Dims, Shape};

/// An operation that takes labels.
#[derive(Debug)]
pub struct Taker {
    pub operation: &'static str,
    /// Which of its operands may be labels.
    pub operand: usize,
    /// The operation that it is on labels; where that is itself, it takes nothing else there.
    pub becomes: &'static str,
    /// How many classes there are, by the operands' shapes.
    pub classes: fn(&[&Shape]) -> Dim,
}

const TAKERS: &[Taker] = &[
    Taker { operation: "cross_entropy", operand: 1, becomes: "label_cross_entropy", classes: columns },
    Taker { operation: "softmax_cross_entropy", operand: 1, becomes: "label_softmax_cross_entropy", classes: columns },
    Taker { operation: "gather", operand: 1, becomes: "gather", classes: columns },
    Taker { operation: "embedding", operand: 1, becomes: "embedding", classes: |shapes| shapes[0].rows.clone() },
    Taker { operation: "one_hot", operand: 0, becomes: "one_hot", classes: columns },
];

fn columns(shapes: &[&Shape]) -> Dim {
    shapes[0].columns.clone()
}

/// What the operation takes of labels, if it does.
pub fn taken_by(operation: &Operation) -> Option<&'static Taker> {
    TAKERS.iter().find(|taker| taker.operation == operation.name)
}

/// The names of the operations that take labels.
pub fn takers() -> impl Iterator<Item = &'static str> {
    TAKERS.iter().map(|taker| taker.operation)
}

/// The columns are the classes, and the result is a value for each row.
pub const OF_EACH_ROW: ShapeRule =
    ShapeRule { signature: "[R, C], labels [R] in C → [R, 1]", arguments: Arguments::Operands, infer: of_each_row };

/// The rows of a table are the classes, and the result is one of them for each label.
pub const ROW_FOR_EACH: ShapeRule =
    ShapeRule { signature: "[V, C], labels [R] in V → [R, C]", arguments: Arguments::Operands, infer: row_for_each };

fn of_each_row(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let [matrix, labels] = application.operands else { return Err(application.mismatch("two operands are needed")) };
    let shape = Shape::new(dims.canonical(&matrix.shape.rows), Dim::ONE);
    if !application.require(&matrix.shape.columns, &labels.shape.columns, "columns and classes", dims) {
        return Err(other_classes(application, matrix, labels, &matrix.shape.columns, "columns", shape));
    }
    if !application.require(&matrix.shape.rows, &labels.shape.rows, "rows", dims) {
        let mut mismatch = application.mismatch("rows differ");
        mismatch.detail = Some(format!("a label stands for each row{}", from(labels)));
        mismatch.guess = Some(shape);
        return Err(mismatch);
    }
    Ok(shape)
}

fn row_for_each(application: &Application<'_>, dims: &mut Dims) -> Result<Shape, Box<Mismatch>> {
    let [table, labels] = application.operands else { return Err(application.mismatch("two operands are needed")) };
    let shape = Shape::new(labels.shape.rows.clone(), table.shape.columns.clone());
    if application.require(&table.shape.rows, &labels.shape.columns, "rows and classes", dims) {
        return Ok(shape);
    }
    Err(other_classes(application, table, labels, &table.shape.rows, "rows", shape))
}

fn other_classes(
    application: &Application<'_>,
    matrix: &Operand,
    labels: &Operand,
    found: &Dim,
    what: &str,
    guess: Shape,
) -> Box<Mismatch> {
    let Shape { rows, columns: classes } = &labels.shape;
    Box::new(Mismatch {
        headline: format!(
            "`{}`: `{}` has {found} {what}, but there are {classes} classes in `{}`",
            application.text, matrix.text, labels.text
        ),
        detail: Some(format!("{}{}", matrix.is(), from(labels))),
        help: Some(format!(
            "declare `labels {}: [{rows}] in {found};`, or give `{}` {classes} {what}",
            labels.text, matrix.text
        )),
        guess: Some(guess),
        at: None,
    })
}

/// ", `y` is declared as `[B] in 10`".
fn from(labels: &Operand) -> String {
    if labels.declared.is_empty() { String::new() } else { format!(", `{}` is {}", labels.text, labels.declared) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::find;

    #[test]
    fn every_taker_is_in_the_table() {
        for taker in TAKERS {
            let operation = find(taker.operation).expect("it is there");
            let becomes = find(taker.becomes).expect("what it becomes is there");
            assert!(taker.operand < operation.operands.len(), "{}", taker.operation);
            assert_eq!(operation.operands.len(), becomes.operands.len(), "{}", taker.operation);
        }
    }
}
