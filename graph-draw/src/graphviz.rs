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

#[cfg(test)]
mod tests {
    use super::{GraphvizError, question, read, run};
    use crate::diagram::Diagram;
    use crate::layout::Stop;
    use crate::{Role, Value};

    fn diagram() -> Diagram {
        let values = vec![
            Value::leaf("x", Role::Input, "[B, 4]"),
            Value::computed("y", Role::Value, ["exp", "f"], vec![0], "[B, 4]"),
            Value::computed("z", Role::Output, ["exp", "f"], vec![1], "[B, 4]"),
        ];
        Diagram::new("Twice".to_owned(), values)
    }

    #[test]
    fn what_is_not_installed_is_missing() {
        let error = run("keisan-has-no-such-program", "").expect_err("there is none");
        assert!(matches!(error, GraphvizError::Missing(_)), "{error}");
        assert_eq!(error.to_string(), "Graphviz's `dot` can't be started");
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn a_program_that_fails_has_failed() {
        // Cargo is there, and takes no such option.
        let error = run(env!("CARGO"), "").expect_err("it knows no -Tplain");
        assert!(matches!(&error, GraphvizError::Failed(message) if message.contains("-T")), "{error}");
    }

    #[test]
    fn nodes_and_labels_are_asked_for() {
        let question = question(&diagram());
        let expected = ["n0 [width=", "n0 -> n1;", "a1 [width=", "n1 -> a1 -> n2;", "n2 -> n3;"];
        assert!(expected.iter().all(|line| question.contains(line)), "{question}");
    }

    /// As `dot -Tplain` answers: inches, from below.
    #[test]
    fn an_answer_is_read() {
        let plain = "graph 1 2 6\nnode n0 1 6 0.9 0.5 \"\" solid box black lightgrey\nnode n1 1 5 0.5 0.5 \"\" solid box black lightgrey\n\
                     node a1 2 4 0.9 0.3 \"\" solid box black lightgrey\nnode n2 1 3 0.5 0.5 \"\" solid box black lightgrey\n\
                     node n3 1 2 0.9 0.5 \"\" solid box black lightgrey\n\
                     edge n0 n1 4 1 5.8 1 5.6 1 5.4 1 5.2 solid black\n\
                     edge n1 a1 7 1 4.8 1 4.7 3 4.6 3 4.5 3 4.4 2 4.3 2 4.2 solid black\nedge a1 n2 4 2 4 2 4 1 3 1 3 solid black\nstop\n";
        let layout = read(plain, &diagram()).expect("it can be read");
        let below = |a: usize, b: usize| layout.nodes[b].y - layout.nodes[a].y;
        assert!(below(0, 1) >= 71.0 && below(1, 2) >= 143.0 && below(2, 3) >= 71.0, "{layout:?}");
        assert!(
            layout.ways[1].iter().any(|stop| matches!(stop, Stop::Label(at) if at.x > layout.nodes[1].x)),
            "{layout:?}"
        );
    }

    #[test]
    fn an_answer_that_is_none_is_told() {
        for plain in [
            "node n0 one 2 3 4",
            "node n9 1 2 3 4",
            "node n 1 2 3 4",
            "node",
            "edge n0 n1 2 1 x 3 4",
            "node n0 inf 2 3",
        ] {
            let answer = read(plain, &diagram());
            let is_ignored = plain == "node";
            assert!(
                is_ignored || matches!(&answer, Err(GraphvizError::Unreadable(line)) if line == plain),
                "{plain}: {answer:?}"
            );
        }
    }
}
