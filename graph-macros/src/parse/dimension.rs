//! Shapes as written: `[B, 64]`, `[64]`, `scalar`, `[B, 2 * H]`.

use proc_macro2::{Delimiter, Literal};
use syn::Lit;

use super::keyword::begins_statement;
use super::number::is_decimal;
use super::syntax::{DimKind, DimOperator, DimSyntax, Range, ShapeSyntax};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, Reported};

/// The shape of a single number.
const SCALAR: &str = "scalar";

/// How many operations one dimension may have.
const MOST_OPERATIONS: usize = 64;

/// What was meant by a dimension or a shape: certain, or a guess after a mistake, which has been reported. A guess is
/// good for the types that are generated, not for finding further mistakes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Certain,
    Guessed,
}

impl Parser<'_> {
    /// A shape. Nothing but its own tokens is read even if it is wrong, and it is never lost: see
    /// [`ShapeSyntax::guessed`].
    pub(super) fn shape(&mut self, tokens: &mut Tokens) -> ShapeSyntax {
        let at = tokens.here();
        if tokens.take_word(SCALAR).is_some() {
            return ShapeSyntax { rows: one(at), columns: one(at), text: SCALAR.into(), span: at, guessed: false };
        }
        match tokens.take_group(Delimiter::Bracket) {
            Some((contents, brackets)) => self.in_brackets(contents, brackets),
            None => self.not_a_shape(tokens),
        }
    }

    fn in_brackets(&mut self, contents: Tokens, brackets: Range) -> ShapeSyntax {
        if contents.is_group(Delimiter::Bracket) {
            let what = "arrays of matrices are not part of this version";
            self.report(brackets, what, "write a matrix `[R, C]`, one for each");
            return ShapeSyntax::unknown(brackets);
        }
        let (dimensions, mut certainty) = self.dimensions(contents);
        match dimensions.len() {
            _ if certainty == Certainty::Guessed => {}
            0 => {
                let help = "write `scalar` for a single number, `[64]` for a row of 64";
                self.report(brackets, "this shape has no dimensions", help);
                certainty = Certainty::Guessed;
            }
            1 | 2 => {}
            _ => {
                let shape = code(contents.up_to_end());
                let what = format!("`[{shape}]` has more than two dimensions, but every value is a matrix");
                self.report(brackets, what, "write rows and columns: `[R, C]`");
                certainty = Certainty::Guessed;
            }
        }
        let guessed = certainty == Certainty::Guessed;
        let mut dimensions = dimensions.into_iter();
        let [first, second] = [dimensions.next(), dimensions.next()];
        let (rows, columns) = match (first, second) {
            (Some(rows), Some(columns)) => (rows, columns),
            (Some(columns), None) => (one(brackets), columns),
            (None, _) => (one(brackets), one(brackets)),
        };
        ShapeSyntax { rows, columns, text: format!("[{}]", code(contents.up_to_end())), span: brackets, guessed }
    }

    /// The dimensions between the brackets of a shape.
    fn dimensions(&mut self, mut tokens: Tokens) -> (Vec<DimSyntax>, Certainty) {
        let whole = tokens;
        let mut dimensions = Vec::new();
        let mut certainty = Certainty::Certain;
        while !tokens.at_end() {
            match self.dimension(&mut tokens) {
                Ok(dimension) => dimensions.push(dimension),
                Err(guess) => {
                    certainty = Certainty::Guessed;
                    dimensions.push(guess);
                    while !tokens.at_end() && !tokens.is_operator(",") {
                        tokens.skip();
                    }
                }
            }
            if tokens.at_end() || tokens.take_operator(",").is_some() {
                continue;
            }
            if tokens.is_operator(";") {
                let shape = code(whole.up_to_end()).replace(';', ",");
                self.report(tokens.here(), "dimensions are separated by `,`", format!("write `[{shape}]`"));
                tokens.skip();
            } else if tokens.is_word("as") {
                let what = "dimensions are not converted: a constant is a `usize` already";
                self.report(tokens.here(), what, "leave `as …` out");
                return (dimensions, Certainty::Guessed);
            } else if tokens.ident().is_some() || tokens.literal().is_some() {
                let what = format!("expected `,`, found {}", tokens.found());
                self.report(tokens.gap(), what, "write `,` between rows and columns");
            } else {
                let what = format!("expected `,` or `]`, found {}", tokens.found());
                self.report(tokens.here(), what, "a dimension is a number or the plain path of a constant");
                return (dimensions, Certainty::Guessed);
            }
        }
        (dimensions, certainty)
    }

    /// One dimension, up to the next comma; after a mistake, which is reported, a guess.
    pub(super) fn dimension(&mut self, tokens: &mut Tokens) -> Result<DimSyntax, DimSyntax> {
        let mut operations = 0;
        let dimension = self.sum_of_dimensions(tokens, &mut operations)?;
        if let DimKind::Literal(0) = dimension.kind {
            self.report(dimension.span, "a dimension of 0: such a matrix holds nothing", "write at least 1");
            return Err(one(dimension.span));
        }
        match tokens.operator() {
            Some(operator) if matches!(operator.as_str(), "%" | "**" | "@" | "^" | "<<" | ">>") => {
                let what = format!("dimensions are not computed with `{operator}`");
                self.report(tokens.here(), what, "write them with `+`, `-`, `*`, `/` and parentheses");
                Err(dimension)
            }
            _ => Ok(dimension),
        }
    }

    /// `A + B - 1`.
    fn sum_of_dimensions(&mut self, tokens: &mut Tokens, operations: &mut usize) -> Result<DimSyntax, DimSyntax> {
        let start = *tokens;
        let mut left = self.product_of_dimensions(tokens, operations)?;
        while let Some(operator) = take(tokens, &[("+", DimOperator::Add), ("-", DimOperator::Subtract)]) {
            let right = self.product_of_dimensions(tokens, operations)?;
            left = self.computed(operator, left, right, start, *tokens, operations)?;
        }
        Ok(left)
    }

    /// `2 * H / 3`.
    fn product_of_dimensions(&mut self, tokens: &mut Tokens, operations: &mut usize) -> Result<DimSyntax, DimSyntax> {
        let start = *tokens;
        let mut left = self.single_dimension(tokens, operations)?;
        while let Some(operator) = take(tokens, &[("*", DimOperator::Multiply), ("/", DimOperator::Divide)]) {
            let right = self.single_dimension(tokens, operations)?;
            left = self.computed(operator, left, right, start, *tokens, operations)?;
        }
        Ok(left)
    }

    fn computed(
        &mut self,
        operator: DimOperator,
        left: DimSyntax,
        right: DimSyntax,
        start: Tokens,
        end: Tokens,
        operations: &mut usize,
    ) -> Result<DimSyntax, DimSyntax> {
        *operations += 1;
        let span = left.span.to(right.span);
        if *operations > MOST_OPERATIONS {
            let what = format!("this dimension has more than {MOST_OPERATIONS} operations");
            self.report(span, what, "compute it in a constant in front of `graph!`");
            return Err(one(span));
        }
        let (left, right, text) = (Box::new(left), Box::new(right), code(start.up_to(end)));
        Ok(DimSyntax { kind: DimKind::Computed { operator, left, right, text }, span })
    }

    /// A number, a path, or a computation in parentheses.
    fn single_dimension(&mut self, tokens: &mut Tokens, operations: &mut usize) -> Result<DimSyntax, DimSyntax> {
        let start = *tokens;
        let at = tokens.here();
        // What another macro has passed on in invisible parentheses belongs together, too.
        for delimiter in [Delimiter::Parenthesis, Delimiter::None] {
            let mut after = *tokens;
            let Some((mut contents, delimiters)) = after.take_group(delimiter) else { continue };
            if contents.at_end() {
                self.report(
                    delimiters,
                    "a dimension is missing between these parentheses",
                    "write one, or leave them out",
                );
                return Err(one(delimiters));
            }
            *tokens = after;
            let inner = self.sum_of_dimensions(&mut contents, operations)?;
            if !contents.at_end() {
                let what = format!("expected an operator or the end of the dimension, found {}", contents.found());
                self.report(contents.here(), what, "dimensions are computed with `+`, `-`, `*` and `/`");
                return Err(inner);
            }
            return Ok(DimSyntax { kind: inner.kind, span: delimiters });
        }
        if self.open_shapes && *operations == 0 && tokens.take_word("_").is_some() {
            return Ok(DimSyntax { kind: DimKind::Any, span: at });
        }
        if let Some(literal) = tokens.literal() {
            tokens.skip();
            self.length(&literal, at)
        } else if tokens.ident().is_some() || tokens.is_operator("::") {
            let last = self.path(tokens).map_err(|Reported| one(at))?;
            let path = start.up_to(*tokens);
            Ok(DimSyntax { kind: DimKind::Path { text: code(path.clone()), tokens: path }, span: at.to(last) })
        } else {
            self.not_a_dimension(*tokens);
            Err(one(at))
        }
    }

    /// `B`, `config::HIDDEN`, `::shapes::WIDTH`: everything up to the path's last word, which is handed back.
    fn path(&mut self, tokens: &mut Tokens) -> Parsed<Range> {
        let open = "write a number, a constant, or a const generic of the graph";
        tokens.take_operator("::");
        loop {
            let at = tokens.here();
            let Some(word) = tokens.ident() else {
                let what = format!("expected a name, found {}", tokens.found());
                return Err(self.report(at, what, "write the path to a constant, such as `config::HIDDEN`"));
            };
            if word == "_" {
                return Err(self.report(at, "a dimension cannot be left open", open));
            }
            tokens.skip();
            let more = tokens.take_operator("::").is_some();
            let word = word.to_string();
            let leads_on = matches!(word.as_str(), "crate" | "$crate" | "self" | "super" | "Self");
            if (leads_on && !more) || (!leads_on && super::name::is_rust_keyword(&word)) {
                let what = format!("expected a dimension, found the Rust keyword `{word}`");
                return Err(self.report(at, what, open));
            }
            if !more {
                return Ok(at);
            }
        }
    }

    /// An integer literal that is a dimension. The guess after a mistake is the number nearest to what was written.
    fn length(&mut self, literal: &Literal, at: Range) -> Result<DimSyntax, DimSyntax> {
        let dimension = |length| DimSyntax { kind: DimKind::Literal(length), span: at };
        let written = literal.to_string();
        let integer = match Lit::new(literal.clone()) {
            Lit::Int(integer) => integer,
            Lit::Float(float) => {
                let whole = float.base10_digits().trim_end_matches('0').strip_suffix('.').and_then(|n| n.parse().ok());
                let help =
                    whole.map_or_else(|| "write a whole number".into(), |length: usize| format!("write `{length}`"));
                self.report(at, format!("`{written}`: a dimension is a whole number"), help);
                return whole.filter(|&length| length > 0).map(dimension).ok_or_else(|| one(at));
            }
            _ => {
                let help = "write a number, a constant, or a const generic of the graph";
                self.report(at, format!("expected a dimension, found `{written}`"), help);
                return Err(one(at));
            }
        };
        let digits = integer.base10_digits();
        if !integer.suffix().is_empty() || !is_decimal(&written) {
            let what = format!("`{written}`: a dimension is a plain decimal number");
            self.report(at, what, format!("write `{digits}`"));
            return integer.base10_parse().ok().filter(|&length| length > 0).map(dimension).ok_or_else(|| one(at));
        }
        match integer.base10_parse::<usize>() {
            Ok(length) => Ok(dimension(length)),
            Err(_) if written.starts_with('-') => {
                self.negative_dimension(at);
                Err(one(at))
            }
            Err(_) => {
                let help = format!("the largest is {}", usize::MAX);
                self.report(at, format!("`{written}` is too large for a dimension"), help);
                Err(one(at))
            }
        }
    }

    fn negative_dimension(&mut self, at: Range) -> Reported {
        self.report(at, "a dimension cannot be negative", "write at least 1")
    }

    fn not_a_dimension(&mut self, tokens: Tokens) -> Reported {
        let at = tokens.here();
        if tokens.is_operator("-") && tokens.after_next().literal().is_some() {
            return self.negative_dimension(at.to(tokens.after_next().here()));
        }
        if let Some(text) = tokens.text_of_group(Delimiter::Brace) {
            return self.report(at, "a dimension stands in no braces", format!("write `{text}`"));
        }
        let what = match tokens.found().as_str() {
            "`,`" => String::from("a dimension is missing before this `,`"),
            "`]`" | "`)`" => String::from("a dimension is missing here"),
            "`?`" | "`..`" => String::from("a dimension cannot be left open"),
            "`<`" => String::from("a dimension is a number or the plain path of a constant"),
            found => format!("expected a dimension, found {found}"),
        };
        self.report(at, what, "write a number, a constant, or a const generic of the graph")
    }

    /// What stands in the place of a shape is none. Whatever is plainly meant as one is read as such.
    fn not_a_shape(&mut self, tokens: &mut Tokens) -> ShapeSyntax {
        let at = tokens.here();
        let found = tokens.found();
        let help = "write `[R, C]`, `[C]` for one row, or `scalar`";
        if begins_statement(*tokens) {
            self.report(tokens.gap(), format!("expected a shape, found {found}"), help);
            return ShapeSyntax::unknown(at);
        }
        let in_brackets = "a shape stands in square brackets";
        for delimiter in [Delimiter::Parenthesis, Delimiter::Brace] {
            let Some(text) = tokens.text_of_group(delimiter) else {
                continue;
            };
            self.report(at, in_brackets, format!("write `[{text}]`"));
            if let Some((contents, delimiters)) = tokens.take_group(delimiter) {
                return self.in_brackets(contents, delimiters);
            }
        }
        let word = tokens.ident().map(|word| word.to_string());
        if matches!(word.as_deref(), Some("f32" | "f64" | "float" | "T" | "Scalar" | "number" | "real")) {
            let help = "write `scalar` for a single number, `[R, C]` for a matrix";
            self.report(at, format!("{found} is not a shape"), help);
            tokens.skip();
            return ShapeSyntax { rows: one(at), columns: one(at), text: SCALAR.into(), span: at, guessed: false };
        }
        if tokens.literal().is_some() || word.as_ref().is_some_and(|word| word.len() == 1) {
            let help = format!("write `[{}]` for one row", found.trim_matches('`'));
            self.report(at, in_brackets, help);
            let columns = self.dimension(tokens);
            let guessed = columns.is_err();
            let columns = columns.unwrap_or_else(|guess| guess);
            return ShapeSyntax { rows: one(at), columns, text: found.trim_matches('`').into(), span: at, guessed };
        }
        if word.is_some() {
            self.report(at, format!("{found} is not a shape"), help);
        } else {
            self.report(at, format!("expected a shape, found {found}"), help);
        }
        if !tokens.at_end() && !tokens.is_operator(";") && !tokens.is_operator("=") {
            tokens.skip();
        }
        ShapeSyntax::unknown(at)
    }
}

impl ShapeSyntax {
    /// A shape of which nothing is known after a mistake.
    pub(super) fn unknown(span: Range) -> Self {
        ShapeSyntax { rows: one(span), columns: one(span), text: String::new(), span, guessed: true }
    }
}

/// Reads one of the operators, if it comes next.
fn take(tokens: &mut Tokens, operators: &[(&str, DimOperator)]) -> Option<DimOperator> {
    operators.iter().find(|(symbol, _)| tokens.take_operator(symbol).is_some()).map(|(_, operator)| *operator)
}

/// The dimension that a shape leaves out, or the guess for one that cannot be made out.
fn one(span: Range) -> DimSyntax {
    DimSyntax { kind: DimKind::Literal(1), span }
}
