//! Dimensions that are computed of constants: what is equal is one dimension, what only rustc can tell is asserted, and
//! the types that come of it are those of the numbers.

use keisan::{Parameters, SMatrix, graph};
use keisan_tests::differences;
use keisan_tests::sample::{REAL, Source};

const HIDDEN: usize = 6;

mod config {
    pub const HEADS: usize = 2;
    pub const WIDTH: usize = 3;
}

graph! {
    /// Both halves of a gated layer come out of one product, whose width is written in several ways.
    graph Gated<T, const B: usize> {
        input x: [B, 4];
        target y: [B, (HIDDEN + 1) * config::HEADS - HIDDEN * config::HEADS];
        param w: [4, 2 * HIDDEN] = xavier_uniform;
        param b: [HIDDEN + HIDDEN] = zeros;
        param v: [HIDDEN * 2, HIDDEN / 3] = xavier_uniform;
        param u: [HIDDEN / 3, 8 / 2 - 2] = xavier_uniform;
        let h: [B, HIDDEN * 2] = tanh(x @ w + b);
        loss = mse(h @ v @ u, y);
    }
}

graph! {
    /// That the heads together are as wide as the hidden layer is asserted, and known from then on.
    graph Heads<T> {
        input x: [5, HIDDEN];
        param q: [config::HEADS * config::WIDTH, HIDDEN - 2] = xavier_uniform;
        param k: [HIDDEN, (HIDDEN + 2) / config::HEADS] = xavier_uniform;
        let a = x @ q;
        let b: [5, 4] = x @ k;
        loss = mean(tanh(a) * b + a);
    }
}

#[test]
fn the_types_are_those_of_the_numbers() {
    let params = GatedParams::<f64>::zeros();
    let _: &SMatrix<f64, 4, 12> = &params.w;
    let _: &SMatrix<f64, 1, 12> = &params.b;
    let _: &SMatrix<f64, 12, 2> = &params.v;
    let _: &SMatrix<f64, 2, 2> = &params.u;
    let shapes: Vec<_> = GatedParams::<f64>::ENTRIES.iter().map(|entry| (entry.rows, entry.columns)).collect();
    assert_eq!(shapes, [(4, 12), (1, 12), (12, 2), (2, 2)]);
    assert_eq!(GatedParams::<f64>::COUNT, 48 + 12 + 24 + 4);

    let params = HeadsParams::<f64>::zeros();
    let _: (&SMatrix<f64, 6, 4>, &SMatrix<f64, 6, 4>) = (&params.q, &params.k);
}

#[test]
fn gradients_go_through_computed_dimensions() {
    let mut source = Source::new(3);
    let (x, y) = (source.matrix(REAL), source.matrix(REAL));
    let params =
        GatedParams { w: source.matrix(REAL), b: source.matrix(REAL), v: source.matrix(REAL), u: source.matrix(REAL) };
    let mut net = Gated::<f64, 3>::boxed();
    differences::check("gated", &mut *net, &params, GatedInputs { x: &x, y: &y });

    let x = source.matrix(REAL);
    let params = HeadsParams { q: source.matrix(REAL), k: source.matrix(REAL) };
    let mut net = Heads::<f64>::boxed();
    differences::check("heads", &mut *net, &params, HeadsInputs { x: &x });
}
