//! Graphs with a line that is being typed, as an editor sees them: one error for the line, and all the items around it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Fields, ImplItem, Item};

use crate::pipeline;

/// The names and types that an expansion declares, and how many errors it has.
struct Expansion {
    declared: BTreeSet<String>,
    errors: Vec<String>,
}

fn expand(source: &str) -> Expansion {
    let tokens: TokenStream = source.parse().expect("tokens");
    let file: syn::File = syn::parse2(pipeline::expand(quote!(keisan), tokens)).expect("items");
    let mut expansion = Expansion { declared: BTreeSet::new(), errors: Vec::new() };
    for item in file.items {
        match item {
            Item::Macro(call) if call.mac.path.segments.last().is_some_and(|last| last.ident == "compile_error") => {
                expansion.errors.push(call.mac.tokens.to_string());
            }
            Item::Struct(item) => {
                let Fields::Named(fields) = &item.fields else { continue };
                let name = item.ident.to_string();
                // The workspace holds what the compiler plans, and there is no plan after a mistake.
                let fields = fields.named.iter().filter(|_| name != "G");
                expansion.declared.insert(format!("struct {name}"));
                expansion.declared.extend(fields.map(|field| {
                    let (field, ty) = (&field.ident, &field.ty);
                    format!("{name} {}", quote!(#field: #ty))
                }));
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let ty = item.self_ty.to_token_stream();
                expansion.declared.extend(item.items.iter().filter_map(|method| match method {
                    ImplItem::Fn(method) if matches!(method.vis, syn::Visibility::Public(_)) => {
                        Some(format!("{ty} {}", method.sig.to_token_stream()).replace("_params", "params"))
                    }
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    expansion
}

/// The graph with `line` in it, in front of the statement that begins with `before`.
fn graph(line: &str, before: &str) -> String {
    let source = "pub graph G<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, 32] = he_normal;
        param b1: [32] = zeros;
        let h = relu(x @ w1 + b1);
        param w2: [32, 10] = xavier_uniform;
        output probs = softmax(h @ w2);
        output h;
        loss = mean(cross_entropy(probs, y));
    }";
    source.replacen(before, &format!("{line}\n{before}"), 1)
}

const BEGINNINGS: &[&str] = &[
    "let",
    "let z",
    "let z =",
    "let z = ;",
    "let z = relu",
    "let z = relu()",
    "let z = relu();",
    "let z = relu(x @)",
    "let z = relu(x @);",
    "let z = x @",
    "let z = x @;",
    "let z = x @ w1 +",
    "let z = -",
    "let z = x.",
    "let z = x.;",
    "let z = (x",
    "let z = leaky_relu(x,",
    "let z = leaky_relu(,)",
    "let z = x @ w1",
    "let z = 2 *",
    "let z:",
    "let z: []",
    "let z: [",
    "let z: [B,",
    "let z: [B, 32]",
    "let z: [B, 32] =",
    "let z: [B, 32] = relu(x @",
    "param",
    "param w",
    "param w:",
    "param w: [",
    "param w: [64,",
    "param w: [64, 3]",
    "param w: [64, 3] =",
    "param w: [64, 3] = ;",
    "param w: [64, 3] = he_",
    "param w: [64, 3] = uniform(",
    "param w: [64, 3] = uniform(0.1,",
    "param w = ",
    "input",
    "input z",
    "input z:",
    "input z: [",
    "input z: [B,",
    "input z: [B, 3]",
    "#[grad]",
    "#[grad] input",
    "#[",
    "#",
    "target",
    "target t",
    "target t:",
    "output",
    "output z",
    "output z =",
    "output z = tanh(",
    "output z: [B,",
    "le",
    "par",
    "inp",
    "lo",
    "z",
    "relu(x)",
    "x @ w1",
];

/// An editor closes what has been opened.
fn closed(line: &str) -> String {
    let mut closing = Vec::new();
    for letter in line.chars() {
        match letter {
            '(' => closing.push(')'),
            '[' => closing.push(']'),
            ')' | ']' => drop(closing.pop()),
            _ => {}
        }
    }
    line.chars().chain(closing.into_iter().rev()).collect()
}

#[test]
fn a_line_that_is_being_typed_leaves_everything_else_in_place() {
    let sound = expand(&graph("", "}"));
    assert!(sound.errors.is_empty() && sound.declared.len() > 20, "{:#?}", sound.declared);
    let mut wrong = String::new();
    for line in BEGINNINGS {
        for before in ["param w1", "let h", "param w2", "output probs", "loss", "}"] {
            let found = expand(&graph(&closed(line), before));
            let missing: Vec<&String> = sound.declared.difference(&found.declared).collect();
            if found.errors.len() != 1 || !missing.is_empty() {
                let _ = writeln!(wrong, "`{line}` before `{before}`: {:?} {missing:?}", found.errors);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is used in no other line is not called unused while that line is typed, and its shape is known as soon as it is
/// written.
#[test]
fn a_statement_on_which_others_depend() {
    let statement = "let h : [ B , 32 ] = relu ( x @ w1 + b1 ) ;";
    let sound = expand(&graph("", "}"));
    let words: Vec<&str> = statement.split(' ').collect();
    for typed in 2..words.len() {
        let line = closed(&words[..typed].join(" "));
        let source = graph("", "}").replace("let h = relu(x @ w1 + b1);", &line);
        let found = expand(&source);
        assert_eq!(found.errors.len(), 1, "`{line}`: {:#?}", found.errors);
        let missing: Vec<&String> = sound.declared.difference(&found.declared).collect();
        if typed >= 9 {
            assert!(missing.is_empty(), "`{line}`: {missing:#?}");
        }
    }
}
