//! The fixtures of `fixtures/make.py`: what JAX says a graph's values and gradients are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use keisan::nalgebra::{DMatrix, SMatrix};
use keisan::{Labels, Parameters, Scalar, plain};
use serde::Deserialize;

use crate::compare::{close, worse};
use crate::matrix::dynamic;

/// One graph: what goes in, and what must come out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    #[serde(skip)]
    name: String,
    parameters: Group,
    inputs: Group,
    adjoints: Group,
    outputs: Group,
    loss: Option<f64>,
    gradients: Group,
    input_gradients: Group,
}

type Group = BTreeMap<String, Reference>;

/// A matrix in f64, its entries row by row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Reference {
    fn matrix(&self) -> DMatrix<f64> {
        DMatrix::from_row_slice(self.rows, self.columns, &self.values)
    }
}

/// The folder of the fixtures.
#[must_use]
pub fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures"].iter().collect()
}

impl Fixture {
    /// Reads `fixtures/<name>.json`.
    ///
    /// # Panics
    ///
    /// If it cannot be read, or is not a fixture.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let path = folder().join(name).with_extension("json");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let fixture: Self = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), ..fixture }
    }

    /// An input, of the shape that the graph asks for.
    #[must_use]
    pub fn input<T: Scalar, const R: usize, const C: usize>(&self, name: &str) -> SMatrix<T, R, C> {
        self.given("input", &self.inputs, name)
    }

    /// Labels, which the fixture has as a column of whole numbers.
    ///
    /// # Panics
    ///
    /// If one is no class.
    #[must_use]
    pub fn labels<const R: usize, const C: usize>(&self, name: &str) -> Labels<R, C> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers, not negative")]
        let classes = self.reference("input", &self.inputs, name).values.iter().map(|&class| class as usize);
        Labels::try_from_iter(classes).unwrap_or_else(|error| panic!("{}: labels `{name}`: {error}", self.name))
    }

    /// A run-time scalar.
    #[must_use]
    pub fn hyper<T: Scalar>(&self, name: &str) -> T {
        T::from_f64(self.reference("input", &self.inputs, name).values[0])
    }

    /// The adjoint of an output, where the graph has no loss.
    #[must_use]
    pub fn adjoint<T: Scalar, const R: usize, const C: usize>(&self, name: &str) -> SMatrix<T, R, C> {
        self.given("adjoint", &self.adjoints, name)
    }

    /// The parameters; the fixture and the graph must have the same names and shapes.
    ///
    /// # Panics
    ///
    /// If they have not.
    #[must_use]
    pub fn parameters<P: Parameters>(&self) -> Box<P> {
        let names: BTreeSet<_> = P::ENTRIES.iter().map(|entry| entry.name).collect();
        let expected: BTreeSet<_> = self.parameters.keys().map(String::as_str).collect();
        assert_eq!(names, expected, "{}: the parameters' names", self.name);

        let mut parameters = plain::zeroed_box::<P>();
        for (name, reference) in &self.parameters {
            let mut view = parameters.view_mut(name).expect("the names are those of the graph");
            let values = reference.matrix();
            assert_eq!(view.shape(), values.shape(), "{}: shape of `{name}`", self.name);
            view.copy_from(&values.map(T::<P>::from_f64));
        }
        parameters
    }

    /// Compares an output.
    ///
    /// # Panics
    ///
    /// If its error is above `bound`, as in all that follow.
    pub fn output<T: Scalar, const R: usize, const C: usize>(
        &self,
        name: &str,
        found: &SMatrix<T, R, C>,
        bound: f64,
    ) -> f64 {
        self.compare("output", &self.outputs, name, found, bound)
    }

    /// Compares the gradient with respect to an input.
    ///
    /// # Panics
    ///
    /// If its error is above `bound`.
    pub fn input_gradient<T: Scalar, const R: usize, const C: usize>(
        &self,
        name: &str,
        found: &SMatrix<T, R, C>,
        bound: f64,
    ) -> f64 {
        self.compare("gradient of input", &self.input_gradients, name, found, bound)
    }

    /// Compares the loss.
    ///
    /// # Panics
    ///
    /// If its error is above `bound`.
    pub fn loss<T: Scalar>(&self, found: T, bound: f64) -> f64 {
        let expected = self.loss.unwrap_or_else(|| panic!("{} has no loss", self.name));
        let what = self.what::<T>("loss", "");
        close(&what, &DMatrix::repeat(1, 1, found), &DMatrix::repeat(1, 1, expected), bound)
    }

    /// Compares the gradients of all parameters, which may have been added up `times` times.
    ///
    /// # Panics
    ///
    /// If one has an error above `bound`.
    pub fn gradients<P: Parameters>(&self, found: &P, times: f64, bound: f64) -> f64 {
        let mut worst = 0.0;
        for (entry, view) in found.views() {
            let expected = self.gradients[entry.name].matrix() * times;
            let what = self.what::<T<P>>("gradient of parameter", entry.name);
            worst = worse(close(&what, &view.clone_owned(), &expected, bound), worst);
        }
        worst
    }

    /// Checks that a test which compares these outputs and input gradients has left none out.
    ///
    /// # Panics
    ///
    /// If it has.
    pub fn covered(&self, outputs: &[&str], input_gradients: &[&str]) {
        let names = |group: &Group| group.keys().cloned().collect::<BTreeSet<_>>();
        let tested = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        assert_eq!(names(&self.outputs), tested(outputs), "{}: outputs", self.name);
        assert_eq!(names(&self.input_gradients), tested(input_gradients), "{}: gradients of inputs", self.name);
    }

    fn given<T: Scalar, const R: usize, const C: usize>(
        &self,
        kind: &str,
        group: &Group,
        name: &str,
    ) -> SMatrix<T, R, C> {
        let reference = self.reference(kind, group, name);
        let shape = (reference.rows, reference.columns);
        assert_eq!(shape, (R, C), "{}: shape of {kind} `{name}`", self.name);
        SMatrix::from_fn(|row, column| T::from_f64(reference.values[row * C + column]))
    }

    fn compare<T: Scalar, const R: usize, const C: usize>(
        &self,
        kind: &str,
        group: &Group,
        name: &str,
        found: &SMatrix<T, R, C>,
        bound: f64,
    ) -> f64 {
        let expected = self.reference(kind, group, name).matrix();
        close(&self.what::<T>(kind, name), &dynamic(found), &expected, bound)
    }

    fn reference<'a>(&self, kind: &str, group: &'a Group, name: &str) -> &'a Reference {
        group.get(name).unwrap_or_else(|| panic!("{}: no {kind} `{name}`", self.name))
    }

    fn what<T: Scalar>(&self, kind: &str, name: &str) -> String {
        format!("{} in {}: {kind} {name}", self.name, T::NAME)
    }
}

/// The scalars of a graph's parameters.
type T<P> = <P as Parameters>::Scalar;
