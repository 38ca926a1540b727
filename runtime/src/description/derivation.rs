//! Every equation of a graph, forward and backward, with the rule from which it comes.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::{Equation, Graph, Pass, Rule, latex};

/// What [`Graph::derivation`] gives. Printed, it is plain text.
#[derive(Debug, Clone, Copy)]
pub struct Derivation<'a> {
    graph: &'a Graph,
}

impl Graph {
    /// The formula of every value that has a name, in the order of the generated code, each with the rules that it instantiates.
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
    /// let derivation = Layer::<8>::GRAPH.derivation();
    /// let text = derivation.to_string();
    /// assert!(text.contains("d_w = xᵀ · "), "{text}");
    /// assert!(text.contains("matmul: dB = A.T @ dC (16)"), "{text}");
    /// assert!(derivation.markdown().contains(r"\frac{\partial L}{\partial \mathbf{w}} = \mathbf{x}^{\top} \, "));
    /// ```
    #[must_use]
    pub fn derivation(&self) -> Derivation<'_> {
        Derivation { graph: self }
    }
}

impl Derivation<'_> {
    /// Markdown, its formulas in LaTeX between dollar signs, as GitHub and rustdoc's themes for KaTeX read them.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n", self.graph.name);
        for (pass, title) in [(Pass::Forward, "Forward"), (Pass::Backward, "Backward")] {
            let equations = self.of(pass);
            if equations.is_empty() {
                continue;
            }
            let _ = write!(text, "\n## {title}\n");
            for (number, equation) in equations {
                let Equation { name, formula, dims, .. } = equation;
                let (left, right) = (latex::name(self.graph, name), latex::formula(self.graph, formula));
                let _ = write!(text, "\n$$\n{left} = {right} \\tag{{{number}}}\n$$\n\n`{name}`: `{dims}`");
                for rule in equation.rules {
                    let _ = write!(text, "; {}", rule.markdown());
                }
                text.push_str(".\n");
            }
        }
        text
    }

    /// The equations of a pass, with their numbers in the derivation.
    fn of(&self, pass: Pass) -> Vec<(usize, &Equation)> {
        (1..).zip(self.graph.equations).filter(|(_, equation)| equation.pass == pass).collect()
    }
}

impl Rule {
    fn markdown(&self) -> String {
        let operation = if self.operation.is_empty() { "a rule" } else { self.operation };
        let number = if self.number.is_empty() { String::new() } else { format!(" {}", self.number) };
        format!("{operation}, `{}`{number}", self.equation)
    }
}

impl fmt::Display for Rule {
    /// `matmul: dB = A.T @ dC (16)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.operation.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", self.operation, self.equation)?;
        if self.number.is_empty() { Ok(()) } else { write!(f, " {}", self.number) }
    }
}

impl fmt::Display for Derivation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.graph.name)?;
        let digits = self.graph.equations.len().to_string().len();
        for (pass, title) in [(Pass::Forward, "Forward"), (Pass::Backward, "Backward")] {
            let equations = self.of(pass);
            if equations.is_empty() {
                continue;
            }
            writeln!(f, "\n{title}\n")?;
            for (number, equation) in equations {
                let Equation { name, formula, dims, rules, .. } = equation;
                writeln!(f, "{number:>digits$}. {name} = {formula} : {dims}")?;
                for rule in *rules {
                    writeln!(f, "{:>1$}{rule}", "", digits + 6)?;
                }
            }
        }
        Ok(())
    }
}
