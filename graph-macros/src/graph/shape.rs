//! Dimensions and shapes: what they are, and when two of them are the same.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::parse::syntax::Range;

/// One dimension of a matrix.
#[derive(Debug, Clone)]
pub enum Dim {
    Literal(usize),
    /// A const generic of the graph: nothing is known of it, so it equals itself alone.
    Generic(Ident),
    /// A constant in the user's scope. The macro can't evaluate it, so what it meets is asserted, not proven.
    Constant {
        /// The path as it was written.
        text: Rc<str>,
        /// The alias under which the generated code knows it.
        tokens: TokenStream,
    },
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shape {
    pub rows: Dim,
    pub columns: Dim,
}

impl Dim {
    pub const ONE: Dim = Dim::Literal(1);

    pub fn is_one(&self) -> bool {
        matches!(self, Dim::Literal(1))
    }

    /// What the dimension is called in the source; equal dimensions have equal texts.
    fn key(&self) -> (u8, String) {
        match self {
            Dim::Literal(value) => (0, value.to_string()),
            Dim::Generic(name) => (1, name.to_string()),
            Dim::Constant { text, .. } => (2, text.to_string()),
        }
    }
}

impl PartialEq for Dim {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Dim::Literal(a), Dim::Literal(b)) => a == b,
            (Dim::Generic(a), Dim::Generic(b)) => a == b,
            (Dim::Constant { text: a, .. }, Dim::Constant { text: b, .. }) => a == b,
            _ => false,
        }
    }
}

impl Eq for Dim {}

impl std::hash::Hash for Dim {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key().1)
    }
}

/// As an expression of type `usize`.
impl ToTokens for Dim {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Dim::Literal(value) => {
                tokens.extend([TokenTree::from(Literal::usize_unsuffixed(*value))]);
            }
            Dim::Generic(name) => name.to_tokens(tokens),
            Dim::Constant { tokens: path, .. } => path.to_tokens(tokens),
        }
    }
}

impl Shape {
    pub const SCALAR: Shape = Shape { rows: Dim::ONE, columns: Dim::ONE };

    pub fn new(rows: Dim, columns: Dim) -> Self {
        Shape { rows, columns }
    }

    pub fn is_scalar(&self) -> bool {
        self.rows.is_one() && self.columns.is_one()
    }

    pub fn transposed(&self) -> Self {
        Shape { rows: self.columns.clone(), columns: self.rows.clone() }
    }

    /// The number of elements as an expression: `B * 10`.
    pub fn size(&self) -> TokenStream {
        let Shape { rows, columns } = self;
        match (rows, columns) {
            (Dim::Literal(a), Dim::Literal(b)) => Dim::Literal(a.saturating_mul(*b)).to_token_stream(),
            (rows, columns) if rows.is_one() => columns.to_token_stream(),
            (rows, columns) if columns.is_one() => rows.to_token_stream(),
            _ => quote!(#rows * #columns),
        }
    }

    /// The number of elements as it is written in an equation: `B·10`.
    pub fn size_text(&self) -> String {
        let Shape { rows, columns } = self;
        match (rows, columns) {
            (Dim::Literal(a), Dim::Literal(b)) => a.saturating_mul(*b).to_string(),
            (rows, columns) if rows.is_one() => columns.to_string(),
            (rows, columns) if columns.is_one() => rows.to_string(),
            _ => format!("{rows}·{columns}"),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {}]", self.rows, self.columns)
    }
}

/// What has been assumed of the constants that the macro can't evaluate.
#[derive(Debug, Default)]
pub struct Dims {
    /// A constant, and what stands for it from now on.
    stands_for: BTreeMap<String, Dim>,
    pub assumptions: Vec<Assumption>,
}

/// Two dimensions have to be equal, and only rustc can tell: emitted as a `const` assertion with these words.
#[derive(Debug)]
pub struct Assumption {
    pub left: Dim,
    pub right: Dim,
    pub message: String,
    pub at: Range,
}

/// How two dimensions compare.
#[derive(Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    /// Equal if a constant has the right value.
    Unknown,
    Different,
}

impl Dims {
    /// Compares by structure, after what has been assumed so far.
    pub fn compare(&self, left: &Dim, right: &Dim) -> Comparison {
        match (self.canonical(left), self.canonical(right)) {
            (left, right) if left == right => Comparison::Equal,
            // A constant can equal a literal or another constant; a const generic takes any value.
            (Dim::Generic(_), _) | (_, Dim::Generic(_)) | (Dim::Literal(_), Dim::Literal(_)) => Comparison::Different,
            _ => Comparison::Unknown,
        }
    }

    pub fn are_equal(&self, left: &Dim, right: &Dim) -> bool {
        self.compare(left, right) == Comparison::Equal
    }

    /// From now on the two are one: for dimensions that compare as [`Comparison::Unknown`].
    pub fn assume(&mut self, left: &Dim, right: &Dim, message: String, at: Range) {
        let (first, second) = (self.canonical(left), self.canonical(right));
        let (constant, kept) = match (&first, &second) {
            (Dim::Constant { text, .. }, Dim::Literal(_)) => (text.to_string(), second),
            (_, Dim::Constant { text, .. }) => (text.to_string(), first),
            _ => return,
        };
        self.stands_for.insert(constant, kept);
        self.assumptions.push(Assumption { left: left.clone(), right: right.clone(), message, at });
    }

    /// The dimension that stands for all that were assumed equal to it.
    pub fn canonical(&self, dim: &Dim) -> Dim {
        let mut dim = dim;
        while let Dim::Constant { text, .. } = dim {
            match self.stands_for.get(&**text) {
                Some(other) => dim = other,
                None => break,
            }
        }
        dim.clone()
    }

    pub fn canonical_shape(&self, shape: &Shape) -> Shape {
        Shape::new(self.canonical(&shape.rows), self.canonical(&shape.columns))
    }
}
