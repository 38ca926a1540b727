//! Numbers as written: decimal integers and fractions, with or without an exponent.

use proc_macro2::Literal;
use syn::Lit;

use super::syntax::Range;
use super::{Parsed, Parser};
use crate::diagnostics::wording::shortened;

impl Parser<'_> {
    /// The value of a literal in an expression or among an initialiser's arguments.
    pub(super) fn number(&mut self, literal: &Literal, at: Range) -> Parsed<f64> {
        let written = shortened(&literal.to_string());
        let (digits, suffix) = match Lit::new(literal.clone()) {
            Lit::Int(number) if !is_decimal(&written) => {
                let decimal = number.base10_digits();
                return Err(self.report(at, format!("`{written}`: numbers are decimal"), format!("write `{decimal}`")));
            }
            Lit::Int(number) => (number.base10_digits().to_owned(), number.suffix().to_owned()),
            Lit::Float(number) => (number.base10_digits().to_owned(), number.suffix().to_owned()),
            other => {
                let kind = kind_of(&other);
                return Err(self.report(at, format!("expected a number, found {kind} `{written}`"), help_for(&other)));
            }
        };
        if !suffix.is_empty() {
            return Err(self.report(
                at,
                format!("`{written}`: numbers have no suffix, their type is the graph's"),
                format!("write `{digits}`"),
            ));
        }
        let (largest, text) =
            if self.over_f32 { (f64::from(f32::MAX), "3.4e38 in `f32`") } else { (f64::MAX, "1.8e308") };
        match digits.parse::<f64>() {
            Ok(value) if value <= largest => Ok(value),
            _ => {
                let help = format!("the largest number is about {text}");
                Err(self.report(at, format!("`{written}` is too large"), help))
            }
        }
    }
}

/// Neither `0x…` nor `0o…` nor `0b…`.
pub fn is_decimal(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    !(digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b"))
}

fn kind_of(literal: &Lit) -> &'static str {
    match literal {
        Lit::Str(_) | Lit::CStr(_) => "the string",
        Lit::ByteStr(_) => "the byte string",
        Lit::Byte(_) => "the byte",
        Lit::Char(_) => "the character",
        _ => "the literal",
    }
}

fn help_for(literal: &Lit) -> String {
    match literal {
        Lit::Str(text) if text.value().parse::<f64>().is_ok() => {
            format!("write `{}`", shortened(&text.value()))
        }
        Lit::Byte(byte) => format!("write `{}`", byte.value()),
        _ => "write a number such as `0.5` or `1e-3`, or the name of a value".into(),
    }
}
