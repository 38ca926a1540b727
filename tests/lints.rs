//! Generated code is quiet: it compiles where everything that rustc and clippy have to say is an error, and where
//! unsafe code is forbidden. `cargo clippy --all-targets` (which the CI runs) is what checks the second line.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]

use keisan::{Labels, LossGraph as _, Parameters as _, SMatrix, graph};

/// The width of a hidden layer.
pub const HIDDEN: usize = 5;

graph! {
    /// A classifier, as in the README.
    pub graph Classifier<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w1: [4, 2 * HIDDEN] = he_normal;
        param b1: [HIDDEN * 2] = zeros;
        param w2: [2 * HIDDEN - 1 + 1, 3] = xavier_uniform;
        param b2: [HIDDEN / 5 + 2] = zeros;
        let h = relu(x @ w1 + b1);
        output probs = softmax(h @ w2 + b2);
        loss = mean(cross_entropy(probs, y));
    }
}

graph! {
    /// Every form of declaration, over any scalar type.
    pub graph Everything<T, const B: usize, const H: usize> {
        /// What is observed.
        #[grad] input x: [B, 4];
        input scale: scalar;
        /// What is wanted.
        target y: [B, 3];
        param w1: [4, H] = uniform(-0.5, 0.5);
        #[frozen] param b1: [H] = normal(0.0, 0.1);
        param w2: [H, 3] = xavier_normal;
        param single: scalar = constant(2);
        /// Before the activation.
        let z = x @ w1 + b1;
        let h = gelu(z) + leaky_relu(z, 0.1) * single + elu(-z) - silu(z / 2);
        let u = h + detach(h) / 2;
        let v = u @ w2;
        let back = 3.14159 * (v @ w2.T);
        let g = softplus(back - h);
        /// The sum of each row.
        output mid = sum_cols(g) * scale;
        output v;
        output x;
        /// The error, and what keeps the weights small.
        loss = mse(v, y) + sum(square(g)) * 0.1 - mean(exp(-square(z)));
    }
}

graph! {
    /// A layer for other modules, and other crates.
    pub layer Norm<C>(x: [_, C]) -> [_, C] {
        param gain: [C] = ones;
        x / sqrt(sum_cols(square(x)) / 2) * gain
    }

    /// A layer for this crate.
    pub(crate) layer Scale(x) {
        param factor: scalar = ones;
        doubled(x) * factor
    }

    /// A layer that nobody imports.
    pub(crate) layer Spare(x) {
        param factor: scalar = ones;
        doubled(x) + factor
    }

    fn doubled(v) { v + v }
}

graph! {
    use crate::Norm;
    use self::Scale as Factor;

    /// Imported layers.
    pub graph Importing<const B: usize> {
        input x: [B, 2];
        layer norm = Norm<2>;
        layer factor = Factor;
        output o = factor(norm(x));
    }
}

graph! {
    /// A function and layers, one in another.
    pub graph Layers<T, const B: usize> {
        /// A fully connected layer.
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            /// The weights.
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }
        layer Block<C>(x: [_, C]) {
            layer inner = Dense<C, C>;
            #[frozen] param scale: scalar = constant(0.5);
            let h = swish(inner(x)) * scale;
            (x + h, h)
        }
        fn swish(v) { v * sigmoid(v) }
        input x: [B, 4];
        target y: [B, 3];
        /// The first layer.
        layer first = Dense<4, HIDDEN>;
        layer block = Block<HIDDEN>;
        layer last = Dense<HIDDEN, 3>;
        let (h, _change) = block(first(x));
        output o = last(h);
        loss = mse(o, y);
    }
}

mod twice {
    use keisan::{SMatrix, Scalar};

    pub(crate) fn forward<T: Scalar, const R: usize, const C: usize>(a: &SMatrix<T, R, C>, out: &mut SMatrix<T, R, C>) {
        *out = a.map(|a| a + a);
    }

    pub(crate) fn backward<T: Scalar, const R: usize, const C: usize>(
        _: &SMatrix<T, R, C>,
        _: &SMatrix<T, R, C>,
        d_out: &SMatrix<T, R, C>,
        d_a: &mut SMatrix<T, R, C>,
    ) {
        *d_a = d_out.map(|d| d + d);
    }
}

graph! {
    /// Rust functions, one of which is called forward alone.
    pub graph Foreign<T, const B: usize> {
        /// Twice as much.
        extern fn twice(a: [R, C]) -> [R, C] = twice::forward, twice::backward;
        extern fn double(a: [B, 3]) -> [B, 3] = twice::forward, twice::backward;
        input x: [B, 3];
        param w: [3, 3] = xavier_uniform;
        output once = double(x);
        output y = custom_gradient(twice(x @ w), x @ w);
        loss = sum(square(y) * once) + sum(twice(w));
    }
}

graph! {
    /// A Rust function and nothing else.
    graph ForeignAlone {
        extern fn twice(a: [R, C]) -> [R, C] = twice::forward, twice::backward;
        param w: [1, 1] = ones;
        loss = twice(w);
    }
}

graph! {
    /// Labels, a number and computed dimensions, over any scalar type.
    pub graph Words<T, const B: usize> {
        /// The word that is there.
        labels word: [B] in 2 * HIDDEN;
        labels next: [B] in HIDDEN + HIDDEN;
        hyper decay: scalar;
        param table: [HIDDEN * 2, HIDDEN - 1] = normal(0, 1);
        param w: [HIDDEN - 1, (HIDDEN + 5) / 1] = xavier_uniform;
        let v = embedding(table, word);
        let chosen = gather(v @ w, word);
        output probs = softmax(v @ w + one_hot(word) * decay);
        loss = mean(cross_entropy(probs, next)) + decay * sum(square(w)) + mean(chosen);
    }
}

graph! {
    graph NoLoss<const N: usize> {
        input c: [N];
        param w: [N, 3] = ones;
        let t = c @ w;
        output a = tanh(t);
        output b = c.T @ c + sum(t);
    }
}

graph! {
    graph NoInput {
        param p: [2] = constant(1.5);
        loss = sum(square(p - 1)) + sqrt(2);
    }
}

graph! {
    graph NoParameter<T> {
        input a: [2, 3];
        input b: [3, 2];
        output c = a @ b;
    }
}

#[test]
fn a_classifier() {
    let mut net = Classifier::<2>::boxed();
    let params = ClassifierParams::init(&mut keisan::random::seeded(1));
    let mut grads = ClassifierParams::zeros();
    let image = SMatrix::from_element(0.5);
    let target = SMatrix::from_element(1.0 / 3.0);
    let loss = net.gradients(&params, ClassifierInputs { x: &image, y: &target }, &mut grads);
    assert!(loss > 1.0 && grads.as_slice().iter().any(|&gradient| gradient.abs() > 0.0));
}

#[test]
fn every_form_of_declaration() {
    let params = EverythingParams::<f64, 6>::init(&mut keisan::random::seeded(2));
    let mut grads = EverythingParams::<f64, 6>::zeros();
    let mut net = Everything::<f64, 2, 6>::boxed();
    let input = SMatrix::from_element(0.5);
    let scale = SMatrix::from_element(2.0);
    let target = SMatrix::from_element(0.1);
    let pass = net.forward(&params, EverythingInputs { x: &input, scale: &scale, y: &target });
    let mid = *pass.mid();
    let gradients = pass.backward(&mut grads);
    assert!(gradients.x.iter().all(|gradient| gradient.is_finite()));
    let outputs = net.predict(&params, &input, &scale);
    assert_eq!(*outputs.mid, mid);
    assert!(grads.view("b1").is_some_and(|frozen| frozen.iter().all(|gradient| gradient.abs() <= 0.0)));
}

#[test]
fn imports() {
    let params = ImportingParams::init(&mut keisan::random::seeded(5));
    let input = SMatrix::from([[3.0_f32], [4.0]]);
    let normed = *Importing::<1>::boxed().predict(&params, &input);
    assert!((normed[0] / normed[1] - 0.75).abs() < 1e-6);
}

#[test]
fn layers() {
    let params = LayersParams::<f64>::init(&mut keisan::random::seeded(5));
    let mut grads = LayersParams::zeros();
    let (input, target) = (SMatrix::from_element(0.5), SMatrix::from_element(0.1));
    let pass = Layers::<f64, 2>::boxed().gradients(&params, LayersInputs { x: &input, y: &target }, &mut grads);
    assert!(pass > 0.0);
    assert!(grads.block.inner.as_slice().iter().all(|gradient| gradient.is_finite()));
    assert!(LayersBlockInnerParams::<f64>::init(&mut keisan::random::seeded(5)).as_slice().len() > 5);
}

#[test]
fn rust_functions() {
    let mut net = Foreign::<f64, 2>::boxed();
    let params = ForeignParams::init(&mut keisan::random::seeded(7));
    let mut grads = ForeignParams::zeros();
    let input = SMatrix::from_element(0.5);
    assert!(net.gradients(&params, ForeignInputs { x: &input }, &mut grads).is_finite());
    assert!(net.predict(&params, &input).once.iter().all(|&once| (once - 1.0).abs() < 1e-15));
    assert!(grads.as_slice().iter().all(|gradient| gradient.is_finite()));
    let mut grads = ForeignAloneParams::zeros();
    let loss = ForeignAlone::boxed().gradients(&ForeignAloneParams { w: SMatrix::from_element(3.0) }, (), &mut grads);
    assert!((loss - 6.0).abs() < 1e-6 && (grads.w[0] - 2.0).abs() < 1e-6);
}

#[test]
fn labels_and_numbers() {
    let mut net = Words::<f64, 3>::boxed();
    let params = WordsParams::init(&mut keisan::random::seeded(6));
    let mut grads = WordsParams::zeros();
    let word = Labels::new([9, 0, 4]).expect("below 10");
    let loss = net.gradients(&params, WordsInputs { word: &word, next: &word, decay: 0.1 }, &mut grads);
    assert!(loss.is_finite() && grads.table.row(1).iter().all(|gradient| gradient.abs() <= 0.0));
    assert!((net.predict(&params, &word, 0.1).sum() - 3.0).abs() < 1e-12);
}

#[test]
fn no_loss() {
    let mut net = NoLoss::<2>::boxed();
    let params = NoLossParams::<2>::init(&mut keisan::random::seeded(3));
    let mut grads = NoLossParams::<2>::zeros();
    let row = SMatrix::from_element(0.5);
    let pass = net.forward(&params, NoLossInputs { c: &row });
    let (first, second) = (SMatrix::from_element(1.0), SMatrix::from_element(1.0));
    pass.backward(NoLossAdjoints { a: &first, b: &second }, &mut grads);
    assert!(grads.as_slice().iter().all(|&gradient| gradient > 2.0));
}

#[test]
fn no_input() {
    let mut net = NoInput::boxed();
    let params = NoInputParams::init(&mut keisan::random::seeded(4));
    let mut grads = NoInputParams::zeros();
    let pass = net.forward(&params);
    assert!((pass.loss() - 0.5 - 2_f32.sqrt()).abs() < 1e-6);
    pass.backward(&mut grads);
    assert!(grads.as_slice().iter().all(|gradient| (gradient - 1.0).abs() < 1e-6));
}

#[test]
fn no_parameter() {
    let params = NoParameterParams::<f64>::zeros();
    let (left, right) = (SMatrix::from_element(1.0), SMatrix::from_element(2.0));
    let mut net = NoParameter::boxed();
    assert_eq!(*net.predict(&params, &left, &right), SMatrix::<f64, 2, 2>::from_element(6.0));
}
