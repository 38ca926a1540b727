//! The arguments of an operation of the language: which are operands, which are sizes and which numbers.

use super::scope::names_in;
use super::{Lowering, Sum, literal};
use crate::diagnostics::wording::{count, with_article};
use crate::graph::describe::describe;
use crate::graph::shape::{Dim, NoDim};
use crate::ops::{self, Arguments, GivenSize, Operation, Role, Size};
use crate::parse::syntax::{BinaryOperator, DimKind, DimOperator, DimSyntax, Expr, ExprKind};

/// As many operands as the kernels' tuples hold.
const MOST_OPERANDS: usize = 12;

impl Lowering<'_> {
    /// The operands, the sizes and the numbers of a call; after a wrong count, which is reported, `None`.
    pub(super) fn arguments<'e>(
        &mut self,
        operation: &'static Operation,
        expr: &Expr,
        given: &'e [Expr],
    ) -> Option<(&'e [Expr], &'e [Expr], &'e [Expr])> {
        let operands = operation.operands.len();
        let (operands, sizes) = match operation.shape.arguments {
            Arguments::Operands => (operands, 0),
            Arguments::More => (given.len().clamp(operands, MOST_OPERANDS), 0),
            Arguments::Sizes(sizes) => (operands, sizes.len()),
            Arguments::Shape => (operands, 1),
        };
        let needed = operation.attributes.iter().filter(|attribute| attribute.default.is_none()).count();
        let least = operands + sizes + needed;
        let most = operands + sizes + operation.attributes.len();
        if (least..=most).contains(&given.len()) {
            let (operands, rest) = given.split_at(operands);
            let (sizes, numbers) = rest.split_at(sizes);
            return Some((operands, sizes, numbers));
        }
        let name = operation.name;
        let takes = match operation.shape.arguments {
            Arguments::More => format!("{} to {}", operation.operands.len(), count(MOST_OPERANDS, "argument")),
            _ if least == most => count(least, "argument"),
            _ => format!("{least} to {}", count(most, "argument")),
        };
        let has_sides = ops::find(&format!("{name}_rows")).is_some() && ops::find(&format!("{name}_cols")).is_some();
        let sides = match operation.operands {
            [letter] if has_sides && given.len() > most => {
                let a = letter.to_lowercase();
                format!("; `{name}_rows({a})` is that of each column, `{name}_cols({a})` that of each row")
            }
            _ => String::new(),
        };
        let (call, example) = (operation.call(), operation.reference.example);
        // Letters alone say little of several arguments.
        let example = if example.starts_with(&format!("{name}(")) && example.contains(", ") && example != call {
            format!(", for example `{example}`")
        } else {
            String::new()
        };
        let message = format!("`{name}` takes {takes}, found {}\nhelp: write `{call}`{example}{sides}", given.len());
        self.report(expr.span, message);
        for argument in given {
            self.look_at_argument(operation, argument);
        }
        None
    }

    /// Looks at an argument whose place is not known, for its own mistakes, and as used.
    fn look_at_argument(&mut self, operation: &Operation, argument: &Expr) {
        if operation.shape.arguments.sizes().is_empty() {
            self.expr(argument);
            return;
        }
        for name in names_in(argument) {
            self.mark_used(&name);
            if self.generics.sizes.iter().any(|size| *size == name) {
                self.used_sizes.insert(name);
            }
        }
        if let ExprKind::Shape(shape) = &argument.kind {
            self.shape(shape);
        }
    }

    /// An operation's sizes; `None` after a mistake, which is reported.
    pub(super) fn sizes(&mut self, operation: &'static Operation, given: &[Expr]) -> Option<Vec<GivenSize>> {
        let sizes = operation.shape.arguments.sizes();
        if let (Arguments::Shape, [expr]) = (operation.shape.arguments, given) {
            let ExprKind::Shape(shape) = &expr.kind else {
                if !matches!(expr.kind, ExprKind::Error) {
                    let text = describe(expr);
                    let message = format!(
                        "`{}` takes a shape, found `{text}`\nhelp: write the rows and columns of the result in brackets, \
                         such as `[3, 4]`",
                        operation.name
                    );
                    self.report(expr.span, message);
                    self.look_at_argument(operation, expr);
                }
                return None;
            };
            let rows_and_columns = [self.dim(&shape.rows), self.dim(&shape.columns)];
            let given = |dim: Dim| GivenSize { dim, at: expr.span };
            return Some(rows_and_columns.into_iter().map(given).collect());
        }
        let given: Vec<Option<GivenSize>> =
            sizes.iter().zip(given).map(|(size, expr)| self.size(operation, *size, expr)).collect();
        given.into_iter().collect()
    }

    fn size(&mut self, operation: &Operation, size: Size, expr: &Expr) -> Option<GivenSize> {
        let Size { name, role } = size;
        let is_too_small = |this: &mut Self, found: &str| {
            let least = role.least();
            let help = match literal(expr) {
                Some(value) if value >= 1.0 => format!("write `{}`", value.floor()),
                _ if role == Role::Offset => "what is counted begins at 0, and not at the end".to_owned(),
                _ => "write a number, a constant, or a const generic of the graph".to_owned(),
            };
            let message = format!(
                "`{name}` of `{}` has to be a whole number of at least {least}, but is {found}\nhelp: {help}",
                operation.name
            );
            this.report(expr.span, message);
        };
        if let Some(value) = literal(expr).filter(|value| value.fract() != 0.0 || *value < 0.0) {
            is_too_small(self, &value.to_string());
            return None;
        }
        let syntax = self.size_syntax(operation, name, expr)?;
        let reason = match self.computed(&syntax) {
            Ok(sum) if sum.is_zero() && role == Role::Offset => {
                return Some(GivenSize { dim: Dim::Literal(0), at: expr.span });
            }
            Ok(sum) => match Sum::into_dim(sum) {
                Ok(dim) => {
                    if matches!(dim, Dim::Computed(_)) {
                        self.dimensions.push((dim.clone(), expr.span));
                    }
                    return Some(GivenSize { dim, at: expr.span });
                }
                Err(reason) => reason,
            },
            Err((reason, ..)) => reason,
        };
        match reason {
            NoDim::Zero => is_too_small(self, "0"),
            NoDim::Negative => is_too_small(self, "less than that"),
            reason => self.report(expr.span, format!("`{}` {reason}", describe(expr))),
        }
        None
    }

    /// A size as a dimension is written; `None` for what is none, which is reported.
    fn size_syntax(&mut self, operation: &Operation, name: &str, expr: &Expr) -> Option<DimSyntax> {
        let span = expr.span;
        let kind = match &expr.kind {
            ExprKind::Error => return None,
            ExprKind::Number(value) => whole(*value),
            ExprKind::Name(word) => {
                let text = word.to_string();
                match self.number_behind(expr) {
                    Some(super::Behind::Number(value)) => whole(value),
                    Some(super::Behind::Unknown) => return None,
                    None if self.frame.scope.contains_key(&text) => None,
                    None => Some(DimKind::Path { text, tokens: quote::ToTokens::to_token_stream(word) }),
                }
            }
            ExprKind::Binary { operator, left, right, .. } => {
                let operator = match operator {
                    BinaryOperator::Add => Some(DimOperator::Add),
                    BinaryOperator::Subtract => Some(DimOperator::Subtract),
                    BinaryOperator::Multiply => Some(DimOperator::Multiply),
                    BinaryOperator::Divide => Some(DimOperator::Divide),
                    _ => None,
                };
                match operator {
                    Some(operator) => {
                        let left = self.size_syntax(operation, name, left);
                        let right = self.size_syntax(operation, name, right);
                        let (left, right) = (Box::new(left?), Box::new(right?));
                        Some(DimKind::Computed { operator, left, right, text: describe(expr) })
                    }
                    None => None,
                }
            }
            _ => None,
        };
        if kind.is_none() {
            let what = match &expr.kind {
                ExprKind::Name(word) => {
                    let entry = self.frame.scope.get(&word.to_string());
                    entry.map_or_else(String::new, |entry| format!(", {}", with_article(entry.what)))
                }
                _ => String::new(),
            };
            let message = format!(
                "`{name}` of `{}` has to be known at compile time, but is `{}`{what}\nhelp: write a number, a constant, or a \
                 const generic of the graph",
                operation.name,
                describe(expr)
            );
            self.report(span, message);
            self.look_at_argument(operation, expr);
        }
        kind.map(|kind| DimSyntax { kind, span })
    }
}

/// A literal that is a whole number.
fn whole(value: f64) -> Option<DimKind> {
    let is_whole = value.fract() == 0.0 && (0.0..9e15).contains(&value);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a whole number in range")]
    is_whole.then(|| DimKind::Literal(value as usize))
}
