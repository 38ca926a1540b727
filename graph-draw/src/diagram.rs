//! What is drawn: nodes and arrows, each with what is written on it in the forward picture and in the backward picture.

use crate::measure::{Size, lines, width};
use crate::{Role, Value};

/// Both pictures have the same nodes at the same places; what differs is the direction of the arrows, and what is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    pub name: String,
    pub values: Vec<Value>,
    pub nodes: Vec<Node>,
    pub arrows: Vec<Arrow>,
    /// Whether there is anything to be seen in the backward picture.
    pub has_backward: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub kind: NodeKind,
    /// The value that it gives, or is.
    pub value: usize,
    /// Whether an adjoint comes here.
    pub is_active: bool,
    /// The operation beside which it stands, if it is given to that one alone.
    pub beside: Option<Beside>,
}

/// What is given to one operation alone stands on one side of it, so that what is computed runs straight down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// The operation's node.
    pub node: usize,
    /// -1 to its left, 1 to its right.
    pub side: f64,
    /// The arrow from here to there.
    pub arrow: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// What is given, by its role and with its name and shape in it.
    Leaf,
    /// A number: nothing but its digits, one for each use.
    Constant,
    /// A circle with a symbol.
    Symbol,
    /// A circle with an f, and the function's name below.
    Function,
    /// A box with a name.
    Named,
    /// Where a value goes several ways: a dot; where several adjoints come back, their sum.
    Branch { adjoints: usize },
    /// What the caller gets.
    Result,
}

/// From a value to where it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    /// The value that goes along it.
    pub value: usize,
    /// Whether the value's name and shape are written on it: once, on the way from where it is made.
    pub is_named: bool,
    /// Whether only an adjoint takes it: see [`Value::detours`].
    pub is_detour: bool,
    /// `L` or `R`, for an operand of a product.
    pub side: &'static str,
    /// What becomes of the adjoint on its way back; `None` if none comes back.
    pub rule: Option<String>,
}

impl Diagram {
    pub fn new(name: String, values: Vec<Value>) -> Self {
        let has_loss = values.iter().any(|value| value.role == Role::Loss);
        let mut uses: Vec<Vec<(usize, usize)>> = vec![Vec::new(); values.len()];
        for (user, value) in values.iter().enumerate() {
            for (position, &operand) in value.operands.iter().chain(&value.detours).enumerate() {
                uses[operand].push((user, position));
            }
        }
        let rule = |user: usize, position: usize| values[user].rule(position);
        let mut is_active = vec![false; values.len()];
        for (index, value) in values.iter().enumerate().rev() {
            let is_seed = match value.role {
                Role::Loss => true,
                Role::Output => !has_loss && value.adjoint.is_some(),
                _ => false,
            };
            let comes_back = |&(user, position): &(usize, usize)| is_active[user] && rule(user, position).is_some();
            is_active[index] = is_seed || uses[index].iter().any(comes_back);
        }

        let mut diagram = Diagram { name, values, nodes: Vec::new(), arrows: Vec::new(), has_backward: false };
        // The nodes of the values first, so that a value's node is known to its users.
        let mut own = vec![None; diagram.values.len()];
        for (index, value) in diagram.values.iter().enumerate() {
            if value.role != Role::Constant {
                let node = Node { kind: NodeKind::of(value), value: index, is_active: is_active[index], beside: None };
                diagram.nodes.push(node);
                own[index] = Some(diagram.nodes.len() - 1);
            }
        }
        for (index, uses) in uses.iter().enumerate() {
            diagram.add_uses(index, uses, &own, &is_active, has_loss);
        }
        diagram.put_leaves_beside();
        diagram.has_backward = diagram.arrows.iter().any(|arrow| arrow.rule.is_some());
        diagram
    }

    /// The arrows from a value to its users, and what is between them.
    fn add_uses(
        &mut self,
        index: usize,
        uses: &[(usize, usize)],
        own: &[Option<usize>],
        is_active: &[bool],
        has_loss: bool,
    ) {
        let value = &self.values[index];
        let is_result = matches!(value.role, Role::Output | Role::Loss | Role::Update) && !value.is_renamed();
        let mut ends: Vec<(Option<usize>, Arrow)> = Vec::new();
        for &(user, position) in uses {
            let Some(to) = own[user] else { continue };
            let symbol = self.values[user].symbol.as_str();
            let side = match (symbol, position, self.values[user].operands.len()) {
                ("·" | "−" | "/", 0, 2) => "L",
                ("·" | "−" | "/", 1, 2) => "R",
                _ => "",
            };
            let rule = self.values[user].rule(position).map(str::to_owned).filter(|_| is_active[user]);
            let is_detour = position >= self.values[user].operands.len();
            ends.push((Some(to), Arrow { from: 0, to, value: index, is_named: false, is_detour, side, rule }));
        }
        if is_result {
            let is_seed = value.role == Role::Loss || value.role == Role::Output && !has_loss;
            let rule = (is_seed && is_active[index]).then(String::new);
            let arrow = Arrow { from: 0, to: 0, value: index, is_named: false, is_detour: false, side: "", rule };
            ends.push((None, arrow));
        }
        let result = |arrow: &Arrow| Node {
            kind: NodeKind::Result,
            value: index,
            is_active: arrow.rule.is_some(),
            beside: None,
        };
        let Some(own) = own[index] else {
            // A constant stands beside each of its users.
            for (_, arrow) in ends {
                self.nodes.push(Node { kind: NodeKind::Constant, value: index, is_active: false, beside: None });
                self.arrows.push(Arrow { from: self.nodes.len() - 1, ..arrow });
            }
            return;
        };
        let is_computed = !value.is_leaf();
        let from = if ends.len() > 1 {
            let rule = is_active[index].then(String::new);
            let adjoints = ends.iter().filter(|(_, arrow)| arrow.rule.is_some()).count();
            self.nodes.push(Node {
                kind: NodeKind::Branch { adjoints },
                value: index,
                is_active: is_active[index],
                beside: None,
            });
            let to = self.nodes.len() - 1;
            let named = Arrow { from: own, to, value: index, is_named: is_computed, is_detour: false, side: "", rule };
            self.arrows.push(named);
            to
        } else {
            own
        };
        let is_alone = ends.len() == 1;
        for (to, arrow) in ends {
            let is_named = is_alone && is_computed && to.is_some();
            let to = to.unwrap_or_else(|| {
                self.nodes.push(result(&arrow));
                self.nodes.len() - 1
            });
            self.arrows.push(Arrow { from, to, is_named, ..arrow });
        }
    }

    /// Finds a side for each leaf that is given to one operation alone. What begins a chain stays above it.
    fn put_leaves_beside(&mut self) {
        let mut arriving: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (index, arrow) in self.arrows.iter().enumerate() {
            arriving[arrow.to].push(index);
        }
        for (node, arrows) in arriving.iter().enumerate() {
            let from = |arrow: usize| &self.nodes[self.arrows[arrow].from];
            let is_given = |arrow: usize| matches!(from(arrow).kind, NodeKind::Leaf | NodeKind::Constant);
            let mut leaves: Vec<usize> = arrows.iter().copied().filter(|&arrow| is_given(arrow)).collect();
            if leaves.len() == arrows.len() {
                let is_input = |&arrow: &usize| {
                    from(arrow).kind == NodeKind::Leaf && self.values[from(arrow).value].role == Role::Input
                };
                let above = leaves.iter().position(is_input).unwrap_or(0);
                if !leaves.is_empty() {
                    leaves.remove(above);
                }
            }
            let mut is_free = [true; 2];
            for arrow in leaves {
                let prefers_left = self.arrows[arrow].side == "L";
                let sides = if prefers_left { [0, 1] } else { [1, 0] };
                if let Some(side) = sides.into_iter().find(|&side| is_free[side]) {
                    is_free[side] = false;
                    let from = self.arrows[arrow].from;
                    let side = if side == 0 { -1.0 } else { 1.0 };
                    self.nodes[from].beside = Some(Beside { node, side, arrow });
                }
            }
        }
    }

    /// The length of the arrow to an operation from what stands beside it: its rule is written along it.
    fn distance(&self, arrow: &Arrow) -> f64 {
        let (_, rule) = self.backward_label(arrow);
        if rule.is_empty() { 34.0 } else { label_width(None, &rule) + 14.0 }
    }

    /// How far the centre of what stands beside an operation is from the operation's.
    pub fn shift(&self, node: &Node, beside: Beside) -> f64 {
        let operation = self.node_size(&self.nodes[beside.node]);
        let distance = self.distance(&self.arrows[beside.arrow]);
        beside.side * (f64::midpoint(operation.width, self.node_size(node).width) + distance)
    }

    /// The room that each node takes up with what stands beside it; `None` for what does so itself.
    pub fn rooms(&self) -> Vec<Option<Size>> {
        let own = |node: &Node| node.beside.is_none().then(|| self.node_size(node));
        let mut rooms: Vec<Option<Size>> = self.nodes.iter().map(own).collect();
        for node in &self.nodes {
            let Some(beside) = node.beside else { continue };
            let Some(room) = &mut rooms[beside.node] else { continue };
            let size = self.node_size(node);
            let (_, rule) = self.backward_label(&self.arrows[beside.arrow]);
            let above = 2.0 * (label_height(rule.len()) + 4.0);
            room.width = room.width.max(2.0 * self.shift(node, beside).abs() + size.width);
            room.height = room.height.max(size.height).max(above);
        }
        rooms
    }

    /// What is written on an arrow in the forward picture: a line or none.
    pub fn forward_label(&self, arrow: &Arrow) -> Option<[&str; 2]> {
        let value = &self.values[arrow.value];
        arrow.is_named.then_some([value.name.as_str(), value.shape.as_str()])
    }

    /// What is written on an arrow in the backward picture, from above: the adjoint, and the lines of the rule that led to it.
    pub fn backward_label(&self, arrow: &Arrow) -> (Option<[&str; 2]>, Vec<String>) {
        let value = &self.values[arrow.value];
        let Some(rule) = &arrow.rule else { return (None, Vec::new()) };
        let adjoint = value.adjoint.as_deref().filter(|_| arrow.is_named);
        (adjoint.map(|adjoint| [adjoint, value.shape.as_str()]), lines(rule))
    }

    /// Whether an arrow comes from what stands beside its operation.
    pub fn is_beside(&self, arrow: &Arrow) -> bool {
        self.nodes[arrow.from].beside.is_some()
    }

    /// The room that the labels of each arrow take up; `None` if it has none, or has it beside itself.
    pub fn label_rooms(&self) -> Vec<Option<Size>> {
        let room = |arrow: &Arrow| {
            let forward = self.forward_label(arrow);
            let (adjoint, rule) = self.backward_label(arrow);
            let lines = usize::from(forward.is_some()).max(usize::from(adjoint.is_some()) + rule.len());
            let height = label_height(lines) + 4.0;
            let width = label_width(forward, &[]).max(label_width(adjoint, &rule));
            (lines > 0 && !self.is_beside(arrow)).then_some(Size { width, height })
        };
        self.arrows.iter().map(room).collect()
    }

    /// What is written into a node in the forward picture, and in the backward picture.
    pub fn texts(&self, node: &Node) -> [String; 2] {
        let value = &self.values[node.value];
        let adjoint = || value.adjoint.clone().filter(|_| node.is_active).unwrap_or_else(|| value.name.clone());
        match node.kind {
            NodeKind::Result if value.role == Role::Loss => [value.name.clone(), "1".to_owned()],
            NodeKind::Result if node.is_active => [value.name.clone(), value.given.clone().unwrap_or_else(adjoint)],
            NodeKind::Leaf | NodeKind::Result => [value.name.clone(), adjoint()],
            NodeKind::Constant => [value.name.clone(), value.name.clone()],
            NodeKind::Symbol | NodeKind::Named => [value.symbol.clone(), value.symbol.clone()],
            NodeKind::Function => ["f".to_owned(), "f".to_owned()],
            NodeKind::Branch { adjoints } => [String::new(), if adjoints > 1 { "+" } else { "" }.to_owned()],
        }
    }

    pub fn node_size(&self, node: &Node) -> Size {
        let value = &self.values[node.value];
        let [forward, backward] = self.texts(node);
        let name = width::NAME * count(&forward).max(count(&backward));
        match node.kind {
            NodeKind::Leaf | NodeKind::Result => {
                let below = width::SHAPE * count(self.below(node));
                Size { width: name.max(below) + 22.0, height: 2.0 * Size::LINE + 8.0 }
            }
            NodeKind::Constant => Size { width: name + 6.0, height: Size::LINE },
            NodeKind::Symbol => Size { width: Size::CIRCLE, height: Size::CIRCLE },
            NodeKind::Function => {
                let caption = width::RULE * count(&value.operation) + 4.0;
                Size { width: Size::CIRCLE + 2.0 * caption, height: Size::CIRCLE }
            }
            NodeKind::Named => Size { width: width::RULE * count(&value.symbol) + 24.0, height: 30.0 },
            NodeKind::Branch { .. } => Size { width: Size::BRANCH, height: Size::BRANCH },
        }
    }

    /// The second line in a leaf or a result: its shape, or what it is.
    pub fn below(&self, node: &Node) -> &str {
        self.values[node.value].shape.as_str()
    }
}

impl NodeKind {
    fn of(value: &Value) -> Self {
        let is_word = value.symbol.chars().any(|character| character.is_ascii_alphabetic());
        match value.symbol.as_str() {
            _ if value.is_leaf() => NodeKind::Leaf,
            _ if value.is_renamed() => NodeKind::Result,
            "f" => NodeKind::Function,
            symbol if !is_word && symbol.chars().count() <= 2 => NodeKind::Symbol,
            _ => NodeKind::Named,
        }
    }
}

/// The width of a label.
pub fn label_width(name: Option<[&str; 2]>, rule: &[String]) -> f64 {
    let of_name = |[name, shape]: [&str; 2]| width::NAME * (count(name) + 1.0) + width::SHAPE * count(shape);
    let of_rule = rule.iter().map(|line| width::RULE * count(line));
    of_rule.chain(name.map(of_name)).fold(0.0, f64::max) + 8.0
}

/// The height of a label of so many lines.
#[expect(clippy::cast_precision_loss, reason = "labels have a few lines")]
pub fn label_height(lines: usize) -> f64 {
    Size::LINE * lines as f64
}

#[expect(clippy::cast_precision_loss, reason = "no line has more than 2⁵² characters")]
fn count(text: &str) -> f64 {
    text.chars().count() as f64
}
