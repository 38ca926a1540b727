//! A graph as JSON.

use alloc::string::{String, ToString as _};

use serde_json::{Value as Json, json};

use super::{Cost, Graph, Pass, Place, Role};

impl Graph {
    /// The graph as JSON, for programs in other languages. With feature `draw`.
    ///
    /// It is an object with the fields of [`Graph`] under the same names, and those of [`Value`](super::Value), [`Equation`](super::Equation),
    /// [`Rule`](super::Rule), [`Step`](super::Step), [`Buffer`](super::Buffer) and [`Held`](super::Held) inside of it. What is an enumeration is
    /// the name of its variant in lower case:
    ///
    /// | field | is |
    /// |---|---|
    /// | `name`, `source`, `line`, `scalar_bytes` | as in [`Graph`] |
    /// | `parameters`, `flops.forward`, `flops.backward`, `saved_bytes`, `workspace_bytes` | the totals |
    /// | `values[].role` | `"input"`, `"target"`, `"labels"`, `"hyper"`, `"parameter"`, `"frozen"`, `"state"`, `"mask"`, `"constant"`, `"value"`, `"output"`, `"loss"`, `"update"`, `"adjoint"`, `"gradient"` |
    /// | `values[].pass`, `equations[].pass`, `steps[].pass` | `"forward"` or `"backward"` |
    /// | `values[].shape` | `[rows, columns]` |
    /// | `values[].operands`, `values[].detours`, `values[].of` | positions among the values; `of` is `null` where there is none |
    /// | `values[].rules[]` | a text, or `null` where no adjoint goes |
    /// | `values[].adjoint` | the name of its adjoint, a value's or an equation's, or `null` where it has none of its own |
    /// | `values[].flops` | a number, or `null` for a function of the user's |
    /// | `values[].place`, `steps[].place` | `"inline"`, `"outside"`, `"gradient"`, or the position of a buffer |
    /// | `buffers[].holds[]` | `name`, `shape`, `from`, `to`, `saved` |
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
    /// let json: serde_json::Value = serde_json::from_str(&Layer::<8>::GRAPH.json())?;
    /// assert_eq!(json["values"][1]["name"], "w");
    /// assert_eq!(json["values"][1]["shape"], serde_json::json!([3, 2]));
    /// assert_eq!(json["flops"]["forward"], 2 * 8 * 3 * 2 + 12 * 8 * 2 + 8 * 2);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> String {
        let values = self.values.iter().enumerate().map(|(index, value)| {
            json!({
                "name": value.name,
                "role": role(value.role),
                "pass": pass(value.pass()),
                "operation": value.operation,
                "symbol": value.symbol,
                "operands": value.operands,
                "rules": value.rules,
                "detours": value.detours,
                "adjoint": (!value.adjoint.is_empty()).then_some(value.adjoint),
                "shape": value.shape,
                "dims": value.dims,
                "flops": (value.cost != Cost::Unknown).then(|| self.flops_of(index)),
                "of": value.of,
                "place": place(value.place),
                "line": value.line,
            })
        });
        let equations = self.equations.iter().map(|equation| {
            let rules = equation
                .rules
                .iter()
                .map(|rule| json!({ "operation": rule.operation, "equation": rule.equation, "number": rule.number }));
            json!({
                "pass": pass(equation.pass),
                "name": equation.name,
                "formula": equation.formula,
                "dims": equation.dims,
                "rules": rules.collect::<Json>(),
            })
        });
        let steps = self
            .steps
            .iter()
            .map(|step| json!({ "pass": pass(step.pass), "equation": step.equation, "place": place(step.place) }));
        let buffers = self.buffers.iter().map(|buffer| {
            let holds = buffer.holds.iter().map(|held| {
                json!({ "name": held.name, "shape": held.shape, "from": held.from, "to": held.to, "saved": held.saved })
            });
            json!({
                "name": buffer.name,
                "shape": buffer.shape,
                "dims": buffer.dims,
                "holds": holds.collect::<Json>(),
            })
        });
        let graph = json!({
            "name": self.name,
            "source": self.source,
            "line": self.line,
            "scalar_bytes": self.scalar_bytes,
            "parameters": self.parameters(),
            "flops": { "forward": self.flops(Pass::Forward), "backward": self.flops(Pass::Backward) },
            "saved_bytes": self.saved_bytes(),
            "workspace_bytes": self.workspace_bytes(),
            "values": values.collect::<Json>(),
            "equations": equations.collect::<Json>(),
            "steps": steps.collect::<Json>(),
            "buffers": buffers.collect::<Json>(),
        });
        std::format!("{graph:#}\n")
    }
}

fn pass(pass: Pass) -> &'static str {
    match pass {
        Pass::Forward => "forward",
        Pass::Backward => "backward",
    }
}

fn role(role: Role) -> String {
    std::format!("{role:?}").to_lowercase()
}

fn place(place: Place) -> Json {
    match place {
        Place::Inline => Json::String("inline".to_string()),
        Place::Outside => Json::String("outside".to_string()),
        Place::Gradient => Json::String("gradient".to_string()),
        Place::Buffer(index) => Json::from(index),
    }
}
