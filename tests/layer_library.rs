//! `keisan::layers`: values against formulas as a textbook has them, gradients against central differences.

use keisan::nalgebra::DMatrix;
use keisan::random::seeded;
use keisan::{Labels, SMatrix, graph};
use keisan_tests::compare::close;
use keisan_tests::differences;
use keisan_tests::matrix::dynamic;
use keisan_tests::sample::{ABOUT_ONE, REAL, Source};

graph! {
    use keisan::layers::{Dense, Embedding, LayerNorm, Mlp, ResidualMlp, RmsNorm};

    /// Each layer once, in mid-graph: its operand depends on a parameter, and what follows sends back no ones.
    graph All<T, const B: usize, const W: usize> {
        input x: [B, 3];
        labels words: [B] in W;
        layer embedding_of = Embedding<W, 3>;
        layer dense = Dense<3, 4>;
        layer layer_norm_of = LayerNorm<4>;
        layer rms_norm_of = RmsNorm<4>;
        layer mlp = Mlp<4, 5, 3>;
        layer block = ResidualMlp<3, 6>;
        output v = embedding_of(words) * x;
        output a = dense(v);
        output b = layer_norm_of(a);
        output c = rms_norm_of(b + a);
        output d = mlp(c);
        output e = block(d + v * 2);
        loss = mean(square(e) * v) + sum(d);
    }
}

const BATCH: usize = 5;
const WORDS: usize = 4;

struct Case {
    x: SMatrix<f64, BATCH, 3>,
    words: Labels<BATCH, WORDS>,
    params: AllParams<f64, WORDS>,
}

fn case() -> Case {
    let mut source = Source::new(9);
    let mut params = AllParams::init(&mut seeded(6));
    // Gains that are not one and biases that are not zero.
    for parameter in [&mut params.layer_norm_of.gain, &mut params.rms_norm_of.gain, &mut params.layer_norm_of.bias] {
        *parameter = source.matrix(ABOUT_ONE);
    }
    params.dense.b = source.matrix(REAL);
    params.block.norm.gain = source.matrix(ABOUT_ONE);
    let words = Labels::new([2, 0, 3, 2, 1]).expect("words are below the number of words");
    Case { x: source.matrix(REAL), words, params }
}

#[test]
fn values_are_those_of_the_formulas() {
    let Case { x, words, params } = case();
    let mut net = All::<f64, BATCH, WORDS>::boxed();
    let pass = net.forward(&params, AllInputs { x: &x, words: &words });
    let near = |what: &str, found: &DMatrix<f64>, expected: &DMatrix<f64>| close(what, found, expected, 1e-13);

    let v = DMatrix::from_fn(BATCH, 3, |i, j| {
        x[(i, j)] * params.embedding_of.table[(words.get(i).expect("a word in each row"), j)]
    });
    near("Embedding", &dynamic(pass.v()), &v);
    let a = dense(&v, &dynamic(&params.dense.w), params.dense.b.as_slice());
    near("Dense", &dynamic(pass.a()), &a);
    let b = layer_norm(&a, params.layer_norm_of.gain.as_slice(), params.layer_norm_of.bias.as_slice());
    near("LayerNorm", &dynamic(pass.b()), &b);
    let c = rms_norm(&(&a + &b), params.rms_norm_of.gain.as_slice());
    near("RmsNorm", &dynamic(pass.c()), &c);
    let d = mlp(
        &c,
        (&dynamic(&params.mlp.up.w), params.mlp.up.b.as_slice()),
        (&dynamic(&params.mlp.down.w), params.mlp.down.b.as_slice()),
    );
    near("Mlp", &dynamic(pass.d()), &d);
    let block = &params.block;
    let operand = &d + &v * 2.0;
    let normed = layer_norm(&operand, block.norm.gain.as_slice(), block.norm.bias.as_slice());
    let branch = mlp(
        &normed,
        (&dynamic(&block.mlp.up.w), block.mlp.up.b.as_slice()),
        (&dynamic(&block.mlp.down.w), block.mlp.down.b.as_slice()),
    );
    near("ResidualMlp", &dynamic(pass.e()), &(&operand + branch));
}

#[test]
fn gradients_are_central_differences() {
    let Case { x, words, params } = case();
    let inputs = AllInputs { x: &x, words: &words };
    differences::check("keisan::layers", &mut *All::<f64, BATCH, WORDS>::boxed(), &params, inputs);
}

fn dense(x: &DMatrix<f64>, w: &DMatrix<f64>, b: &[f64]) -> DMatrix<f64> {
    let mut y = x * w;
    for (mut column, b) in y.column_iter_mut().zip(b) {
        column.add_scalar_mut(*b);
    }
    y
}

fn layer_norm(x: &DMatrix<f64>, gain: &[f64], bias: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(x.nrows(), x.ncols(), |i, j| {
        let (mean, variance) = (x.row(i).mean(), x.row(i).variance());
        (x[(i, j)] - mean) / (variance + 1e-5).sqrt() * gain[j] + bias[j]
    })
}

fn rms_norm(x: &DMatrix<f64>, gain: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(x.nrows(), x.ncols(), |i, j| {
        let mean_square = x.row(i).map(|value| value * value).mean();
        x[(i, j)] / (mean_square + 1e-5).sqrt() * gain[j]
    })
}

fn mlp(x: &DMatrix<f64>, up: (&DMatrix<f64>, &[f64]), down: (&DMatrix<f64>, &[f64])) -> DMatrix<f64> {
    let gelu = |a: f64| 0.5 * a * (1.0 + erf(a / 2.0_f64.sqrt()));
    dense(&dense(x, up.0, up.1).map(gelu), down.0, down.1)
}

/// erf(x) = 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)). (Abramowitz & Stegun, 7.1.5.)
fn erf(x: f64) -> f64 {
    let (mut power, mut sum) = (x, x);
    for n in 1..200 {
        let n = f64::from(n);
        power *= -x * x / n;
        sum += power / (2.0 * n + 1.0);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}
