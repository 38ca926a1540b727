//! Formulas: the DSL's expressions over the letters of an equation, in which rules, composites and rewrites are
//! written.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Operation, find};
use crate::parse::parse_formula;
use crate::parse::syntax::{BinaryOperator, Expr, ExprKind};

/// A formula whose functions have been looked up.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Number(f64),
    /// An operand, the result, an adjoint, an attribute or, in a rewrite, anything at all.
    Letter(String),
    /// `size(A)`, `rows(A)`, `cols(A)`: the number of elements, rows or columns of a matrix.
    Count(Count, String),
    /// `mask(A, rate)`: 0 with that probability and else what makes the mean 1, of the shape of a matrix; a new one each
    /// time.
    Mask(String, Box<Formula>),
    /// `broadcast(dB, A)`: stretched to the shape of a matrix.
    Broadcast(Box<Formula>, String),
    Apply {
        operation: &'static Operation,
        operands: Vec<Formula>,
        /// What follows the operands in a call; defaults where it was left out.
        attributes: Vec<Formula>,
    },
}

/// What is counted of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Elements,
    Rows,
    Columns,
}

thread_local! {
    /// A formula is read once, however often it is used.
    static FORMULAS: RefCell<HashMap<&'static str, Rc<Formula>>> = RefCell::default();
}

impl Formula {
    /// Reads a formula of the compiler's own; `None` if it is malformed, which a test rules out for all of them.
    pub fn read(text: &'static str) -> Option<Rc<Formula>> {
        if let Some(known) = FORMULAS.with_borrow(|formulas| formulas.get(text).cloned()) {
            return Some(known);
        }
        let formula = Rc::new(Formula::resolve(&parse_formula(text)?)?);
        FORMULAS.with_borrow_mut(|formulas| formulas.insert(text, formula.clone()));
        Some(formula)
    }

    /// Reads an equation such as `dA = dC @ B.T`: its left side, and its right side as a formula.
    pub fn read_equation(text: &'static str) -> Option<(&'static str, Rc<Formula>)> {
        let (left, right) = text.split_once(" = ")?;
        Some((left, Formula::read(right)?))
    }

    fn resolve(expr: &Expr) -> Option<Formula> {
        let apply = |name: &str, operands: &[&Expr]| {
            let operands = operands.iter().map(|operand| Formula::resolve(operand)).collect::<Option<_>>()?;
            Some(Formula::Apply { operation: find(name)?, operands, attributes: Vec::new() })
        };
        match &expr.kind {
            ExprKind::Number(value) => Some(Formula::Number(*value)),
            ExprKind::Name(letter) => Some(Formula::Letter(letter.to_string())),
            ExprKind::Negate(operand) => match operand.kind {
                ExprKind::Number(value) => Some(Formula::Number(-value)),
                _ => apply("neg", &[operand]),
            },
            ExprKind::Transpose(operand) => apply("transpose", &[operand]),
            ExprKind::Binary { operator, left, right, .. } => apply(operator_name(*operator), &[left, right]),
            ExprKind::Call { function, arguments } => Formula::resolve_call(&function.to_string(), arguments),
            ExprKind::Shape(_) | ExprKind::Error => None,
        }
    }

    fn resolve_call(function: &str, arguments: &[Expr]) -> Option<Formula> {
        let mut arguments = arguments.iter().map(Formula::resolve).collect::<Option<Vec<_>>>()?;
        match (function, arguments.as_slice()) {
            ("size", [Formula::Letter(of)]) => Some(Formula::Count(Count::Elements, of.clone())),
            ("rows", [Formula::Letter(of)]) => Some(Formula::Count(Count::Rows, of.clone())),
            ("cols", [Formula::Letter(of)]) => Some(Formula::Count(Count::Columns, of.clone())),
            ("mask", [Formula::Letter(like), rate]) => Some(Formula::Mask(like.clone(), Box::new(rate.clone()))),
            ("broadcast", [value, Formula::Letter(like)]) => {
                Some(Formula::Broadcast(Box::new(value.clone()), like.clone()))
            }
            _ => {
                let operation = find(function)?;
                let attributes = arguments.split_off(operation.operands.len().min(arguments.len()));
                Some(Formula::Apply { operation, operands: arguments, attributes })
            }
        }
    }
}

/// The operator behind which an operation stands, if it stands behind one between two operands.
pub fn operator(operation: &Operation) -> Option<BinaryOperator> {
    BinaryOperator::ALL.into_iter().find(|&operator| operator_name(operator) == operation.name)
}

/// The operation behind an operator of the DSL.
pub fn operator_name(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => "add",
        BinaryOperator::Subtract => "sub",
        BinaryOperator::Multiply => "mul",
        BinaryOperator::Divide => "div",
        BinaryOperator::MatrixProduct => "matmul",
        BinaryOperator::Greater => "greater",
        BinaryOperator::GreaterEqual => "greater_equal",
        BinaryOperator::Less => "less",
        BinaryOperator::LessEqual => "less_equal",
        BinaryOperator::Equal => "equal",
        BinaryOperator::NotEqual => "not_equal",
    }
}
