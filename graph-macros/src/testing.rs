//! The one door through which tests of the stages go: a graph in the DSL in, a stage's result as text out.
//!
//! A case is a file `cases/<stage>/<name>.graph`: a graph, a line of dashes, and what the stage makes of it. With
//! `KEISAN_BLESS=1` in the environment the second halves are written anew; the difference is then to be read like code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use crate::check;
use crate::diagnostics::Errors;
use crate::differentiate::differentiate;
use crate::differentiate::joint::Joint;
use crate::emit::{Extras, picture};
use crate::graph::lower::lower;
use crate::graph::program::Program;
use crate::graph::{Graph, NodeId};
use crate::optimise;
use crate::parse::parse;
use crate::pipeline;
use crate::plan::Plan;

const SEPARATOR: &str = "----\n";

/// The program of a graph without mistakes.
pub fn program(source: &str) -> Program {
    let tokens: TokenStream = source.parse().expect("the case is made of tokens");
    let mut errors = Errors::default();
    let block = parse(tokens, &mut errors).expect("the case is a graph");
    let program = lower(block, &mut errors).0.expect("the case is a graph");
    check::declarations(&program, &mut errors);
    check::dependencies(&program, &mut errors);
    assert!(errors.is_empty(), "mistakes in the case: {:#?}", errors.messages());
    program
}

/// The layers of a block that other modules can import, with the tokens that are handed to them.
pub fn layers(block: TokenStream) -> Vec<(String, TokenStream)> {
    let mut errors = Errors::default();
    let block = parse(block, &mut errors).expect("the block can be read");
    let (_, carriers) = lower(block, &mut errors);
    assert!(errors.is_empty(), "mistakes in the layers: {:#?}", errors.messages());
    carriers.into_iter().map(|carrier| (carrier.name.to_string(), carrier.contents)).collect()
}

pub fn joint(program: &Program) -> Joint {
    Joint::build(program).unwrap_or_else(|failures| panic!("not differentiable: {failures:?}"))
}

/// The expansion, formatted, with a blank line before each step.
pub fn expansion(source: &str) -> String {
    let tokens: TokenStream = source.parse().expect("the case is made of tokens");
    let mut file: syn::File =
        syn::parse2(pipeline::expand(quote!(keisan), tokens)).expect("the expansion is made of items");
    // The first is dropped wherever someone compiles or reads the expansion, and so is the last without the feature
    // `inspect`; both have cases of their own, as the constant has.
    file.items.retain(|item| {
        gated(item, "__for_editors").is_none() && !is_description(item) && gated(item, "__with_inspect").is_none()
    });
    file.items = file.items.into_iter().flat_map(where_boxes_exist).collect();
    file.items.iter_mut().for_each(forget_documentation);
    spaced(&prettyplease::unparse(&file))
}

/// The items that stand in `__with_alloc!`, which is how `cargo expand` shows them.
fn where_boxes_exist(item: syn::Item) -> Vec<syn::Item> {
    match gated(&item, "__with_alloc") {
        Some(file) => file.items,
        None => vec![item],
    }
}

/// A blank line before each step, of which there may be several in one statement.
fn spaced(formatted: &str) -> String {
    let mut spaced = String::new();
    let mut is_inside = false;
    for line in formatted.lines() {
        let is_step = line.starts_with("        /// ") && !line.starts_with("        ///     ");
        if is_step && !is_inside {
            spaced.push('\n');
        }
        is_inside = is_step;
        spaced.push_str(line);
        spaced.push('\n');
    }
    spaced
}

/// What is generated in a macro that drops it from most compilations.
fn gated(item: &syn::Item, gate: &str) -> Option<syn::File> {
    let syn::Item::Macro(call) = item else { return None };
    let is_it = call.mac.path.segments.last().is_some_and(|last| last.ident == gate);
    is_it.then(|| syn::parse2(call.mac.tokens.clone()).expect("it holds items"))
}

/// The constant that has the graph as data.
fn is_description(item: &syn::Item) -> bool {
    let syn::Item::Impl(item) = item else { return false };
    matches!(item.items.as_slice(), [syn::ImplItem::Const(constant)] if constant.ident == "GRAPH")
}

fn described(source: &str) -> String {
    let tokens: TokenStream = source.parse().expect("the case is made of tokens");
    let mut file: syn::File =
        syn::parse2(pipeline::expand(quote!(keisan), tokens)).expect("the expansion is made of items");
    file.items.retain(is_description);
    prettyplease::unparse(&file)
}

fn shown_in_editors(source: &str) -> String {
    behind_gate(source, "__for_editors")
}

fn inspected(source: &str) -> String {
    spaced(&behind_gate(source, "__with_inspect"))
}

fn behind_gate(source: &str, gate: &str) -> String {
    let tokens: TokenStream = source.parse().expect("the case is made of tokens");
    let file: syn::File =
        syn::parse2(pipeline::expand(quote!(keisan), tokens)).expect("the expansion is made of items");
    file.items.iter().filter_map(|item| gated(item, gate)).map(|file| prettyplease::unparse(&file)).collect()
}

/// What only rustdoc sees: the text, and of the picture what it begins with.
fn documented(source: &str) -> String {
    let tokens: TokenStream = source.parse().expect("the case is made of tokens");
    let file: syn::File =
        syn::parse2(pipeline::expand(quote!(keisan), tokens)).expect("the expansion is made of items");
    let attributes = file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(&item.attrs),
        _ => None,
    });
    let of_rustdoc = attributes.flatten().filter(|attribute| is_of_rustdoc(attribute));
    let mut text = String::new();
    for attribute in of_rustdoc {
        let arguments = attribute
            .parse_args_with(syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated)
            .expect("a condition and an attribute");
        let [syn::Meta::Path(condition), syn::Meta::NameValue(doc)] = arguments.iter().collect::<Vec<_>>()[..] else {
            panic!("a condition and a doc attribute")
        };
        assert!(condition.is_ident("doc") && doc.path.is_ident("doc"));
        match &doc.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) => text.push_str(&line.value()),
            syn::Expr::Macro(picture) => {
                let html = picture::html(picture.mac.tokens.clone()).expect("a picture");
                let (beginning, image) = html.split_once(",%3Csvg").expect("an image");
                assert!(image.ends_with("%3C/svg%3E\">") || image.ends_with("%3C/svg%3E \">"), "{image}");
                assert!(!image.contains('\n'));
                let _ = writeln!(text, "{beginning}…");
            }
            other => panic!("{other:?}"),
        }
    }
    text
}

fn lowered(source: &str) -> String {
    program(source).graph.to_string()
}

fn fused(source: &str) -> String {
    let program = program(source);
    let mut roots: Vec<NodeId> = program.loss_node().into_iter().chain(program.output_nodes()).collect();
    optimise::fuse(&program.graph, &mut roots).to_string()
}

/// The nodes that the reverse walk adds, before anything is simplified.
fn differentiated(source: &str) -> String {
    let mut program = program(source);
    let wanted = program.wanted();
    let forward = program.graph.len();
    let loss = program.loss_node().expect("the case has a loss");
    let mut graph: Graph = std::mem::take(&mut program.graph);
    let origin = graph.node(loss).origin.clone();
    let seed = graph.number(1.0, &origin);
    differentiate(&mut graph, &[(loss, seed)], &wanted).expect("every operation of the case is differentiable");
    graph.to_string().lines().skip(forward_lines(&graph, forward)).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

/// Constants have no line of their own.
fn forward_lines(graph: &Graph, forward: usize) -> usize {
    let is_shown = |id: &NodeId| !matches!(graph.node(*id).kind, crate::graph::Kind::Constant(_));
    graph.ids().take(forward).filter(is_shown).count()
}

fn simplified(source: &str) -> String {
    joint(&program(source)).graph.to_string()
}

fn planned(source: &str) -> String {
    let program = program(source);
    let joint = joint(&program);
    Plan::new(&program, &joint).text(&program, &joint)
}

#[test]
fn lowering() {
    check_cases("lower", lowered);
}

#[test]
fn fusing() {
    check_cases("fuse", fused);
}

#[test]
fn differentiating() {
    check_cases("differentiate", differentiated);
}

#[test]
fn simplifying() {
    check_cases("simplify", simplified);
}

#[test]
fn planning() {
    check_cases("plan", planned);
}

#[test]
fn expanding() {
    check_cases("expand", expansion);
}

#[test]
fn describing() {
    check_cases("describe", described);
}

#[test]
fn showing_in_editors() {
    check_cases("editor", shown_in_editors);
}

#[test]
fn documenting() {
    check_cases("document", documented);
}

#[test]
fn inspecting() {
    check_cases("inspect", inspected);
}

/// The seed's formulas, read off the generated code: (33)–(37) forward and (38)–(45) backward.
#[test]
fn the_multilayer_perceptron_is_the_seeds() {
    let (source, _) = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/expand/seed_mlp.graph"));
    let code = expansion(&source.replace("input phi1", "#[grad] input phi1"));
    let forward = [
        ("z1_matmul = phi1 · w1", "kernels::matmul(&mut self.phi2, inputs.phi1, &params.w1, Set);"),
        (
            "phi2 = sigmoid(z1_matmul + b1)",
            "kernels::update(&mut self.phi2, Row(&params.b1), |z1_matmul, b1| math::sigmoid(z1_matmul + b1));",
        ),
        ("z2 = phi2 · w2", ""),
        ("z2 += b2", "kernels::matmul(z2, &self.phi2, &params.w2, Plus(Row(&params.b2)));"),
        ("phi3 = softmax(z2)", "kernels::softmax(&mut self.phi3, &*z2, Set);"),
        (
            "loss = sum(softmax_cross_entropy(z2, y))",
            "kernels::softmax_cross_entropy_of(Sum(&mut self.loss), &*z2, inputs.y, &self.phi3, Set);",
        ),
    ];
    let backward = [
        // (42), for rows of Y with any sum.
        ("d_z2_sum_cols = rowsum(y)", "kernels::sum_cols(d_z2_sum_cols, inputs.y, Set, |y| y);"),
        (
            "d_z2 = d_z2_sum_cols ∘ phi3 − y",
            "kernels::update(d_z2, (inputs.y, Column(&*d_z2_sum_cols)), \
             |phi3, (y, d_z2_sum_cols)| d_z2_sum_cols * phi3 - y);",
        ),
        // (43), (44), (45).
        ("d_b2 = [1…1] · d_z2", "kernels::sum_rows(&mut grads.b2, &*d_z2, store, |d_z2| d_z2);"),
        ("d_w2 = phi2ᵀ · d_z2", "kernels::matmul_tn(&mut grads.w2, &tape.phi2, &*d_z2, store);"),
        ("d_phi2 = d_z2 · w2ᵀ", "kernels::matmul_nt(&mut tape.d_z1, &*d_z2, &params.w2, Set);"),
        // (38), (39), (40), (41).
        (
            "d_z1 = d_phi2 ∘ (phi2 ∘ (1 − phi2))",
            "kernels::update(&mut tape.d_z1, &tape.phi2, |d_phi2, phi2| d_phi2 * (phi2 * (1.0 - phi2)));",
        ),
        ("d_b1 = [1…1] · d_z1", "kernels::sum_rows(&mut grads.b1, &tape.d_z1, store, |d_z1| d_z1);"),
        ("d_w1 = phi1ᵀ · d_z1", "kernels::matmul_tn(&mut grads.w1, inputs.phi1, &tape.d_z1, store);"),
        ("d_phi1 = d_z1 · w1ᵀ", "kernels::matmul_nt(d_phi1, &tape.d_z1, &params.w1, Set);"),
    ];
    assert_eq!(steps(&code, "pub fn forward"), forward.map(owned));
    let mut found = steps(&code, "fn backpropagate");
    // Gradients of the same layer depend on one another in no order.
    let mut expected = backward.map(owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

/// An adjoint that comes to a value as it was leaves no step, and yet has the equations by which it came.
#[test]
fn what_hands_an_adjoint_on_has_its_equations() {
    let code = expansion(
        "pub graph Sums<const B: usize> {
            #[grad] input a: [B, 3];
            #[grad] input b: [B, 3];
            #[grad] input c: [B, 3];
            #[grad] input d: [3];
            output e = (a + b) + d;
            output f = tanh(c) + (c + b);
        }",
    );
    for equation in [
        "d_a = d_e : [B, 3]   (7), (3)",
        "d_b = d_f + d_e : [B, 3]   (12), (4), (7)",
        "d_c = d_f + d_f ∘ (1 − f_tanh ∘ f_tanh) : [B, 3]   (12), (4), (3), (23)",
        "d_d = [1…1] · d_e : [1, 3]   (9)",
    ] {
        assert!(code.contains(&format!("/// {equation}\n")), "{equation} is not in:\n{code}");
    }
}

fn owned((equation, call): (&str, &str)) -> (String, String) {
    (equation.to_owned(), call.split_whitespace().collect())
}

/// The steps of one function: each equation, and the call below it without spaces.
fn steps(code: &str, function: &str) -> Vec<(String, String)> {
    let (_, from_function) = code.split_once(function).expect("the function is there");
    let (body, _) = from_function.split_once("\n    }").expect("the function ends");
    let mut steps: Vec<(String, String)> = Vec::new();
    // A variable stands for what shares a buffer with other values.
    for line in body.lines().map(str::trim).filter(|line| !line.starts_with("let ")) {
        if let Some(equation) = line.strip_prefix("/// ") {
            let (equation, _) = equation.split_once(" : ").expect("an equation has a shape");
            steps.push((equation.to_owned(), String::new()));
        } else if let Some((_, call)) = steps.last_mut().filter(|(_, call)| !call.ends_with(';')) {
            call.extend(line.split_whitespace());
        }
    }
    for (_, call) in &mut steps {
        // What is broken over several lines has a comma behind its last argument.
        *call = call.replace(",)", ")");
    }
    steps
}

/// Everything that `cargo expand` shows of a graph, the graph as data and the methods of the feature `inspect` included.
fn everything(source: &str) -> syn::File {
    everything_of(&quote!(keisan), source)
}

/// The same, with the path under which the crate is known.
fn everything_of(keisan: &TokenStream, source: &str) -> syn::File {
    let tokens: TokenStream = source.parse().expect("the case is made of tokens");
    let mut file: syn::File =
        syn::parse2(pipeline::expand(keisan.clone(), tokens)).expect("the expansion is made of items");
    let gates = ["__with_alloc", "__with_inspect", "__for_editors"];
    file.items = file
        .items
        .into_iter()
        .flat_map(|item| match gates.iter().find_map(|gate| gated(&item, gate)) {
            Some(file) => file.items,
            None => vec![item],
        })
        .collect();
    file.items.iter_mut().for_each(forget_documentation);
    file
}

/// `cfg_attr(doc, …)`
fn is_of_rustdoc(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg_attr") && attribute.meta.to_token_stream().to_string().contains("(doc ,")
}

/// Drops what only rustdoc sees.
fn forget_documentation(item: &mut syn::Item) {
    if let syn::Item::Struct(item) = item {
        item.attrs.retain(|attribute| !is_of_rustdoc(attribute));
    }
}

/// Without the feature `inspect` nothing of it is left: all that mentions it is behind its gate.
#[test]
fn what_watches_values_is_behind_its_gate() {
    for path in cases("expand") {
        let (source, _) = read(&path);
        assert!(!expansion(&source).contains("inspect"), "{}", path.display());
        assert!(inspected(&source).contains("keisan::inspect::Values"), "{}", path.display());
    }
}

/// What the user has written is as wide as it was. The graph stands in a module, and the crate is named as it is in an expansion.
#[test]
fn no_line_of_an_expansion_is_longer_than_a_page_of_code_is_wide() {
    let mut long = String::new();
    for path in cases("expand") {
        let (source, _) = read(&path);
        let items = everything_of(&quote!(::keisan), &source).items;
        let in_module = syn::parse_quote!(mod model { #(#items)* });
        for line in prettyplease::unparse(&in_module).lines() {
            if line.chars().count() > 100 && !source.contains(line) {
                let _ = writeln!(long, "{}: {line}", path.display());
            }
        }
    }
    assert!(long.is_empty(), "{long}");
}

/// In the functions that compute, each statement that calls a kernel, or a function of the user's, stands below its
/// equation: on itself, or on the variables that it is the first to use. What the backward pass computes is called `d_…`.
#[test]
fn every_statement_has_its_equation() {
    let mut statements = 0;
    for path in cases("expand") {
        let (source, _) = read(&path);
        let mut functions = Functions::default();
        syn::visit::visit_file(&mut functions, &everything(&source));
        for (name, body) in functions.found {
            let mut equation: Option<String> = None;
            for statement in body.stmts {
                let (attributes, is_call) = match &statement {
                    syn::Stmt::Local(local) => (&local.attrs, false),
                    syn::Stmt::Expr(syn::Expr::Call(call), Some(_)) => (&call.attrs, true),
                    _ => continue,
                };
                let lines: Vec<String> = attributes.iter().filter_map(line_of_docs).collect();
                if !lines.is_empty() {
                    equation = Some(lines.concat().split_whitespace().collect::<Vec<_>>().join(" "));
                }
                if is_call {
                    let code = quote!(#statement);
                    let equation = equation.take().unwrap_or_else(|| panic!("{}: {code}", path.display()));
                    assert!(
                        (equation.contains(" = ")
                            || [" += ", " −= "].iter().any(|operator| equation.contains(operator)))
                            && equation.contains(" : ["),
                        "{}: {equation}",
                        path.display()
                    );
                    // What a function of the user's has left elsewhere is copied into the gradients.
                    let is_adjoint = equation.starts_with("d_") || equation.starts_with("grads.");
                    assert!(name != "backpropagate" || is_adjoint, "{}: {equation}", path.display());
                    statements += 1;
                }
            }
        }
    }
    assert!(statements > 200, "{statements} statements were found");
}

fn line_of_docs(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(doc) = &attribute.meta else { return None };
    match &doc.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) if doc.path.is_ident("doc") => Some(line.value()),
        _ => None,
    }
}

/// The bodies of the functions that compute.
#[derive(Default)]
struct Functions {
    found: Vec<(String, syn::Block)>,
}

impl<'a> syn::visit::Visit<'a> for Functions {
    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        let name = function.sig.ident.to_string();
        if ["forward", "predict", "backpropagate", "sgd_step"].contains(&name.as_str()) {
            self.found.push((name, function.block.clone()));
        }
    }
}

/// The guide to reading an expansion quotes one.
#[test]
fn the_guide_to_expansions_quotes_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(folder.join("../docs/expansion.md")).expect("the guide can be read");
    let (_, expansion) = read(&folder.join("cases/expand/by_hand.graph"));
    let unindented = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let expansion = unindented(&expansion);
    let quotations: Vec<&str> =
        text.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(quotations.len(), 4);
    for quotation in quotations {
        assert!(expansion.contains(&unindented(quotation)), "not generated any more:\n{quotation}");
    }
}

#[test]
fn an_expansion_is_the_same_every_time() {
    for path in cases("expand") {
        let (source, _) = read(&path);
        assert_eq!(expansion(&source), expansion(&source), "{}", path.display());
    }
}

/// Compares every case of a stage with what the stage makes of it; names all that differ.
fn check_cases(stage: &str, run: impl Fn(&str) -> String) {
    let bless = env::var_os("KEISAN_BLESS").is_some();
    let mut differing = String::new();
    let paths = cases(stage);
    assert!(!paths.is_empty(), "stage `{stage}` has no cases");
    for path in paths {
        let (source, expected) = read(&path);
        let found = run(&source);
        if bless {
            fs::write(&path, format!("{source}{SEPARATOR}{found}")).expect("the case can be written");
        } else if found != expected {
            let _ = writeln!(differing, "{}\nexpected:\n{expected}\nfound:\n{found}", path.display());
        }
    }
    assert!(differing.is_empty(), "{differing}");
}

pub fn cases(stage: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(stage);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("each stage has a folder of cases")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "graph"))
        .collect();
    paths.sort();
    paths
}

/// The graph, and what is expected of it.
pub fn read(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).expect("the case can be read");
    match text.split_once(SEPARATOR) {
        Some((source, expected)) => (source.to_owned(), expected.to_owned()),
        None => (text, String::new()),
    }
}

#[test]
fn thousands_of_operations_expand() {
    let code = expansion(&deep(3000));
    assert!(code.contains("d_w1 = xᵀ · "));
    for function in ["forward", "backpropagate", "sgd_step", "fused_step"] {
        assert!(code.contains(&format!("fn {function}_part_10")), "{function} is not divided");
    }
}

/// A deep network of so many operations, a tenth of the layers at least; `comparisons/compile_time` makes the same.
fn deep(operations: usize) -> String {
    let mut source = String::from("graph Deep<const B: usize> { input x: [B, 8]; let h0 = x;");
    let layers = operations.div_ceil(3);
    for layer in 1..=layers {
        let before = layer - 1;
        let _ = write!(source, "param w{layer}: [8, 8] = ones; let h{layer} = tanh(h{before} @ w{layer}) + h{before};");
    }
    let _ = write!(source, "loss = sum(h{layers}); }}");
    source
}

/// `cargo test -p keisan-macros --lib how_long -- --ignored --nocapture`: milliseconds of this build of the compiler, without rustc's
/// own tokens and without what prints them here.
#[test]
#[ignore = "it prints times, and asserts none"]
fn how_long_an_expansion_takes() {
    for operations in [10, 100, 1000, 3000] {
        let tokens: TokenStream = deep(operations).parse().expect("it is made of tokens");
        let start = std::time::Instant::now();
        let expansion = pipeline::expand_with(quote!(keisan), tokens, Extras::default());
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        println!("{operations:5} operations: {milliseconds:8.1} ms, {} items", expansion.into_iter().count());
    }
}

/// The comparison with other systems quotes what is said today.
#[test]
fn the_comparison_quotes_these_messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../comparisons/errors");
    let programs = fs::read_dir(folder.join("keisan/src/bin")).expect("the programs are there");
    let mut messages = 0;
    for program in programs.map(|entry| entry.expect("the folder can be read").path()) {
        let text = fs::read_to_string(&program).expect("a program can be read");
        let file: syn::File = syn::parse_str(&text).expect("a program is Rust");
        let graph = file.items.iter().find_map(|item| match item {
            syn::Item::Macro(call) if call.mac.path.is_ident("graph") => Some(call.mac.tokens.clone()),
            _ => None,
        });
        let mistake = program.file_stem().expect("a program has a name");
        let said = fs::read_to_string(folder.join("said").join(mistake).join("keisan.txt")).expect("it has been run");
        let array: syn::ExprReference =
            syn::parse2(pipeline::mistakes(graph.expect("a program has a graph"))).expect("an array of messages");
        let syn::Expr::Array(array) = *array.expr else { panic!("an array of messages") };
        for message in array.elems {
            let message: syn::LitStr = syn::parse2(quote!(#message)).expect("a message");
            let (message, shown) = (message.value(), said.replace("       ", "").replace("error: ", ""));
            assert!(shown.contains(&message), "run.py has to be run again: {message}\n{said}");
            messages += 1;
        }
    }
    // One of the ten is told by rustc.
    assert_eq!(messages, 9);
}

/// Functions that call functions are more than there is room for long before they are deep.
#[test]
fn calls_are_limited() {
    let mut source = String::from("graph Wide { input x: [1, 2]; output y = f0(x);");
    for level in 0..40 {
        let _ = write!(source, "fn f{level}(v) {{ f{0}(v + 1) + f{0}(v - 1) }}", level + 1);
    }
    source.push_str("fn f40(v) { v } }");
    let mut errors = Errors::default();
    let block = parse(source.parse().expect("tokens"), &mut errors).expect("a graph");
    lower(block, &mut errors);
    let messages = errors.messages();
    let [message] = messages.as_slice() else { panic!("one error expected, not {messages:#?}") };
    assert!(message.starts_with("the functions of this graph are called more than 16384 times"), "{message}");
}
