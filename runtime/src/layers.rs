//! Layers for [`graph!`] blocks, written in the language of the blocks themselves.
//!
//! ```
//! use keisan::{Parameters, SMatrix, graph, random::seeded};
//!
//! graph! {
//!     use keisan::layers::{Dense, LayerNorm, ResidualMlp};
//!
//!     /// Three features, four classes.
//!     graph Small<const B: usize> {
//!         input x: [B, 3];
//!         layer first = Dense<3, 16>;
//!         layer block = ResidualMlp<16, 32>;
//!         layer norm = LayerNorm<16>;
//!         layer last = Dense<16, 4>;
//!         output probs = softmax(last(norm(block(first(x)))));
//!     }
//! }
//!
//! let params = SmallParams::init(&mut seeded(1));
//! assert_eq!(params.block.mlp.up.w.shape(), (16, 32));
//! let probs = *Small::<2>::boxed().predict(&params, &SMatrix::zeros());
//! assert!((probs.row(0).sum() - 1.0).abs() < 1e-6);
//! ```
//!
//! | layer | result | parameters |
//! |---|---|---|
//! | [`Dense<I, O>`](Dense) | x w + b, `[_, O]` of `[_, I]` | `w: [I, O]`, `b: [O]` |
//! | [`LayerNorm<C>`](LayerNorm) | each row with mean 0 and variance 1, times a gain, plus a bias, `[_, C]` | `gain: [C]`, `bias: [C]` |
//! | [`RmsNorm<C>`](RmsNorm) | each row with mean square 1, times a gain, `[_, C]` | `gain: [C]` |
//! | [`BatchNorm<C>`](BatchNorm) | each column with mean 0 and variance 1 over the batch, times a gain, plus a bias, `[_, C]` | `gain: [C]`, `bias: [C]`, and a state `mean: [C]`, `var: [C]` |
//! | [`Embedding<N, C>`](Embedding) | a row of the table for each label, `[_, C]` of labels in `N` | `table: [N, C]` |
//! | [`Mlp<I, H, O>`](Mlp) | down(gelu(up(x))), `[_, O]` of `[_, I]` | those of two `Dense`: `up`, `down` |
//! | [`ResidualMlp<C, H>`](ResidualMlp) | x + mlp(norm(x)), `[_, C]` | those of `norm: LayerNorm<C>` and `mlp: Mlp<C, H, C>` |
//!
//! A layer of one's own is a `pub layer` in a block: [`graph!`] says how. What is here can be read as examples.

use crate::graph;

graph! {
    /// A fully connected layer: y = x w + b.
    ///
    /// Of `[_, I]` it makes `[_, O]`. The weights begin as He et al. propose for what a rectifier
    /// follows, "Delving deep into rectifiers" (2015), the bias as zero. In memory `w` is the
    /// row-major `[O, I]` of PyTorch's `Linear.weight`.
    pub layer Dense<I, O>(x: [_, I]) -> [_, O] {
        /// The weights, from inputs in rows to outputs in columns.
        param w: [I, O] = he_normal;
        /// What is added to each row.
        param b: [O] = zeros;
        x @ w + b
    }

    /// Layer normalisation: y_ij = (x_ij − m_i) / √(v_i + ε) · gain_j + bias_j with the mean m_i and
    /// the variance v_i of row i, ε = 1e-5.
    ///
    /// Of `[_, C]` it makes `[_, C]`. Ba, Kiros and Hinton, "Layer normalization" (2016).
    pub layer LayerNorm<C>(x: [_, C]) -> [_, C] {
        /// The standard deviation of each column, more or less.
        param gain: [C] = ones;
        /// The mean of each column, more or less.
        param bias: [C] = zeros;
        layer_norm(x) * gain + bias
    }

    /// Normalisation by the root mean square: y_ij = x_ij / √(q_i + ε) · gain_j with the mean square
    /// q_i of row i, ε = 1e-5.
    ///
    /// Of `[_, C]` it makes `[_, C]`. Zhang and Sennrich, "Root mean square layer normalization"
    /// (2019).
    pub layer RmsNorm<C>(x: [_, C]) -> [_, C] {
        /// The size of each column, more or less.
        param gain: [C] = ones;
        rms_norm(x) * gain
    }

    /// A table of vectors: row i of the result is the row of the table that label i names.
    ///
    /// Of labels `[_]` in `N` it makes `[_, C]`. Its gradient is the sum of the adjoints of the rows
    /// in which a label stands. Bengio et al., "A neural probabilistic language model" (2003).
    pub layer Embedding<N, C>(words) -> [_, C] {
        /// A vector for each label.
        param table: [N, C] = normal(0, 1);
        embedding(table, words)
    }

    /// Batch normalisation: y_ij = (x_ij − m_j) / √(v_j + ε) · gain_j + bias_j, ε = 1e-5.
    ///
    /// Of `[_, C]` it makes `[_, C]`. In training m_j and v_j are the mean and the variance (over n)
    /// of column j of the batch; `predict` takes their running averages, which are the layer's state:
    /// an average moves by a tenth towards each batch. Ioffe and Szegedy, "Batch normalization"
    /// (2015).
    pub layer BatchNorm<C>(x: [_, C]) -> [_, C] {
        /// The standard deviation of each column, more or less.
        param gain: [C] = ones;
        /// The mean of each column, more or less.
        param bias: [C] = zeros;
        /// The running mean of each column.
        state mean: [C] = zeros;
        /// The running variance of each column.
        state var: [C] = ones;
        let m = mean_rows(x);
        let v = var_rows(x);
        update mean = 0.9 * mean + 0.1 * m;
        update var = 0.9 * var + 0.1 * v;
        (x - in_training(m, mean)) / sqrt(in_training(v, var) + 0.00001) * gain + bias
    }

    /// Two fully connected layers with gelu between them: y = gelu(x w₁ + b₁) w₂ + b₂.
    ///
    /// Of `[_, I]` it makes `[_, O]`, by way of `[_, H]`. Hendrycks and Gimpel, "Gaussian error
    /// linear units" (2016).
    pub layer Mlp<I, H, O>(x: [_, I]) -> [_, O] {
        layer up = Dense<I, H>;
        layer down = Dense<H, O>;
        down(gelu(up(x)))
    }

    /// A residual block: y = x + mlp(norm(x)), the feed-forward half of a transformer's block.
    ///
    /// Of `[_, C]` it makes `[_, C]`, by way of `[_, H]`. The norm stands inside of the branch, so
    /// that the sum of many blocks stays as it is: He et al., "Identity mappings in deep residual
    /// networks" (2016); Xiong et al., "On layer normalization in the transformer architecture"
    /// (2020).
    pub layer ResidualMlp<C, H>(x: [_, C]) -> [_, C] {
        layer norm = LayerNorm<C>;
        layer mlp = Mlp<C, H, C>;
        x + mlp(norm(x))
    }
}
