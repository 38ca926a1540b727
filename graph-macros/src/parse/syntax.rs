//! The syntax tree of one `graph!` block: what was written, nothing resolved, every token's span kept.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Visibility};

use crate::graph::foreign::Path;

/// Everything between the braces of one `graph! { … }`.
pub struct Block {
    /// The functions and layers, in the order of the source, whether they stand inside of the graph or beside it, or
    /// came with an import.
    pub definitions: Vec<Definition>,
    pub imports: Vec<Import>,
    /// A block may hold definitions alone.
    pub graph: Option<GraphBlock>,
    /// Every identifier in tokens that the parser had to skip over after a mistake. Whoever looks for unused
    /// names counts these as used: the mistake has been reported, and may be all that is wrong.
    pub mentioned: Vec<Ident>,
}

/// A layer of another module, with all that it needs.
pub struct Import {
    /// The import in which it is imported itself; 0 for the block.
    pub within: usize,
    /// The name that the layer has there.
    pub name: Ident,
    pub at: Range,
    /// Its number: its definitions are those of that [`package`](Definition::package), and it is the last of them.
    pub package: usize,
    /// All of it, to be imported elsewhere with what uses it.
    pub tokens: TokenStream,
}

/// `pub graph Name<T, const B: usize> { … }`.
pub struct GraphBlock {
    /// The doc comments above the graph; nothing else is allowed there.
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    pub generics: Generics,
    pub statements: Vec<Statement>,
    pub budget: Option<Budget>,
    /// The statements that end without their `;`, as those do that are being typed, by their place in `statements`.
    pub unfinished: Vec<usize>,
}

/// `budget = "64 KiB";`
#[derive(Debug, Clone)]
pub struct Budget {
    pub bytes: u64,
    /// As it is written: `64 KiB`.
    pub text: String,
    pub at: Range,
}

/// `fn swish(v) { v * sigmoid(v) }` or `layer Dense<I, O>(x: [_, I]) -> [_, O] { … }`.
pub struct Definition {
    pub kind: DefinitionKind,
    pub docs: Vec<Attribute>,
    /// `None` for what only the block itself uses.
    pub visibility: Option<Visibility>,
    /// The import that it came with; 0 for the block's own.
    pub package: usize,
    /// All of it, from `fn` or `layer` on.
    pub tokens: TokenStream,
    pub name: Ident,
    /// `<I, O>`: dimensions. A function finds theirs in the shapes of its arguments, a layer is given them.
    pub sizes: Vec<Ident>,
    pub operands: Vec<OperandSyntax>,
    pub result: Option<ResultSyntax>,
    /// What stands before the result: `let`, and in a layer `param` and `layer`.
    pub statements: Vec<Statement>,
    /// What is computed: one expression, or several for a tuple.
    pub values: Vec<Expr>,
    /// Whether it stands inside of the graph's braces, and sees its const generics.
    pub in_graph: bool,
    /// Not everything could be read, which has been reported: nobody is to complain about what may be missing.
    pub broken: bool,
    /// The Rust functions that are called; it has no body then.
    pub foreign: Option<ForeignSyntax>,
}

/// `= clip::forward, clip::backward` of an `extern fn`.
pub struct ForeignSyntax {
    pub forward: Path,
    /// For each operand the function of its adjoint, or `None` for `_`.
    pub backward: Vec<Option<Path>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    Function,
    Layer,
}

/// `x` or `x: [_, I]`.
pub struct OperandSyntax {
    pub name: Ident,
    pub shape: Option<ShapeSyntax>,
}

/// `-> [_, O]` or `-> ([_, O], scalar)`.
pub struct ResultSyntax {
    /// One shape for each matrix of the result.
    pub shapes: Vec<ShapeSyntax>,
    pub span: Range,
}

/// `<T, const B: usize, const H: usize>`.
#[derive(Debug, Default)]
pub struct Generics {
    /// The scalar type parameter; without one the graph is over `f32`.
    pub scalar: Option<Ident>,
    /// The const generics, in order.
    pub sizes: Vec<Ident>,
}

pub enum Statement {
    Input(Input),
    Parameter(Parameter),
    /// `state mean: [C] = zeros;`, of the same form as a parameter.
    State(Parameter),
    Update(Update),
    Let(Let),
    Unpack(Unpack),
    Instance(Instance),
    Output(Output),
    Loss(Loss),
}

/// `input x: [B, 64];`, `target y: [B, 10];`, `labels y: [B] in 10;` or `hyper rate: scalar;`.
#[derive(Clone)]
pub struct Input {
    pub docs: Vec<Attribute>,
    pub role: InputRole,
    /// `#[grad]`: the loss's gradient with respect to this input is asked for.
    pub wants_gradient: bool,
    pub name: Ident,
    pub shape: ShapeSyntax,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputRole {
    Input,
    /// An input that only the loss may use.
    Target,
    /// The class of each row; the shape is that of the matrix with a 1 in the place of each class.
    Labels,
    /// A number, handed in by value.
    Hyper,
}

/// `param w: [64, 32] = he_normal;`.
#[derive(Clone)]
pub struct Parameter {
    pub docs: Vec<Attribute>,
    /// `#[frozen]`: no gradient is asked for.
    pub frozen: bool,
    pub name: Ident,
    pub shape: ShapeSyntax,
    pub initialiser: Initialiser,
}

/// `he_normal` or `uniform(-0.1, 0.1)`; names and arguments are not checked yet.
#[derive(Debug, Clone)]
pub struct Initialiser {
    pub name: Ident,
    pub arguments: Vec<Number>,
    /// From the name to the closing parenthesis.
    pub span: Range,
}

impl std::fmt::Display for Initialiser {
    /// As it is written.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let arguments: Vec<String> = self.arguments.iter().map(|argument| argument.value.to_string()).collect();
        match arguments.as_slice() {
            [] => write!(f, "{}", self.name),
            arguments => write!(f, "{}({})", self.name, arguments.join(", ")),
        }
    }
}

/// `let h = relu(x @ w);` or `let h: [B, 32] = relu(x @ w);`.
pub struct Let {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    pub shape: Option<ShapeSyntax>,
    pub value: Expr,
}

/// `let (p, q) = split(x);`: the value is a call whose result is a tuple.
pub struct Unpack {
    pub docs: Vec<Attribute>,
    pub names: Vec<Ident>,
    /// The parentheses around the names.
    pub span: Range,
    pub value: Expr,
}

/// `update mean = 0.9 * mean + 0.1 * m;`.
pub struct Update {
    /// The state.
    pub name: Ident,
    pub value: Expr,
}

/// `layer l1 = Dense<784, 128>;`.
pub struct Instance {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    pub layer: Ident,
    pub sizes: Vec<DimSyntax>,
    /// From the layer's name to the closing `>`.
    pub span: Range,
}

/// `output h;` or `output probs = softmax(h);`.
pub struct Output {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    pub shape: Option<ShapeSyntax>,
    /// `None`: the output is a value that has been defined already.
    pub value: Option<Expr>,
}

/// `loss = mean(e);`.
pub struct Loss {
    pub docs: Vec<Attribute>,
    /// The keyword `loss`.
    pub keyword: Span,
    pub value: Expr,
}

/// A shape as written, already brought to rows and columns: `[R, C]`, `[C]` (one row) or `scalar`.
#[derive(Debug, Clone)]
pub struct ShapeSyntax {
    pub rows: DimSyntax,
    pub columns: DimSyntax,
    /// As it is written: `[64]`, `scalar`.
    pub text: String,
    pub span: Range,
    /// What was written is wrong and has been reported; rows and columns are what it may have meant. They are good
    /// enough for the types that are generated, but no conclusions are to be drawn from them.
    pub guessed: bool,
}

#[derive(Debug, Clone)]
pub struct DimSyntax {
    pub kind: DimKind,
    pub span: Range,
}

#[derive(Debug, Clone)]
pub enum DimKind {
    /// An integer literal, or the 1 that `[C]` and `scalar` leave out. Zero stands only inside of a computation.
    Literal(usize),
    /// `_`, in the shape of a function's operand or result: whatever it is.
    Any,
    /// A single identifier or a longer path: a const generic of the graph, or a constant in scope.
    Path {
        /// The path as it is shown in messages: `config::HIDDEN`.
        text: String,
        tokens: TokenStream,
    },
    /// `2 * H`, with one of the operators `+`, `-`, `*` and `/`.
    Computed {
        operator: DimOperator,
        left: Box<DimSyntax>,
        right: Box<DimSyntax>,
        /// As it is shown in messages.
        text: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DimOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl DimKind {
    /// Whether it is, or is computed from, the dimension of that name.
    pub fn mentions(&self, name: &Ident) -> bool {
        match self {
            DimKind::Literal(_) | DimKind::Any => false,
            DimKind::Path { text, .. } => name == text,
            DimKind::Computed { left, right, .. } => left.kind.mentions(name) || right.kind.mentions(name),
        }
    }

    /// As it is written.
    pub fn text(&self) -> String {
        match self {
            DimKind::Literal(value) => value.to_string(),
            DimKind::Any => "_".into(),
            DimKind::Path { text, .. } | DimKind::Computed { text, .. } => text.clone(),
        }
    }
}

/// A number as written in an expression or as an argument: `2`, `0.5`, `1e-3`, `-0.1`.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    pub value: f64,
    pub span: Range,
}

/// An expression, with the range of its tokens.
#[derive(Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Range,
}

#[derive(Debug)]
pub enum ExprKind {
    Number(f64),
    Name(Ident),
    Negate(Box<Expr>),
    Binary {
        operator: BinaryOperator,
        /// The operator's own token.
        at: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `v.T`.
    Transpose(Box<Expr>),
    /// `softmax(h)`, `leaky_relu(h, 0.1)`; which functions there are is not the parser's business.
    Call {
        function: Ident,
        arguments: Vec<Expr>,
    },
    /// `[3, 4]`, as an argument of a call.
    Shape(Box<ShapeSyntax>),
    /// A hole where a mistake was reported: its shape is unknown, and nothing more is said about it.
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    MatrixProduct,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Equal,
    NotEqual,
}

impl BinaryOperator {
    pub const ALL: [BinaryOperator; 11] = [
        BinaryOperator::Add,
        BinaryOperator::Subtract,
        BinaryOperator::Multiply,
        BinaryOperator::Divide,
        BinaryOperator::MatrixProduct,
        BinaryOperator::Greater,
        BinaryOperator::GreaterEqual,
        BinaryOperator::Less,
        BinaryOperator::LessEqual,
        BinaryOperator::Equal,
        BinaryOperator::NotEqual,
    ];
    pub const COMPARISONS: [BinaryOperator; 6] = [
        BinaryOperator::Greater,
        BinaryOperator::GreaterEqual,
        BinaryOperator::Less,
        BinaryOperator::LessEqual,
        BinaryOperator::Equal,
        BinaryOperator::NotEqual,
    ];

    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
            BinaryOperator::MatrixProduct => "@",
            BinaryOperator::Greater => ">",
            BinaryOperator::GreaterEqual => ">=",
            BinaryOperator::Less => "<",
            BinaryOperator::LessEqual => "<=",
            BinaryOperator::Equal => "==",
            BinaryOperator::NotEqual => "!=",
        }
    }
}

/// The first and the last token of something: enough to underline all of it on stable Rust.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    pub first: Span,
    pub last: Span,
}

impl Range {
    pub fn token(span: Span) -> Self {
        Range { first: span, last: span }
    }

    /// From the first token of `self` to the last of `other`.
    pub fn to(self, other: Range) -> Self {
        Range { first: self.first, last: other.last }
    }
}
