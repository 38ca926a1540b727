//! Formulas as MathML, in the seed's notation: adjoints as derivatives of L, products by standing side by side.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::mem;

use super::super::latex::{is_dimension, is_in_word, is_literal, parts, value_of_adjoint};
use super::super::{Graph, Role};
use super::Escaped;

/// What marks an element as a value of this name.
type Mark<'a> = &'a dyn Fn(&str) -> String;

/// Between factors of a product.
const THIN: &str = "<mspace width=\"0.17em\"/>";

/// A formula of a graph's, as it stands in its equations.
pub fn formula(graph: &Graph, formula: &str, mark: Mark<'_>) -> String {
    let mut rest = formula;
    // What has been read in each open parenthesis.
    let mut open: Vec<(char, Vec<String>)> = Vec::new();
    let mut atoms: Vec<String> = Vec::new();
    while let Some(character) = rest.chars().next() {
        let end = rest.find(|c: char| !is_in_word(c)).unwrap_or(rest.len());
        if let Some(behind) = rest.strip_prefix("[1…1]") {
            atoms.push(
                "<mrow><mo>[</mo><mn>1</mn><mo>,</mo><mo>⋯</mo><mo>,</mo><mn>1</mn><mo>]</mo></mrow>".to_string(),
            );
            rest = behind;
            continue;
        }
        if end > 0 {
            let (word, behind) = rest.split_at(end);
            // A number with a point.
            let fraction = behind
                .strip_prefix('.')
                .map_or(0, |digits| 1 + digits.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(digits.len()));
            let is_number = word.starts_with(|first: char| first.is_ascii_digit());
            let end = if is_number && fraction > 1 { end + fraction } else { end };
            let (word, behind) = rest.split_at(end);
            atoms.push(match () {
                () if behind.starts_with('(') => format!("<mi>{}</mi>", Escaped(word)),
                () if is_number => format!("<mn>{word}</mn>"),
                () => name(graph, word, mark),
            });
            rest = behind;
            continue;
        }
        rest = &rest[character.len_utf8()..];
        match character {
            '(' | '[' => open.push((character, mem::take(&mut atoms))),
            ')' | ']' => match open.pop() {
                Some((opening, before)) => {
                    let inner = mem::replace(&mut atoms, before).concat();
                    atoms.push(format!("<mrow><mo>{opening}</mo>{inner}<mo>{character}</mo></mrow>"));
                }
                None => atoms.push(format!("<mo>{character}</mo>")),
            },
            'ᵀ' => raise(&mut atoms, "<mo>⊤</mo>"),
            '²' => raise(&mut atoms, "<mn>2</mn>"),
            '₁' | '₂' | '₃' => {
                let index = match character {
                    '₁' => 1,
                    '₂' => 2,
                    _ => 3,
                };
                let last = atoms.pop().unwrap_or_default();
                atoms.push(format!("<msub><mrow>{last}</mrow><mn>{index}</mn></msub>"));
            }
            '·' => atoms.push(THIN.to_string()),
            ' ' => {}
            sign => atoms.push(format!("<mo>{}</mo>", Escaped(&sign.to_string()))),
        }
    }
    while let Some((opening, before)) = open.pop() {
        let inner = mem::replace(&mut atoms, before).concat();
        atoms.push(format!("<mo>{opening}</mo>{inner}"));
    }
    format!("<mrow>{}</mrow>", atoms.concat())
}

fn raise(atoms: &mut Vec<String>, exponent: &str) {
    let base = atoms.pop().unwrap_or_default();
    atoms.push(format!("<msup><mrow>{base}</mrow>{exponent}</msup>"));
}

/// A value's name: `w1` is a bold w with the index 1, and `d_w1` the derivative of L with respect to it.
pub fn name(graph: &Graph, name: &str, mark: Mark<'_>) -> String {
    if graph.value(name).is_some_and(|value| value.role == Role::Loss) {
        return format!("<mi{}>L</mi>", mark(name));
    }
    match value_of_adjoint(graph, name) {
        Some(of) => format!(
            "<mfrac{}><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo>{}</mrow></mfrac>",
            mark(name),
            symbol(of, "")
        ),
        // A dimension is a number, not a matrix.
        _ if is_dimension(graph, name) => {
            format!("<mi>{}</mi>", Escaped(name))
        }
        _ => symbol(name, &mark(name)),
    }
}

fn symbol(name: &str, mark: &str) -> String {
    if is_literal(name) {
        return format!("<mtext{mark}>{}</mtext>", Escaped(name));
    }
    let (letters, index, tail) = parts(name);
    let base = format!(
        "<mi class=\"matrix\" mathvariant=\"normal\">{}</mi>",
        Escaped(&greek(letters).map_or_else(|| letters.to_string(), String::from))
    );
    let index = match (index, tail) {
        ("", "") => return format!("<mrow{mark}>{base}</mrow>"),
        (index, "") => format!("<mn>{}</mn>", Escaped(index)),
        ("", tail) => format!("<mtext>{}</mtext>", Escaped(tail)),
        (index, tail) => format!("<mrow><mn>{}</mn><mo>,</mo><mtext>{}</mtext></mrow>", Escaped(index), Escaped(tail)),
    };
    format!("<msub{mark}>{base}{index}</msub>")
}

/// The letter of this name.
fn greek(name: &str) -> Option<char> {
    const LETTERS: &[(&str, char)] = &[
        ("alpha", 'α'),
        ("beta", 'β'),
        ("gamma", 'γ'),
        ("delta", 'δ'),
        ("epsilon", 'ε'),
        ("zeta", 'ζ'),
        ("eta", 'η'),
        ("theta", 'θ'),
        ("iota", 'ι'),
        ("kappa", 'κ'),
        ("lambda", 'λ'),
        ("mu", 'μ'),
        ("nu", 'ν'),
        ("xi", 'ξ'),
        ("pi", 'π'),
        ("rho", 'ρ'),
        ("sigma", 'σ'),
        ("tau", 'τ'),
        ("upsilon", 'υ'),
        ("phi", 'φ'),
        ("chi", 'χ'),
        ("psi", 'ψ'),
        ("omega", 'ω'),
        ("Gamma", 'Γ'),
        ("Delta", 'Δ'),
        ("Theta", 'Θ'),
        ("Lambda", 'Λ'),
        ("Xi", 'Ξ'),
        ("Pi", 'Π'),
        ("Sigma", 'Σ'),
        ("Upsilon", 'Υ'),
        ("Phi", 'Φ'),
        ("Psi", 'Ψ'),
        ("Omega", 'Ω'),
    ];
    LETTERS.iter().find(|(letter, _)| *letter == name).map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::{THIN, formula};
    use crate::description::Graph;

    const NOTHING: &Graph = &Graph {
        name: "",
        source: "",
        line: 0,
        scalar_bytes: 4,
        values: &[],
        equations: &[],
        steps: &[],
        buffers: &[],
    };

    fn plain(text: &str) -> String {
        formula(NOTHING, text, &|_| String::new()).replace("<mrow>", "").replace("</mrow>", "")
    }

    #[test]
    fn products_stand_side_by_side() {
        let x = "<mi class=\"matrix\" mathvariant=\"normal\">x</mi>";
        let w = "<msub><mi class=\"matrix\" mathvariant=\"normal\">w</mi><mn>1</mn></msub>";
        assert_eq!(plain("x · w1"), format!("{x}{THIN}{w}"));
        assert_eq!(plain("xᵀ · w1"), format!("<msup>{x}<mo>⊤</mo></msup>{THIN}{w}"));
    }

    #[test]
    fn a_transpose_is_that_of_all_in_the_parentheses() {
        let group = formula(NOTHING, "(a + b)ᵀ", &|_| String::new());
        assert!(group.starts_with("<mrow><msup><mrow><mrow><mo>(</mo>"), "{group}");
        assert!(group.ends_with("<mo>)</mo></mrow></mrow><mo>⊤</mo></msup></mrow>"), "{group}");
    }

    #[test]
    fn what_is_unlike_a_formula_is_written_all_the_same() {
        assert_eq!(plain(""), "");
        assert_eq!(plain("ᵀ"), "<msup><mo>⊤</mo></msup>");
        assert_eq!(plain(") ("), "<mo>)</mo><mo>(</mo>");
        assert_eq!(plain("a < 0.5"), "<mi class=\"matrix\" mathvariant=\"normal\">a</mi><mo>&lt;</mo><mn>0.5</mn>");
    }
}
