//! Where things are: a place for each node and each label, and the bends of each arrow. A library finds them: the crate `dagre`, by
//! Sugiyama's method as dagre.js has it, or Graphviz (`graphviz.rs`).

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

use crate::diagram::{Diagram, NodeKind};
use crate::measure::Size;

/// Between rows.
const GAP: f64 = 20.0;

/// A point; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Where everything is; values flow downwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    pub size: Size,
    /// The centre of each node.
    pub nodes: Vec<Point>,
    /// For each arrow, the places on its way from node to node.
    pub ways: Vec<Vec<Stop>>,
    /// From above.
    pub rows: Vec<Row>,
}

/// A row of nodes and labels. Between rows there are arrows alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    pub centre: f64,
    pub top: f64,
    pub bottom: f64,
}

/// A place on an arrow's way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stop {
    /// It passes here.
    Bend(Point),
    /// The centre of its label is here.
    Label(Point),
}

impl Stop {
    pub fn point(self) -> Point {
        let (Stop::Bend(point) | Stop::Label(point)) = self;
        point
    }

    fn point_mut(&mut self) -> &mut Point {
        let (Stop::Bend(point) | Stop::Label(point)) = self;
        point
    }
}

/// By `dagre`.
pub fn layered(diagram: &Diagram) -> Layout {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    let rooms = diagram.rooms();
    for (index, room) in rooms.iter().enumerate() {
        if let Some(Size { width, height }) = *room {
            graph.set_node(index.to_string(), Some(NodeLabel { width, height, ..NodeLabel::default() }));
        }
    }
    for (index, (arrow, room)) in diagram.arrows.iter().zip(diagram.label_rooms()).enumerate() {
        if rooms[arrow.from].is_none() {
            continue;
        }
        let Size { width, height } = room.unwrap_or(Size { width: 0.0, height: 0.0 });
        let is_result = diagram.nodes[arrow.to].kind == NodeKind::Result;
        let weight = if arrow.rule.is_some() && !is_result { 4 } else { 1 };
        let label = EdgeLabel { width, height, weight, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        graph.set_edge(arrow.from.to_string(), arrow.to.to_string(), Some(label), Some(&index.to_string()));
    }
    let options = LayoutOptions { nodesep: 18.0, edgesep: 14.0, ranksep: 2.0 * GAP, ..LayoutOptions::default() };
    dagre::layout(&mut graph, Some(options));

    let place = |index: usize| {
        let node = graph.node(&index.to_string())?;
        Some(Point { x: node.x?, y: node.y? })
    };
    let nodes: Vec<Option<Point>> = (0..rooms.len()).map(place).collect();
    let ways = diagram.arrows.iter().enumerate().map(|(index, arrow)| {
        let edge = graph.edge(&arrow.from.to_string(), &arrow.to.to_string(), Some(&index.to_string()));
        edge.map_or_else(Vec::new, way)
    });
    Layout::new(diagram, &nodes, ways.collect())
}

/// The bends of an edge between its ends, one of which may be its label's place.
fn way(edge: &EdgeLabel) -> Vec<Stop> {
    let inner = edge.points.get(1..edge.points.len().saturating_sub(1)).unwrap_or(&[]);
    let is_label = |point: &dagre::Point| {
        let near = |a: f64, b: Option<f64>| b.is_some_and(|b| (a - b).abs() < 0.5);
        edge.height > 0.0 && near(point.x, edge.x) && near(point.y, edge.y)
    };
    let stop = |point: &dagre::Point| {
        let at = Point { x: point.x, y: point.y };
        if is_label(point) { Stop::Label(at) } else { Stop::Bend(at) }
    };
    inner.iter().map(stop).collect()
}

impl Layout {
    /// Of the places of all nodes but those that stand beside others. Its left and upper edges are at 0.
    pub fn new(diagram: &Diagram, nodes: &[Option<Point>], ways: Vec<Vec<Stop>>) -> Self {
        let own = |index: usize| nodes[index].unwrap_or(Point { x: 0.0, y: 0.0 });
        let placed = diagram.nodes.iter().enumerate().map(|(index, node)| match node.beside {
            Some(beside) => Point { x: own(beside.node).x + diagram.shift(node, beside), ..own(beside.node) },
            None => own(index),
        });
        let nodes: Vec<Point> = placed.collect();
        let mut layout = Layout { size: Size { width: 0.0, height: 0.0 }, nodes, ways, rows: Vec::new() };
        layout.find_rows(diagram);
        layout.straighten(diagram);
        layout.part_rows(diagram);
        layout.crop(diagram);
        layout.find_rows(diagram);
        layout
    }

    /// The row at this height.
    pub fn row(&self, y: f64) -> Option<Row> {
        let index = self.rows.partition_point(|row| row.bottom < y);
        self.rows.get(index).copied().filter(|row| row.top <= y)
    }

    fn find_rows(&mut self, diagram: &Diagram) {
        let mut rows: Vec<Row> = Vec::new();
        let mut boxes: Vec<(Point, Size)> = self.boxes(diagram).collect();
        boxes.sort_by(|(left, _), (right, _)| left.y.total_cmp(&right.y));
        for (Point { y, .. }, Size { height, .. }) in boxes {
            let (top, bottom) = (y - height / 2.0, y + height / 2.0);
            match rows.last_mut() {
                Some(row) if (y - row.centre).abs() < 2.0 => {
                    (row.top, row.bottom) = (row.top.min(top), row.bottom.max(bottom));
                }
                _ => rows.push(Row { centre: y, top, bottom }),
            }
        }
        self.rows = rows;
    }

    /// Leaves out bends that nothing asks for: between the places before and behind them there is nothing that the arrow could meet.
    fn straighten(&mut self, diagram: &Diagram) {
        let mut in_rows: Vec<Vec<(f64, f64)>> = vec![Vec::new(); self.rows.len()];
        let row_of = |rows: &[Row], y: f64| rows.partition_point(|row| row.centre < y - 2.0).min(rows.len() - 1);
        for (point, size) in self.boxes(diagram).filter(|(_, size)| size.width > 0.0) {
            in_rows[row_of(&self.rows, point.y)].push((point.x - size.width / 2.0, point.x + size.width / 2.0));
        }
        let mut ways = std::mem::take(&mut self.ways);
        for (arrow, way) in diagram.arrows.iter().zip(&mut ways) {
            let mut kept: Vec<Stop> = Vec::new();
            let mut left_out: Vec<Point> = Vec::new();
            for (index, &stop) in way.iter().enumerate() {
                let Stop::Bend(bend) = stop else {
                    kept.push(stop);
                    left_out.clear();
                    continue;
                };
                let before = kept.last().map_or(self.nodes[arrow.from], |stop| stop.point());
                let behind = way.get(index + 1).map_or(self.nodes[arrow.to], |stop| stop.point());
                let (left, right) = (before.x.min(behind.x) - 8.0, before.x.max(behind.x) + 8.0);
                left_out.push(bend);
                let is_clear = left_out.iter().all(|bend| {
                    let others = in_rows[row_of(&self.rows, bend.y)].iter();
                    // The bend itself is there, too; and arrows may begin at the same place as others.
                    let is_bend = |from: f64, to: f64| to - from < 2.5;
                    let is_own = |from: f64, to: f64| (from + to - 2.0 * bend.x).abs() < 0.1 && is_bend(from, to);
                    let margin = |from: f64, to: f64| if is_bend(from, to) { 10.0 } else { 0.0 };
                    others.filter(|(from, to)| !is_own(*from, *to)).all(|&(from, to)| {
                        let margin = margin(from, to);
                        to < left + margin || from > right - margin
                    })
                });
                if !is_clear {
                    kept.push(stop);
                    left_out.clear();
                }
            }
            *way = kept;
        }
        self.ways = ways;
    }

    /// Moves rows apart where an arrow between them goes far to the side, so that it does so in a gentle curve.
    fn part_rows(&mut self, diagram: &Diagram) {
        let mut furthest = vec![0.0_f64; self.rows.len()];
        for (arrow, way) in diagram.arrows.iter().zip(&self.ways).filter(|(arrow, _)| !diagram.is_beside(arrow)) {
            let mut from = self.nodes[arrow.from];
            for to in way.iter().map(|stop| stop.point()).chain([self.nodes[arrow.to]]) {
                let row = self.rows.partition_point(|row| row.centre < from.y - 2.0);
                if let Some(furthest) = furthest.get_mut(row) {
                    *furthest = furthest.max((to.x - from.x).abs());
                }
                from = to;
            }
        }
        let mut shifts = Vec::new();
        let mut shift = 0.0;
        for (index, row) in self.rows.iter().enumerate() {
            shifts.push(shift);
            let gap = self.rows.get(index + 1).map_or(0.0, |next| next.top - row.bottom);
            shift += ((0.3 * furthest[index]).min(56.0) - gap).max(0.0);
        }
        let rows = std::mem::take(&mut self.rows);
        for point in self.nodes.iter_mut().chain(self.ways.iter_mut().flatten().map(Stop::point_mut)) {
            let row = rows.partition_point(|row| row.centre < point.y - 2.0);
            point.y += shifts.get(row).copied().unwrap_or(shift);
        }
    }

    /// Has the upper left corner at 0, and measures the size.
    fn crop(&mut self, diagram: &Diagram) {
        let (mut least, mut most) = (Point { x: f64::MAX, y: f64::MAX }, Point { x: f64::MIN, y: f64::MIN });
        for (point, size) in self.boxes(diagram) {
            least = Point { x: least.x.min(point.x - size.width / 2.0), y: least.y.min(point.y - size.height / 2.0) };
            most = Point { x: most.x.max(point.x + size.width / 2.0), y: most.y.max(point.y + size.height / 2.0) };
        }
        if least.x > most.x {
            return;
        }
        for point in self.nodes.iter_mut().chain(self.ways.iter_mut().flatten().map(Stop::point_mut)) {
            (point.x, point.y) = (point.x - least.x, point.y - least.y);
        }
        self.size = Size { width: most.x - least.x, height: most.y - least.y };
    }

    /// The centre and the size of everything that takes up room.
    pub fn boxes<'a>(&'a self, diagram: &'a Diagram) -> impl Iterator<Item = (Point, Size)> + 'a {
        let own = self.nodes.iter().zip(&diagram.nodes).map(|(&point, node)| (point, diagram.node_size(node)));
        // What stands beside an operation has its rule above the arrow.
        let rooms = self.nodes.iter().zip(diagram.rooms());
        let heights = rooms.filter_map(|(&point, room)| Some((point, Size { width: 0.0, ..room? })));
        let stops = self.ways.iter().zip(diagram.label_rooms()).flat_map(|(way, room)| {
            let room = room.unwrap_or(Size { width: 0.0, height: 0.0 });
            way.iter().map(move |&stop| match stop {
                Stop::Bend(point) => (point, Size { width: 2.0, height: 2.0 }),
                Stop::Label(point) => (point, room),
            })
        });
        own.chain(heights).chain(stops)
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, Point, Stop, layered};
    use crate::diagram::Diagram;
    use crate::measure::Size;
    use crate::{Role, Value};

    /// A graph of so many operations, each of one or two values before it: those just before it, and one from far away now and then.
    fn random(operations: usize, seed: u64) -> Diagram {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap_or(0) % below
        };
        let mut values = vec![Value::leaf("x", Role::Input, "[B, 4]"), Value::leaf("w", Role::Parameter, "[4, 4]")];
        for index in 0..operations {
            let last = values.len() - 1;
            let near = last - next(last.min(3) + 1);
            let far = if next(4) == 0 { next(values.len()) } else { last };
            let name = format!("h{index}");
            let rule = |text: &str| Some(text.to_owned());
            let value = match next(4) {
                0 => Value::computed(name, Role::Value, ["relu", "f"], vec![last], "[B, 4]").rules(vec![rule("∘ f")]),
                1 => {
                    values.push(
                        Value::leaf(format!("w{index}"), Role::Parameter, "[4, 4]").adjoint(format!("d_w{index}")),
                    );
                    let operands = vec![last, values.len() - 1];
                    Value::computed(name, Role::Value, ["matmul", "·"], operands, "[B, 4]")
                        .rules(vec![rule("· wᵀ"), rule("hᵀ ·")])
                }
                2 => Value::computed(name, Role::Value, ["mul", "∘"], vec![near, near], "[B, 4]")
                    .rules(vec![rule("∘ a long rule of many words that is broken"), rule("∘ h")]),
                _ => Value::computed(name, Role::Output, ["add", "+"], vec![near, far], "[B, 4]")
                    .rules(vec![rule(""), None]),
            };
            let adjoint = format!("d_{}", value.name);
            values.push(value.adjoint(adjoint));
        }
        Diagram::new("Random".to_owned(), values)
    }

    /// Everything that takes up room, as left, right, upper and lower edges; labels of arrows from beside included.
    fn edges(diagram: &Diagram, layout: &Layout) -> Vec<[f64; 4]> {
        let boxed = |Point { x, y }: Point, Size { width, height }: Size| {
            [x - width / 2.0, x + width / 2.0, y - height / 2.0, y + height / 2.0]
        };
        let nodes = layout.nodes.iter().zip(diagram.rooms()).filter_map(|(&at, room)| Some(boxed(at, room?)));
        let labels = layout.ways.iter().zip(diagram.label_rooms()).flat_map(|(way, room)| {
            way.iter().filter_map(move |&stop| match stop {
                Stop::Label(at) => Some(boxed(at, room?)),
                Stop::Bend(at) => Some(boxed(at, Size { width: 1.0, height: 1.0 })),
            })
        });
        nodes.chain(labels).collect()
    }

    #[test]
    fn nothing_overlaps() {
        for seed in 0..60 {
            let diagram = random(1 + usize::try_from(seed).unwrap_or(0) % 40, seed);
            let layout = layered(&diagram);
            assert_eq!(layout, layered(&diagram), "the graph {seed} has two layouts");
            let edges = edges(&diagram, &layout);
            for (index, a) in edges.iter().enumerate() {
                for b in &edges[..index] {
                    let meets = a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3];
                    assert!(!meets, "{a:?} and {b:?} of the graph {seed}");
                }
            }
        }
    }

    /// The points of an arrow's path: along each line, and along each cubic curve.
    fn points(path: &str) -> Vec<Point> {
        let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{text} in {path}"));
        let mut points: Vec<Point> = Vec::new();
        for command in path.split(['M', 'L', 'C']).skip(1) {
            let numbers: Vec<f64> = command.split([' ', ',']).filter(|text| !text.is_empty()).map(number).collect();
            let ends: Vec<Point> = numbers.chunks(2).map(|pair| Point { x: pair[0], y: pair[1] }).collect();
            let Some(&start) = points.last() else {
                points.extend(ends);
                continue;
            };
            let all: Vec<Point> = std::iter::once(start).chain(ends).collect();
            for step in 1..=50 {
                // De Casteljau's way, for lines and curves alike.
                let t = f64::from(step) / 50.0;
                let mut between = all.clone();
                while between.len() > 1 {
                    let pairs = between.windows(2);
                    between = pairs
                        .map(|pair| Point {
                            x: pair[0].x + t * (pair[1].x - pair[0].x),
                            y: pair[0].y + t * (pair[1].y - pair[0].y),
                        })
                        .collect();
                }
                points.extend(between);
            }
        }
        points
    }

    #[test]
    fn no_arrow_goes_through_a_node() {
        for seed in 0..120 {
            let diagram = random(1 + usize::try_from(seed).unwrap_or(0) % 40, seed);
            let layout = layered(&diagram);
            let svg = crate::svg::write(&diagram, &layout);
            let mut lines = svg.lines();
            let mut arrows = diagram.arrows.iter().cycle();
            let mut found = 0;
            while lines.any(|line| line.starts_with("<g class=\"arrow")) {
                let path = lines.next().and_then(|line| line.strip_prefix("<path d=\"")?.strip_suffix("\"/>"));
                let (points, arrow) = (points(path.expect("it is drawn")), arrows.next().expect("it is there"));
                found += 1;
                for (index, (node, at)) in diagram.nodes.iter().zip(&layout.nodes).enumerate() {
                    let size = diagram.node_size(node);
                    let is_own = index == arrow.from || index == arrow.to || size.width <= Size::BRANCH;
                    let is_inside = |point: &Point| {
                        let (aside, off) = ((point.x - at.x).abs(), (point.y - at.y).abs());
                        aside < size.width / 2.0 - 1.0 && off < size.height / 2.0 - 1.0
                    };
                    let is_crossed = !is_own && points.iter().any(is_inside);
                    assert!(!is_crossed, "{arrow:?} through {node:?} of the graph {seed}");
                }
            }
            let pictures = if diagram.has_backward { 2 } else { 1 };
            assert_eq!(found, pictures * diagram.arrows.len());
        }
    }

    #[test]
    fn large_graphs_are_laid_out_too() {
        let diagram = random(500, 7);
        let layout = layered(&diagram);
        assert!(layout.size.height > 500.0 * Size::CIRCLE, "{:?}", layout.size);
        assert!(layout.nodes.iter().all(|point| point.x.is_finite() && point.y.is_finite()));
        let svg = crate::svg::write(&diagram, &layout);
        assert_eq!(svg.matches("<title>").count(), 2 * diagram.nodes.len());
    }

    #[test]
    fn the_smallest_graphs_are_laid_out_too() {
        let nothing = Diagram::new("Nothing".to_owned(), Vec::new());
        assert_eq!(layered(&nothing).size, Size { width: 0.0, height: 0.0 });
        let one = Diagram::new("One".to_owned(), vec![Value::leaf("x", Role::Input, "[1, 1]")]);
        assert_eq!(layered(&one).nodes.len(), 1);
    }
}
