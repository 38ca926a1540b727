//! Formulas and names as LaTeX, in the seed's notation: adjoints as derivatives of L, products by standing side by side.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::{Graph, Role, Value};

/// Letters with a command of their own.
const GREEK: &[&str] = &[
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
];

/// A formula of a graph's, as it stands in its equations.
pub fn formula(graph: &Graph, formula: &str) -> String {
    let mut latex = String::new();
    let mut rest = formula;
    while let Some(character) = rest.chars().next() {
        let word_end = rest.find(|c: char| !is_in_word(c)).unwrap_or(rest.len());
        if word_end > 0 {
            let (word, behind) = rest.split_at(word_end);
            latex.push_str(&self::word(graph, word, behind));
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("[1…1]") {
            latex.push_str("\\left[1,\\cdots,1\\right]");
            rest = behind;
        } else if character == '·' && !latex.ends_with(' ') {
            // Of dimensions, which are numbers.
            latex.push_str("\\cdot ");
            rest = &rest[character.len_utf8()..];
        } else {
            latex.push_str(sign(character).unwrap_or(&character.to_string()));
            rest = &rest[character.len_utf8()..];
        }
    }
    latex
}

/// Whether names and numbers have such characters: Rust's names may have letters of any script.
pub fn is_in_word(character: char) -> bool {
    character == '_' || character.is_ascii_digit() || character.is_alphabetic() && character != 'ᵀ'
}

fn word(graph: &Graph, word: &str, behind: &str) -> String {
    if behind.starts_with('(') {
        return format!("\\operatorname{{{}}}", word.replace('_', "\\_"));
    }
    if word.starts_with(|first: char| first.is_ascii_digit()) { word.to_string() } else { name(graph, word) }
}

fn sign(character: char) -> Option<&'static str> {
    Some(match character {
        '·' => "\\,",
        '∘' => "\\circ",
        '−' => "-",
        'ᵀ' => "^{\\top}",
        '≠' => "\\ne",
        '≤' => "\\le",
        '≥' => "\\ge",
        '∂' => "\\partial",
        '…' => "\\dots",
        '₁' => "_{1}",
        '₂' => "_{2}",
        '₃' => "_{3}",
        '{' => "\\{",
        '}' => "\\}",
        '%' => "\\%",
        '&' => "\\&",
        _ => return None,
    })
}

/// A value's name: `w1` is a bold w with the index 1, and `d_w1` the derivative of L with respect to it.
pub fn name(graph: &Graph, name: &str) -> String {
    if graph.value(name).is_some_and(|value| value.role == Role::Loss) {
        return "L".to_string();
    }
    match value_of_adjoint(graph, name) {
        Some(of) => format!("\\frac{{\\partial L}}{{\\partial {}}}", symbol(of)),
        None if is_dimension(graph, name) => format!("\\mathit{{{}}}", name.replace('_', "\\_")),
        None => symbol(name),
    }
}

/// Whether a name is that of a dimension, which is a number: no value is called so.
pub fn is_dimension(graph: &Graph, name: &str) -> bool {
    let is_constant = name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '_');
    // A size that is a constant of the graph is called as it is written.
    let is_value = |value: &Value| value.role != Role::Constant && value.name.replace('.', "_") == name;
    is_constant && !graph.values.iter().any(is_value) && graph.equation(name).is_none()
}

/// The value whose adjoint is called so, as it is called in equations: a layer's parameter is `l1.w` to its user, and `l1_w` there, or
/// `l1_w_2` beside a value of that name.
pub fn value_of_adjoint(graph: &Graph, name: &str) -> Option<&'static str> {
    let value = graph.values.iter().find(|value| !name.is_empty() && value.adjoint == name)?;
    let is_path = value.name.contains('.');
    Some(value.adjoint.strip_prefix("d_").filter(|_| is_path).unwrap_or(value.name))
}

/// The letters of a name, the number behind them, and what follows: `w`, `1` and `out` of `w1_out`.
pub fn parts(name: &str) -> (&str, &str, &str) {
    let (head, tail) = name.split_once('_').unwrap_or((name, ""));
    let letters = head.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() { (head, "", tail) } else { (letters, &head[letters.len()..], tail) }
}

/// Whether a name has underscores that do no more than tell it from another one: it is shown as it is written.
pub fn is_literal(name: &str) -> bool {
    name.starts_with('_') || name.ends_with('_') || name.contains("__")
}

fn symbol(name: &str) -> String {
    if is_literal(name) {
        return format!("\\texttt{{{}}}", name.replace('_', "\\_"));
    }
    let (letters, index, tail) = parts(name);
    let bold = if GREEK.contains(&letters) {
        format!("\\boldsymbol{{\\{letters}}}")
    } else {
        format!("\\mathbf{{{letters}}}")
    };
    match (index, tail) {
        ("", "") => bold,
        (index, "") => format!("{bold}_{{{index}}}"),
        ("", tail) => format!("{bold}_{{\\text{{{}}}}}", tail.replace('_', "\\_")),
        (index, tail) => format!("{bold}_{{{index},\\text{{{}}}}}", tail.replace('_', "\\_")),
    }
}
