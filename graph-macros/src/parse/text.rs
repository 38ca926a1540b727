//! Source as messages show it: tokens on one line, spaced as a person would space them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tokens::operator_length;
use crate::diagnostics::wording::shortened;

/// Enough for any message: what is longer is cut off anyway.
const MOST_PIECES: usize = 64;

/// Tokens as a person would write them, cut off when too long: `relu(x @ w1 + b1)`.
pub fn code(tokens: TokenStream) -> String {
    let mut pieces = Vec::new();
    collect(tokens, &mut pieces);
    let mut text = String::new();
    let mut before: Option<&Piece> = None;
    for piece in &pieces {
        if before.is_some_and(|before| stand_apart(before, piece)) {
            text.push(' ');
        }
        text.push_str(&piece.text);
        before = Some(piece);
    }
    shortened(&text)
}

struct Piece {
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Operand,
    Open,
    Close,
    /// Between two operands: `@`, `=`.
    Infix,
    /// Before an operand: a sign.
    Prefix,
    /// `,`, `;` or `:`, which lean on what stands before.
    Separator,
    /// `.` or `::`, with no space on either side.
    Joint,
}

fn stand_apart(before: &Piece, after: &Piece) -> bool {
    match (before.kind, after.kind) {
        (_, Kind::Separator | Kind::Joint | Kind::Close) | (Kind::Open | Kind::Prefix | Kind::Joint, _) => false,
        (Kind::Operand | Kind::Close, Kind::Open) => after.text == "{",
        _ => true,
    }
}

fn collect(tokens: TokenStream, pieces: &mut Vec<Piece>) {
    let mut puncts: Vec<proc_macro2::Punct> = Vec::new();
    for token in tokens {
        if pieces.len() >= MOST_PIECES {
            return;
        }
        match token {
            TokenTree::Punct(punct) => puncts.push(punct),
            TokenTree::Group(group) => {
                collect_operators(&mut puncts, pieces);
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                pieces.push(Piece { text: open.into(), kind: Kind::Open });
                collect(group.stream(), pieces);
                pieces.push(Piece { text: close.into(), kind: Kind::Close });
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                collect_operators(&mut puncts, pieces);
                pieces.push(Piece { text: token.to_string(), kind: Kind::Operand });
            }
        }
    }
    collect_operators(&mut puncts, pieces);
}

fn collect_operators(puncts: &mut Vec<proc_macro2::Punct>, pieces: &mut Vec<Piece>) {
    let mut rest = puncts.as_slice();
    while !rest.is_empty() {
        let length = operator_length(rest);
        let text: String = rest[..length].iter().map(proc_macro2::Punct::as_char).collect();
        let after_operand = matches!(pieces.last(), Some(Piece { kind: Kind::Operand | Kind::Close, .. }));
        let kind = match text.as_str() {
            "," | ";" | ":" => Kind::Separator,
            "." | "::" => Kind::Joint,
            "#" | "!" | "'" | "&" => Kind::Prefix,
            _ if after_operand => Kind::Infix,
            _ => Kind::Prefix,
        };
        pieces.push(Piece { text, kind });
        rest = &rest[length..];
    }
    puncts.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(code(source.parse().expect("tokens")), expected);
    }

    #[test]
    fn code_is_spaced_as_a_person_would() {
        check("relu ( x@w1 + b1 )", "relu(x @ w1 + b1)");
        check("a . T * - b", "a.T * -b");
        check("leaky_relu(h,0.1)", "leaky_relu(h, 0.1)");
        check("input x : [ B , 64 ] ;", "input x: [B, 64];");
        check("a**2", "a ** 2");
        check("a--b", "a - -b");
        check("config::HIDDEN", "config::HIDDEN");
        check("-(a-b)", "-(a - b)");
    }

    #[test]
    fn long_code_is_cut() {
        assert!(code("a + ".repeat(10_000).parse().expect("tokens")).ends_with('…'));
    }
}
