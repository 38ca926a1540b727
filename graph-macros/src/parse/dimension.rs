//! Shapes as written: `[B, 64]`, `[64]`, `scalar`.

use proc_macro2::Delimiter;
use syn::Lit;

use super::number::is_decimal;
use super::syntax::{DimKind, DimSyntax, Range, ShapeSyntax};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, Reported};

impl Parser<'_> {
    /// A shape, in which nothing but the shape's own tokens is read even if it is wrong.
    pub(super) fn shape(&mut self, tokens: &mut Tokens) -> Parsed<ShapeSyntax> {
        let at = tokens.here();
        if tokens.take_word("scalar").is_some() {
            return Ok(ShapeSyntax { rows: one(at), columns: one(at), span: at });
        }
        let Some((contents, brackets)) = tokens.take_group(Delimiter::Bracket) else {
            return Err(self.not_a_shape(tokens));
        };
        let mut dimensions = self.dimensions(contents, brackets)?;
        match (dimensions.pop(), dimensions.pop(), dimensions.pop()) {
            (None, ..) => Err(self.report(
                brackets,
                "this shape has no dimensions",
                "write `scalar` for a single number, `[64]` for a row of 64",
            )),
            (Some(columns), None, _) => Ok(ShapeSyntax { rows: one(brackets), columns, span: brackets }),
            (Some(columns), Some(rows), None) => Ok(ShapeSyntax { rows, columns, span: brackets }),
            (Some(_), Some(_), Some(_)) => {
                let shape = code(contents.up_to_end());
                Err(self.report(
                    brackets,
                    format!("`[{shape}]` has more than two dimensions, but every value is a matrix"),
                    "write rows and columns: `[R, C]`",
                ))
            }
        }
    }

    fn dimensions(&mut self, mut tokens: Tokens, brackets: Range) -> Parsed<Vec<DimSyntax>> {
        let whole = tokens;
        let mut dimensions = Vec::new();
        while !tokens.at_end() {
            if tokens.is_group(Delimiter::Bracket) {
                return Err(self.report(
                    brackets,
                    "arrays of matrices are not part of this version",
                    "write a matrix `[R, C]`, one for each",
                ));
            }
            dimensions.push(self.dimension(&mut tokens)?);
            if tokens.at_end() || tokens.take_operator(",").is_some() {
                continue;
            }
            if tokens.is_operator(";") {
                let shape = code(whole.up_to_end()).replace(';', ",");
                return Err(self.report(
                    tokens.here(),
                    "dimensions are separated by `,`",
                    format!("write `[{shape}]`"),
                ));
            }
            if tokens.ident().is_some() || tokens.literal().is_some() {
                return Err(self.report(
                    tokens.gap(),
                    format!("expected `,`, found {}", tokens.found()),
                    "write `,` between rows and columns",
                ));
            }
            let what = format!("expected `,` or `]`, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, "a dimension is a number or the plain path of a constant"));
        }
        Ok(dimensions)
    }

    /// One dimension, up to the next comma.
    fn dimension(&mut self, tokens: &mut Tokens) -> Parsed<DimSyntax> {
        let start = *tokens;
        let at = tokens.here();
        let (kind, last) = if let Some(literal) = tokens.literal() {
            tokens.skip();
            (DimKind::Literal(self.length(&literal, at)?), at)
        } else if tokens.ident().is_some() || tokens.is_operator("::") {
            let last = self.path(tokens)?;
            let path = start.up_to(*tokens);
            (DimKind::Path { text: code(path.clone()), tokens: path }, last)
        } else {
            return Err(self.not_a_dimension(*tokens));
        };
        if ["+", "-", "*", "/", "%", "**", "<<", ">>"].iter().any(|operator| tokens.is_operator(operator)) {
            return Err(self.computed_dimension(start));
        }
        Ok(DimSyntax { kind, span: at.to(last) })
    }

    /// `B`, `config::HIDDEN`, `::shapes::WIDTH`: everything up to the path's last word, which is handed back.
    fn path(&mut self, tokens: &mut Tokens) -> Parsed<Range> {
        tokens.take_operator("::");
        loop {
            let at = tokens.here();
            let Some(word) = tokens.ident() else {
                return Err(self.report(
                    at,
                    format!("expected a name, found {}", tokens.found()),
                    "write the path to a constant, such as `config::HIDDEN`",
                ));
            };
            if word == "_" {
                return Err(self.report(
                    at,
                    "a dimension cannot be left open",
                    "write a number, a constant, or a const generic of the graph",
                ));
            }
            tokens.skip();
            let more = tokens.take_operator("::").is_some();
            let word = word.to_string();
            let leads_on = matches!(word.as_str(), "crate" | "self" | "super" | "Self");
            if (leads_on && !more) || (!leads_on && super::name::is_rust_keyword(&word)) {
                return Err(self.report(
                    at,
                    format!("expected a dimension, found the Rust keyword `{word}`"),
                    "write a number, a constant, or a const generic of the graph",
                ));
            }
            if !more {
                return Ok(at);
            }
        }
    }

    /// The value of an integer literal that is a dimension.
    fn length(&mut self, literal: &proc_macro2::Literal, at: Range) -> Parsed<usize> {
        let written = literal.to_string();
        let integer = match Lit::new(literal.clone()) {
            Lit::Int(integer) => integer,
            Lit::Float(float) => {
                let help = match float.base10_parse::<f64>() {
                    Ok(value) if value >= 1.0 && value.fract() == 0.0 && value < 1e15 => format!("write `{value}`"),
                    _ => "write a whole number".into(),
                };
                return Err(self.report(at, format!("`{written}`: a dimension is a whole number"), help));
            }
            _ => {
                let help = "write a number, a constant, or a const generic of the graph";
                return Err(self.report(at, format!("expected a dimension, found `{written}`"), help));
            }
        };
        let digits = integer.base10_digits();
        if !integer.suffix().is_empty() || !is_decimal(&written) {
            return Err(self.report(
                at,
                format!("`{written}`: a dimension is a plain decimal number"),
                format!("write `{digits}`"),
            ));
        }
        match integer.base10_parse::<usize>() {
            Ok(0) => Err(self.report(at, "a dimension of 0: such a matrix holds nothing", "write at least 1")),
            Ok(size) => Ok(size),
            Err(_) if written.starts_with('-') => Err(self.negative_dimension(at)),
            Err(_) => {
                let help = format!("the largest is {}", usize::MAX);
                Err(self.report(at, format!("`{written}` is too large for a dimension"), help))
            }
        }
    }

    fn negative_dimension(&mut self, at: Range) -> Reported {
        self.report(at, "a dimension cannot be negative", "write at least 1")
    }

    /// `2 * H`, from its first token on.
    fn computed_dimension(&mut self, start: Tokens) -> Reported {
        let mut end = start;
        while !end.at_end() && !end.is_operator(",") {
            end.skip();
        }
        let at = Range { first: start.here().first, last: end.previous() };
        let text = code(start.up_to(end));
        self.report(
            at,
            format!("`{text}`: dimensions cannot be computed in this version"),
            format!(
                "write `const N: usize = {text};` in front of `graph!`, and `N` here; or make it a const generic of \
                 the graph"
            ),
        )
    }

    fn not_a_dimension(&mut self, tokens: Tokens) -> Reported {
        let at = tokens.here();
        if tokens.is_operator("-") && tokens.after_next().literal().is_some() {
            return self.negative_dimension(at.to(tokens.after_next().here()));
        }
        if tokens.is_group(Delimiter::Brace) || tokens.is_group(Delimiter::Parenthesis) {
            return self.computed_dimension(tokens);
        }
        let what = match tokens.found().as_str() {
            "`,`" => String::from("a dimension is missing before this `,`"),
            "`?`" | "`..`" => String::from("a dimension cannot be left open"),
            "`<`" => String::from("a dimension is a number or the plain path of a constant"),
            found => format!("expected a dimension, found {found}"),
        };
        self.report(at, what, "write a number, a constant, or a const generic of the graph")
    }

    /// What stands in the place of a shape is none. Whatever is plainly meant as one is stepped over.
    fn not_a_shape(&mut self, tokens: &mut Tokens) -> Reported {
        let at = tokens.here();
        let found = tokens.found();
        let inside = tokens.text_of_group(Delimiter::Parenthesis).or_else(|| tokens.text_of_group(Delimiter::Brace));
        let (what, help) = if let Some(text) = inside {
            ("a shape stands in square brackets".into(), format!("write `[{text}]`"))
        } else if let Some(literal) = tokens.literal() {
            ("a shape stands in square brackets".into(), format!("write `[{literal}]` for one row"))
        } else if let Some(word) = tokens.ident() {
            let word = word.to_string();
            match word.as_str() {
                "f32" | "f64" | "float" | "T" | "Scalar" | "number" | "real" => (
                    format!("{found} is not a shape"),
                    "write `scalar` for a single number, `[R, C]` for a matrix".into(),
                ),
                _ if word.len() == 1 => {
                    ("a shape stands in square brackets".into(), format!("write `[{word}]` for one row"))
                }
                _ => (format!("{found} is not a shape"), "write `[R, C]`, `[C]` for one row, or `scalar`".into()),
            }
        } else {
            (format!("expected a shape, found {found}"), "write `[R, C]`, `[C]` for one row, or `scalar`".into())
        };
        if !tokens.at_end() && !tokens.is_operator(";") && !tokens.is_operator("=") {
            tokens.skip();
        }
        self.report(at, what, help)
    }
}

/// The dimension that a shape leaves out.
fn one(span: Range) -> DimSyntax {
    DimSyntax { kind: DimKind::Literal(1), span }
}
