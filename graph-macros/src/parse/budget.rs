//! `budget = "64 KiB";`: how large the workspace may be.

use syn::LitStr;

use super::attribute::Attributes;
use super::syntax::{Budget, Range};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, Within};

/// Units, and the bytes of one.
const UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("KB", 1000),
    ("KiB", 1 << 10),
    ("MB", 1_000_000),
    ("MiB", 1 << 20),
    ("GB", 1_000_000_000),
    ("GiB", 1 << 30),
];

const EXAMPLE: &str = "write for example `budget = \"64 KiB\";`";

impl Parser<'_> {
    /// Whether a budget comes next: elsewhere the word is a name like any other.
    pub(super) fn is_budget(tokens: Tokens) -> bool {
        let mut value = tokens;
        value.skip();
        value.skip();
        tokens.is_word("budget") && tokens.after_next().is_operator("=") && value.literal().is_some()
    }

    /// The whole statement.
    pub(super) fn budget_statement(&mut self, tokens: &mut Tokens, attributes: &Attributes) -> Parsed<()> {
        let keyword = tokens.here();
        if let Some(at) = attributes.last {
            self.report(at, "nothing stands in front of a budget", "leave it out");
        }
        tokens.skip();
        tokens.skip();
        let (start, at) = (*tokens, tokens.here());
        tokens.skip();
        let written = start.up_to(*tokens);
        if !matches!(self.within, Within::Graph) {
            self.report(keyword, "a budget is that of a graph", "move it into the graph's braces");
        } else if self.budget.is_some() {
            self.report(keyword, "the budget is declared twice", "keep one of them");
        } else if let Ok(text) = syn::parse2::<LitStr>(written.clone()) {
            self.budget = self.bytes(&text.value(), at);
        } else {
            let what = format!("a budget is a number of bytes with its unit, in quotes, found `{}`", code(written));
            self.report(at, what, EXAMPLE);
        }
        self.end_of_statement(tokens)
    }

    fn bytes(&mut self, text: &str, at: Range) -> Option<Budget> {
        let digits = text.trim().find(|letter: char| !letter.is_ascii_digit() && letter != '_');
        let (number, unit) = text.trim().split_at(digits.unwrap_or(text.trim().len()));
        let unit = unit.trim();
        let number = number.replace('_', "").parse::<u64>().ok();
        let size = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, size)| *size);
        match (number, size) {
            (Some(number), Some(size)) if number.checked_mul(size).is_some() => {
                return Some(Budget { bytes: number * size, text: text.trim().to_owned(), at });
            }
            (Some(_), None) if !unit.starts_with(['.', ',']) => {
                let what = match unit {
                    "" => format!("the budget \"{text}\" has no unit"),
                    unit => format!("`{unit}` is no unit of memory"),
                };
                let names: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
                self.report(at, what, format!("the units are {}; {EXAMPLE}", names.join(", ")));
            }
            _ => {
                self.report(at, format!("\"{text}\" is not a size: a whole number and a unit are expected"), EXAMPLE);
            }
        }
        None
    }
}
