//! Expressions as they stand in the source, for messages.

use std::fmt::{self, Write};

use crate::parse::syntax::{BinaryOperator, Expr, ExprKind};

/// More than this of an expression doesn't help a reader; the tokens are underlined anyway.
const LONGEST: usize = 48;

/// An expression as it stands in the source, shortened where it is long.
pub fn describe(expr: &Expr) -> String {
    let mut text = Shortened { text: String::new() };
    // Writing stops with an error once the text is long enough.
    if write_expr(&mut text, expr).is_err() {
        text.text.push('…');
    }
    text.text
}

struct Shortened {
    text: String,
}

impl Write for Shortened {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for character in part.chars() {
            if self.text.chars().count() >= LONGEST {
                return Err(fmt::Error);
            }
            self.text.push(character);
        }
        Ok(())
    }
}

fn write_expr(f: &mut Shortened, expr: &Expr) -> fmt::Result {
    match &expr.kind {
        ExprKind::Number(value) => write!(f, "{value}"),
        ExprKind::Name(name) => write!(f, "{name}"),
        ExprKind::Shape(shape) => f.write_str(&shape.text),
        ExprKind::Error => f.write_str("…"),
        ExprKind::Negate(operand) => {
            f.write_str("-")?;
            write_operand(f, operand, 3)
        }
        ExprKind::Transpose(operand) => {
            write_operand(f, operand, 4)?;
            f.write_str(".T")
        }
        ExprKind::Binary { operator, left, right, .. } => {
            // Comparisons do not chain.
            let left_binds = if BinaryOperator::COMPARISONS.contains(operator) { 1 } else { binding(expr) };
            write_operand(f, left, left_binds)?;
            write!(f, " {} ", operator.symbol())?;
            write_operand(f, right, binding(expr) + 1)
        }
        ExprKind::Call { function, arguments } => {
            write!(f, "{function}(")?;
            for (index, argument) in arguments.iter().enumerate() {
                if index > 0 {
                    f.write_str(", ")?;
                }
                write_expr(f, argument)?;
            }
            f.write_str(")")
        }
    }
}

/// In parentheses if it binds less tightly than its place requires.
fn write_operand(f: &mut Shortened, operand: &Expr, required: u8) -> fmt::Result {
    if binding(operand) >= required {
        return write_expr(f, operand);
    }
    f.write_str("(")?;
    write_expr(f, operand)?;
    f.write_str(")")
}

fn binding(expr: &Expr) -> u8 {
    use crate::parse::syntax::BinaryOperator::{Add, Divide, MatrixProduct, Multiply, Subtract};
    match &expr.kind {
        ExprKind::Binary { operator: Add | Subtract, .. } => 1,
        ExprKind::Binary { operator: Multiply | Divide | MatrixProduct, .. } => 2,
        ExprKind::Binary { .. } => 0,
        ExprKind::Negate(_) => 3,
        _ => 4,
    }
}
