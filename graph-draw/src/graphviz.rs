//! Layout by Graphviz, where it is installed.

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use crate::diagram::Diagram;
use crate::layout::{Layout, Point, Stop};
use crate::measure::Size;

/// Points an inch, in Graphviz.
const INCH: f64 = 72.0;

/// Why Graphviz has laid out nothing.
#[derive(Debug)]
pub enum GraphvizError {
    /// `dot` could not be started: is it installed?
    Missing(io::Error),
    /// It has stopped with this message.
    Failed(String),
    /// What it has written is not what it says in its documentation.
    Unreadable(String),
}

impl fmt::Display for GraphvizError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphvizError::Missing(_) => f.write_str("Graphviz's `dot` can't be started"),
            GraphvizError::Failed(message) => write!(f, "Graphviz's `dot` has failed: {}", message.trim_end()),
            GraphvizError::Unreadable(line) => write!(f, "Graphviz's `dot` has written what can't be read: `{line}`"),
        }
    }
}

impl Error for GraphvizError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            GraphvizError::Missing(error) => Some(error),
            GraphvizError::Failed(_) | GraphvizError::Unreadable(_) => None,
        }
    }
}

/// By `dot`: nodes `n0`, `n1`, …, labels `a0`, `a1`, … in the order of the arrows.
pub fn layout(diagram: &Diagram) -> Result<Layout, GraphvizError> {
    let plain = run("dot", &question(diagram))?;
    read(&plain, diagram)
}

fn question(diagram: &Diagram) -> String {
    let mut text =
        String::from("digraph {\nranksep=0.3; nodesep=0.25; node [shape=box, fixedsize=true, label=\"\"];\n");
    let inches = |Size { width, height }: Size| format!("[width={:.3}, height={:.3}]", width / INCH, height / INCH);
    for (index, room) in diagram.rooms().into_iter().enumerate() {
        if let Some(room) = room {
            let _ = writeln!(text, "n{index} {};", inches(room));
        }
    }
    for (index, (arrow, label)) in diagram.arrows.iter().zip(diagram.label_rooms()).enumerate() {
        let (from, to) = (arrow.from, arrow.to);
        if diagram.is_beside(arrow) {
            continue;
        }
        let _ = match label {
            Some(size) => writeln!(text, "a{index} {};\nn{from} -> a{index} -> n{to};", inches(size)),
            None => writeln!(text, "n{from} -> n{to};"),
        };
    }
    text.push_str("}\n");
    text
}

fn run(program: &str, question: &str) -> Result<String, GraphvizError> {
    let mut command = Command::new(program);
    command.arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(GraphvizError::Missing)?;
    if let Some(mut stdin) = child.stdin.take() {
        // What goes wrong here is told by its exit status.
        let _ = stdin.write_all(question.as_bytes());
    }
    let output = child.wait_with_output().map_err(GraphvizError::Missing)?;
    if !output.status.success() {
        return Err(GraphvizError::Failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    String::from_utf8(output.stdout).map_err(|error| GraphvizError::Unreadable(error.to_string()))
}

/// Reads `node NAME X Y …` and `edge TAIL HEAD COUNT X Y X Y …`, in inches from below. An edge is made of curves, each with four points.
fn read(plain: &str, diagram: &Diagram) -> Result<Layout, GraphvizError> {
    let mut nodes = vec![None; diagram.nodes.len()];
    let mut labels = vec![None; diagram.arrows.len()];
    let mut bends: HashMap<[String; 2], VecDeque<Vec<Stop>>> = HashMap::new();
    for line in plain.lines() {
        let unreadable = || GraphvizError::Unreadable(line.to_owned());
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(unreadable);
        let point = |[x, y]: [&str; 2]| Ok(Point { x: number(x)? * INCH, y: -number(y)? * INCH });
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["node", name, x, y, ..] => {
                let index = name.get(1..).and_then(|index| index.parse::<usize>().ok()).ok_or_else(unreadable)?;
                let list = if name.starts_with('n') { &mut nodes } else { &mut labels };
                *list.get_mut(index).ok_or_else(unreadable)? = Some(point([x, y])?);
            }
            ["edge", tail, head, count, coordinates @ ..] => {
                let count: usize = count.parse().map_err(|_| unreadable())?;
                let pairs = coordinates.chunks_exact(2).take(count).map(|pair| point([pair[0], pair[1]]));
                let points = pairs.collect::<Result<Vec<Point>, _>>()?;
                let inner = points.get(1..points.len().saturating_sub(1)).unwrap_or(&[]);
                // Between one curve and the next.
                let joints = inner.iter().skip(2).step_by(3).copied().map(Stop::Bend).collect();
                bends.entry([tail.to_string(), head.to_string()]).or_default().push_back(joints);
            }
            _ => {}
        }
    }
    let mut take = |tail: &str, head: &str| {
        bends.get_mut(&[tail, head].map(str::to_owned)).and_then(VecDeque::pop_front).unwrap_or_default()
    };
    let ways = diagram.arrows.iter().enumerate().map(|(index, arrow)| {
        let (tail, head, between) = (format!("n{}", arrow.from), format!("n{}", arrow.to), format!("a{index}"));
        match labels[index] {
            Some(label) => {
                let first = take(&tail, &between).into_iter().chain([Stop::Label(label)]);
                first.chain(take(&between, &head)).collect()
            }
            None => take(&tail, &head),
        }
    });
    let ways = ways.collect();
    Ok(Layout::new(diagram, &nodes, ways))
}
