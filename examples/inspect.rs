//! Everything that a graph shows of itself, written into a folder: its picture, its derivation, what it costs, and a page with all of them.
//!
//! The graphs are those of the other examples.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fmt, fs};

use clap::{Parser, ValueEnum};
use keisan::description::Graph;
use keisan_examples::finish;
use thiserror::Error;

// Of each example its graph is all that is used here.
#[allow(dead_code)]
#[path = "digits.rs"]
mod digits;
#[allow(dead_code)]
#[path = "letters.rs"]
mod letters;
#[allow(dead_code)]
#[path = "regression.rs"]
mod regression;
#[allow(dead_code)]
#[path = "seed_mlp.rs"]
mod seed_mlp;
#[allow(dead_code)]
#[path = "spiral.rs"]
mod spiral;
#[allow(dead_code)]
#[path = "xor.rs"]
mod xor;

/// The graph of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Example {
    Digits,
    Letters,
    Regression,
    SeedMlp,
    Spiral,
    Xor,
}

impl Example {
    /// Its graph for a batch of 32.
    fn graph(self) -> &'static Graph {
        match self {
            Example::Digits => digits::Digits::<32>::GRAPH,
            Example::Letters => letters::Letters::<32>::GRAPH,
            Example::Regression => regression::Fit::<f64, 32>::GRAPH,
            Example::SeedMlp => seed_mlp::Perceptron::<f64, 32>::GRAPH,
            Example::Spiral => spiral::Spiral::<32>::GRAPH,
            Example::Xor => xor::Xor::<32>::GRAPH,
        }
    }

    /// What it is called on the command line, with `_` as in the name of its file.
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().replace('-', "_"))
    }
}

/// Write down all that a graph shows of itself.
#[derive(Parser)]
struct Arguments {
    /// The example whose graph to look at
    #[arg(value_enum, default_value_t = Example::Digits)]
    example: Example,
    /// The folder for the files
    #[arg(long, value_name = "FOLDER", default_value = "target/keisan/inspect")]
    out: PathBuf,
    /// Have Graphviz say where things are in the picture; without it on this machine, the built-in layout does
    #[arg(long)]
    graphviz: bool,
    /// Write the pictures of all examples, and nothing else, into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["example", "out", "graphviz"])]
    all: Option<PathBuf>,
}

/// Why a file could not be written.
#[derive(Debug, Error)]
#[error("cannot write `{}`", path.display())]
struct WriteError {
    /// The file, or the folder for it.
    path: PathBuf,
    /// What the system said.
    source: io::Error,
}

fn main() -> ExitCode {
    finish(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = &arguments.all {
        for example in Example::value_variants() {
            let file = write(folder, &format!("{}.svg", example.name()), &example.graph().drawing().svg())?;
            say(format_args!("{}", file.display()));
        }
        return Ok(());
    }
    let graph = arguments.example.graph();
    let folder = arguments.out.join(arguments.example.name());
    let picture = picture(graph, arguments.graphviz);
    let drawing = graph.drawing();
    let derivation = graph.derivation();
    for (name, text, what) in [
        ("graph.svg", picture, "the graph drawn, forward and backward"),
        ("graph.dot", drawing.dot(), "the same for Graphviz"),
        ("graph.mmd", drawing.mermaid(), "the same for Mermaid"),
        ("graph.json", graph.json(), "the graph as data"),
        ("derivation.md", derivation.markdown(), "its equations, in LaTeX"),
        ("derivation.txt", derivation.to_string(), "its equations, as plain text"),
        ("summary.txt", graph.summary().to_string(), "what it costs, in time and memory"),
        ("report.html", graph.report(), "all of it on one page: open it in a browser"),
    ] {
        let file = write(&folder, name, &text)?;
        say(format_args!("{:<52} {what}", file.display()));
    }
    Ok(())
}

/// The picture, by Graphviz if that is wanted and there.
fn picture(graph: &Graph, by_graphviz: bool) -> String {
    let drawing = graph.drawing();
    if !by_graphviz {
        return drawing.svg();
    }
    drawing.svg_by_graphviz().unwrap_or_else(|error| {
        eprintln!("{error}; the built-in layout is used");
        drawing.svg()
    })
}

/// Says where something is. If nobody listens (`… | head -1`), the files are there all the same.
fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, WriteError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        |source| WriteError { path, source }
    };
    fs::create_dir_all(folder).map_err(at(folder))?;
    let file = folder.join(name);
    fs::write(&file, text).map_err(at(&file))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_in_the_docs_are_those_of_the_examples() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/graphs"));
        for example in Example::value_variants() {
            let file = folder.join(format!("{}.svg", example.name()));
            let found = fs::read_to_string(&file).unwrap_or_default();
            assert!(
                found == example.graph().drawing().svg(),
                "{} is not up to date: cargo run -p keisan-examples --example inspect -- --all docs/graphs",
                file.display()
            );
        }
    }

    #[test]
    fn everything_is_written() {
        let out = std::env::temp_dir().join(format!("keisan-inspect-{}", std::process::id()));
        let arguments = Arguments { example: Example::Letters, out: out.clone(), graphviz: true, all: None };
        run(&arguments).expect("the folder for temporary files can be written");
        let files = fs::read_dir(out.join("letters")).expect("the folder is there");
        let sizes = files.map(|file| file.and_then(|file| file.metadata()).map_or(0, |data| data.len()));
        let sizes: Vec<u64> = sizes.collect();
        fs::remove_dir_all(&out).expect("the folder can be removed again");
        assert_eq!(sizes.len(), 8);
        assert!(sizes.iter().all(|&size| size > 500), "{sizes:?}");
    }

    #[test]
    fn a_folder_that_is_a_file_is_an_error_with_its_name() {
        let file = std::env::temp_dir().join(format!("keisan-inspect-{}-file", std::process::id()));
        fs::write(&file, "").expect("the folder for temporary files can be written");
        let arguments = Arguments { example: Example::Xor, out: file.clone(), graphviz: false, all: None };
        let error = run(&arguments).expect_err("a file holds no files");
        fs::remove_file(&file).expect("the file can be removed again");
        assert_eq!(error.to_string(), format!("cannot write `{}`", file.join("xor").display()));
        assert!(error.source().is_some());
    }
}
