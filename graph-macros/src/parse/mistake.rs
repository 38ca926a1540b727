//! What is not in the expression language, and what to write instead.

use proc_macro2::Delimiter;

use super::keyword::{begins_statement, seems_to_begin_statement};
use super::syntax::Range;
use super::text::code;
use super::tokens::{Enclosure, Tokens};
use super::{Parsed, Parser, Reported};
use crate::diagnostics::wording::shortened;

/// The operators between two operands.
const OPERATORS: [&str; 11] = ["+", "-", "*", "/", "@", ">", ">=", "<", "<=", "==", "!="];

const OPERATORS_HELP: &str = "the operators are `+`, `-`, `*`, `/`, `@`, `.T` and comparisons such as `>`";

impl Parser<'_> {
    /// Behind an operand stands an operator or the end of the expression; whatever else there is, is a mistake.
    ///
    /// Where a statement may end, what looks like the next one is left for
    /// [`end_of_statement`](Parser::end_of_statement): a missing `;` is not a mistake of the expression.
    pub(super) fn check_what_follows(&mut self, operand: Tokens, tokens: Tokens) -> Parsed<()> {
        let in_statement = tokens.in_braces();
        if tokens.at_end() || tokens.is_operator(",") || (in_statement && seems_to_begin_statement(tokens)) {
            return Ok(());
        }
        let operator = tokens.operator();
        if operator.as_deref().is_some_and(|operator| operator == ";" || OPERATORS.contains(&operator)) {
            return Ok(());
        }
        let written = code(operand.up_to(tokens));
        let Some(operator) = operator else {
            return Err(self.operator_missing(tokens, &written));
        };
        if operator == "." {
            return Err(self.method(tokens, &written));
        }
        if operator == "!" && tokens.after_next().is_group(Delimiter::Parenthesis) {
            return Err(self.report(
                tokens.here(),
                format!("`{written}!`: functions of the graph language are not macros"),
                "leave `!` out",
            ));
        }
        let after = tokens.after_next();
        if operator == "::" && after.is_operator("<") {
            return Err(self.report(
                tokens.here(),
                format!("`{written}::<…>`: a function is not given its dimensions"),
                format!("write `{written}(…)`: they are found in the shapes of the arguments"),
            ));
        }
        let right = next_operand(after);
        let (what, help) = foreign_operator(&operator, &written, &right, tokens.enclosure());
        Err(self.report(tokens.here(), what, help))
    }

    /// `Dense<64, 32>(x)`, which would be two comparisons.
    pub(super) fn check_no_layer(&mut self, tokens: Tokens) -> Parsed<()> {
        let Some((end, layer)) = layer_with_sizes(tokens) else { return Ok(()) };
        let at = Range { first: tokens.here().first, last: end.previous() };
        Err(self.report(
            at,
            format!("`{layer}` is a layer: it has parameters, and is declared before it is called"),
            format!("write `layer l = {layer};` above, and `l(…)` here"),
        ))
    }

    /// `a < b < c` would compare c with 0 or 1: from `start` to `end` stands a comparison, its right side from `middle` on, and
    /// behind it a second one.
    pub(super) fn chained(&mut self, start: Tokens, middle: Tokens, end: Tokens) -> Reported {
        let operator = end.found();
        let (first, middle, next) = (code(start.up_to(end)), code(middle.up_to(end)), next_operand(end.after_next()));
        self.report(
            end.here(),
            format!("{operator}: comparisons do not chain"),
            format!("where both have to hold write `({first}) * ({middle} {} {next})`", operator.trim_matches('`')),
        )
    }

    /// Two operands, one after the other.
    fn operator_missing(&mut self, tokens: Tokens, left: &str) -> Reported {
        let at = tokens.here();
        let found = tokens.found();
        let (what, help) = if tokens.is_lifetime() {
            ("a transpose is written `.T`".into(), format!("write `{left}.T`"))
        } else if tokens.is_group(Delimiter::Bracket) {
            ("values cannot be indexed or sliced in this version".into(), String::from("compute with whole matrices"))
        } else if tokens.is_group(Delimiter::Brace) {
            ("a block cannot stand in an expression".into(), String::from("write the expression itself"))
        } else if tokens.is_word("as") {
            ("values are not converted: all are of the graph's scalar type".into(), "leave `as …` out".into())
        } else if tokens.is_group(Delimiter::Parenthesis) {
            let product = if left.starts_with(|first: char| first.is_ascii_digit()) { "*" } else { "@" };
            (
                format!("expected an operator behind `{left}`, found {found}"),
                format!("write the product out: `{left} {product} (…)`"),
            )
        } else {
            let right = found.trim_matches('`');
            let help = if left.parse::<f64>().is_ok() {
                format!("write the product out: `{left} * {right}`")
            } else if left.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
                format!("write `{left}({right})` if `{left}` is a function, and an operator between two values")
            } else {
                format!("write an operator between `{left}` and {found}: `+`, `-`, `*`, `/` or `@`")
            };
            let end = if tokens.in_braces() { "`;`" } else { "`,`" };
            (format!("expected an operator or {end} behind `{left}`, found {found}"), help)
        };
        self.report(at, what, help)
    }

    /// `a.transpose()`, `a.dot(b)`, `a.rows`.
    fn method(&mut self, tokens: Tokens, left: &str) -> Reported {
        let mut after = tokens;
        after.skip();
        let at = tokens.here().to(after.here());
        let Some(name) = after.ident().map(|ident| ident.to_string()) else {
            return self.report(
                at,
                format!("only `.T` stands behind a value, found `.{}`", after.found().trim_matches('`')),
                format!("write `{left}.T` for the transpose"),
            );
        };
        let arguments = after.after_next().text_of_group(Delimiter::Parenthesis);
        let called = arguments.as_ref().map_or("", |_| "()");
        let help = match (name.as_str(), arguments.as_deref()) {
            ("T" | "t" | "transpose" | "tr" | "H" | "adjoint", None | Some("")) => {
                format!("write `{left}.T`")
            }
            ("dot" | "matmul" | "mm" | "mul", Some(right)) if !right.is_empty() => {
                format!("write `{left} @ {right}`")
            }
            ("component_mul", Some(right)) => format!("write `{left} * {right}`"),
            (_, Some("")) => format!("write `{name}({left})`"),
            (_, Some(right)) => format!("write `{name}({left}, {right})`"),
            (_, None) => {
                format!("write `{left}.T` for the transpose; nothing else stands behind a value")
            }
        };
        self.report(
            at,
            format!("`.{name}{called}`: values have no {}", if arguments.is_some() { "methods" } else { "fields" }),
            help,
        )
    }

    /// An expression in parentheses is not over where it should be.
    pub(super) fn not_the_end(&mut self, tokens: Tokens) -> Reported {
        let at = tokens.here();
        let found = tokens.found();
        if tokens.is_operator(",") {
            return self.report(
                at,
                "a value is one matrix, not a tuple",
                "write a `let` for each, or name the function that takes both",
            );
        }
        if tokens.is_operator(";") {
            return self.report(at, "the parentheses are not closed before this `;`", "write `)` before it");
        }
        let help = "write an operator or `,` here, or leave the rest out";
        self.report(at, format!("expected an operator, `,` or `)`, found {found}"), help)
    }

    /// Where an operand is expected stands something that is none.
    pub(super) fn not_an_operand(&mut self, tokens: Tokens) -> Reported {
        let is_over = tokens.in_braces() && (tokens.at_end() || begins_statement(tokens));
        let at = if is_over { tokens.gap() } else { tokens.here() };
        let found = tokens.found();
        if is_over || tokens.at_end() || tokens.is_operator(";") || tokens.is_operator(",") {
            return self.report(
                at,
                format!("expected an expression, found {found}"),
                "write a name, a number, a call or an expression in parentheses",
            );
        }
        let after = tokens.after_next();
        let next = after.ident().map_or_else(|| "a".into(), |ident| ident.to_string());
        let (what, help): (String, String) = if tokens.is_group(Delimiter::Bracket) {
            (
                "matrices cannot be written out in this version".into(),
                "declare an `input`, or a `#[frozen] param`".into(),
            )
        } else if tokens.is_group(Delimiter::Brace) {
            ("a block cannot stand in an expression".into(), "write the expression itself".into())
        } else if tokens.is_lifetime() {
            (format!("expected an expression, found {found}"), "a transpose is written `a.T`".into())
        } else {
            match tokens.operator().as_deref() {
                Some("+") => ("there is no unary `+`".into(), "leave it out".into()),
                Some("&" | "&&") => ("values are not borrowed here".into(), format!("write `{next}`")),
                Some("!") => ("there is no unary `!`".into(), format!("write `1 - {next}`")),
                Some("|" | "||") => ("a graph has no closures".into(), "write the expression out, in a `let`".into()),
                Some("." | "..") => {
                    (format!("expected a value before {found}"), "write a number as `0.5`, a transpose as `a.T`".into())
                }
                Some("=") => (format!("expected an expression, found {found}"), "write one `=`".into()),
                Some("*" | "/" | "@" | "**" | "%" | "^") => (
                    format!("the operand before {found} is missing"),
                    "write an expression on both sides of an operator".into(),
                ),
                _ => (
                    format!("expected an expression, found {found}"),
                    "write a name, a number, a call or an expression in parentheses".into(),
                ),
            }
        };
        self.report(at, what, help)
    }
}

/// What stands behind `Dense<64, 32>`, and its text, if that is what comes next: a name as layers have it, and something
/// in angle brackets that no operand of a comparison follows.
pub(super) fn layer_with_sizes(tokens: Tokens) -> Option<(Tokens, String)> {
    let name = tokens.ident().filter(|name| name.to_string().starts_with(|first: char| first.is_uppercase()))?;
    let mut end = tokens.after_next();
    if !end.is_operator("<") {
        return None;
    }
    let inside = end.after_next();
    while !end.is_operator(">") {
        if end.at_end() || end.is_operator(";") || end.is_group(Delimiter::Brace) {
            return None;
        }
        end.skip();
    }
    let text = format!("{name}<{}>", code(inside.up_to(end)));
    end.skip();
    let is_over = end.at_end() || end.operator().is_some() || end.is_group(Delimiter::Parenthesis);
    (is_over || begins_statement(end)).then_some((end, text))
}

/// The name or number that comes next, or some name.
fn next_operand(tokens: Tokens) -> String {
    let name = tokens.ident().map(|ident| ident.to_string());
    let word = name.or_else(|| tokens.literal().map(|literal| literal.to_string()));
    shortened(word.as_deref().unwrap_or("b"))
}

/// What to say to an operator that the language does not have, between `left` and `right`.
fn foreign_operator(operator: &str, left: &str, right: &str, enclosure: Enclosure) -> (String, String) {
    let in_call = enclosure == Enclosure::Parentheses;
    match operator {
        "**" | "^" => {
            let help = match right {
                "2" => format!("write `square({left})`"),
                "0.5" => format!("write `sqrt({left})`"),
                _ if right.chars().all(|character| character.is_ascii_digit()) => {
                    format!("write `powi({left}, {right})`")
                }
                _ if right.starts_with(|first: char| first.is_ascii_digit()) => {
                    format!("write `powf({left}, {right})`")
                }
                _ if operator == "^" => {
                    format!(
                        "write `{left} * {right}` for the elementwise product, `pow({left}, {right})` for the power"
                    )
                }
                _ => format!("write `pow({left}, {right})`"),
            };
            (format!("`{operator}`: there is no operator for powers"), help)
        }
        "%" if right.starts_with(|first: char| first.is_ascii_digit()) => {
            ("`%`: there is no remainder".into(), OPERATORS_HELP.into())
        }
        "%" => {
            ("`%`: there is no remainder".into(), format!("write `{left} @ {right}` if the matrix product was meant"))
        }
        "&&" | "&" => {
            let help =
                format!("where both have to hold write the product of the two masks: {}", masks(left, "*", right));
            (format!("`{operator}`: there are no logical operators"), help)
        }
        "||" | "|" => {
            let help = format!("where one has to hold write the larger of the two masks: {}", masks(left, ",", right));
            (format!("`{operator}`: there are no logical operators"), help)
        }
        "=" | ":" if in_call => {
            ("arguments have no names".into(), format!("write the value alone, in its place: `{right}`"))
        }
        "=" => ("a second `=` in one statement".into(), "write a `let` for each name".into()),
        "+=" | "-=" | "*=" | "/=" | "@=" => {
            let plain = operator.trim_end_matches('=');
            (
                format!("`{operator}`: the values of a graph never change"),
                format!("write `{left} {plain} {right}`, and give the result a name of its own"),
            )
        }
        "::" => (format!("`{left}::`: functions and values have plain names"), format!("write `{right}`")),
        ":" => {
            let help = "write `let NAME: [R, C] = …;`";
            ("a shape stands behind the name, not behind the value".into(), help.into())
        }
        "?" => ("`?`: a graph has no errors to pass on".into(), "leave it out".into()),
        ".." | "..=" => ("values cannot be sliced in this version".into(), "compute with whole matrices".into()),
        "|>" | "->" | "=>" => (
            format!("`{operator}` is not an operator of the graph language"),
            format!("write the call: `{right}({left})`"),
        ),
        _ => (format!("`{operator}` is not an operator of the graph language"), OPERATORS_HELP.into()),
    }
}

/// Two masks that are combined; what stands beside a comparison's operator is not the whole of it.
fn masks(left: &str, operator: &str, right: &str) -> String {
    let is_name = |text: &str| text.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let (left, right) = if is_name(left) && is_name(right) { (left, right) } else { ("(…)", "(…)") };
    match operator {
        "," => format!("`maximum({left}, {right})`"),
        _ => format!("`{left} {operator} {right}`"),
    }
}
