//! Expressions, with Python's precedence; see `runtime/src/grammar.md`.
//!
//! Only parentheses recurse. Chains of operators, signs and `.T` are read in loops, so that their length is bounded by
//! a limit with a message and not by the stack. Later stages walk chains of operators in loops too, and recurse into
//! everything else.

use proc_macro2::{Delimiter, Ident, Span};

use super::keyword::begins_statement;
use super::syntax::{BinaryOperator, Expr, ExprKind, Range};
use super::tokens::{Enclosure, Tokens};
use super::{Parsed, Parser, Reported};

/// How many operations one expression may have: a long chain is a tree as deep as it is long, and its destructor
/// recurses.
const MOST_OPERATIONS: usize = 4096;

/// How many signs and `.T` in one expression may be applied to another of their kind.
const MOST_STACKED: usize = 128;

impl Parser<'_> {
    /// A whole expression of a statement.
    pub(super) fn expression(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        self.begin_expression();
        self.comparison(tokens)
    }

    /// `a > b`. Comparisons do not chain.
    fn comparison(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        let start = *tokens;
        let left = self.sum(tokens)?;
        let Some((operator, at)) = take(tokens, &BinaryOperator::COMPARISONS) else { return Ok(left) };
        let middle = *tokens;
        let right = self.sum(tokens)?;
        let end = *tokens;
        if take(tokens, &BinaryOperator::COMPARISONS).is_some() {
            return Err(self.chained(start, middle, end));
        }
        self.binary(operator, at, left, right)
    }

    /// What is counted of an expression is counted from here on.
    pub(super) fn begin_expression(&mut self) {
        (self.operations, self.stacked) = (0, 0);
    }

    /// `a + b - c`.
    fn sum(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        let mut left = self.product(tokens)?;
        while let Some((operator, at)) = take(tokens, &[BinaryOperator::Add, BinaryOperator::Subtract]) {
            let right = self.product(tokens)?;
            left = self.binary(operator, at, left, right)?;
        }
        Ok(left)
    }

    /// `a @ b * c / d`.
    fn product(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        let mut left = self.signed(tokens)?;
        let operators = [BinaryOperator::Multiply, BinaryOperator::Divide, BinaryOperator::MatrixProduct];
        while let Some((operator, at)) = take(tokens, &operators) {
            let right = self.signed(tokens)?;
            left = self.binary(operator, at, left, right)?;
        }
        Ok(left)
    }

    fn binary(&mut self, operator: BinaryOperator, at: Span, left: Expr, right: Expr) -> Parsed<Expr> {
        self.count_operation(Range::token(at))?;
        let span = left.span.to(right.span);
        let kind = ExprKind::Binary { operator, at, left: Box::new(left), right: Box::new(right) };
        Ok(Expr { kind, span })
    }

    /// `-a.T`.
    fn signed(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        let mut signs = Vec::new();
        // A sign inside invisible parentheses belongs to what is inside.
        while !tokens.is_group(Delimiter::None)
            && let Some(sign) = tokens.take_operator("-")
        {
            self.count_operation(sign)?;
            if !signs.is_empty() {
                self.count_stacked(sign)?;
            }
            signs.push(sign);
        }
        let mut value = self.operand(tokens)?;
        for sign in signs.into_iter().rev() {
            let span = sign.to(value.span);
            value = Expr { kind: ExprKind::Negate(Box::new(value)), span };
        }
        Ok(value)
    }

    /// An operand with what is attached to it: `a`, `a.T`.
    fn operand(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        let start = *tokens;
        let mut value = self.primary(tokens)?;
        while tokens.is_operator(".") {
            let transposes =
                tokens.after_next().is_word("T") && !tokens.after_next().after_next().is_group(Delimiter::Parenthesis);
            if !transposes {
                break;
            }
            tokens.skip();
            let at = tokens.here();
            tokens.skip();
            self.count_operation(at)?;
            if matches!(value.kind, ExprKind::Transpose(_)) {
                self.count_stacked(at)?;
            }
            let span = value.span.to(at);
            value = Expr { kind: ExprKind::Transpose(Box::new(value)), span };
        }
        self.check_what_follows(start, *tokens)?;
        Ok(value)
    }

    /// A number, a name, a call, or an expression in parentheses.
    fn primary(&mut self, tokens: &mut Tokens) -> Parsed<Expr> {
        let at = tokens.here();
        if tokens.is_group(Delimiter::None)
            && let Some(value) = self.passed_on(tokens)
        {
            return value;
        }
        if let Some(literal) = tokens.literal() {
            let value = self.number(&literal, at)?;
            tokens.skip();
            return Ok(Expr { kind: ExprKind::Number(value), span: at });
        }
        if let Some((contents, parentheses)) = tokens.take_group(Delimiter::Parenthesis) {
            return Ok(self.parenthesised(contents, parentheses));
        }
        let next_statement = tokens.enclosure() == Enclosure::Graph && begins_statement(*tokens);
        let Some(ident) = tokens.ident().filter(|_| !next_statement) else {
            return Err(self.not_an_operand(*tokens));
        };
        let mut after = *tokens;
        after.skip();
        if let Some((contents, parentheses)) = after.take_group(Delimiter::Parenthesis) {
            let function = self.use_of_name(ident, at)?;
            *tokens = after;
            return self.call(function, contents, at.to(parentheses));
        }
        self.check_no_layer(*tokens)?;
        let name = self.use_of_name(ident, at)?;
        *tokens = after;
        Ok(Expr { kind: ExprKind::Name(name), span: at })
    }

    /// `( … )`. A mistake inside leaves a hole, so that what stands around the parentheses is still read.
    fn parenthesised(&mut self, mut contents: Tokens, parentheses: Range) -> Expr {
        let start = contents;
        let kind = match self.enclosed(&mut contents) {
            Ok(inner) => inner.kind,
            Err(Reported) => self.hole(start),
        };
        Expr { kind, span: parentheses }
    }

    /// What another macro has passed on as `$e:expr` is in invisible parentheses; a single token in them is nothing
    /// special.
    fn passed_on(&mut self, tokens: &mut Tokens) -> Option<Parsed<Expr>> {
        let mut after = *tokens;
        let (mut contents, _) = after.take_group(Delimiter::None)?;
        if contents.at_end() || contents.after_next().at_end() {
            return None;
        }
        *tokens = after;
        Some(self.enclosed(&mut contents))
    }

    fn enclosed(&mut self, contents: &mut Tokens) -> Parsed<Expr> {
        let inner = self.comparison(contents)?;
        if contents.at_end() {
            return Ok(inner);
        }
        Err(self.not_the_end(*contents))
    }

    /// The arguments of a call. If one is wrong the whole call is a hole: how many there are is not known then.
    fn call(&mut self, function: Ident, mut contents: Tokens, span: Range) -> Parsed<Expr> {
        let start = contents;
        self.count_operation(Range::token(function.span()))?;
        let kind = match self.arguments(&mut contents) {
            Ok(arguments) => ExprKind::Call { function, arguments },
            Err(Reported) => self.hole(start),
        };
        Ok(Expr { kind, span })
    }

    pub(super) fn arguments(&mut self, contents: &mut Tokens) -> Parsed<Vec<Expr>> {
        let mut arguments = Vec::new();
        while !contents.at_end() {
            let argument = if contents.is_group(Delimiter::Bracket) {
                self.shape_argument(contents)
            } else {
                self.comparison(contents)?
            };
            arguments.push(argument);
            if !contents.at_end() && contents.take_operator(",").is_none() {
                return Err(self.not_the_end(*contents));
            }
        }
        Ok(arguments)
    }

    /// `[3, 4]`.
    fn shape_argument(&mut self, contents: &mut Tokens) -> Expr {
        let shape = self.shape(contents);
        let span = shape.span;
        Expr { kind: if shape.guessed { ExprKind::Error } else { ExprKind::Shape(Box::new(shape)) }, span }
    }

    /// In place of parentheses in which a mistake was reported.
    fn hole(&mut self, contents: Tokens) -> ExprKind {
        let mut end = contents;
        while !end.at_end() {
            end.skip();
        }
        self.mention(contents, end);
        ExprKind::Error
    }

    /// Counts a sign or a transpose that is applied to another one.
    fn count_stacked(&mut self, at: Range) -> Parsed<()> {
        self.stacked += 1;
        if self.stacked <= MOST_STACKED {
            return Ok(());
        }
        let what = format!("signs and transposes are stacked more than {MOST_STACKED} high");
        Err(self.report(at, what, "leave out those that cancel each other"))
    }

    fn count_operation(&mut self, at: Range) -> Parsed<()> {
        self.operations += 1;
        if self.operations <= MOST_OPERATIONS {
            return Ok(());
        }
        Err(self.report(
            at,
            format!("this expression has more than {MOST_OPERATIONS} operations"),
            "give parts of it names with `let`",
        ))
    }
}

/// Reads one of the operators, if it comes next and is not the beginning of a longer one. What stands in invisible
/// parentheses is an operand, whatever it begins with.
fn take(tokens: &mut Tokens, operators: &[BinaryOperator]) -> Option<(BinaryOperator, Span)> {
    if tokens.is_group(Delimiter::None) {
        return None;
    }
    let next = tokens.operator()?;
    let operator = operators.iter().copied().find(|operator| operator.symbol() == next)?;
    let at = tokens.here().first;
    tokens.skip();
    Some((operator, at))
}
