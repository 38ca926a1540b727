//! The operations: everything that the compiler knows of each, one file an operation.
//!
//! An [`Operation`] is a struct literal in which every field is required, so what is forgotten is rustc's error in that
//! operation's file. The table at the end of this file is the module list and the registry in one. All stages ask
//! an operation for what they need; none names one.

pub mod formula;
pub mod labels;
mod shapes;
mod structure_shapes;
#[cfg(test)]
mod tests;

use std::hash::{Hash, Hasher};

pub use shapes::{Application, Arguments, GivenSize, Mismatch, Operand, Role, ShapeRule, Size};

use crate::graph::shape::Shape;

/// Everything that the compiler knows of one operation.
#[derive(Debug)]
pub struct Operation {
    /// What it is called in the DSL, in messages and in the text form of a graph.
    pub name: &'static str,
    /// What a user reads about it.
    pub reference: Reference,
    pub syntax: Syntax,
    /// The operands by the letters of the equations: `["A", "B"]`.
    pub operands: &'static [&'static str],
    /// The result by its letter: `"C"`.
    pub result: &'static str,
    /// Numbers that belong to the operation, written after the operands in a call.
    pub attributes: &'static [Attribute],
    pub shape: ShapeRule,
    pub body: Body,
    /// How it is written in an equation.
    pub notation: Notation,
    /// The seed's equations of the forward pass, for operands of these shapes.
    pub equations: fn(&[&Shape]) -> &'static str,
    /// What is written into its circle in a drawn graph.
    pub symbol: &'static str,
    pub cost: Cost,
}

/// An operation's entry in the user's reference.
#[derive(Debug)]
pub struct Reference {
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// The forward pass, by elements.
    pub formula: &'static str,
    /// The operands of the example, with their shapes: `a: [4, 3]`.
    pub inputs: &'static [&'static str],
    /// An expression that uses it; empty for what a user cannot write.
    pub example: &'static str,
}

/// Floating-point operations, counted as is customary: a product's multiplications and additions each, an elementary
/// function by what its polynomial takes.
#[derive(Debug, Clone, Copy)]
pub enum Cost {
    /// It moves or renames, and computes nothing.
    Free,
    /// So many for each element of the result.
    Result(u32),
    /// So many for each element of the first operand.
    Operand(u32),
    /// So many for each element of the last operand.
    Last(u32),
    /// 2 M N K.
    Product,
}

/// How an operation is written in the DSL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `relu(a)`.
    Function,
    /// `a @ b`, `-a`, `a.T`.
    Operator,
    /// Not by a user: only rules and rewrites make it.
    Internal,
}

/// A number that belongs to an operation: `leaky_relu(a, 0.01)`.
#[derive(Debug)]
pub struct Attribute {
    pub name: &'static str,
    /// Taken when the call leaves it out; `None` if it may not.
    pub default: Option<f64>,
    /// Which values are allowed: the test, and its words.
    pub domain: (fn(f64) -> bool, &'static str),
}

#[derive(Debug)]
pub enum Body {
    /// Differentiated by its own rules and emitted as code of its own.
    Primitive { derivative: Derivative, lowering: Lowering },
    /// An expression of other operations, in the DSL. It needs no rule and no kernel.
    Composite(&'static str),
}

/// How adjoints go through an operation from its result to its operands.
#[derive(Debug)]
pub enum Derivative {
    /// One rule for each operand, in their order.
    Rules(&'static [Rule]),
    /// Nothing goes through, by intention.
    Stops,
}

/// The adjoint of one operand.
///
/// The shapes need not match: where the operand was stretched, the differentiating pass adds the adjoint up over the
/// stretched dimension, and where the rule's result is smaller than the operand it is spread. So no rule knows of
/// broadcasting.
#[derive(Debug)]
pub enum Rule {
    /// An equation in the DSL over the operands, the result and the result's adjoint, such as `dA = dC @ B.T`; with
    /// the seed's number.
    Adjoint(&'static str, &'static str),
    /// There is none, with the reason.
    Flat(&'static str),
}

/// How an operation becomes code.
#[derive(Debug)]
pub enum Lowering {
    /// Element by element: part of a loop.
    Elementwise(Scalar),
    /// A reduction of an elementwise expression: `keisan::kernels::<kernel>` with a closure. Attributes stand behind the
    /// operands.
    Reduction {
        kernel: &'static str,
        /// Of equal elements, it is one of them as many times as a matrix of this shape has elements; `None` where it is
        /// something else.
        times: Option<fn(&Shape) -> Shape>,
    },
    /// `keisan::kernels::<kernel>` on whole matrices. Attributes stand behind the operands.
    Kernel { kernel: &'static str },
    /// The same with a value for each row, which may be added up instead of stored: `keisan::kernels::Losses`.
    Losses { kernel: &'static str },
    /// `keisan::kernels::<kernel>` of two matrices, and what follows may be done on the way to memory: `keisan::kernels::Finish`.
    Product { kernel: &'static str },
}

/// An elementwise operation on scalars, in Rust.
#[derive(Debug, Clone, Copy)]
pub enum Scalar {
    /// `a + b`, with its precedence.
    Infix(&'static str, u8),
    /// `-a`.
    Negation,
    /// `keisan::math::<name>(a, …, attributes…)`.
    Function(&'static str),
    /// The same of one operand, which a product can do on the way to memory: `keisan::kernels::<finish>`.
    Finishing { function: &'static str, finish: &'static str },
    /// The same, its attributes whole numbers.
    FunctionOfWhole(&'static str),
    /// `a`: nothing but a change of shape, or a change of what is differentiated.
    Identity,
}

/// A formula with the operands' letters in it: `Aᵀ · B`.
#[derive(Debug)]
pub struct Notation {
    pub template: &'static str,
    /// How tightly the formula binds.
    pub precedence: u8,
    /// How tightly each operand has to bind to stand without parentheses.
    pub operands: &'static [u8],
}

/// How tightly a formula binds, in equations and in Rust alike.
pub mod precedence {
    pub const NONE: u8 = 0;
    pub const SUM: u8 = 1;
    /// The right operand of a difference.
    pub const TERM: u8 = 2;
    pub const PRODUCT: u8 = 2;
    /// The right operand of a quotient.
    pub const FACTOR: u8 = 3;
    pub const PREFIX: u8 = 3;
    pub const ATOM: u8 = 4;
}

impl Notation {
    /// `relu(A)`: the operands stand between brackets.
    pub const fn function(template: &'static str) -> Self {
        use precedence::{ATOM, NONE};
        Notation { template, precedence: ATOM, operands: &[NONE, NONE, NONE] }
    }
}

impl Operation {
    /// What an unnamed value of it is called after. Where the compiler computes a value in another way, by what is there already, users see the
    /// operation that they have written.
    pub fn word(&self) -> &'static str {
        self.name.strip_suffix("_of").unwrap_or(self.name)
    }

    pub fn derivative(&self) -> Option<&Derivative> {
        match &self.body {
            Body::Primitive { derivative, .. } => Some(derivative),
            Body::Composite(_) => None,
        }
    }

    /// Whether it chooses between training and prediction.
    pub fn is_of_modes(&self) -> bool {
        self == &modes::in_training::OP
    }

    /// How it is called: `leaky_relu(a, alpha)`, `concat_cols(a, b, …)`, `reshape(a, [rows, columns])`.
    pub fn call(&self) -> String {
        let operands = self.operands.iter().map(|operand| operand.to_lowercase());
        let sizes: Vec<String> = match self.shape.arguments {
            Arguments::Operands => Vec::new(),
            Arguments::More => vec!["…".to_owned()],
            Arguments::Sizes(sizes) => sizes.iter().map(|size| size.name.to_owned()).collect(),
            Arguments::Shape => vec!["[rows, columns]".to_owned()],
        };
        let attributes = self.attributes.iter().map(|attribute| attribute.name.to_owned());
        format!("{}({})", self.name, operands.chain(sizes).chain(attributes).collect::<Vec<_>>().join(", "))
    }

    /// The rule for the operand in that place, where a derivative has rules: the last operand's is that of all that
    /// follow it, if there may be more.
    pub fn rule(&self, operand: usize) -> Option<&'static Rule> {
        let Some(Derivative::Rules(rules)) = self.derivative() else { return None };
        rules.get(self.letter_index(operand))
    }

    /// Which letter stands for the operand in that place.
    pub fn letter_index(&self, operand: usize) -> usize {
        if self.shape.arguments == Arguments::More { operand.min(self.operands.len() - 1) } else { operand }
    }

    /// Whether it can be given so many operands, and has a rule for each.
    pub fn has_rules_for(&self, operands: usize) -> bool {
        let Some(Derivative::Rules(rules)) = self.derivative() else { return false };
        rules.len() == operands
            || self.shape.arguments == Arguments::More && rules.len() == self.operands.len() && operands >= rules.len()
    }

    pub fn lowering(&self) -> Option<&Lowering> {
        match &self.body {
            Body::Primitive { lowering, .. } => Some(lowering),
            Body::Composite(_) => None,
        }
    }
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Operation {}

impl Hash for Operation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// The operation of this name.
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.name == name)
}

/// The names that a user can call, for suggestions.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().filter(|operation| operation.syntax == Syntax::Function).map(|operation| operation.name)
}

/// Makes the module list and the registry from one table.
macro_rules! operations {
    ($($folder:ident { $($file:ident)* })*) => {
        $(mod $folder { $(pub mod $file;)* })*

        /// Every operation.
        pub static OPERATIONS: &[&Operation] = &[$($(&$folder::$file::OP,)*)*];

        /// The same by their folders.
        pub static FOLDERS: &[(&str, &[&Operation])] = &[$((stringify!($folder), &[$(&$folder::$file::OP,)*]),)*];
    };
}

operations! {
    elementwise {
        add sub mul div neg
        exp ln sqrt square expm1 log1p erf
        powi powf pow recip rsqrt sin cos atan
        abs sign round floor ceil minimum maximum clamp
        select greater greater_equal less less_equal equal not_equal
        sigmoid tanh relu leaky_relu prelu elu selu celu gelu gelu_tanh silu mish softplus softsign log_sigmoid
        relu6 hardtanh hard_sigmoid hard_swish
        xlogy xdivy
        broadcast detach custom_gradient
    }
    matrix { matmul matmul_tn matmul_nt matmul_tt transpose }
    reduce {
        sum sum_rows sum_cols
        mean mean_rows mean_cols
        max max_rows max_cols
        min min_rows min_cols
        prod prod_rows prod_cols
        var var_rows var_cols
        std std_rows std_cols
        logsumexp logsumexp_rows logsumexp_cols
        argmax_rows argmax_cols argmin_rows argmin_cols
    }
    scan { cumsum_rows cumsum_cols tailsum_rows tailsum_cols products_before_rows products_before_cols recurrence_rows shift_rows }
    rows { softmax log_softmax softmax_cols log_softmax_cols layer_norm rms_norm }
    structure {
        concat_cols concat_rows slice_rows slice_cols block place pad repeat sum_tiles reshape flip_rows flip_cols
        diag diagonal trace outer tril triu glu
    }
    classes { one_hot gather embedding scatter_rows known }
    loss {
        cross_entropy softmax_cross_entropy label_cross_entropy label_softmax_cross_entropy
        softmax_cross_entropy_of label_softmax_cross_entropy_of mse
        weighted_cross_entropy smooth_labels sigmoid_cross_entropy binary_cross_entropy
        binary_cross_entropy_with_logits kl_div mae huber smooth_l1 hinge cosine_similarity triplet
    }
    modes { in_training dropout }
}
