//! The guide to the rules, `keisan::guide`: what is made of its graphs.
//!
//! Each rule is a file `runtime/src/guide/<rule>.md`, written by hand, which ends with a graph. The file of the same name in
//! `runtime/src/guide/made` has that graph's picture, its equations and its code. With `KEISAN_BLESS=1` in the environment it is written
//! anew; the difference is then to be read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::emit::{Documented, documented};
use crate::plan::Plan;
use crate::testing::{expansion, joint, program};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src/guide")
}

/// The names of the rules.
fn rules() -> Vec<String> {
    let files = fs::read_dir(folder()).expect("the guide is there").map(|entry| entry.expect("it can be read").path());
    let written = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut names: Vec<String> =
        written.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    names
}

/// The graph at the end of what is written by hand.
fn graph(text: &str) -> String {
    let (_, block) = text.split_once("```rust\nkeisan::graph! {\n").expect("a rule has a graph");
    let (graph, _) = block.split_once("\n}\n```").expect("the graph ends");
    graph.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Picture, equations and code.
fn made(source: &str) -> String {
    let program = program(source);
    let joint = joint(&program);
    let plan = Plan::new(&program, &joint);
    let Documented { picture, equations } = documented(&program, &joint, &plan);
    let code = expansion(source);

    let mut text = format!("{picture}\n");
    for (pass, title, function) in
        [("Forward", "Forward", "pub fn forward"), ("Backward", "Backward", "fn backpropagate")]
    {
        let _ = write!(text, "\n{title}:\n\n| equation | rules |\n|---|---|\n");
        for equation in equations.iter().filter(|equation| equation.pass == pass) {
            let rules: Vec<String> = equation
                .rules
                .iter()
                .map(|(operation, rule, number)| format!("{operation}: `{rule}` {number}").trim_end().to_owned())
                .collect();
            let (name, formula) = (&equation.name, &equation.formula);
            let rules = if rules.is_empty() { "handed on as it is".to_owned() } else { rules.join("; ") };
            let _ = writeln!(text, "| `{name} = {formula}` | {rules} |");
        }
        let _ = write!(text, "\n```rust,ignore\n{}```\n", statements(&code, function));
    }
    text
}

/// The statements of a function, without what stands around them.
fn statements(code: &str, function: &str) -> String {
    let (_, from_function) = code.split_once(function).expect("the function is there");
    let (body, _) = from_function.split_once("\n    }\n").expect("the function ends");
    let mut statements = String::new();
    let mut is_statement = false;
    for line in body.lines() {
        // The first equation begins them, and what is returned ends them.
        is_statement |= line.starts_with("        /// ");
        if line.contains("Pass { ") || line.ends_with("Pass {") {
            break;
        }
        if is_statement {
            let _ = writeln!(statements, "{}", line.strip_prefix("        ").unwrap_or(line));
        }
    }
    statements
}

#[test]
fn the_guide_is_made_of_its_graphs() {
    let bless = env::var_os("KEISAN_BLESS").is_some();
    let rules = rules();
    assert_eq!(rules.len(), 10);
    for rule in rules {
        let written = fs::read_to_string(folder().join(format!("{rule}.md"))).expect("it can be read");
        let path = folder().join("made").join(format!("{rule}.md"));
        let made = made(&graph(&written));
        if bless {
            fs::write(&path, made).expect("it can be written");
        } else {
            let found = fs::read_to_string(&path).expect("it has been made");
            assert!(found == made, "{} is not what is generated now; see the top of this file", path.display());
        }
    }
}

/// Whatever is written and made is in the documentation.
#[test]
fn the_guide_has_all_rules() {
    let module = fs::read_to_string(folder().with_extension("rs")).expect("the module is there");
    for rule in rules() {
        for file in [format!("guide/{rule}.md"), format!("guide/made/{rule}.md")] {
            assert!(module.contains(&file), "{file} is not in the guide");
        }
    }
}

/// Each equation of the derivation that the guide follows is in it, by its number.
#[test]
fn the_guide_has_every_equation() {
    let text: String = rules()
        .iter()
        .map(|rule| fs::read_to_string(folder().join(format!("{rule}.md"))).expect("it can be read"))
        .collect();
    // There is no (8).
    for number in (1..=45).filter(|&number| number != 8) {
        assert!(text.contains(&format!("({number})")), "({number}) is missing");
    }
}
