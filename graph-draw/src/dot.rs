//! Graphviz's language: two clusters of the same nodes, whose arrows go down in the forward picture and up in the backward picture.

use std::fmt::{self, Write as _};

use crate::Role;
use crate::diagram::{Diagram, Node, NodeKind};

pub fn write(diagram: &Diagram) -> String {
    let mut text = String::new();
    // A string takes what is written to it.
    let _ = write_graph(&mut text, diagram);
    text
}

fn write_graph(text: &mut String, diagram: &Diagram) -> fmt::Result {
    writeln!(text, "digraph {} {{", quoted(&diagram.name))?;
    writeln!(text, "  graph [fontname=\"monospace\", ranksep=0.3];")?;
    writeln!(text, "  node [fontname=\"monospace\", fontsize=11];")?;
    writeln!(text, "  edge [fontname=\"monospace\", fontsize=10];")?;
    write_pass(text, diagram, false)?;
    if diagram.has_backward {
        write_pass(text, diagram, true)?;
    }
    writeln!(text, "}}")
}

fn write_pass(text: &mut String, diagram: &Diagram, is_backward: bool) -> fmt::Result {
    let (title, letter) = if is_backward { ("backward", 'b') } else { ("forward", 'f') };
    writeln!(text, "  subgraph cluster_{title} {{\n    label=\"{title}\";")?;
    for (index, node) in diagram.nodes.iter().enumerate() {
        let [forward, backward] = diagram.texts(node);
        let own = if is_backward { backward } else { forward };
        let written = match node.kind {
            NodeKind::Leaf | NodeKind::Result => format!("{own}\n{}", diagram.below(node)),
            NodeKind::Function => format!("f\n{}", diagram.values[node.value].operation),
            _ => own,
        };
        let idle = if is_backward && !node.is_active { ", color=gray, fontcolor=gray" } else { "" };
        writeln!(
            text,
            "    {letter}{index} [label={}, {}{idle}];",
            quoted(&written),
            look(diagram, node, is_backward)
        )?;
    }
    for arrow in &diagram.arrows {
        let (lines, direction) = if is_backward {
            let (name, rule) = diagram.backward_label(arrow);
            let name = name.map(|[name, shape]| format!("{name} {shape}"));
            let colour = if arrow.rule.is_some() { "firebrick" } else { "gray" };
            let direction = if arrow.rule.is_some() { "back" } else { "none" };
            (name.into_iter().chain(rule).collect(), format!(", dir={direction}, color={colour}, fontcolor={colour}"))
        } else {
            let name = diagram.forward_label(arrow).map(|[name, shape]| format!("{name} {shape}"));
            let look = if arrow.is_detour { ", style=dotted, dir=none" } else { "" };
            (name.into_iter().collect::<Vec<_>>(), look.to_owned())
        };
        let side = if arrow.side.is_empty() { String::new() } else { format!(", headlabel=\"{}\"", arrow.side) };
        let (from, to, label) = (arrow.from, arrow.to, quoted(&lines.join("\n")));
        writeln!(text, "    {letter}{from} -> {letter}{to} [label={label}{side}{direction}];")?;
    }
    writeln!(text, "  }}")
}

fn look(diagram: &Diagram, node: &Node, is_backward: bool) -> &'static str {
    match (node.kind, diagram.values[node.value].role) {
        (NodeKind::Leaf, Role::Parameter) => "shape=box, style=filled, fillcolor=\"#e4f1fe\"",
        (NodeKind::Leaf, Role::Target) => "shape=box, style=\"rounded,filled\", fillcolor=\"#f5edfd\"",
        (NodeKind::Leaf, Role::State) => "shape=box, style=\"rounded,filled\", fillcolor=\"#fdf3dc\"",
        (NodeKind::Leaf, _) => "shape=box, style=\"rounded,filled\", fillcolor=\"#e7f5ec\"",
        (NodeKind::Constant, _) => "shape=plaintext",
        (NodeKind::Result, Role::Loss) => "shape=box, style=\"rounded,filled\", fillcolor=\"#ffebe7\"",
        (NodeKind::Result, _) => "shape=box, style=\"rounded,dashed\"",
        (NodeKind::Branch { adjoints: 2.. }, _) if is_backward => "shape=circle, width=0.25, fixedsize=true",
        (NodeKind::Branch { .. }, _) => "shape=point",
        (NodeKind::Named, _) => "shape=box, style=rounded",
        (NodeKind::Symbol | NodeKind::Function, _) => "shape=circle",
    }
}

/// Text between quotes; a line break is `\n`.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
