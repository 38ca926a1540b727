//! The graphs of `fixtures/make.py` in keisan's language, held against what JAX computed for them.
//!
//! Each is generic over the scalar and runs twice. In the norm of `compare::close` (the largest
//! difference of a matrix over its largest magnitude) everything agrees to 1e-12 in f64 and to
//! 1e-5 in f32: outputs, loss, gradients of parameters, gradients of inputs.

use keisan::{Graph, Scalar, graph};
use keisan_tests::compare::worse;
use keisan_tests::fixture::{self, Fixture};

/// Runs a graph on its fixture, in f64 and f32:
/// `fixture: Graph<T, …>, Inputs { names } => [outputs], input gradients [names];`. Behind the names of matrices may come
/// `; labels names` and `; hypers names`.
macro_rules! oracle {
    ($($name:ident: $graph:ty, $inputs:ident {
            $($input:ident),* $(; labels $($label:ident),*)? $(; hypers $($hyper:ident),*)?
        } => [$($output:ident),*]
        $(, input gradients [$($input_gradient:ident),*])? $(, adjoints $adjoints:ident)?;)*) => {
        $(mod $name {
            use super::*;

            fn check<T: Scalar>(bound: f64) {
                let fixture = Fixture::read(stringify!($name));
                fixture.covered(&[$(stringify!($output)),*], &[$($(stringify!($input_gradient)),*)?]);
                let parameters = fixture.parameters::<<$graph as Graph>::Parameters>();
                $(let $input = fixture.input(stringify!($input));)*
                $($(let $label = fixture.labels(stringify!($label));)*)?
                $($(let $hyper = fixture.hyper(stringify!($hyper));)*)?
                let inputs = $inputs { $($input: &$input,)* $($($label: &$label,)*)? $($($hyper,)*)? };
                let mut net = <$graph>::boxed();

                let mut gradients = fixture.parameters::<<$graph as Graph>::Parameters>();
                gradients.as_mut_slice().fill(T::from_f64(f64::NAN)); // all to be overwritten
                let pass = net.forward(&parameters, inputs);
                let mut error = oracle!(@values fixture, pass, bound, [$($output),*] $($adjoints)?);
                oracle!(@backward fixture, pass, backward, gradients, bound,
                    [$($($input_gradient),*)?], [$($output),*] $($adjoints)?);
                error = worse(fixture.gradients(&*gradients, 1.0, bound), error);

                let pass = net.forward(&parameters, inputs);
                oracle!(@backward fixture, pass, backward_add, gradients, bound,
                    [$($($input_gradient),*)?], [$($output),*] $($adjoints)?);
                error = worse(fixture.gradients(&*gradients, 2.0, bound), error);
                println!("{} in {}: largest relative error {error:.1e}", stringify!($name), T::NAME);
            }

            #[test]
            fn f64() {
                check::<f64>(1e-12);
            }

            #[test]
            fn f32() {
                check::<f32>(1e-5);
            }
        })*

        #[test]
        fn every_fixture_is_tested() {
            let tested = [$(stringify!($name)),*];
            for file in std::fs::read_dir(fixture::folder()).expect("the folder is there") {
                let path = file.expect("and can be read").path();
                let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
                if path.extension().is_some_and(|extension| extension == "json") {
                    assert!(tested.contains(&name), "no graph for {}", path.display());
                }
            }
        }
    };

    // Outputs, and the loss where there is one.
    (@values $fixture:ident, $pass:ident, $bound:ident, [$($output:ident),*]) => {{
        #[allow(unused_mut, reason = "a graph may have a loss and no output")]
        let mut error = $fixture.loss($pass.loss(), $bound);
        $(error = worse($fixture.output(stringify!($output), $pass.$output(), $bound), error);)*
        error
    }};
    (@values $fixture:ident, $pass:ident, $bound:ident, [$($output:ident),*] $adjoints:ident) => {{
        let mut error = 0.0;
        $(error = worse($fixture.output(stringify!($output), $pass.$output(), $bound), error);)*
        error
    }};

    // The backward pass in its three forms: plain, with gradients of inputs, with given adjoints.
    (@backward $fixture:ident, $pass:ident, $method:ident, $gradients:ident, $bound:ident,
        [], [$($output:ident),*]) => {
        $pass.$method(&mut $gradients);
    };
    (@backward $fixture:ident, $pass:ident, $method:ident, $gradients:ident, $bound:ident,
        [$($input:ident),+], [$($output:ident),*]) => {
        let of_inputs = $pass.$method(&mut $gradients);
        $($fixture.input_gradient(stringify!($input), of_inputs.$input, $bound);)+
    };
    (@backward $fixture:ident, $pass:ident, $method:ident, $gradients:ident, $bound:ident,
        [], [$($output:ident),*] $adjoints:ident) => {
        $(let $output = $fixture.adjoint(stringify!($output));)*
        $pass.$method($adjoints { $($output: &$output),* }, &mut $gradients);
    };
}

oracle! {
    seed_mlp: SeedMlp<T, 7>, SeedMlpInputs { phi1, y } => [phi4];
    digits_mlp: DigitsMlp<T, 6>, DigitsMlpInputs { x, y } => [probs];
    tanh_regression: TanhRegression<T, 9>, TanhRegressionInputs { x, y } => [prediction];
    deep_network: DeepNetwork<T, 4>, DeepNetworkInputs { x, y } => [h8];
    attention: Attention<T, 5, 6>, AttentionInputs { x, y } => [weights, z];
    layer_norm: LayerNorm<T, 4>, LayerNormInputs { x, y } => [z];
    broadcasts_right: BroadcastsRight<T, 4, 5>, BroadcastsRightInputs { r }
        => [rows, columns, singles];
    broadcasts_left: BroadcastsLeft<T, 4, 5>, BroadcastsLeftInputs { r }
        => [rows, columns, singles];
    broadcasts_outer: BroadcastsOuter<T, 4, 5>, BroadcastsOuterInputs { r } => [total, ratio];
    reuse: Reuse<T, 3>, ReuseInputs { x, y } => [h, z];
    transposes: Transposes<T>, TransposesInputs { y } => [z];
    softmax_in_mid_graph: SoftmaxInMidGraph<T, 4>, SoftmaxInMidGraphInputs { r } => [b];
    cross_entropy_of_probabilities:
        CrossEntropyOfProbabilities<T>, CrossEntropyOfProbabilitiesInputs { y, r } => [rows];
    soft_labels: SoftLabels<T, 6>, SoftLabelsInputs { x, y, r } => [];
    large_logits: LargeLogits<T>, LargeLogitsInputs { y, r } => [probs];
    log_softmax: LogSoftmax<T, 6>, LogSoftmaxInputs { x, r } => [b];
    activations: Activations<T, 6>, ActivationsInputs { x, r } => [h4, h8];
    elementwise: Elementwise<T>, ElementwiseInputs { r } => [z];
    elementwise_functions: ElementwiseFunctions<T>, ElementwiseFunctionsInputs { r, low }
        => [powers, waves, bounded, steps, z];
    more_activations: MoreActivations<T, 6>, MoreActivationsInputs { x, r } => [smooth, slow, hard];
    regression_losses: RegressionLosses<T, 6>, RegressionLossesInputs { x } => [z];
    classification_losses: ClassificationLosses<T, 6>, ClassificationLossesInputs { x, y, r }
        => [smoothed, weighted, divergence];
    row_losses: RowLosses<T, 6>, RowLossesInputs { x, r } => [cosine, triplet];
    reductions: Reductions<T, 6>, ReductionsInputs { x, r } => [rows, columns, z];
    extremes: Extremes<T>, ExtremesInputs { r } => [which, least, z];
    products: Products<T>, ProductsInputs { r } => [across, down];
    moments: Moments<T, 6>, MomentsInputs { x, r } => [mean, var, std];
    normalised: Normalised<T, 6>, NormalisedInputs { x, r } => [h, z, columns];
    scans: Scans<T, 6>, ScansInputs { x, r } => [down, across, z];
    structures: Structures<T>, StructuresInputs { x, r } => [beside, tiles, z];
    digits_with_labels: DigitsWithLabels<T, 6>, DigitsWithLabelsInputs { x; labels y } => [probs];
    gates_and_detours: GatesAndDetours<T, 4>, GatesAndDetoursInputs { t, r; labels y } => [g, e, h];
    labels_in_mid_graph: LabelsInMidGraph<T, 5>, LabelsInMidGraphInputs { x, r; labels y } => [chosen, rows];
    embeddings: Embeddings<T, 9>, EmbeddingsInputs { ; labels word, next_word } => [v, logits];
    run_time_scalars: RunTimeScalars<T, 5>, RunTimeScalarsInputs { x, y; hypers decay, scale } => [z];
    without_loss: WithoutLoss<T, 6>, WithoutLossInputs { x } => [h, z],
        adjoints WithoutLossAdjoints;
    input_gradients: InputGradients<T, 5>, InputGradientsInputs { x, v, r } => [z],
        input gradients [x, v];
    detached: Detached<T, 5>, DetachedInputs { x, y } => [];
    frozen: Frozen<T, 6>, FrozenInputs { x, y } => [];
}

// Networks ----------------------------------------------------------------------------------------

graph! {
    /// The multilayer perceptron of the seed, (33)–(37).
    graph SeedMlp<T, const B: usize> {
        input phi1: [B, 4];
        target y: [B, 3];
        param w1: [4, 6] = xavier_uniform;
        param b1: [6] = zeros;
        param w2: [6, 5] = xavier_uniform;
        param b2: [5] = zeros;
        param w3: [5, 3] = xavier_uniform;
        param b3: [3] = zeros;
        let z1 = phi1 @ w1 + b1;
        let phi2 = sigmoid(z1);
        let z2 = phi2 @ w2 + b2;
        let phi3 = sigmoid(z2);
        let z3 = phi3 @ w3 + b3;
        output phi4 = softmax(z3);
        loss = sum(cross_entropy(phi4, y));
    }
}

graph! {
    graph DigitsMlp<T, const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, 24] = he_normal;
        param b1: [24] = zeros;
        param w2: [24, 10] = xavier_uniform;
        param b2: [10] = zeros;
        let h = relu(x @ w1 + b1);
        let logits = h @ w2 + b2;
        output probs = softmax(logits);
        loss = mean(cross_entropy(probs, y));
    }
}

const HIDDEN: usize = 8;

graph! {
    graph TanhRegression<T, const B: usize> {
        input x: [B, 3];
        target y: [B, 2];
        param w1: [3, HIDDEN] = xavier_normal;
        param b1: [HIDDEN] = zeros;
        param w2: [HIDDEN, 2] = xavier_normal;
        param b2: [2] = zeros;
        let h: [B, HIDDEN] = tanh(x @ w1 + b1);
        output prediction = h @ w2 + b2;
        loss = mse(prediction, y);
    }
}

graph! {
    graph DeepNetwork<T, const B: usize> {
        input x: [B, 5];
        target y: [B, 5];
        param w1: [5, 5] = xavier_uniform;
        param w2: [5, 5] = xavier_uniform;
        param w3: [5, 5] = xavier_uniform;
        param w4: [5, 5] = xavier_uniform;
        param w5: [5, 5] = xavier_uniform;
        param w6: [5, 5] = xavier_uniform;
        param w7: [5, 5] = xavier_uniform;
        param w8: [5, 5] = xavier_uniform;
        param b: [5] = zeros;
        let h1 = tanh(x @ w1 + b);
        let h2 = h1 + tanh(h1 @ w2 + b);
        let h3 = gelu(h2 @ w3 + b);
        let h4 = h3 + silu(h3 @ w4 + b);
        let h5 = softplus(h4 @ w5 + b);
        let h6 = h5 + elu(h5 @ w6 + b, 1.0);
        let h7 = sigmoid(h6 @ w7 + b);
        output h8 = h7 + h7 @ w8;
        loss = mse(h8, y);
    }
}

graph! {
    graph Attention<T, const N: usize, const D: usize> {
        input x: [N, D];
        target y: [N, D];
        param wq: [D, 4] = xavier_uniform;
        param wk: [D, 4] = xavier_uniform;
        param wv: [D, 4] = xavier_uniform;
        param wo: [4, D] = xavier_uniform;
        output weights = softmax((x @ wq) @ (x @ wk).T * 0.5);
        output z = x + weights @ (x @ wv) @ wo;
        loss = mse(z, y);
    }
}

graph! {
    graph LayerNorm<T, const B: usize> {
        input x: [B, 5];
        target y: [B, 6];
        param w: [5, 6] = xavier_uniform;
        param gain: [6] = ones;
        param bias: [6] = zeros;
        let a = x @ w;
        let centred = a - sum_cols(a) / 6;
        let variance = sum_cols(square(centred)) / 6;
        output z = gain * centred / sqrt(variance + 1e-5) + bias;
        loss = mse(z, y);
    }
}

// Broadcasting, reuse, transposes -----------------------------------------------------------------

graph! {
    graph BroadcastsRight<T, const R: usize, const C: usize> {
        input r: [R, C];
        param a: [R, C] = zeros;
        param row: [C] = ones;
        param column: [R, 1] = ones;
        param single: scalar = ones;
        let h = tanh(a);
        output rows = ((h + row) * row - row) / row;
        output columns = ((h + column) * column - column) / column;
        output singles = ((h + single) * single - single) / single;
        loss = sum(square(rows * columns - singles) * r);
    }
}

graph! {
    graph BroadcastsLeft<T, const R: usize, const C: usize> {
        input r: [R, C];
        param a: [R, C] = ones;
        param row: [C] = ones;
        param column: [R, 1] = ones;
        param single: scalar = ones;
        output rows = row + row * (row - row / a);
        output columns = column + column * (column - column / a);
        output singles = single + single * (single - single / a);
        loss = sum(tanh(rows - columns * singles) * r);
    }
}

graph! {
    graph BroadcastsOuter<T, const R: usize, const C: usize> {
        input r: [R, C];
        param row: [C] = ones;
        param column: [R, 1] = ones;
        param single: scalar = ones;
        output total = row + column;
        let difference = column - row * single;
        let product = row * column;
        output ratio = row / column;
        loss = sum((total * difference + square(product) - ratio) * r) / single;
    }
}

graph! {
    graph Reuse<T, const B: usize> {
        input x: [B, 5];
        target y: [B, 5];
        param w: [5, 5] = xavier_uniform;
        output h = tanh(x @ w);
        output z = h * h + h @ w - (h + h);
        loss = mse(z @ w.T, y);
    }
}

graph! {
    graph Transposes<T> {
        target y: [4, 5];
        param a: [4, 3] = xavier_uniform;
        param b: [3, 5] = xavier_uniform;
        param c: [5, 4] = xavier_uniform;
        param d: [5, 3] = xavier_uniform;
        let plain = a @ b;
        let first = c.T @ b.T @ b;
        let second = a @ d.T;
        let both = (d @ a.T).T + c.T;
        let crossed = b.T @ a.T;
        output z = tanh(plain) + first * second - both + crossed.T + sigmoid(c).T;
        loss = mse(z.T, y.T);
    }
}

// Softmax and cross-entropy -----------------------------------------------------------------------

graph! {
    graph SoftmaxInMidGraph<T, const B: usize> {
        input r: [B, 3];
        param a: [B, 5] = zeros;
        param w: [5, 3] = xavier_uniform;
        output b = softmax(a * 2 - 1);
        loss = sum(square(b @ w + sum_cols(b * b)) * r);
    }
}

graph! {
    graph CrossEntropyOfProbabilities<T> {
        input r: [3, 1];
        input y: [3, 4];
        param p: [3, 4] = constant(0.25);
        output rows = cross_entropy(p * 0.5, y);
        loss = square(sum(rows * r));
    }
}

graph! {
    graph SoftLabels<T, const B: usize> {
        input x: [B, 5];
        input r: [B, 1];
        target y: [B, 4];
        param w: [5, 4] = xavier_uniform;
        param b: [4] = zeros;
        let logits = tanh(x @ w) * 3 + b;
        loss = sum(cross_entropy(softmax(logits), y) * r);
    }
}

graph! {
    graph LargeLogits<T> {
        input r: [4, 1];
        target y: [4, 4];
        param a: [4, 4] = zeros;
        param w: [4, 4] = zeros;
        output probs = softmax(a @ w);
        loss = mean(cross_entropy(probs, y) * r);
    }
}

graph! {
    graph LogSoftmax<T, const B: usize> {
        input x: [B, 5];
        input r: [B, 4];
        param w: [5, 4] = xavier_uniform;
        output b = log_softmax(x @ w);
        loss = sum(b * tanh(b) * r);
    }
}

// Elementwise and reductions ----------------------------------------------------------------------

graph! {
    graph Activations<T, const B: usize> {
        input x: [B, 4];
        input r: [B, 4];
        param w: [4, 4] = xavier_uniform;
        param shift: [4] = ones;
        let z = x @ w;
        let h1 = sigmoid(z) * 4 + shift;
        let h2 = tanh(h1) * 3 - shift;
        let h3 = relu(h2) + z;
        output h4 = leaky_relu(h3, 0.1) - shift;
        let h5 = elu(h4, 1.0) * 2 + z;
        let h6 = gelu(h5) - shift;
        let h7 = silu(h6) + z;
        output h8 = softplus(h7);
        loss = sum(h8 * r);
    }
}

graph! {
    graph Elementwise<T> {
        input r: [3, 4];
        param a: [3, 4] = ones;
        param b: [3, 4] = ones;
        output z = exp(-b) + ln(a) / sqrt(a + square(b)) - -a / b;
        loss = sum(square(z) * r) - sum(a / 3 - 2 / b);
    }
}

graph! {
    graph Reductions<T, const B: usize> {
        input x: [B, 5];
        input r: [B, 4];
        param w: [5, 4] = xavier_uniform;
        let a = tanh(x @ w);
        output rows = sum_rows(a * r);
        output columns = sum_cols(a * a);
        let total = sum(a);
        let average = mean(exp(a));
        output z = rows * columns + total * a - average / (columns + 1);
        loss = mean(tanh(z) * r) * total + square(average);
    }
}

graph! {
    graph Extremes<T> {
        input r: [4, 4];
        param a: [4, 4] = zeros;
        param k: [4] = ones;
        let b = a * 2;
        output which = argmax_cols(b) + 4 * argmax_rows(b);
        output least = argmin_cols(b) + 4 * argmin_rows(b);
        output z = max_cols(b) * max_rows(b) * r + min_cols(b) * k - min_rows(b) * r + max(b) * tanh(b) + min(b) * k;
        loss = sum(tanh(z / 8) * r);
    }
}

graph! {
    graph Products<T> {
        input r: [5, 4];
        param a: [5, 4] = zeros;
        param b: [3, 4] = zeros;
        output across = prod_cols(a * 2);
        output down = prod_rows(a);
        loss = sum(across * down * r + across * r - down) + prod(b) * sum(r);
    }
}

graph! {
    graph Moments<T, const B: usize> {
        input x: [B, 5];
        input r: [B, 4];
        param w: [5, 4] = xavier_uniform;
        let a = x @ w;
        output mean = mean_rows(a) * mean_cols(a);
        output var = var_rows(a) + var_cols(a, 1) * var(a);
        output std = std_rows(a, 1) * std_cols(a) + std(a, 1);
        let exponential = logsumexp_rows(4 * a) - logsumexp_cols(a) * r;
        loss = sum((mean - var) * r + std * exponential) * logsumexp(a * r);
    }
}

graph! {
    graph Normalised<T, const B: usize> {
        input x: [B, 5];
        input r: [B, 4];
        param w: [5, 4] = xavier_uniform;
        param g: [4] = ones;
        param b: [4] = zeros;
        param k: [B, 4] = zeros;
        output h = layer_norm(x @ w) * g + b;
        let flat = layer_norm(mean_cols(k) + 0 * k, 0.01) + layer_norm(k, 0.5);
        output z = rms_norm(h * 2 + flat) * g;
        output columns = softmax_cols(z * 3);
        let logarithms = log_softmax_cols(z - r);
        loss = sum(columns * tanh(columns) * r + logarithms * r * columns);
    }
}

graph! {
    graph Scans<T, const B: usize> {
        input x: [B, 5];
        input r: [B, 4];
        param w: [5, 4] = xavier_uniform;
        let a = tanh(x @ w);
        output down = cumsum_rows(a);
        output across = cumsum_cols(a * r);
        output z = down * flip_rows(a) + flip_cols(across) * r;
        loss = sum(z * z * r);
    }
}

graph! {
    graph Structures<T> {
        input x: [4, 5];
        input r: [4, 6];
        param w: [5, 6] = xavier_uniform;
        param q: [3, 4] = zeros;
        param v: [4] = zeros;
        let h = tanh(x @ w);
        output beside = concat_cols(slice_cols(h, 2, 5), reshape(q, [4, 3]), slice_cols(h, 0, 1));
        let below = slice_rows(concat_rows(h, r * 2, slice_rows(h, 1, 3)), 2, 7);
        let padded = pad(q, 1, 0, 2, 1);
        output tiles = slice_cols(slice_rows(repeat(padded, 2, 1), 0, 6), 0, 4);
        let all = outer(v, sum_rows(q)) + diag(v) @ tril(h @ h.T) + triu(tanh(h @ r.T));
        output z = slice_cols(beside, 0, 6) * r + trace(all) * flip_rows(h) + diagonal(all).T * r;
        loss = sum(z * z) + sum(tanh(below)) * mean(square(tiles));
    }
}

// Labels and run-time scalars ---------------------------------------------------------------------

graph! {
    graph DigitsWithLabels<T, const B: usize> {
        input x: [B, 64];
        labels y: [B] in 10;
        param w1: [64, 24] = he_normal;
        param b1: [24] = zeros;
        param w2: [24, 10] = xavier_uniform;
        param b2: [10] = zeros;
        let h = relu(x @ w1 + b1);
        let logits = h @ w2 + b2;
        output probs = softmax(logits);
        loss = mean(cross_entropy(probs, y));
    }
}

graph! {
    graph LabelsInMidGraph<T, const B: usize> {
        input x: [B, 4];
        labels y: [B] in 3;
        input r: [B, 1];
        param w: [4, 3] = xavier_uniform;
        let a = x @ w;
        output chosen = gather(tanh(a), y);
        output rows = cross_entropy(softmax(a) * 0.5 + 0.1, y);
        loss = sum(square(rows) * r) + sum(chosen * r) * mean(rows);
    }
}

graph! {
    graph GatesAndDetours<T, const B: usize> {
        input t: [B, 3];
        input r: [B, 3];
        labels y: [B] in 3;
        param a: [B, 6] = zeros;
        output g = glu(a);
        output e = in_training(erf(2 * g) + expm1(g * r), g);
        output h = one_hot(y) * e + custom_gradient(sign(e), tanh(e));
        loss = binary_cross_entropy_with_logits(e, t) + mean(square(h) * r);
    }
}

graph! {
    graph Embeddings<T, const B: usize> {
        labels word: [B] in WORDS;
        labels next_word: [B] in WORDS;
        param table: [WORDS, 4] = normal(0, 1);
        param w: [4, WORDS] = xavier_uniform;
        output v = embedding(table, word);
        output logits = tanh(v) @ w;
        loss = mean(softmax_cross_entropy(logits, next_word)) + 0.01 * sum(square(v));
    }
}

const WORDS: usize = 7;

graph! {
    graph RunTimeScalars<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        hyper decay: scalar;
        hyper scale: scalar;
        param w: [4, 3] = xavier_uniform;
        param b: [3] = zeros;
        output z = tanh(x @ w * scale + b);
        loss = mse(z, y) + decay * sum(square(w)) / (1 + decay);
    }
}

graph! {
    graph ElementwiseFunctions<T> {
        input r: [5, 6];
        input low: [5, 1];
        param a: [5, 6] = zeros;
        param b: [6] = zeros;
        param slope: [6] = zeros;
        param wide: [5, 6] = zeros;
        let positive = abs(a) + log1p(square(a));
        output powers = powi(positive, 3) + powi(a, -2) + powf(positive, 0.75) + pow(positive, b) + rsqrt(positive) - recip(a);
        output waves = sin(a * 3) * cos(wide * 2) + atan(wide);
        output bounded = maximum(a, b) * minimum(a, b) + clamp(wide, low, b) + sign(a) * wide;
        output steps = round(wide * 1.3) + floor(wide * 1.3) - ceil(wide * 0.7);
        let masks = (a > b) * wide + (a >= b) * a - (a < b) * wide + (a <= b) * a + (a == a) * a + (a != wide);
        let chosen = select(a > b, exp(-a), b * wide);
        let learnt = prelu(wide, slope);
        output z = powers + waves * bounded + masks + chosen * learnt;
        loss = sum(z * tanh(z) * r + steps * wide);
    }
}

graph! {
    graph MoreActivations<T, const B: usize> {
        input x: [B, 4];
        input r: [B, 4];
        param w: [4, 4] = zeros;
        param shift: [4] = ones;
        let z = x @ w + shift / 16;
        output smooth = selu(z) + celu(z, 0.75) * shift + gelu_tanh(z) + mish(z);
        output slow = softsign(z) * log_sigmoid(z);
        output hard = hardtanh(z) * shift + relu6(z * 4) + hard_sigmoid(z) * z + hard_swish(z - shift);
        loss = sum((smooth + slow) * hard * r);
    }
}

// Losses ------------------------------------------------------------------------------------------

graph! {
    graph RegressionLosses<T, const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = zeros;
        param t: [B, 3] = zeros;
        output z = x @ w;
        let y = tanh(t) * 4;
        let absolute = mae(z, y);
        let robust = huber(z, y, 1.5);
        loss = absolute * robust + square(smooth_l1(z, y, 0.75)) * hinge(z, y);
    }
}

graph! {
    graph ClassificationLosses<T, const B: usize> {
        input x: [B, 4];
        input y: [B, 3];
        input r: [B, 1];
        param w: [4, 3] = zeros;
        param t: [B, 3] = zeros;
        param v: [3] = ones;
        let z = x @ w;
        let p = softmax(z);
        let soft = sigmoid(t);
        output smoothed = cross_entropy(p, smooth_labels(y, 0.2));
        output weighted = weighted_cross_entropy(p, soft, v);
        output divergence = kl_div(p, softmax(t));
        let elements = sigmoid_cross_entropy(z, soft);
        loss = sum(square(smoothed * r + weighted * divergence))
            + binary_cross_entropy(sigmoid(z), soft) * sum(elements * r);
    }
}

graph! {
    graph RowLosses<T, const B: usize> {
        input x: [B, 4];
        input r: [B, 1];
        param w: [4, 3] = zeros;
        param p: [B, 3] = zeros;
        param n: [B, 3] = zeros;
        let a = tanh(x @ w);
        output cosine = cosine_similarity(a, p);
        output triplet = triplet(a, p, n, 0.5);
        loss = sum(square(cosine * r + triplet) * r);
    }
}

// What is asked for, and what is not --------------------------------------------------------------

graph! {
    graph WithoutLoss<T, const B: usize> {
        input x: [B, 4];
        param w: [4, 5] = xavier_uniform;
        param v: [5, 3] = xavier_uniform;
        output h = tanh(x @ w);
        output z = h @ v;
    }
}

graph! {
    graph InputGradients<T, const B: usize> {
        #[grad]
        input x: [B, 4];
        #[grad]
        input v: [B, 3];
        input r: [B, 3];
        param w: [4, 3] = xavier_uniform;
        output z = tanh(x @ w + v);
        loss = sum(z * v * r) + mean(square(x));
    }
}

graph! {
    graph Detached<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w: [4, 3] = xavier_uniform;
        param v: [3, 3] = xavier_uniform;
        let h = tanh(x @ w);
        let stopped = detach(h @ v);
        loss = mse(h * stopped + h @ v, y);
    }
}

graph! {
    graph Frozen<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w1: [4, 5] = xavier_uniform;
        #[frozen]
        param b1: [5] = zeros;
        #[frozen]
        param w2: [5, 3] = xavier_uniform;
        param b2: [3] = zeros;
        loss = mse(tanh(x @ w1 + b1) @ w2 + b2, y);
    }
}
