//! Layers for the blocks of other crates.

use keisan::graph;

/// How much a residual is scaled.
pub const HALVES: usize = 2;

graph! {
    fn swish(v) { v * sigmoid(v) }

    /// A fully connected layer: y = x w + b.
    pub layer Dense<I, O>(x: [_, I]) -> [_, O] {
        /// The weights.
        param w: [I, O] = he_normal;
        param b: [O] = normal(0, 0.1);
        x @ w + b
    }

    /// Two of them, which needs a function and a layer of its own block, and a constant of its own crate.
    pub layer Pair<C>(x: [_, C]) -> [_, C] {
        layer up = Dense<C, crate::nets::HALVES>;
        layer down = Dense<crate::nets::HALVES, C>;
        x + down(swish(up(x)))
    }
}

graph! {
    use super::nets::{Dense as Linear, Pair};

    /// A layer that uses imported ones.
    pub layer Deep<C>(x) {
        layer pair = Pair<C>;
        layer last = Linear<C, C>;
        last(pair(pair(x)))
    }
}
