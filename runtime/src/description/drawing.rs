//! A graph as it is drawn: what the crate `keisan-draw` is given.

use alloc::borrow::ToOwned as _;
use alloc::string::ToString as _;
use alloc::vec::Vec;

use keisan_draw::{Drawing, Role as Drawn, Value as DrawnValue};

use super::{Graph, Pass, Role};

impl Graph {
    /// The graph drawn, forward and backward: as SVG, Graphviz DOT or Mermaid. With feature `draw`.
    ///
    /// Circles are operations, with `L` and `R` on the operands of products; boxes are what is given and what comes out. In the backward
    /// picture each arrow has the rule by which an adjoint goes on, and where a value is used several times its adjoints are added up. An
    /// output or a loss that is another value is a box of its own. Operations are drawn as they are computed: `custom_gradient` is its first
    /// operand, and a dotted line leads to the second one, if that is computed at all and the first one has no derivative of its own; else the way of
    /// the adjoint is in [`derivation`](Graph::derivation) alone.
    ///
    /// ```
    /// keisan::graph! {
    ///     graph Layer<const B: usize> {
    ///         input x: [B, 3];
    ///         param w: [3, 2] = he_normal;
    ///         loss = mean(tanh(x @ w));
    ///     }
    /// }
    ///
    /// let drawing = Layer::<8>::GRAPH.drawing();
    /// assert!(drawing.svg().contains("xᵀ ·"));
    /// assert!(drawing.dot().starts_with("digraph \"Layer\""));
    /// assert!(drawing.mermaid().starts_with("flowchart TB"));
    /// ```
    #[must_use]
    pub fn drawing(&self) -> Drawing {
        // The forward pass comes first, but for adjoints that are handed in: those are no operands of it.
        let mut position = alloc::vec![None; self.values.len()];
        let mut values: Vec<DrawnValue> = Vec::new();
        for (index, value) in self.values.iter().enumerate().filter(|(_, value)| value.pass() == Pass::Forward) {
            position[index] = Some(values.len());
            values.push(DrawnValue {
                name: value.name.to_owned(),
                role: drawn(value.role),
                operation: value.operation.to_owned(),
                symbol: value.symbol.to_owned(),
                operands: value.operands.iter().filter_map(|&operand| position[operand]).collect(),
                rules: value.rules.iter().map(|rule| rule.map(str::to_string)).collect(),
                detours: value.detours.iter().filter_map(|&detour| position[detour]).collect(),
                shape: value.dims.to_owned(),
                adjoint: (!value.adjoint.is_empty()).then(|| value.adjoint.to_owned()),
                given: None,
            });
        }
        for given in self.values.iter().filter(|value| value.role == Role::Adjoint && value.is_leaf()) {
            if let Some(output) = given.of.and_then(|of| position[of]) {
                values[output].given = Some(given.name.to_owned());
            }
        }
        Drawing::new(self.name, values)
    }
}

fn drawn(role: Role) -> Drawn {
    match role {
        Role::Input | Role::Hyper => Drawn::Input,
        Role::Target | Role::Labels => Drawn::Target,
        Role::Parameter | Role::Frozen => Drawn::Parameter,
        Role::State | Role::Mask => Drawn::State,
        Role::Constant => Drawn::Constant,
        Role::Value | Role::Adjoint | Role::Gradient => Drawn::Value,
        Role::Output => Drawn::Output,
        Role::Loss => Drawn::Loss,
        Role::Update => Drawn::Update,
    }
}
