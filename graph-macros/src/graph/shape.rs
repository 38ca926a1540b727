//! Dimensions and shapes: what they are, and when two of them are the same.

use std::collections::BTreeMap;
use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::dimension::Sum;
pub use super::dimension::{Dim, NoDim};
use crate::parse::syntax::Range;

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shape {
    pub rows: Dim,
    pub columns: Dim,
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

    /// The number of elements; `None` where it overflows.
    pub fn elements(&self) -> Option<Sum> {
        Sum::of(&self.rows).times(&Sum::of(&self.columns))
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
    /// A constant, and what it was solved for.
    constants: BTreeMap<Dim, Sum>,
    /// A dimension as a whole, and what stands for it, where no constant of it could be solved for.
    stands_for: BTreeMap<Dim, Dim>,
    pub assumptions: Vec<Assumption>,
}

/// Two dimensions are related, and only rustc can tell: emitted as a `const` assertion with these words.
#[derive(Debug)]
pub struct Assumption {
    pub left: Dim,
    pub relation: Relation,
    pub right: Dim,
    pub message: String,
    pub at: Range,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Equal,
    /// The left one is not larger.
    AtMost,
}

/// How two dimensions compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    /// Equal if a constant has the right value.
    Unknown,
    Different,
}

/// After so many replacements a dimension stays as it is; no graph comes near.
const LONGEST_CHAIN: usize = 64;

impl Dims {
    /// Compares by structure, after what has been assumed so far.
    pub fn compare(&self, left: &Dim, right: &Dim) -> Comparison {
        let (left, right) = (self.canonical(left), self.canonical(right));
        match (&left, &right) {
            (left, right) if left == right => Comparison::Equal,
            (Dim::Unknown(_), _) | (_, Dim::Unknown(_)) => Comparison::Unknown,
            // A constant can equal a literal or another constant; a const generic takes any value.
            (Dim::Generic(_), _) | (_, Dim::Generic(_)) => Comparison::Different,
            _ => Sum::of(&left).plus(&Sum::of(&right), -1).map_or(Comparison::Unknown, |difference| zero(&difference)),
        }
    }

    pub fn are_equal(&self, left: &Dim, right: &Dim) -> bool {
        self.compare(left, right) == Comparison::Equal
    }

    /// From now on the two are one: for dimensions that compare as [`Comparison::Unknown`].
    pub fn assume(&mut self, left: &Dim, right: &Dim, message: String, at: Range) {
        let (first, second) = (self.canonical(left), self.canonical(right));
        self.unify(first, second);
        let (left, right) = (left.clone(), right.clone());
        self.assumptions.push(Assumption { left, relation: Relation::Equal, right, message, at });
    }

    /// Whether `left` is at most `right`: [`Comparison::Equal`] if so.
    pub fn compare_order(&self, left: &Dim, right: &Dim) -> Comparison {
        let (left, right) = (Sum::of(&self.canonical(left)), Sum::of(&self.canonical(right)));
        match right.plus(&left, -1) {
            Some(room) if room.least().is_some_and(|least| least >= 0) => Comparison::Equal,
            Some(room) if room.greatest().is_some_and(|greatest| greatest < 0) || room.has_generics() => {
                Comparison::Different
            }
            _ => Comparison::Unknown,
        }
    }

    /// `left` is at most `right`, which compares as [`Comparison::Unknown`]: rustc is to tell.
    pub fn assume_order(&mut self, left: &Dim, right: &Dim, message: String, at: Range) {
        let (left, right) = (left.clone(), right.clone());
        self.assumptions.push(Assumption { left, relation: Relation::AtMost, right, message, at });
    }

    /// Whether two shapes have the same number of elements. Const generics count as factors here: `[B, 6]` has as many
    /// as `[6, B]`.
    pub fn compare_sizes(&self, left: &Shape, right: &Shape) -> Comparison {
        match self.size_difference(left, right) {
            Some(difference) if difference.is_zero() => Comparison::Equal,
            Some(difference) if difference.has_generics() => Comparison::Different,
            Some(difference) => zero(&difference),
            None => Comparison::Unknown,
        }
    }

    /// The two shapes, which compare as [`Comparison::Unknown`], have the same number of elements.
    pub fn assume_sizes(&mut self, left: &Shape, right: &Shape, message: String, at: Range) {
        let Some(difference) = self.size_difference(left, right) else { return };
        if let (Ok(more), Ok(less)) = (difference.half(1).into_dim(), difference.half(-1).into_dim()) {
            self.assume(&more, &less, message, at);
        }
    }

    fn size_difference(&self, left: &Shape, right: &Shape) -> Option<Sum> {
        let size =
            |shape: &Shape| Sum::of(&self.canonical(&shape.rows)).times(&Sum::of(&self.canonical(&shape.columns)));
        Some(size(left)?.plus(&size(right)?, -1)?.without_common_generics())
    }

    fn unify(&mut self, first: Dim, second: Dim) {
        match (&first, &second) {
            (Dim::Unknown(_), _) => {
                self.stands_for.insert(first, second);
                return;
            }
            (_, Dim::Unknown(_)) => {
                self.stands_for.insert(second, first);
                return;
            }
            _ => {}
        }
        let right = Sum::of(&second);
        let solutions = Sum::of(&first).plus(&right, -1).map_or_else(Vec::new, |difference| difference.solutions());
        let sound = |(_, value): &&(Dim, Sum)| value.clone().into_dim().is_ok();
        // A number is the best to know; of two constants the one that was met first stays.
        let best = solutions.iter().filter(sound).min_by_key(|(constant, value)| {
            let is_number = matches!(value.clone().into_dim(), Ok(Dim::Literal(_)));
            (!is_number, !right.mentions(constant))
        });
        match best {
            Some((constant, value)) => {
                self.constants.insert(constant.clone(), value.clone());
            }
            None if second.is_open() => {
                self.stands_for.insert(second, first);
            }
            None => {
                self.stands_for.insert(first, second);
            }
        }
    }

    /// The dimension that stands for all that were assumed equal to it.
    pub fn canonical(&self, dim: &Dim) -> Dim {
        let mut dim = dim.clone();
        if !dim.is_open() || self.constants.is_empty() && self.stands_for.is_empty() {
            return dim;
        }
        for _ in 0..LONGEST_CHAIN {
            let replaced = self.stands_for.get(&dim).cloned().or_else(|| {
                let sum = Sum::of(&dim).substituted(&|constant| self.constants.get(constant).cloned())?;
                // Where that gives no dimension, the assertion of the one there was says so.
                sum.into_dim().ok()
            });
            match replaced {
                Some(other) if other != dim => dim = other,
                _ => break,
            }
        }
        dim
    }

    pub fn canonical_shape(&self, shape: &Shape) -> Shape {
        Shape::new(self.canonical(&shape.rows), self.canonical(&shape.columns))
    }
}

/// Whether a difference is 0.
fn zero(difference: &Sum) -> Comparison {
    if difference.is_zero() {
        Comparison::Equal
    } else if difference.least().is_some_and(|least| least > 0)
        || difference.greatest().is_some_and(|greatest| greatest < 0)
        || difference.is_never_zero()
    {
        Comparison::Different
    } else {
        Comparison::Unknown
    }
}

impl Assumption {
    /// The condition as Rust.
    pub fn condition(&self) -> TokenStream {
        let (left, right) = (&self.left, &self.right);
        match self.relation {
            Relation::Equal => quote!(#left == #right),
            Relation::AtMost => quote!(#left <= #right),
        }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Span};

    use super::*;

    fn constant(name: &str) -> Dim {
        Dim::constant(name, "G", name)
    }

    fn number(value: usize) -> Dim {
        Dim::Literal(value)
    }

    fn assume(dims: &mut Dims, left: &Dim, right: &Dim) {
        assert_eq!(dims.compare(left, right), Comparison::Unknown, "{left} and {right}");
        dims.assume(left, right, String::new(), Range::token(Span::call_site()));
        assert_eq!(dims.compare(left, right), Comparison::Equal, "{left} and {right}, assumed");
    }

    #[test]
    fn what_cannot_be_equal_is_different() {
        let dims = Dims::default();
        let h = constant("H");
        let compare = |left: &Dim, right: &Dim| dims.compare(left, right);
        let twice = h.checked_mul(&number(2)).unwrap();
        assert_eq!(compare(&h, &h.checked_add(&number(1)).unwrap()), Comparison::Different);
        assert_eq!(compare(&h, &twice), Comparison::Different);
        assert_eq!(compare(&twice, &number(7)), Comparison::Different, "an even number is not 7");
        assert_eq!(compare(&h.checked_add(&number(5)).unwrap(), &number(3)), Comparison::Different);
        assert_eq!(compare(&twice, &number(8)), Comparison::Unknown);
        assert_eq!(compare(&h, &constant("K")), Comparison::Unknown);
    }

    #[test]
    fn an_assumption_is_solved_for_a_constant() {
        let (h, k) = (constant("H"), constant("K"));
        let twice = h.checked_mul(&number(2)).unwrap();
        let mut dims = Dims::default();
        assume(&mut dims, &twice, &number(8));
        assert_eq!(dims.canonical(&h), number(4));
        assert_eq!(dims.compare(&h.checked_add(&number(1)).unwrap(), &number(5)), Comparison::Equal);
        assert_eq!(dims.compare(&h, &number(5)), Comparison::Different);

        let mut dims = Dims::default();
        assume(&mut dims, &twice, &k);
        assert_eq!(dims.canonical(&k.checked_add(&h).unwrap()).to_string(), "3 * H");
        assume(&mut dims, &k, &number(6));
        assert_eq!(dims.canonical(&h), number(3));

        // Nothing can be solved for: the dimensions as a whole are one.
        let (square, product) = (h.checked_mul(&h).unwrap(), h.checked_mul(&k).unwrap());
        let mut dims = Dims::default();
        assume(&mut dims, &square, &product);
        assert_eq!(dims.canonical(&product), square);
    }

    #[test]
    fn chains_of_assumptions_end() {
        let [a, b, c] = ["A", "B", "C"].map(constant);
        let mut dims = Dims::default();
        assume(&mut dims, &a.checked_mul(&b).unwrap(), &b.checked_mul(&c).unwrap());
        assume(&mut dims, &c, &a.checked_mul(&a).unwrap());
        assume(&mut dims, &b, &number(3));
        dims.canonical(&a.checked_mul(&b).unwrap());
    }

    #[test]
    fn orders() {
        let dims = Dims::default();
        let h = constant("H");
        let b = Dim::Generic(Ident::new("B", Span::call_site()));
        assert_eq!(dims.compare_order(&h, &h.checked_add(&number(1)).unwrap()), Comparison::Equal);
        assert_eq!(dims.compare_order(&number(1), &h), Comparison::Equal);
        assert_eq!(dims.compare_order(&number(2), &h), Comparison::Unknown);
        assert_eq!(dims.compare_order(&number(3), &number(2)), Comparison::Different);
        assert_eq!(dims.compare_order(&h.checked_add(&number(1)).unwrap(), &h), Comparison::Different);
        assert_eq!(dims.compare_order(&b, &b), Comparison::Equal);
        assert_eq!(dims.compare_order(&number(2), &b), Comparison::Different, "B takes any value");
    }

    #[test]
    fn sizes() {
        let (h, k) = (constant("H"), constant("K"));
        let b = Dim::Generic(Ident::new("B", Span::call_site()));
        let shape = |rows: &Dim, columns: &Dim| Shape::new(rows.clone(), columns.clone());
        let mut dims = Dims::default();
        assert_eq!(dims.compare_sizes(&shape(&b, &number(6)), &shape(&number(6), &b)), Comparison::Equal);
        assert_eq!(dims.compare_sizes(&shape(&b, &number(6)), &shape(&b, &number(5))), Comparison::Different);
        assert_eq!(dims.compare_sizes(&shape(&b, &number(6)), &shape(&number(2), &number(3))), Comparison::Different);
        let (wide, narrow) = (shape(&b, &h), shape(&b, &k.checked_mul(&number(2)).unwrap()));
        assert_eq!(dims.compare_sizes(&wide, &narrow), Comparison::Unknown);
        dims.assume_sizes(&wide, &narrow, String::new(), Range::token(Span::call_site()));
        assert_eq!(dims.compare_sizes(&wide, &narrow), Comparison::Equal);
        assert_eq!(dims.canonical(&h).to_string(), "2 * K");
    }
}
