//! One dimension of a matrix, and arithmetic with dimensions.
//!
//! A computed dimension is kept in a normal form: a sum of products of constants with whole coefficients. So `2 * H`,
//! `H * 2` and `H + H` are one dimension, and so are `(A + 1) * B` and `B + A * B`. A quotient whose divisor does not
//! cancel is a constant of its own kind: `H / 2`. Quotients are exact: that nothing remains is asserted where the
//! quotient is evaluated, so the normal form never has to know of rounding.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::diagnostics::pointer;

/// One dimension of a matrix. Equal dimensions have equal texts.
#[derive(Debug, Clone)]
pub enum Dim {
    Literal(usize),
    /// A const generic of the graph: nothing is known of it, so it equals itself alone.
    Generic(Ident),
    /// A constant in the user's scope. The macro can't evaluate it, so what it meets is asserted, not proven.
    Constant(Rc<Constant>),
    /// Arithmetic with constants.
    Computed(Rc<Computed>),
    /// After a mistake: nothing is known of it, and a type that has it is sound. Its text tells it from others.
    Unknown(Rc<str>),
}

/// A constant in the user's scope.
#[derive(Debug)]
pub struct Constant {
    /// The path as it was written.
    text: String,
    alias: Alias,
}

/// A dimension that only rustc can evaluate.
#[derive(Debug)]
pub struct Computed {
    text: String,
    alias: Alias,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Sum(Sum),
    /// No common factor is left in the two.
    Quotient(Dim, Dim),
    /// The largest of several, in order; none of them is one itself.
    Largest(Vec<Dim>),
}

/// The name under which the generated code knows a dimension: `DIGITS_2_HIDDEN`.
#[derive(Debug, Clone)]
struct Alias {
    /// The graph: `DIGITS`.
    graph: Rc<str>,
    /// The dimension: `2_HIDDEN`.
    words: String,
}

impl Alias {
    fn ident(&self) -> Ident {
        Ident::new(&format!("{}_{}", self.graph, self.words), Span::call_site())
    }
}

/// Why an arithmetic expression is no dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDim {
    /// It is 0.
    Zero,
    /// It is less than 0, whatever its constants are.
    Negative,
    /// It is more than a `usize` holds.
    TooLarge,
    DivisionByZero,
    /// A quotient of numbers with a remainder.
    Remainder {
        quotient: u128,
        remainder: u128,
    },
    /// Stable Rust does not compute with const generics in types.
    Generic(Ident),
}

impl fmt::Display for NoDim {
    /// What is wrong, to follow the expression: "`2 - 2` " … "is 0: a matrix of that size holds nothing".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoDim::Zero => f.write_str("is 0: a matrix of that size holds nothing"),
            NoDim::Negative => f.write_str("is less than 1: a matrix of that size holds nothing"),
            NoDim::TooLarge => write!(f, "is too large for a dimension: the largest is {}", usize::MAX),
            NoDim::DivisionByZero => f.write_str("divides by 0"),
            NoDim::Remainder { remainder, .. } => {
                write!(f, "is no whole number: {remainder} of the dividend is left over")
            }
            NoDim::Generic(name) => {
                write!(f, "computes with the const generic `{name}`, which stable Rust cannot do in a type")
            }
        }
    }
}

impl Dim {
    pub const ONE: Dim = Dim::Literal(1);

    /// A constant, by its path as written, the name of its graph and the words for it in an alias, both in upper case.
    pub fn constant(text: &str, graph: &str, words: &str) -> Self {
        let alias = Alias { graph: graph.into(), words: words.to_owned() };
        Dim::Constant(Rc::new(Constant { text: text.to_owned(), alias }))
    }

    pub fn is_one(&self) -> bool {
        matches!(self, Dim::Literal(1))
    }

    /// Whether rustc may find it to be another number than the macro can tell.
    pub fn is_open(&self) -> bool {
        matches!(self, Dim::Constant(_) | Dim::Computed(_) | Dim::Unknown(_))
    }

    /// The sum of two dimensions.
    pub fn checked_add(&self, other: &Dim) -> Result<Dim, NoDim> {
        self.combine(other, |a, b| a.plus(&b, 1))
    }

    /// The difference of two dimensions, if it can be at least 1.
    pub fn checked_sub(&self, other: &Dim) -> Result<Dim, NoDim> {
        self.combine(other, |a, b| a.plus(&b, -1))
    }

    /// The product of two dimensions.
    pub fn checked_mul(&self, other: &Dim) -> Result<Dim, NoDim> {
        self.combine(other, |a, b| a.times(&b))
    }

    /// The exact quotient of two dimensions.
    pub fn checked_div(&self, other: &Dim) -> Result<Dim, NoDim> {
        if let Dim::Unknown(_) = self {
            return Ok(self.clone());
        }
        if let Dim::Unknown(_) = other {
            return Ok(other.clone());
        }
        Sum::of(self).over(&Sum::of(other))?.into_dim()
    }

    /// The larger one of two dimensions; `None` where a type cannot say so, which is where a const generic is in it.
    pub fn larger(&self, other: &Dim) -> Option<Dim> {
        let parts = |dim: &Dim| match dim {
            Dim::Computed(computed) => match &computed.form {
                Form::Largest(dims) => dims.clone(),
                Form::Sum(_) | Form::Quotient(..) => vec![dim.clone()],
            },
            _ => vec![dim.clone()],
        };
        let mut dims: Vec<Dim> = Vec::new();
        for dim in parts(self).into_iter().chain(parts(other)) {
            let is_covered =
                |by: &Dim, dim: &Dim| Sum::of(by).plus(&Sum::of(dim), -1).is_some_and(|rest| rest.is_never_negative());
            if dims.iter().any(|by| is_covered(by, &dim)) {
                continue;
            }
            dims.retain(|covered| !is_covered(&dim, covered));
            dims.push(dim);
        }
        if let [dim] = dims.as_slice() {
            return Some(dim.clone());
        }
        if dims.iter().any(|dim| dim.generic().is_some() || matches!(dim, Dim::Unknown(_))) {
            return None;
        }
        dims.sort();
        let join = |texts: Vec<String>, separator: &str| texts.join(separator);
        let text = format!("max({})", join(dims.iter().map(Dim::to_string).collect(), ", "));
        let words = format!("MAX_OF_{}", join(dims.iter().map(Dim::factor_words).collect(), "_AND_"));
        let graph = dims.iter().find_map(Dim::graph)?.clone();
        Some(Dim::Computed(Rc::new(Computed { text, alias: Alias { graph, words }, form: Form::Largest(dims) })))
    }

    fn combine(&self, other: &Dim, operation: impl FnOnce(Sum, Sum) -> Option<Sum>) -> Result<Dim, NoDim> {
        match (self, other) {
            (Dim::Unknown(_), _) => Ok(self.clone()),
            (_, Dim::Unknown(_)) => Ok(other.clone()),
            _ => operation(Sum::of(self), Sum::of(other)).ok_or(NoDim::TooLarge)?.into_dim(),
        }
    }

    /// What the dimension is called in the source; equal dimensions have equal texts.
    fn key(&self) -> (u8, &str) {
        match self {
            Dim::Literal(_) => (0, ""),
            Dim::Generic(_) => (1, ""),
            Dim::Constant(constant) => (2, &constant.text),
            Dim::Computed(computed) => (3, &computed.text),
            Dim::Unknown(text) => (4, text),
        }
    }

    fn words(&self) -> String {
        match self {
            Dim::Literal(value) => value.to_string(),
            Dim::Generic(name) => name.to_string(),
            Dim::Constant(constant) => constant.alias.words.clone(),
            Dim::Computed(computed) => computed.alias.words.clone(),
            Dim::Unknown(_) => String::new(),
        }
    }

    fn graph(&self) -> Option<&Rc<str>> {
        match self {
            Dim::Constant(constant) => Some(&constant.alias.graph),
            Dim::Computed(computed) => Some(&computed.alias.graph),
            Dim::Literal(_) | Dim::Generic(_) | Dim::Unknown(_) => None,
        }
    }

    /// As it stands beside `*` or `/`.
    fn factor_text(&self) -> String {
        match self {
            Dim::Computed(computed) => format!("({})", computed.text),
            _ => self.to_string(),
        }
    }

    /// As it stands in an alias beside another word.
    fn factor_words(&self) -> String {
        match self {
            Dim::Computed(_) => format!("_{}_", self.words()),
            _ => self.words(),
        }
    }

    /// The dimensions of which a computed one is computed; all of them, through quotients.
    pub fn parts(&self) -> Vec<Dim> {
        let Dim::Computed(computed) = self else { return Vec::new() };
        let direct: Vec<Dim> = match &computed.form {
            Form::Sum(sum) => sum.terms.keys().flatten().cloned().collect(),
            Form::Quotient(numerator, denominator) => vec![numerator.clone(), denominator.clone()],
            Form::Largest(dims) => dims.clone(),
        };
        direct.into_iter().flat_map(|part| part.parts().into_iter().chain([part]).collect::<Vec<_>>()).collect()
    }

    /// A const generic in it.
    fn generic(&self) -> Option<Ident> {
        match self {
            Dim::Generic(name) => Some(name.clone()),
            _ => self.parts().iter().find_map(Dim::generic),
        }
    }

    /// The item that declares a computed dimension's alias, or that asserts of a constant that it is a dimension. What
    /// can go wrong is said in these words, at `at`.
    pub fn declaration(&self, docs: &TokenStream, at: Span) -> TokenStream {
        let at = Span::call_site().located_at(pointer(at));
        match self {
            Dim::Constant(constant) => {
                let message = format!("`{}` {}", constant.text, NoDim::Zero);
                quote_spanned!(at=> const _: () = ::core::assert!(#self > 0, #message);)
            }
            Dim::Computed(computed) => {
                let (assertions, value) = computed.checked(at);
                quote! { #docs const #self: usize = { #assertions #value }; }
            }
            Dim::Literal(_) | Dim::Generic(_) | Dim::Unknown(_) => TokenStream::new(),
        }
    }
}

impl Computed {
    /// What has to hold of its parts, as statements, and the value.
    fn checked(&self, at: Span) -> (TokenStream, TokenStream) {
        let assert = |condition: TokenStream, text: &str, reason: &str| {
            let message = format!("`{text}` {reason}");
            quote_spanned!(at=> ::core::assert!(#condition, #message);)
        };
        match &self.form {
            Form::Quotient(numerator, denominator) => {
                let by_zero = matches!(denominator, Dim::Constant(_))
                    .then(|| assert(quote!(#denominator != 0), &self.text, &NoDim::DivisionByZero.to_string()));
                let reason = "is no whole number: the division leaves a remainder";
                let remainder = assert(quote!(#numerator % #denominator == 0), &self.text, reason);
                let zero = matches!(numerator, Dim::Constant(_))
                    .then(|| assert(quote!(#numerator != 0), &self.text, &NoDim::Zero.to_string()));
                (quote!(#by_zero #zero #remainder), quote!(#numerator / #denominator))
            }
            Form::Largest(dims) => {
                let value = match dims.as_slice() {
                    [a, b] => quote!(if #a > #b { #a } else { #b }),
                    [first, others @ ..] => quote! {
                        let mut largest = #first;
                        #(if #others > largest { largest = #others; })*
                        largest
                    },
                    [] => quote!(0),
                };
                (TokenStream::new(), value)
            }
            Form::Sum(sum) => {
                let (positive, negative) = (sum.part(1), sum.part(-1));
                let large = [&positive, &negative].into_iter().filter(|part| part.has_operator).map(|part| {
                    let saturating = &part.saturating;
                    let reason = "is too large for a dimension";
                    assert(quote!(#saturating < usize::MAX), &part.text, reason)
                });
                let (more, less) = (&positive.value, &negative.value);
                let (least, value) = if less.is_empty() {
                    (quote!(0), quote!(#more))
                } else {
                    (quote!(#less), difference(more, &negative))
                };
                let small = assert(quote!(#more > #least), &self.text, &NoDim::Negative.to_string());
                (quote!(#(#large)* #small), value)
            }
        }
    }
}

/// `A - B`, `A - (B + C)`.
fn difference(more: &TokenStream, less: &Part) -> TokenStream {
    let value = &less.value;
    if less.is_sum { quote!(#more - (#value)) } else { quote!(#more - #value) }
}

impl PartialEq for Dim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Dim {}

impl PartialOrd for Dim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Dim {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Dim::Literal(a), Dim::Literal(b)) => a.cmp(b),
            (Dim::Generic(a), Dim::Generic(b)) => a.cmp(b),
            _ => self.key().cmp(&other.key()),
        }
    }
}

impl Hash for Dim {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Dim::Literal(value) => value.hash(state),
            Dim::Generic(name) => name.hash(state),
            _ => self.key().hash(state),
        }
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Dim::Literal(value) => write!(f, "{value}"),
            Dim::Generic(name) => write!(f, "{name}"),
            _ => f.write_str(self.key().1),
        }
    }
}

/// As an expression of type `usize`.
impl ToTokens for Dim {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let literal = |value: usize| TokenTree::from(Literal::usize_unsuffixed(value));
        match self {
            Dim::Literal(value) => tokens.extend([literal(*value)]),
            Dim::Generic(name) => name.to_tokens(tokens),
            Dim::Constant(constant) => constant.alias.ident().to_tokens(tokens),
            Dim::Computed(computed) => computed.alias.ident().to_tokens(tokens),
            Dim::Unknown(_) => tokens.extend([literal(1)]),
        }
    }
}

/// A sum of products with whole coefficients, none of them 0: the normal form of arithmetic with dimensions.
///
/// Other than a dimension it may be zero or negative, and it may hold const generics: two of them can be compared even
/// where no type can be made of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// Each product's factors, in order, and its coefficient.
    terms: BTreeMap<Vec<Dim>, i128>,
}

impl Sum {
    pub fn of(dim: &Dim) -> Self {
        let term = |factors: Vec<Dim>, coefficient| Sum { terms: BTreeMap::from([(factors, coefficient)]) };
        match dim {
            Dim::Literal(0) => Sum::default(),
            Dim::Literal(value) => term(Vec::new(), i128::try_from(*value).unwrap_or(i128::MAX)),
            Dim::Computed(computed) => match &computed.form {
                Form::Sum(sum) => sum.clone(),
                Form::Quotient(..) | Form::Largest(_) => term(vec![dim.clone()], 1),
            },
            Dim::Generic(_) | Dim::Constant(_) | Dim::Unknown(_) => term(vec![dim.clone()], 1),
        }
    }

    /// `self + sign * other`; `None` where a coefficient overflows.
    pub fn plus(&self, other: &Sum, sign: i128) -> Option<Sum> {
        let mut sum = self.clone();
        for (factors, coefficient) in &other.terms {
            sum.add_term(factors.clone(), coefficient.checked_mul(sign)?)?;
        }
        Some(sum)
    }

    pub fn times(&self, other: &Sum) -> Option<Sum> {
        let mut product = Sum::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let mut factors: Vec<Dim> = left.iter().chain(right).cloned().collect();
                factors.sort();
                product.add_term(factors, a.checked_mul(*b)?)?;
            }
        }
        Some(product)
    }

    fn add_term(&mut self, factors: Vec<Dim>, coefficient: i128) -> Option<()> {
        let sum = self.terms.get(&factors).copied().unwrap_or(0).checked_add(coefficient)?;
        if sum == 0 {
            self.terms.remove(&factors);
        } else {
            self.terms.insert(factors, sum);
        }
        Some(())
    }

    /// The exact quotient.
    pub fn over(&self, divisor: &Sum) -> Result<Sum, NoDim> {
        if divisor.terms.is_empty() {
            return Err(NoDim::DivisionByZero);
        }
        if let (Some(a), Some(b)) = (self.number(), divisor.number()) {
            let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
            if a % b != 0 {
                return Err(NoDim::Remainder { quotient: a / b, remainder: a % b });
            }
        }
        if let Some(quotient) = self.divided_by_term(divisor).or_else(|| self.multiple_of(divisor)) {
            return Ok(quotient);
        }
        let common = gcd(self.content(), divisor.content());
        let reduced = |sum: &Sum| Sum {
            terms: sum.terms.iter().map(|(factors, coefficient)| (factors.clone(), coefficient / common)).collect(),
        };
        let (numerator, denominator) = (reduced(self).into_dim()?, reduced(divisor).into_dim()?);
        let graph = numerator.graph().or(denominator.graph()).cloned().unwrap_or_else(|| "".into());
        let words = format!("{}_OVER_{}", numerator.factor_words(), denominator.factor_words());
        let computed = Computed {
            text: format!("{} / {}", numerator.factor_text(), denominator.factor_text()),
            alias: Alias { graph, words },
            form: Form::Quotient(numerator, denominator),
        };
        Ok(Sum { terms: BTreeMap::from([(vec![Dim::Computed(Rc::new(computed))], 1)]) })
    }

    /// The quotient by a single product that divides every term: `(A * B + 2 * B) / B`.
    fn divided_by_term(&self, divisor: &Sum) -> Option<Sum> {
        let (by, by_coefficient) = divisor.terms.iter().next().filter(|_| divisor.terms.len() == 1)?;
        let mut quotient = Sum::default();
        for (factors, coefficient) in &self.terms {
            let mut left = factors.clone();
            for factor in by {
                left.remove(left.iter().position(|other| other == factor)?);
            }
            if coefficient % by_coefficient != 0 {
                return None;
            }
            quotient.add_term(left, coefficient / by_coefficient)?;
        }
        Some(quotient)
    }

    /// How many times the divisor it is, where that is a number: `(2 * A + 2) / (A + 1)`.
    fn multiple_of(&self, divisor: &Sum) -> Option<Sum> {
        let (factors, by) = divisor.terms.iter().next()?;
        let coefficient = self.terms.get(factors)?;
        let times = coefficient / by;
        let scaled = Sum { terms: BTreeMap::from([(Vec::new(), times)]) }.times(divisor)?;
        (times != 0 && scaled == *self).then(|| Sum { terms: BTreeMap::from([(Vec::new(), times)]) })
    }

    /// The greatest common divisor of the coefficients.
    fn content(&self) -> i128 {
        self.terms.values().fold(0, |common, coefficient| gcd(common, *coefficient)).max(1)
    }

    /// The number that it is, if it holds nothing but a number.
    fn number(&self) -> Option<i128> {
        match self.terms.len() {
            0 => Some(0),
            1 => self.terms.get(&Vec::new()).copied(),
            _ => None,
        }
    }

    /// A const generic that it computes with, in quotients too.
    fn generic(&self) -> Option<Ident> {
        self.terms.keys().flatten().find_map(Dim::generic)
    }

    /// The dimension that it is, or may be: every constant is at least 1.
    pub fn into_dim(self) -> Result<Dim, NoDim> {
        if let Some(number) = self.number() {
            return match number {
                0 => Err(NoDim::Zero),
                ..0 => Err(NoDim::Negative),
                _ => usize::try_from(number).map(Dim::Literal).map_err(|_| NoDim::TooLarge),
            };
        }
        if let Some((factors, 1)) = self.terms.iter().next().filter(|_| self.terms.len() == 1)
            && let [dim] = factors.as_slice()
            && (matches!(dim, Dim::Generic(_)) || dim.generic().is_none())
        {
            return Ok(dim.clone());
        }
        if let Some(generic) = self.generic() {
            return Err(NoDim::Generic(generic));
        }
        if self.greatest().is_some_and(|greatest| greatest < 1) {
            return Err(NoDim::Negative);
        }
        if self.terms.values().any(|coefficient| usize::try_from(coefficient.unsigned_abs()).is_err()) {
            return Err(NoDim::TooLarge);
        }
        let graph = self.terms.keys().flatten().find_map(Dim::graph).cloned().unwrap_or_else(|| "".into());
        let (text, words) = (self.text(), self.words());
        Ok(Dim::Computed(Rc::new(Computed { text, alias: Alias { graph, words }, form: Form::Sum(self) })))
    }

    /// The least value that it can have, if there is one: every factor is at least 1.
    pub fn least(&self) -> Option<i128> {
        let rises = self.terms.iter().all(|(factors, coefficient)| factors.is_empty() || *coefficient > 0);
        rises.then(|| self.terms.values().sum())
    }

    /// The greatest value that it can have, if there is one.
    pub fn greatest(&self) -> Option<i128> {
        let falls = self.terms.iter().all(|(factors, coefficient)| factors.is_empty() || *coefficient < 0);
        falls.then(|| self.terms.values().sum())
    }

    /// Whether it is at least 0, whatever its constants and const generics are: a constant is at least 1, and a const
    /// generic may be 0.
    pub fn is_never_negative(&self) -> bool {
        let mut by_generics: BTreeMap<Vec<Dim>, Sum> = BTreeMap::new();
        for (factors, coefficient) in &self.terms {
            let (generics, constants): (Vec<Dim>, Vec<Dim>) =
                factors.iter().cloned().partition(|factor| factor.generic().is_some());
            by_generics.entry(generics).or_default().terms.insert(constants, *coefficient);
        }
        by_generics.values().all(|part| part.least().is_some_and(|least| least >= 0))
    }

    /// About how large it is, for comparison with others: as if every constant and const generic were 64.
    pub fn estimate(&self) -> u128 {
        let value = self.terms.iter().fold(0_i128, |sum, (factors, coefficient)| {
            let product = factors.iter().fold(*coefficient, |product, _| product.saturating_mul(64));
            sum.saturating_add(product)
        });
        value.max(0).unsigned_abs()
    }

    /// Whether it is 0, whatever its constants are.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The sum without the factors that all its terms have, and that are const generics: `B * H - B * K` is 0 where
    /// `H - K` is.
    pub fn without_common_generics(mut self) -> Sum {
        let common: Vec<Dim> = self.terms.keys().next().cloned().unwrap_or_default();
        for factor in common.into_iter().filter(|factor| matches!(factor, Dim::Generic(_))) {
            let term = Sum { terms: BTreeMap::from([(vec![factor], 1)]) };
            if let Some(quotient) = self.divided_by_term(&term) {
                self = quotient;
            }
        }
        self
    }

    /// Whether the constant is a factor of some term.
    pub fn mentions(&self, constant: &Dim) -> bool {
        self.terms.keys().flatten().any(|factor| factor == constant)
    }

    pub fn has_generics(&self) -> bool {
        self.generic().is_some()
    }

    /// The terms with this sign, as a sum of its own, with a positive coefficient each.
    pub fn half(&self, sign: i128) -> Sum {
        let terms = self.terms.iter().filter(|(_, coefficient)| coefficient.signum() == sign);
        Sum { terms: terms.map(|(factors, coefficient)| (factors.clone(), coefficient * sign)).collect() }
    }

    /// The constants that stand alone in a term and in no other, and what each has to be for the sum to be 0.
    pub fn solutions(&self) -> Vec<(Dim, Sum)> {
        let mut solutions = Vec::new();
        for (factors, coefficient) in &self.terms {
            let [atom @ (Dim::Constant(_) | Dim::Computed(_))] = factors.as_slice() else { continue };
            let elsewhere = self.terms.keys().filter(|other| *other != factors).any(|other| {
                other.iter().any(|factor| factor == atom || factor.parts().contains(atom))
                    || atom.parts().iter().any(|part| other.contains(part))
            });
            if elsewhere {
                continue;
            }
            let mut rest = self.clone();
            rest.terms.remove(factors);
            let by = Sum { terms: BTreeMap::from([(Vec::new(), -coefficient)]) };
            if let Some(solution) = rest.divided_by_term(&by) {
                solutions.push((atom.clone(), solution));
            }
        }
        solutions
    }

    /// Whether no whole numbers make it 0: the number in it is no multiple of what divides all other coefficients.
    pub fn is_never_zero(&self) -> bool {
        let number = self.terms.get(&Vec::new()).copied().unwrap_or(0);
        let common =
            self.terms.iter().filter(|(factors, _)| !factors.is_empty()).fold(0, |common, (_, c)| gcd(common, *c));
        common > 1 && number % common != 0
    }

    /// The sum with constants replaced.
    pub fn substituted(&self, of: &impl Fn(&Dim) -> Option<Sum>) -> Option<Sum> {
        let mut sum = Sum::default();
        for (factors, coefficient) in &self.terms {
            let mut product = Sum { terms: BTreeMap::from([(Vec::new(), *coefficient)]) };
            for factor in factors {
                let value = match (of(factor), factor) {
                    (Some(value), _) => value,
                    (None, Dim::Computed(computed)) => match &computed.form {
                        Form::Quotient(numerator, denominator) => {
                            let [a, b] = [numerator, denominator].map(|dim| Sum::of(dim).substituted(of));
                            a?.over(&b?).ok()?
                        }
                        Form::Largest(dims) => {
                            let of_part = |dim: &Dim| Sum::of(dim).substituted(of)?.number();
                            match dims.iter().map(of_part).collect::<Option<Vec<i128>>>() {
                                Some(numbers) => {
                                    let largest = numbers.into_iter().max().unwrap_or(0);
                                    Sum { terms: BTreeMap::from([(Vec::new(), largest)]) }
                                }
                                None => Sum::of(factor),
                            }
                        }
                        Form::Sum(_) => Sum::of(factor),
                    },
                    (None, _) => Sum::of(factor),
                };
                product = product.times(&value)?;
            }
            sum = sum.plus(&product, 1)?;
        }
        Some(sum)
    }

    /// Positive terms first, those with more factors before those with fewer.
    fn ordered(&self) -> Vec<(&Vec<Dim>, i128)> {
        let mut terms: Vec<_> = self.terms.iter().map(|(factors, coefficient)| (factors, *coefficient)).collect();
        terms.sort_by_key(|(factors, coefficient)| (*coefficient < 0, std::cmp::Reverse(factors.len())));
        terms
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (factors, coefficient) in self.ordered() {
            let sign = if coefficient < 0 { "-" } else { "+" };
            match (text.is_empty(), coefficient < 0) {
                (true, false) => {}
                (true, true) => text.push('-'),
                (false, _) => {
                    let _ = write!(text, " {sign} ");
                }
            }
            let alone = factors.len() == 1;
            let mut parts: Vec<String> = factors
                .iter()
                .map(|factor| if alone && coefficient.abs() == 1 { factor.to_string() } else { factor.factor_text() })
                .collect();
            if coefficient.abs() != 1 || factors.is_empty() {
                parts.insert(0, coefficient.unsigned_abs().to_string());
            }
            text.push_str(&parts.join(" * "));
        }
        text
    }

    fn words(&self) -> String {
        let mut words = String::new();
        for (factors, coefficient) in self.ordered() {
            if coefficient < 0 {
                words.push_str(if words.is_empty() { "MINUS_" } else { "_MINUS_" });
            } else if !words.is_empty() {
                words.push_str("_PLUS_");
            }
            if coefficient.abs() != 1 || factors.is_empty() {
                let _ = write!(words, "{}", coefficient.unsigned_abs());
                if !factors.is_empty() {
                    words.push('_');
                }
            }
            words.push_str(&factors.iter().map(Dim::words).collect::<Vec<_>>().join("_TIMES_"));
        }
        words
    }

    /// The terms of one sign as Rust.
    fn part(&self, sign: i128) -> Part {
        let half = self.half(sign);
        let mut part = Part { text: half.text(), ..Part::default() };
        let terms = half.ordered();
        part.is_sum = terms.len() > 1;
        part.has_operator = part.is_sum;
        for (factors, coefficient) in terms {
            let mut value = TokenStream::new();
            let mut saturating = TokenStream::new();
            let number = (coefficient != 1 || factors.is_empty())
                .then(|| TokenTree::from(Literal::i128_unsuffixed(coefficient)).to_token_stream());
            part.has_operator |= usize::from(number.is_some()) + factors.len() > 1;
            // The number comes first where it is read, and last where a method needs a receiver with a type.
            for factor in number.iter().cloned().chain(factors.iter().map(ToTokens::to_token_stream)) {
                value = if value.is_empty() { factor } else { quote!(#value * #factor) };
            }
            for factor in factors.iter().map(ToTokens::to_token_stream).chain(number) {
                saturating = if saturating.is_empty() { factor } else { quote!(#saturating.saturating_mul(#factor)) };
            }
            let (sum, saturating_sum) = (&part.value, &part.saturating);
            (part.value, part.saturating) = if sum.is_empty() {
                (value, saturating)
            } else {
                (quote!(#sum + #value), quote!(#saturating_sum.saturating_add(#saturating)))
            };
        }
        part
    }
}

/// The terms of one sign, as an expression and as one that does not overflow.
#[derive(Default)]
struct Part {
    text: String,
    value: TokenStream,
    saturating: TokenStream,
    has_operator: bool,
    is_sum: bool,
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constant(name: &str) -> Dim {
        Dim::constant(name, "G", name)
    }

    fn number(value: usize) -> Dim {
        Dim::Literal(value)
    }

    #[test]
    fn equal_expressions_are_one_dimension() {
        let (h, k) = (constant("H"), constant("K"));
        let twice = number(2).checked_mul(&h).unwrap();
        assert_eq!(twice, h.checked_mul(&number(2)).unwrap());
        assert_eq!(twice, h.checked_add(&h).unwrap());
        assert_eq!(twice.to_string(), "2 * H");
        assert_eq!(twice.to_token_stream().to_string(), "G_2_H");
        assert_eq!(twice.checked_sub(&h).unwrap(), h);
        assert_eq!(twice.checked_div(&number(2)).unwrap(), h);
        assert_eq!(twice.checked_div(&h).unwrap(), number(2));

        let product = h.checked_add(&number(1)).unwrap().checked_mul(&k).unwrap();
        assert_eq!(product, k.checked_add(&k.checked_mul(&h).unwrap()).unwrap());
        assert_eq!(product.to_string(), "H * K + K");
        assert_eq!(product.checked_div(&k).unwrap().to_string(), "H + 1");
        let more = product.checked_add(&product).unwrap();
        assert_eq!(more.checked_div(&product).unwrap(), number(2));
    }

    #[test]
    fn quotients_that_do_not_cancel_are_kept() {
        let (h, k) = (constant("H"), constant("K"));
        let half = h.checked_div(&number(2)).unwrap();
        assert_eq!(half.to_string(), "H / 2");
        assert_eq!(half.to_token_stream().to_string(), "G_H_OVER_2");
        assert_eq!(number(2).checked_mul(&h).unwrap().checked_div(&number(4)).unwrap(), half);
        assert_ne!(half.checked_mul(&number(2)).unwrap(), h, "only rustc knows whether something remains");
        let sum = h.checked_add(&k).unwrap().checked_div(&number(2)).unwrap();
        assert_eq!(sum.to_string(), "(H + K) / 2");
        assert_ne!(
            sum.to_token_stream().to_string(),
            h.checked_add(&k.checked_div(&number(2)).unwrap()).unwrap().to_token_stream().to_string()
        );
    }

    #[test]
    fn literals_are_evaluated() {
        assert_eq!(number(6).checked_add(&number(4)), Ok(number(10)));
        assert_eq!(number(6).checked_sub(&number(4)), Ok(number(2)));
        assert_eq!(number(6).checked_mul(&number(4)), Ok(number(24)));
        assert_eq!(number(6).checked_div(&number(3)), Ok(number(2)));
        assert_eq!(number(6).checked_sub(&number(6)), Err(NoDim::Zero));
        assert_eq!(number(6).checked_sub(&number(7)), Err(NoDim::Negative));
        assert_eq!(number(6).checked_div(&number(4)), Err(NoDim::Remainder { quotient: 1, remainder: 2 }));
        assert_eq!(number(usize::MAX).checked_add(&number(1)), Err(NoDim::TooLarge));
        assert_eq!(number(usize::MAX).checked_mul(&number(usize::MAX)), Err(NoDim::TooLarge));
    }

    #[test]
    fn what_no_constant_makes_a_dimension_is_none() {
        let h = constant("H");
        assert_eq!(h.checked_sub(&h), Err(NoDim::Zero));
        assert_eq!(h.checked_sub(&number(2).checked_mul(&h).unwrap()), Err(NoDim::Negative));
        assert_eq!(number(1).checked_sub(&h), Err(NoDim::Negative), "H is at least 1");
        assert!(number(2).checked_sub(&h).is_ok());
    }

    #[test]
    fn const_generics_stay_what_they_are() {
        let b = Dim::Generic(Ident::new("B", Span::call_site()));
        assert_eq!(b.checked_mul(&number(1)), Ok(b.clone()));
        assert!(matches!(b.checked_mul(&number(2)), Err(NoDim::Generic(name)) if name == "B"));
        assert!(matches!(b.checked_add(&constant("H")), Err(NoDim::Generic(name)) if name == "B"));
        assert!(matches!(b.checked_div(&number(2)), Err(NoDim::Generic(name)) if name == "B"));
        assert!(matches!(constant("H").checked_div(&b), Err(NoDim::Generic(name)) if name == "B"));
        assert_eq!(b.checked_div(&b), Ok(number(1)));
    }

    #[test]
    fn sizes_are_compared_whatever_the_names_stand_for() {
        let (b, h) = (Dim::Generic(Ident::new("B", Span::call_site())), constant("H"));
        let size = |rows: &Dim, columns: &Dim| Sum::of(rows).times(&Sum::of(columns)).unwrap();
        let is_room = |room: &Sum, size: &Sum| room.plus(size, -1).unwrap().is_never_negative();
        let one = number(1);
        assert!(is_room(&size(&b, &number(3)), &size(&number(2), &b)));
        assert!(!is_room(&size(&b, &number(2)), &size(&number(3), &b)));
        assert!(!is_room(&size(&b, &number(3)), &size(&one, &one)), "B may be 0");
        assert!(!is_room(&size(&b, &b), &size(&b, &one)), "B may be 0, or 1");
        assert!(is_room(&size(&h, &number(3)), &size(&one, &number(3))), "H is at least 1");
        assert!(!is_room(&size(&h, &number(3)), &size(&one, &number(4))));
        assert!(is_room(&size(&b, &h), &size(&b, &one)));
        assert!(!is_room(&size(&b, &h), &size(&b, &number(2))));
        assert_eq!(size(&b, &number(3)).estimate(), 192);
    }

    #[test]
    fn the_larger_one_is_known_or_a_constant() {
        let (b, h, k) = (Dim::Generic(Ident::new("B", Span::call_site())), constant("H"), constant("K"));
        assert_eq!(number(3).larger(&number(5)), Some(number(5)));
        assert_eq!(h.larger(&h), Some(h.clone()));
        assert_eq!(h.larger(&number(1)), Some(h.clone()), "H is at least 1");
        let twice = h.checked_add(&h).unwrap();
        assert_eq!(h.larger(&twice), Some(twice.clone()));
        assert_eq!(b.larger(&number(1)), None, "B may be 0");
        assert_eq!(b.larger(&h), None);
        let both = h.larger(&k).unwrap();
        assert_eq!(both, k.larger(&h).unwrap());
        assert_eq!(both.to_string(), "max(H, K)");
        assert_eq!(both.to_token_stream().to_string(), "G_MAX_OF_H_AND_K");
        let three = both.larger(&number(4)).unwrap();
        assert_eq!(three.to_string(), "max(4, H, K)");
        assert_eq!(three.larger(&twice).unwrap().to_string(), "max(4, K, 2 * H)");
        let value = |h: i128, k: i128| {
            let known =
                |dim: &Dim| Some(Sum::of(&number(usize::try_from(if dim.to_string() == "H" { h } else { k }).ok()?)));
            let is_name = |dim: &Dim| matches!(dim, Dim::Constant(_)).then(|| known(dim)).flatten();
            Sum::of(&three).substituted(&is_name).unwrap().into_dim().unwrap()
        };
        assert_eq!([value(1, 2), value(9, 2), value(5, 7)], [number(4), number(9), number(7)]);
        assert_eq!(
            both.declaration(&TokenStream::new(), Span::call_site()).to_string().replace(' ', ""),
            "constG_MAX_OF_H_AND_K:usize={ifG_H>G_K{G_H}else{G_K}};"
        );
        assert_eq!(
            three.declaration(&TokenStream::new(), Span::call_site()).to_string().replace(' ', ""),
            "constG_MAX_OF_4_AND_H_AND_K:usize={letmutlargest=4;ifG_H>largest{largest=G_H;}ifG_K>largest{largest=G_K;}largest};"
        );
    }

    #[test]
    fn declarations_assert_what_the_macro_cannot_know() {
        let (h, k) = (constant("H"), constant("K"));
        let declared = |dim: &Dim| dim.declaration(&TokenStream::new(), Span::call_site()).to_string().replace(' ', "");
        assert_eq!(
            declared(&h.checked_sub(&number(1)).unwrap()),
            "constG_H_MINUS_1:usize={::core::assert!(G_H>1,\"`H-1`islessthan1:amatrixofthatsizeholdsnothing\");G_H-1};"
        );
        assert_eq!(
            declared(&h.checked_mul(&k).unwrap().checked_add(&k).unwrap()),
            "constG_H_TIMES_K_PLUS_K:usize={\
             ::core::assert!(G_H.saturating_mul(G_K).saturating_add(G_K)<usize::MAX,\"`H*K+K`istoolargeforadimension\");\
             ::core::assert!(G_H*G_K+G_K>0,\"`H*K+K`islessthan1:amatrixofthatsizeholdsnothing\");G_H*G_K+G_K};"
        );
        assert_eq!(
            declared(&h.checked_div(&k).unwrap()),
            "constG_H_OVER_K:usize={::core::assert!(G_K!=0,\"`H/K`dividesby0\");\
             ::core::assert!(G_H!=0,\"`H/K`is0:amatrixofthatsizeholdsnothing\");\
             ::core::assert!(G_H%G_K==0,\"`H/K`isnowholenumber:thedivisionleavesaremainder\");G_H/G_K};"
        );
    }
}
