//! Every name in a graph comes out of the expansion with the span that it has in the source, at each place where it stands:
//! hovering, going to a definition and renaming work on nothing else. `tests/editor/ask.py` asks rust-analyzer itself.

use std::collections::BTreeSet;

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use quote::quote;

use crate::pipeline;

/// Words that are not names: the language's, and Rust's in the header.
const WORDS: &[&str] = &[
    "pub", "graph", "const", "usize", "input", "target", "param", "let", "output", "loss", "scalar", "grad", "frozen",
    "doc", "T", "detach", "layer", "fn", "labels", "hyper", "in",
];

/// Identifiers with the places where they stand.
fn places(tokens: TokenStream, places: &mut BTreeSet<(String, LineColumn)>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(places.insert((ident.to_string(), ident.span().start()))),
            TokenTree::Group(group) => self::places(group.stream(), places),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The names of the source that are not in the expansion as what they are in the source.
fn lost(source: &str) -> Vec<String> {
    // Below any line of what the compiler itself parses.
    let source: TokenStream = ("\n".repeat(1_000) + source).parse().expect("tokens");
    let (mut written, mut expanded) = (BTreeSet::new(), BTreeSet::new());
    places(source.clone(), &mut written);
    places(pipeline::expand(quote!(keisan), source), &mut expanded);
    let is_name = |name: &String| !WORDS.contains(&name.as_str());
    let lost = written.difference(&expanded).filter(|(name, _)| is_name(name));
    lost.map(|(name, at)| format!("{name} at {}:{}", at.line - 1_000, at.column)).collect()
}

const EVERY_FORM: &str = "pub graph Digits<T, const B: usize, const H: usize> {
    #[grad] input x: [B, 64];
    input scale: scalar;
    target y: [B, config::CLASSES];
    param w1: [64, H] = he_normal;
    #[frozen] param b1: [H] = uniform(-0.5, 0.5);
    param w2: [2 * HIDDEN, config::CLASSES] = xavier_uniform;
    param w3: [H, HIDDEN + HIDDEN] = ones;
    let z: [B, H] = x @ w1 + b1;
    labels kind: [B] in config::CLASSES;
    hyper rate: scalar;
    let h = leaky_relu(z, 0.1) * scale * rate + softplus(-z);
    let same = h @ w3;
    output logits = same @ w2 - (same @ w2) / 2;
    output h;
    loss = mean(cross_entropy(softmax(logits), y)) + sum(square(w1)) + mean(cross_entropy(softmax(logits), kind));
}";

#[test]
fn every_name_keeps_its_place() {
    assert_eq!(lost(EVERY_FORM), Vec::<String>::new());
    assert_eq!(lost("graph G { input a: [2]; param p: [2] = zeros; output b = a.T @ p; }"), Vec::<String>::new());
}

/// Layers and functions at their definition, where a graph uses them, and in the rest of it.
#[test]
fn names_of_definitions_keep_their_places() {
    let source = "layer Dense(x) { param w: [4, 4] = ones; x @ w } fn twice(v) { v + v }
    graph G<const B: usize> {
        input x: [B, 4];
        layer l1 = Dense;
        let h = twice(l1(x));
        output y = twice(l1(h));
    }";
    let of_the_graph: Vec<String> = lost(source).into_iter().filter(|place| !place.contains(" at 1:")).collect();
    assert_eq!(of_the_graph, Vec::<String>::new());
    assert!(!lost(source).iter().any(|place| place.starts_with("Dense") || place.starts_with("twice")));
}

/// In front of a mistake and behind it too: an editor shows types while a line is being typed.
#[test]
fn every_name_keeps_its_place_beside_a_mistake() {
    let wrong = EVERY_FORM.replace("output h;", "output h; let v = softmax(h) @ w1;");
    assert_eq!(lost(&wrong), Vec::<String>::new());
    let half_typed = EVERY_FORM.replace("output h;", "output h; let v: [B, 3] = softmax(h @)");
    assert_eq!(lost(&half_typed), Vec::<String>::new());
}
