//! Operations of a user's own: Rust functions with Rust functions for their adjoints, and derivatives that are those of
//! another expression. Each in the middle of a graph, so that what comes back is no unit adjoint.

use keisan::{LossGraph, SMatrix, check_gradients, graph};
use keisan_tests::counting::{Counting, calls};
use keisan_tests::differences;
use keisan_tests::sample::{ABOUT_ONE, REAL, Source};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Softsign with a scale for each column, c_ij = a_ij / (b_j + |a_ij|), as one would write it by hand.
mod softsign {
    use keisan::{SMatrix, Scalar};

    fn absolute<T: Scalar>(a: T) -> T {
        if a < T::ZERO { -a } else { a }
    }

    pub fn forward<T: Scalar, const R: usize, const C: usize>(
        a: &SMatrix<T, R, C>,
        b: &SMatrix<T, 1, C>,
        out: &mut SMatrix<T, R, C>,
    ) {
        for j in 0..C {
            for i in 0..R {
                out[(i, j)] = a[(i, j)] / (b[j] + absolute(a[(i, j)]));
            }
        }
    }

    /// da_ij = dc_ij b_j / (b_j + |a_ij|)²
    pub fn d_a<T: Scalar, const R: usize, const C: usize>(
        a: &SMatrix<T, R, C>,
        b: &SMatrix<T, 1, C>,
        _: &SMatrix<T, R, C>,
        d_c: &SMatrix<T, R, C>,
        d_a: &mut SMatrix<T, R, C>,
    ) {
        for j in 0..C {
            for i in 0..R {
                let s = b[j] + absolute(a[(i, j)]);
                d_a[(i, j)] = d_c[(i, j)] * b[j] / (s * s);
            }
        }
    }

    /// db_j = −Σ_i dc_ij c_ij / (b_j + |a_ij|)
    pub fn d_b<T: Scalar, const R: usize, const C: usize>(
        a: &SMatrix<T, R, C>,
        b: &SMatrix<T, 1, C>,
        c: &SMatrix<T, R, C>,
        d_c: &SMatrix<T, R, C>,
        d_b: &mut SMatrix<T, 1, C>,
    ) {
        for j in 0..C {
            d_b[j] = T::ZERO;
            for i in 0..R {
                d_b[j] -= d_c[(i, j)] * c[(i, j)] / (b[j] + absolute(a[(i, j)]));
            }
        }
    }
}

graph! {
    /// Called on several shapes, on values, parameters and inputs, on its own result, and with what only the loss needs.
    graph Middle<T, const B: usize> {
        extern fn squashed(a: [R, C], b: [C]) -> [R, C] = softsign::forward, softsign::d_a, softsign::d_b;

        #[grad] input x: [B, 4];
        input r: [B, 3];
        param w: [4, 3] = xavier_uniform;
        param b: [3] = ones;
        param k: [4] = ones;
        param u: [4, 3] = xavier_uniform;
        let v = squashed(x, k);
        let h = squashed(v @ w, exp(b)) * r;
        output y = squashed(squashed(h, exp(b)), 1 + square(b));
        loss = sum(square(y + 1) * r) + mean(squashed(w, exp(b))) + sum(squashed(u, square(b) + 1));
    }
}

fn parameters(source: &mut Source) -> MiddleParams<f64> {
    MiddleParams { w: source.matrix(REAL), b: source.matrix(REAL), k: source.matrix(ABOUT_ONE), u: source.matrix(REAL) }
}

#[test]
fn adjoints_of_rust_functions_agree_with_differences() {
    fn check<const B: usize>() {
        let mut source = Source::new(B as u64);
        let (x, r) = (source.matrix(REAL), source.matrix(REAL));
        let params = parameters(&mut source);
        let inputs = MiddleInputs { x: &x, r: &r };
        let mut net = Middle::<f64, B>::boxed();
        differences::check("squashed", &mut *net, &params, inputs);
        assert!(check_gradients(&mut *net, &params, inputs).is_within(1e-6));

        // The input's gradient, by the same differences.
        let mut grads = MiddleParams::zeros();
        let gradient = *net.forward(&params, inputs).backward(&mut grads).x;
        let y = *net.forward(&params, inputs).y();
        assert_eq!(*net.predict(&params, &x, &r), y);
        for index in 0..x.len() {
            let mut loss_at = |step: f64| {
                let mut x = x;
                x[index] += step;
                net.loss(&params, MiddleInputs { x: &x, r: &r })
            };
            let slope = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5;
            assert!((gradient[index] - slope).abs() < 1e-7, "{index}: {} and {slope}", gradient[index]);
        }
    }
    check::<1>();
    check::<5>();
}

#[test]
fn nothing_allocates() {
    let mut source = Source::new(3);
    let (x, r) = (source.matrix(REAL), source.matrix(REAL));
    let params = parameters(&mut source);
    let mut grads = MiddleParams::zeros();
    let mut net = Middle::<f64, 3>::boxed();
    assert_eq!(calls(|| net.gradients(&params, MiddleInputs { x: &x, r: &r }, &mut grads)).1, 0);
}

/// A function of fixed types, of which it can be said how often it was called.
mod counted {
    use std::cell::Cell;

    use keisan::SMatrix;

    thread_local! {
        pub static CALLS: Cell<[usize; 3]> = const { Cell::new([0; 3]) };
    }

    fn count(which: usize) {
        CALLS.with(|calls| {
            let mut counts = calls.get();
            counts[which] += 1;
            calls.set(counts);
        });
    }

    pub fn product(a: &SMatrix<f32, 2, 2>, b: &SMatrix<f32, 2, 2>, out: &mut SMatrix<f32, 2, 2>) {
        count(0);
        *out = a.component_mul(b);
    }

    type M = SMatrix<f32, 2, 2>;

    pub fn d_a(_: &M, b: &M, _: &M, d: &M, out: &mut M) {
        count(1);
        *out = d.component_mul(b);
    }

    pub fn d_b(a: &M, _: &M, _: &M, d: &M, out: &mut M) {
        count(2);
        *out = d.component_mul(a);
    }

    pub fn sign(a: &M, out: &mut M) {
        *out = a.map(f32::signum);
    }
}

graph! {
    graph Counted {
        extern fn product(a: [2, 2], b: [2, 2]) -> [2, 2] = counted::product, counted::d_a, counted::d_b;
        extern fn sign_of(a: [2, 2]) -> [2, 2] = counted::sign, _;

        input x: [2, 2];
        param w: [2, 2] = ones;
        let once = product(w, x);
        output y = once + product(w, x);
        loss = sum(square(y)) + sum(sign_of(w) * w);
    }
}

#[test]
fn what_is_not_asked_for_is_not_called() {
    let x = SMatrix::from_element(3.0);
    let params = CountedParams { w: SMatrix::from_element(-2.0) };
    let mut grads = CountedParams::zeros();
    let mut net = Counted::boxed();
    counted::CALLS.set([0; 3]);
    let loss = net.gradients(&params, CountedInputs { x: &x }, &mut grads);
    assert_eq!(counted::CALLS.get(), [1, 1, 0], "equal calls are one, and the input has no adjoint");
    assert!((loss - 4.0 * (144.0 + 2.0)).abs() < 1e-3);
    // 2 y · 2 x from the products, with y = 2 w x, and the sign itself.
    let expected = 2.0 * -12.0 * 2.0 * 3.0 - 1.0;
    assert!(grads.w.iter().all(|gradient| (gradient - expected).abs() < 1e-3), "{}", grads.w);
    net.gradients_add(&params, CountedInputs { x: &x }, &mut grads);
    assert!(grads.w.iter().all(|gradient| (gradient - 2.0 * expected).abs() < 1e-3), "{}", grads.w);
    net.predict(&params, &x);
    assert_eq!(counted::CALLS.get(), [3, 2, 0]);
}

graph! {
    extern fn beside(a: [B, C]) -> [B, C] = twice::forward, twice::backward;

    /// Declared beside a graph that has a dimension of the same name, with letters of its own, called in a function and in a
    /// layer, and with a constant in its shapes.
    graph Elsewhere<T, const B: usize> {
        extern fn declared<R>(a: [R, self::WIDTH]) -> [R, self::WIDTH] = twice::forward, twice::backward;
        extern fn of_the_batch(a: [B, 2]) -> [B, 2] = twice::forward, twice::backward;
        fn four_times(v) { beside(beside(v)) }
        layer Scaled<C>(x: [_, C]) {
            param k: [C] = ones;
            beside(x * k)
        }

        input x: [B, 2];
        layer scaled = Scaled<2>;
        let h = four_times(scaled(x).T).T;
        loss = sum(square(declared(h)) * of_the_batch(x));
    }
}

const WIDTH: usize = 2;

mod twice {
    use keisan::{SMatrix, Scalar};

    pub fn forward<T: Scalar, const R: usize, const C: usize>(a: &SMatrix<T, R, C>, out: &mut SMatrix<T, R, C>) {
        *out = a.map(|a| a + a);
    }

    pub fn backward<T: Scalar, const R: usize, const C: usize>(
        _: &SMatrix<T, R, C>,
        _: &SMatrix<T, R, C>,
        d_out: &SMatrix<T, R, C>,
        d_a: &mut SMatrix<T, R, C>,
    ) {
        *d_a = d_out.map(|d| d + d);
    }
}

mod nets {
    keisan::graph! {
        extern fn doubled(a: [R, C]) -> [R, C] = crate::twice::forward, crate::twice::backward;

        /// The function comes along wherever the layer is used.
        pub layer Doubled<C>(x: [_, C]) -> [_, C] {
            param k: [C] = ones;
            doubled(x * k)
        }
    }
}

graph! {
    use nets::Doubled;

    graph Imported<T, const B: usize> {
        input x: [B, 2];
        layer once = Doubled<2>;
        layer again = Doubled<2>;
        output y = again(once(x));
        loss = sum(square(y));
    }
}

#[test]
fn a_layer_of_another_module_brings_its_function() {
    let mut source = Source::new(6);
    let x: SMatrix<f64, 3, 2> = source.matrix(REAL);
    let mut params = ImportedParams::<f64>::zeros();
    source.fill(params.as_mut_slice(), REAL);
    let mut net = Imported::<f64, 3>::boxed();
    differences::check("imported", &mut *net, &params, ImportedInputs { x: &x });
    let y = net.predict(&params, &x);
    let expected = SMatrix::<f64, 3, 2>::from_fn(|i, j| 4.0 * x[(i, j)] * params.once.k[j] * params.again.k[j]);
    assert!((y - expected).amax() < 1e-13);
}

#[test]
fn functions_and_layers_call_rust() {
    let mut source = Source::new(4);
    let x: SMatrix<f64, 3, 2> = source.matrix(REAL);
    let mut params = ElsewhereParams::<f64>::zeros();
    source.fill(params.as_mut_slice(), REAL);
    let mut net = Elsewhere::<f64, 3>::boxed();
    let loss = net.loss(&params, ElsewhereInputs { x: &x });
    let k = params.scaled.k;
    let expected: f64 = (0..3)
        .flat_map(|i| (0..2).map(move |j| (i, j)))
        .map(|(i, j)| (16.0 * x[(i, j)] * k[j]).powi(2) * 2.0 * x[(i, j)])
        .sum();
    assert!((loss - expected).abs() < 1e-9 * expected.abs(), "{loss} and {expected}");
    differences::check("elsewhere", &mut *net, &params, ElsewhereInputs { x: &x });
}

graph! {
    /// Quantised in steps of one half on the way forward, as if it were not on the way back.
    graph StraightThrough<T, const B: usize> {
        extern fn quantised(a: [R, C]) -> [R, C] = quantised::forward, _;

        input x: [B, 3];
        input r: [B, 2];
        param w: [3, 2] = xavier_uniform;
        let a = tanh(x @ w);
        output q = custom_gradient(quantised(a), a);
        loss = sum(square(q) * r);
    }
}

mod quantised {
    use keisan::{SMatrix, Scalar};

    pub fn forward<T: Scalar, const R: usize, const C: usize>(a: &SMatrix<T, R, C>, out: &mut SMatrix<T, R, C>) {
        *out = a.map(|a| T::from_f64((a.to_f64() * 2.0).round() / 2.0));
    }
}

#[test]
fn a_straight_through_estimator() {
    let mut source = Source::new(5);
    let (x, r): (SMatrix<f64, 4, 3>, SMatrix<f64, 4, 2>) = (source.matrix(REAL), source.matrix(REAL));
    let params = StraightThroughParams { w: source.matrix(REAL) };
    let mut grads = StraightThroughParams::zeros();
    let mut net = StraightThrough::<f64, 4>::boxed();
    let pass = net.forward(&params, StraightThroughInputs { x: &x, r: &r });
    let q = *pass.q();
    pass.backward(&mut grads);
    let a = (x * params.w).map(f64::tanh);
    assert_eq!(q, a.map(|a| (a * 2.0).round() / 2.0), "the value is the first operand's, to the last bit");
    let d_a = (q * 2.0).component_mul(&r);
    let expected = x.transpose() * d_a.zip_map(&a, |d, a| d * (1.0 - a * a));
    assert!((grads.w - expected).amax() < 1e-13, "the derivative is the second's: {} and {expected}", grads.w);
}

graph! {
    /// The value of one function, and the slope of a smooth one.
    graph Surrogate<T> {
        param a: [2, 3] = zeros;
        let z = a * 2;
        output y = custom_gradient(relu(z), softplus(z));
        loss = sum(square(y));
    }
}

#[test]
fn a_surrogate_gradient() {
    let a = SMatrix::<f64, 2, 3>::new(-1.0, 0.5, 0.25, -0.125, 2.0, -3.0);
    let params = SurrogateParams { a };
    let mut grads = SurrogateParams::zeros();
    let mut net = Surrogate::<f64>::boxed();
    let pass = net.forward(&params);
    assert_eq!(*pass.y(), a.map(|a| (2.0 * a).max(0.0)));
    pass.backward(&mut grads);
    let expected = a.map(|a| 2.0 * (2.0 * a).max(0.0) * 2.0 / (1.0 + (-2.0 * a).exp()));
    assert!((grads.a - expected).amax() < 1e-13);
    let saved = Surrogate::<f64>::SAVED_BYTES;
    assert!(saved <= 2 * 6 * 8, "{saved} bytes: the smooth function's value is not computed");
}

graph! {
    /// A slope that is written down, on a value of which differences know nothing; and a gradient that is reversed.
    graph Written<T> {
        param a: [2, 3] = zeros;
        param b: [2, 3] = zeros;
        let stepped = custom_gradient(a > 0, detach(1 / square(1 + abs(a))) * a);
        let reversed = custom_gradient(b, -0.5 * b);
        loss = sum(square(stepped + 1) + square(reversed));
    }
}

#[test]
fn slopes_that_are_written_down() {
    let a = SMatrix::<f64, 2, 3>::new(-1.0, 0.5, 0.25, -0.125, 2.0, -3.0);
    let params = WrittenParams { a, b: a };
    let mut grads = WrittenParams::zeros();
    Written::<f64>::boxed().gradients(&params, (), &mut grads);
    let expected = a.map(|a| 2.0 * (if a > 0.0 { 2.0 } else { 1.0 }) / (1.0 + a.abs()).powi(2));
    assert!((grads.a - expected).amax() < 1e-13);
    assert!((grads.b + a).amax() < 1e-13, "2 b, times minus one half");
}
