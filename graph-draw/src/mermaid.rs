//! Mermaid's language: two subgraphs of the same nodes, the backward one with its arrows turned round.

use std::fmt::{self, Write as _};

use crate::Role;
use crate::diagram::{Diagram, NodeKind};

pub fn write(diagram: &Diagram) -> String {
    let mut text = String::new();
    // A string takes what is written to it.
    let _ = write_chart(&mut text, diagram);
    text
}

fn write_chart(text: &mut String, diagram: &Diagram) -> fmt::Result {
    writeln!(text, "flowchart TB")?;
    // Mermaid puts what comes first to the right.
    if diagram.has_backward {
        write_pass(text, diagram, true)?;
    }
    write_pass(text, diagram, false)?;
    for (class, look) in [
        ("parameter", "fill:#e4f1fe,stroke:#0969da,color:#1f2328"),
        ("input", "fill:#e7f5ec,stroke:#1a7f37,color:#1f2328"),
        ("target", "fill:#f5edfd,stroke:#8250df,color:#1f2328"),
        ("state", "fill:#fdf3dc,stroke:#9a6700,color:#1f2328"),
        ("loss", "fill:#ffebe7,stroke:#cf222e,color:#1f2328"),
    ] {
        writeln!(text, "  classDef {class} {look}")?;
    }
    Ok(())
}

fn write_pass(text: &mut String, diagram: &Diagram, is_backward: bool) -> fmt::Result {
    let (title, letter, direction) = if is_backward { ("backward", 'b', "BT") } else { ("forward", 'f', "TB") };
    writeln!(text, "  subgraph {title}\n    direction {direction}")?;
    for (index, node) in diagram.nodes.iter().enumerate() {
        let [forward, backward] = diagram.texts(node);
        let own = escaped(if is_backward { &backward } else { &forward });
        let below = escaped(diagram.below(node));
        let role = diagram.values[node.value].role;
        let shape = match (node.kind, role) {
            (NodeKind::Leaf, Role::Parameter) => format!("[\"{own}<br>{below}\"]:::parameter"),
            (NodeKind::Leaf, Role::Target) => format!("([\"{own}<br>{below}\"]):::target"),
            (NodeKind::Leaf, Role::State) => format!("([\"{own}<br>{below}\"]):::state"),
            (NodeKind::Leaf, _) => format!("([\"{own}<br>{below}\"]):::input"),
            (NodeKind::Result, Role::Loss) => format!("([\"{own}<br>{below}\"]):::loss"),
            (NodeKind::Result, _) => format!("([\"{own}<br>{below}\"])"),
            (NodeKind::Function, _) => format!("((\"f<br>{}\"))", escaped(&diagram.values[node.value].operation)),
            (NodeKind::Symbol, _) => format!("((\"{own}\"))"),
            (NodeKind::Branch { adjoints: 2.. }, _) if is_backward => "((\"#43;\"))".to_owned(),
            (NodeKind::Branch { .. }, _) => "((\" \"))".to_owned(),
            (NodeKind::Named, _) => format!("(\"{own}\")"),
            (NodeKind::Constant, _) => format!("[\"{own}\"]"),
        };
        writeln!(text, "    {letter}{index}{shape}")?;
    }
    for arrow in &diagram.arrows {
        let (lines, ends, line) = if is_backward {
            let (name, rule) = diagram.backward_label(arrow);
            let name = name.map(|[name, shape]| format!("{name} {shape}"));
            let line = if arrow.rule.is_some() { "-->" } else { "-.-" };
            (name.into_iter().chain(rule).collect(), [arrow.to, arrow.from], line)
        } else {
            let name = diagram.forward_label(arrow).map(|[name, shape]| format!("{name} {shape}"));
            let side = (!arrow.side.is_empty()).then(|| arrow.side.to_owned());
            let line = if arrow.is_detour { "-.-" } else { "-->" };
            (name.into_iter().chain(side).collect::<Vec<_>>(), [arrow.from, arrow.to], line)
        };
        let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
        let label = if lines.is_empty() { String::new() } else { format!("|\"{}\"|", lines.join("<br>")) };
        let [from, to] = ends;
        writeln!(text, "    {letter}{from} {line}{label} {letter}{to}")?;
    }
    writeln!(text, "  end")
}

/// Text between quotes: what means something to Mermaid or to HTML is written by its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '*' | '_' | '+' | '~' | ';' | '\\' => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
