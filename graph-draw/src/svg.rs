//! The SVG: two pictures side by side, whose nodes are at the same places.

use std::fmt::{self, Display, Write as _};

use crate::Role;
use crate::diagram::{Arrow, Diagram, Node, NodeKind, label_height, label_width};
use crate::layout::{Layout, Point, Row, Stop};
use crate::measure::Size;

/// Colours and fonts, in light and in dark.
const STYLE: &str = include_str!("style.css");

/// Around everything, and between the two pictures.
const MARGIN: f64 = 24.0;
/// How far a curve goes on in the direction of its end.
const FURTHEST: f64 = 70.0;
/// The height of the line with the pictures' titles.
const TITLE: f64 = 34.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Forward,
    Backward,
}

/// A number with at most one digit after the point.
struct Short(f64);

impl Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() / 10.0;
        write!(f, "{}", if tenths == 0.0 { 0.0 } else { tenths })
    }
}

impl Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Short(self.x), Short(self.y))
    }
}

/// Text as XML has it.
pub struct Escaped<'a>(pub &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

pub fn write(diagram: &Diagram, layout: &Layout) -> String {
    let sizes: Vec<Size> = diagram.nodes.iter().map(|node| diagram.node_size(node)).collect();
    let free = free_angles(diagram, layout);
    let mut picture = Picture { diagram, layout, sizes, free, text: String::new() };
    // A string takes what is written to it.
    let _ = picture.write();
    picture.text
}

struct Picture<'a> {
    diagram: &'a Diagram,
    layout: &'a Layout,
    /// Of each node.
    sizes: Vec<Size>,
    /// See [`free_angles`].
    free: Vec<[f64; 2]>,
    text: String,
}

/// Where an arrow touches a node, and in which direction it leaves the node there.
#[derive(Debug, Clone, Copy)]
struct Touch {
    at: Point,
    outwards: Point,
}

impl Picture<'_> {
    fn write(&mut self) -> fmt::Result {
        let Size { width, height } = self.layout.size;
        let panel = width.max(150.0);
        let panels = if self.diagram.has_backward { 2.0 } else { 1.0 };
        let (whole_width, whole_height) = (panels * panel + (panels + 1.0) * MARGIN, height + TITLE + 2.0 * MARGIN);
        let name = Escaped(&self.diagram.name);
        let (wide, high) = (Short(whole_width), Short(whole_height));
        writeln!(
            self.text,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="keisan-graph" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img" aria-label="The graph {name}, forward and backward">"#
        )?;
        writeln!(self.text, "<style>\n{STYLE}</style>")?;
        writeln!(self.text, r#"<rect class="paper" width="{wide}" height="{high}" rx="8"/>"#)?;
        let shift = (panel - width) / 2.0;
        self.write_panel(Pass::Forward, MARGIN, shift)?;
        if self.diagram.has_backward {
            self.write_panel(Pass::Backward, 2.0 * MARGIN + panel, shift)?;
        }
        writeln!(self.text, "</svg>")
    }

    fn write_panel(&mut self, pass: Pass, left: f64, shift: f64) -> fmt::Result {
        let (class, title) = match pass {
            Pass::Forward => ("forward", "forward"),
            Pass::Backward => ("backward", "backward"),
        };
        writeln!(
            self.text,
            r#"<text class="title" x="{}" y="{}">{}<tspan class="of"> {title}</tspan></text>"#,
            Short(left),
            Short(MARGIN + 10.0),
            Escaped(&self.diagram.name)
        )?;
        writeln!(
            self.text,
            r#"<g class="{class}" transform="translate({} {})">"#,
            Short(left + shift),
            Short(MARGIN + TITLE)
        )?;
        for index in 0..self.diagram.arrows.len() {
            self.write_arrow(pass, index)?;
        }
        for index in 0..self.diagram.nodes.len() {
            self.write_node(pass, index)?;
        }
        writeln!(self.text, "</g>")
    }

    /// The data of an element by which a page finds what belongs together.
    fn data(&self, value: usize) -> String {
        let value = &self.diagram.values[value];
        let adjoint = value
            .adjoint
            .as_ref()
            .map_or_else(String::new, |adjoint| format!(r#" data-adjoint="{}""#, Escaped(adjoint)));
        format!(r#"data-value="{}"{adjoint}"#, Escaped(&value.name))
    }

    fn write_node(&mut self, pass: Pass, index: usize) -> fmt::Result {
        let (node, at) = (&self.diagram.nodes[index], self.layout.nodes[index]);
        let size = self.sizes[index];
        let value = &self.diagram.values[node.value];
        let is_idle = pass == Pass::Backward && !node.is_active;
        let idle = if is_idle { " idle" } else { "" };
        let [forward, backward] = self.diagram.texts(node);
        let text = if pass == Pass::Forward { forward } else { backward };
        let (x, y) = (Short(at.x), Short(at.y));
        writeln!(
            self.text,
            r#"<g class="node {}{idle}" {}><title>{}</title>"#,
            class(node, value.role),
            self.data(node.value),
            Escaped(&self.tooltip(node.value))
        )?;
        let text = Escaped(&text);
        match node.kind {
            NodeKind::Leaf | NodeKind::Result => {
                let round = match (node.kind, value.role) {
                    (NodeKind::Leaf, Role::Parameter) => 4.0,
                    _ => size.height / 2.0,
                };
                self.write_box(at, size, round)?;
                let below = Escaped(self.diagram.below(node));
                let (upper, lower) = (Short(at.y - 8.0), Short(at.y + 9.0));
                writeln!(self.text, r#"<text class="name" x="{x}" y="{upper}">{text}</text>"#)?;
                writeln!(self.text, r#"<text class="shape" x="{x}" y="{lower}">{below}</text>"#)?;
            }
            NodeKind::Constant => writeln!(self.text, r#"<text class="name" x="{x}" y="{y}">{text}</text>"#)?,
            NodeKind::Symbol | NodeKind::Function => {
                writeln!(self.text, r#"<circle cx="{x}" cy="{y}" r="{}"/>"#, Short(Size::CIRCLE / 2.0))?;
                writeln!(self.text, r#"<text class="symbol" x="{x}" y="{y}">{text}</text>"#)?;
                if node.kind == NodeKind::Function {
                    let (right, lower) = (Short(at.x + Size::CIRCLE / 2.0 + 3.0), Short(at.y + 10.0));
                    let name = Escaped(&value.operation);
                    writeln!(self.text, r#"<text class="caption" x="{right}" y="{lower}">{name}</text>"#)?;
                }
            }
            NodeKind::Named => {
                self.write_box(at, size, 8.0)?;
                writeln!(self.text, r#"<text class="caption middle" x="{x}" y="{y}">{text}</text>"#)?;
            }
            NodeKind::Branch { adjoints } if pass == Pass::Forward || adjoints < 2 => {
                writeln!(self.text, r#"<circle class="dot" cx="{x}" cy="{y}" r="3.5"/>"#)?;
            }
            NodeKind::Branch { .. } => {
                writeln!(self.text, r#"<circle cx="{x}" cy="{y}" r="{}"/>"#, Short(Size::BRANCH / 2.0))?;
                writeln!(self.text, r#"<text class="sum" x="{x}" y="{y}">{text}</text>"#)?;
            }
        }
        writeln!(self.text, "</g>")
    }

    fn write_box(&mut self, at: Point, Size { width, height }: Size, round: f64) -> fmt::Result {
        let (x, y) = (Short(at.x - width / 2.0), Short(at.y - height / 2.0));
        let (width, height, round) = (Short(width), Short(height), Short(round));
        writeln!(self.text, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}"/>"#)
    }

    /// `h = relu(h_add) : [B, 32]`.
    fn tooltip(&self, value: usize) -> String {
        let values = &self.diagram.values;
        let value = &values[value];
        let operands: Vec<&str> = value.operands.iter().map(|&operand| values[operand].name.as_str()).collect();
        let operands = operands.join(", ");
        match value {
            _ if value.is_leaf() => format!("{} : {}", value.name, value.shape),
            _ if value.is_renamed() => format!("{} = {operands} : {}", value.name, value.shape),
            _ => format!("{} = {}({operands}) : {}", value.name, value.operation, value.shape),
        }
    }

    fn write_arrow(&mut self, pass: Pass, index: usize) -> fmt::Result {
        let arrow = &self.diagram.arrows[index];
        let is_idle = if pass == Pass::Backward { arrow.rule.is_none() } else { arrow.is_detour };
        let idle = if is_idle { " idle" } else { "" };
        writeln!(self.text, r#"<g class="arrow{idle}" {}>"#, self.data(arrow.value))?;
        let (from, to) = (self.leaving(pass, index), self.arriving(pass, index));
        let path = self.path(index, from, to);
        writeln!(self.text, r#"<path d="{path}"/>"#)?;
        let (head, node) = if pass == Pass::Forward { (to, arrow.to) } else { (from, arrow.from) };
        let is_pointed = !is_idle && !self.is_dot(pass, node);
        if is_pointed {
            let tip = head.at;
            let back = Point { x: tip.x + 8.5 * head.outwards.x, y: tip.y + 8.5 * head.outwards.y };
            let aside = Point { x: -3.8 * head.outwards.y, y: 3.8 * head.outwards.x };
            let left = Point { x: back.x + aside.x, y: back.y + aside.y };
            let right = Point { x: back.x - aside.x, y: back.y - aside.y };
            writeln!(self.text, r#"<path class="head" d="M{tip}L{left}L{right}Z"/>"#)?;
        }
        if !arrow.side.is_empty() {
            // Beside the head, on the side that is further from the other operands.
            let aside =
                if to.outwards.x > 0.01 || to.outwards.x.abs() <= 0.01 && arrow.side == "R" { 1.0 } else { -1.0 };
            let is_level = to.outwards.y == 0.0;
            let (x, y) = if is_level {
                (to.at.x + 5.0 * aside, to.at.y + 11.0)
            } else {
                // Square to the arrow; below one that is nearly level, since it comes from above.
                let is_steep = to.outwards.y.abs() >= to.outwards.x.abs();
                let turned = if is_steep { -to.outwards.y * aside } else { to.outwards.x };
                let side = if turned > 0.0 { 1.0 } else { -1.0 };
                let across = Point { x: -to.outwards.y * side, y: to.outwards.x * side };
                (to.at.x + 8.0 * to.outwards.x + 9.0 * across.x, to.at.y + 8.0 * to.outwards.y + 9.0 * across.y)
            };
            let (x, y) = (Short(x), Short(y));
            writeln!(self.text, r#"<text class="side" x="{x}" y="{y}">{}</text>"#, arrow.side)?;
        }
        self.write_label(pass, index)?;
        writeln!(self.text, "</g>")
    }

    fn write_label(&mut self, pass: Pass, index: usize) -> fmt::Result {
        let diagram = self.diagram;
        let arrow = &diagram.arrows[index];
        let (name, rule) = match pass {
            Pass::Forward => (diagram.forward_label(arrow), Vec::new()),
            Pass::Backward => diagram.backward_label(arrow),
        };
        let height = label_height(usize::from(name.is_some()) + rule.len());
        let Some(at) = self.label(index, height) else { return Ok(()) };
        if height == 0.0 {
            return Ok(());
        }
        let size = Size { width: label_width(name, &rule), height: height + 2.0 };
        let (x, left, top) = (Short(at.x), Short(at.x - size.width / 2.0), Short(at.y - size.height / 2.0));
        let (wide, high) = (Short(size.width), Short(size.height));
        writeln!(self.text, r#"<rect class="ground" x="{left}" y="{top}" width="{wide}" height="{high}" rx="3"/>"#)?;
        let mut y = at.y - (height - Size::LINE) / 2.0;
        if let Some([name, shape]) = name {
            let (name, shape, line) = (Escaped(name), Escaped(shape), Short(y));
            writeln!(
                self.text,
                r#"<text class="name" x="{x}" y="{line}">{name}<tspan class="shape"> {shape}</tspan></text>"#
            )?;
            y += Size::LINE;
        }
        for line in &rule {
            writeln!(self.text, r#"<text class="rule" x="{x}" y="{}">{}</text>"#, Short(y), Escaped(line))?;
            y += Size::LINE;
        }
        Ok(())
    }

    /// The centre of a label: on the arrow, or above an arrow that comes from beside.
    fn label(&self, index: usize, height: f64) -> Option<Point> {
        let arrow = &self.diagram.arrows[index];
        let of_stop = |stop: &Stop| match *stop {
            Stop::Label(point) => Some(point),
            Stop::Bend(_) => None,
        };
        if self.diagram.is_beside(arrow) {
            let (from, to) = (self.leaving(Pass::Forward, index).at, self.arriving(Pass::Forward, index).at);
            return Some(Point { x: f64::midpoint(from.x, to.x), y: from.y - height / 2.0 - 5.0 });
        }
        self.layout.ways[index].iter().find_map(of_stop)
    }

    /// Whether a node is but a dot, where a line forks.
    fn is_dot(&self, pass: Pass, node: usize) -> bool {
        match self.diagram.nodes[node].kind {
            NodeKind::Branch { adjoints } => pass == Pass::Forward || adjoints < 2,
            _ => false,
        }
    }

    /// Where an arrow leaves the node from which its value comes: below, or towards the operation beside which it stands.
    fn leaving(&self, pass: Pass, index: usize) -> Touch {
        let node = self.diagram.arrows[index].from;
        if let Some(beside) = self.diagram.nodes[node].beside {
            let (at, size) = (self.layout.nodes[node], self.sizes[node]);
            let outwards = Point { x: -beside.side, y: 0.0 };
            return Touch { at: Point { x: at.x + outwards.x * size.width / 2.0, y: at.y }, outwards };
        }
        let others = self.diagram.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from == node);
        let towards = |index: usize| {
            let stop = self.layout.ways[index].first().map(|stop| stop.point());
            stop.unwrap_or(self.layout.nodes[self.diagram.arrows[index].to])
        };
        let others = others.map(|(other, _)| (towards(other), other)).collect();
        self.touch(pass, node, others, index, 1.0)
    }

    /// Where an arrow arrives at the node that uses its value: above, or from beside it.
    fn arriving(&self, pass: Pass, index: usize) -> Touch {
        let node = self.diagram.arrows[index].to;
        if let Some(beside) = self.diagram.nodes[self.diagram.arrows[index].from].beside {
            let at = self.layout.nodes[node];
            let outwards = Point { x: beside.side, y: 0.0 };
            let reach = self.sizes[node].width / 2.0;
            return Touch { at: Point { x: at.x + outwards.x * reach, y: at.y }, outwards };
        }
        let arrows = &self.diagram.arrows;
        let is_other = |arrow: &Arrow| arrow.to == node && !self.diagram.is_beside(arrow);
        let others = arrows.iter().enumerate().filter(|(_, arrow)| is_other(arrow));
        let towards = |index: usize| {
            let stop = self.layout.ways[index].last().map(|stop| stop.point());
            stop.unwrap_or(self.layout.nodes[arrows[index].from])
        };
        let others = others.map(|(other, _)| (towards(other), other)).collect();
        self.touch(pass, node, others, index, -1.0)
    }

    /// Arrows that touch a node on the same side do so side by side, in the order of the places to which they go, and each as straight as it can.
    fn touch(&self, pass: Pass, node: usize, mut others: Vec<(Point, usize)>, index: usize, down: f64) -> Touch {
        others.sort_by(|left, right| left.0.x.total_cmp(&right.0.x).then(left.1.cmp(&right.1)));
        let place = others.iter().position(|&(_, other)| other == index).unwrap_or(0);
        let (at, kind) = (self.layout.nodes[node], self.diagram.nodes[node].kind);
        let size = self.sizes[node];
        let radius = match kind {
            NodeKind::Symbol | NodeKind::Function => Size::CIRCLE / 2.0,
            NodeKind::Branch { .. } if self.is_dot(pass, node) => 0.0,
            NodeKind::Branch { .. } => Size::BRANCH / 2.0,
            NodeKind::Leaf | NodeKind::Constant | NodeKind::Named | NodeKind::Result => {
                let reach = (size.width / 2.0 - 14.0).max(0.0);
                let wanted = others.iter().map(|(point, _)| point.x - at.x).collect();
                let x = at.x + apart(wanted, 14.0, reach)[place];
                return Touch {
                    at: Point { x, y: at.y + down * size.height / 2.0 },
                    outwards: Point { x: 0.0, y: down },
                };
            }
        };
        // What is almost below a dot is led to straight.
        let slack = if radius > 0.0 { 0.0 } else { 20.0 };
        let sideways = |x: f64| (x - at.x).signum() * ((x - at.x).abs() - slack).max(0.0);
        let [left, right] = self.free[node];
        let angle_to = |point: &Point| sideways(point.x).atan2((point.y - at.y).abs() * 0.7).clamp(-left, right);
        let wanted = others.iter().map(|(point, _)| angle_to(point)).collect();
        // What stands beside it needs room for its own arrow.
        let has_beside = self.diagram.nodes.iter().filter_map(|other| other.beside).any(|beside| beside.node == node);
        // Lines may leave a dot in the same direction.
        let distance = if radius > 0.0 { 0.8 } else { 0.0 };
        let angle = apart(wanted, distance, if has_beside { 0.9 } else { 1.25 })[place].clamp(-left, right);
        let outwards = Point { x: angle.sin(), y: down * angle.cos() };
        Touch { at: Point { x: at.x + radius * outwards.x, y: at.y + radius * outwards.y }, outwards }
    }

    /// Through a row straight down, and from row to row in a curve.
    fn path(&self, index: usize, from: Touch, to: Touch) -> String {
        let row = |y: f64| self.layout.row(y);
        let mut path = format!("M{}", from.at);
        if from.outwards.y == 0.0 {
            let _ = write!(path, "L{}", to.at);
            return path;
        }
        let first = row(from.at.y - from.outwards.y).map_or(from.at.y, |row| row.bottom.max(from.at.y));
        let mut here = Touch { at: from.at, outwards: from.outwards };
        let mut level = first;
        for stop in &self.layout.ways[index] {
            let point = stop.point();
            let (top, bottom) = row(point.y).map_or((point.y, point.y), |row| (row.top, row.bottom));
            let to = Touch { at: Point { x: point.x, y: top }, outwards: Point { x: 0.0, y: -1.0 } };
            self.write_leg(
                &mut path,
                index,
                Leg { from: here, leaves_row: level, to, enters_row: top, passes_rows: false },
            );
            let _ = write!(path, "L{}", Point { x: point.x, y: bottom });
            here = Touch { at: Point { x: point.x, y: bottom }, outwards: Point { x: 0.0, y: 1.0 } };
            level = bottom;
        }
        let last = row(to.at.y - to.outwards.y).map_or(to.at.y, |row| row.top.min(to.at.y));
        self.write_leg(
            &mut path,
            index,
            Leg { from: here, leaves_row: level, to, enters_row: last, passes_rows: false },
        );
        path
    }

    /// A curve, which begins and ends as a straight line if it would meet something in the rows of its ends otherwise.
    fn write_leg(&self, path: &mut String, index: usize, leg: Leg) {
        let Arrow { from, to, .. } = self.diagram.arrows[index];
        let is_passed = |row: &Row| row.top > leg.leaves_row && row.bottom < leg.enters_row;
        let leg = Leg { passes_rows: self.layout.rows.iter().any(is_passed), ..leg };
        let curve = leg.curve();
        let ends = [[leg.from.at.y, leg.leaves_row], [leg.enters_row, leg.to.at.y]];
        let is_in_the_way = |(node, at): (usize, &Point)| {
            let size = self.sizes[node];
            let is_near = |[top, bottom]: [f64; 2]| at.y - size.height / 2.0 < bottom && at.y + size.height / 2.0 > top;
            node != from
                && node != to
                && ends.into_iter().any(is_near)
                && curve.is_some_and(|curve| meets(curve, *at, size))
        };
        if !self.layout.nodes.iter().enumerate().any(is_in_the_way) {
            return leg.write(path);
        }
        let between = leg.between_rows();
        let _ = write!(path, "L{}", between.from.at);
        between.write(path);
        let _ = write!(path, "L{}", leg.to.at);
    }
}

/// From one row to the next one below.
#[derive(Debug, Clone, Copy)]
struct Leg {
    from: Touch,
    leaves_row: f64,
    to: Touch,
    enters_row: f64,
    /// Whether there are rows between the two.
    passes_rows: bool,
}

impl Leg {
    /// The four points of a cubic curve; `None` for a straight line.
    fn curve(&self) -> Option<[Point; 4]> {
        let Leg { from, leaves_row, to, enters_row, .. } = *self;
        let is_straight = (from.at.x - to.at.x).abs() < 0.5 && from.outwards.x == 0.0 && to.outwards.x == 0.0;
        let half = (enters_row - leaves_row).max(8.0) / 2.0;
        let control = |touch: Touch, end_of_row: f64| {
            let reach = (half + (touch.at.y - end_of_row).abs()).clamp(10.0, FURTHEST);
            // Beside its ends there may be something in the rows that it passes.
            let room = if self.passes_rows { self.room_beside(touch) } else { f64::MAX };
            let reach = reach.min(room / touch.outwards.x.abs().max(1e-3));
            Point { x: touch.at.x + reach * touch.outwards.x, y: touch.at.y + reach * touch.outwards.y }
        };
        (!is_straight).then(|| [from.at, control(from, leaves_row), control(to, enters_row), to.at])
    }

    /// How far a control point may go to the side.
    fn room_beside(&self, Touch { at, outwards }: Touch) -> f64 {
        let other = if at == self.from.at { self.to.at } else { self.from.at };
        ((other.x - at.x) * outwards.x.signum()).max(0.0) + 7.0
    }

    /// What is left of it without what lies in the rows, which is straight then.
    fn between_rows(&self) -> Leg {
        let moved = |touch: Touch, y: f64| {
            let far = if touch.outwards.y.abs() > 0.1 { ((y - touch.at.y) / touch.outwards.y).max(0.0) } else { 0.0 };
            let at = Point { x: touch.at.x + far * touch.outwards.x, y: touch.at.y + far * touch.outwards.y };
            Touch { at, ..touch }
        };
        Leg { from: moved(self.from, self.leaves_row), to: moved(self.to, self.enters_row), ..*self }
    }

    fn write(&self, path: &mut String) {
        let _ = match self.curve() {
            Some([_, first, second, to]) => write!(path, "C{first} {second} {to}"),
            None => write!(path, "L{}", self.to.at),
        };
    }
}

/// Whether a cubic curve comes near a box.
fn meets([start, first, second, end]: [Point; 4], at: Point, size: Size) -> bool {
    let on = |a: f64, b: f64, c: f64, d: f64, t: f64| {
        let s = 1.0 - t;
        s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
    };
    (0..=32).map(|step| f64::from(step) / 32.0).any(|t| {
        let x = on(start.x, first.x, second.x, end.x, t);
        let y = on(start.y, first.y, second.y, end.y, t);
        (x - at.x).abs() < size.width / 2.0 + 2.0 && (y - at.y).abs() < size.height / 2.0 + 1.0
    })
}

/// How far from the vertical arrows may go to each node, on its left and on its right, without meeting what stands beside it in its row.
fn free_angles(diagram: &Diagram, layout: &Layout) -> Vec<[f64; 2]> {
    let boxes: Vec<(Point, Size)> = layout.boxes(diagram).filter(|(_, size)| size.width > 2.0).collect();
    let free = |at: &Point| {
        let mut free = [1.25_f64; 2];
        for (other, size) in &boxes {
            let gap = (other.x - at.x).abs() - size.width / 2.0 - 8.0;
            if (other.y - at.y).abs() < size.height / 2.0 && gap > 0.0 {
                let side = &mut free[usize::from(other.x > at.x)];
                *side = side.min(gap.atan2(size.height / 2.0));
            }
        }
        free
    };
    layout.nodes.iter().map(free).collect()
}

/// Numbers in ascending order, moved so that each is so much more than the one before, and none is further from 0 than it may be.
fn apart(mut numbers: Vec<f64>, distance: f64, furthest: f64) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "no node has 2⁵² arrows")]
    let gaps = numbers.len().saturating_sub(1) as f64;
    let distance = if gaps > 0.0 { distance.min(2.0 * furthest / gaps) } else { distance };
    let mut least = -furthest;
    for number in &mut numbers {
        *number = number.clamp(least, least.max(furthest));
        least = *number + distance;
    }
    let mut most = furthest;
    for number in numbers.iter_mut().rev() {
        *number = number.min(most);
        most = *number - distance;
    }
    // What is almost straight is straight.
    if let [number] = numbers.as_mut_slice()
        && number.abs() < 0.03 * furthest
    {
        *number = 0.0;
    }
    numbers
}

fn class(node: &Node, role: Role) -> &'static str {
    match (node.kind, role) {
        (NodeKind::Leaf, Role::Parameter) => "parameter",
        (NodeKind::Leaf, Role::Target) => "target",
        (NodeKind::Leaf, Role::State) | (NodeKind::Result, Role::Update) => "state",
        (NodeKind::Leaf, _) => "input",
        (NodeKind::Constant, _) => "constant",
        (NodeKind::Result, Role::Loss) => "loss",
        (NodeKind::Result, _) => "output",
        (NodeKind::Branch { .. }, _) => "branch",
        (NodeKind::Named, _) => "operation named",
        (NodeKind::Symbol | NodeKind::Function, _) => "operation",
    }
}
