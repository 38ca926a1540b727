//! Graphs of unusual form: a gradient that is an input, a constant, another gradient, or a value of the
//! forward pass; sums whose terms meet again; chains too long for one loop.
//!
//! Every graph's gradients are held against central differences.

use keisan::nalgebra::SMatrix;
use keisan::{graph, plain};
use keisan_tests::differences;
use keisan_tests::matrix::matrix;
use keisan_tests::sample::{POSITIVE, REAL, Source};

/// Checks a graph of inputs `x`, `r` and parameters of any kind: `name: { statements }`.
macro_rules! forms {
    ($($name:ident: { $($statements:tt)* })*) => {$(
        #[test]
        fn $name() {
            graph! {
                graph Form<T, const R: usize, const C: usize> {
                    input x: [R, C];
                    input r: [R, C];
                    $($statements)*
                }
            }

            let mut source = Source::new(1);
            let (x, r) = (source.matrix(POSITIVE), source.matrix(REAL));
            let inputs = FormInputs { x: &x, r: &r };
            let mut net = Form::<f64, 3, 4>::boxed();
            let mut params = plain::zeroed_box();
            source.fill(plain::flat_mut(&mut *params), POSITIVE);
            differences::check(stringify!($name), &mut *net, &params, inputs);
        }
    )*};
}

forms! {
    gradient_is_an_input: {
        param a: [R, C] = zeros;
        loss = sum(a * r + x);
    }
    gradient_is_another_parameter: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        loss = sum(a * b) + sum(x * r);
    }
    gradient_is_a_value_of_the_forward_pass: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        output h = tanh(b * x) * r;
        loss = sum(a * h);
    }
    gradient_is_one: {
        param a: [R, C] = zeros;
        loss = sum(a + x * r);
    }
    gradient_is_a_constant: {
        param a: [R, C] = zeros;
        param b: [C] = zeros;
        param c: [R, 1] = zeros;
        param d: scalar = zeros;
        loss = mean(a + b - c * 2 + d / 3) + sum(x * r);
    }
    loss_is_a_parameter: {
        param a: scalar = zeros;
        let _unused = x * r;
        loss = a;
    }
    loss_is_an_output: {
        param a: [R, C] = zeros;
        output total = sum(square(a) * x * r);
        loss = total;
    }
    one_gradient_for_two_parameters: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        loss = sum(square(a + b - x) * r);
    }
    opposite_gradients: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        param c: [C] = zeros;
        param d: [C] = zeros;
        loss = sum(square((a - b) * x + (c - d)) * r);
    }
    a_gradient_is_part_of_another: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        let h = a * b;
        loss = sum(tanh(h + a) * r + h * x);
    }
    one_value_with_two_names: {
        param a: [R, C] = zeros;
        output first = tanh(a * x);
        output second = tanh(a * x);
        loss = sum(first * second * r);
    }
    a_sum_meets_its_terms_again: {
        param a: [C, C] = zeros;
        param b: [C, C] = zeros;
        let p = x @ a;
        let q = x @ b;
        let s = p + q + r;
        let t = s + p * q;
        loss = sum(square(t) * r + s + q);
    }
    a_term_twice_in_a_sum: {
        param a: [C, C] = zeros;
        let p = x @ a;
        let s = p + r + p;
        loss = sum(square(s) * r);
    }
    a_product_less_a_product: {
        param a: [C, C] = zeros;
        param b: [C, C] = zeros;
        let d = x @ a - r @ b;
        let e = r - x @ (a + b);
        loss = sum(tanh(d) * e + square(e));
    }
    products_added_up_in_a_gradient: {
        param w: [C, C] = zeros;
        param b: [C] = zeros;
        let h1 = tanh(x @ w + b);
        let h2 = tanh(h1 @ w + b);
        let h3 = tanh(h2 @ w.T - b);
        loss = sum(square(h3 @ w) * r) + sum(w * w.T);
    }
    a_value_overwritten_by_its_last_reader: {
        param a: [C, C] = zeros;
        let p = x @ a;
        let q = exp(p * 0.25);
        let s = q * r;
        let t = s - p;
        loss = sum(square(t @ a) * q + s);
    }
    a_symmetric_matrix: {
        param w: [C, C] = zeros;
        let s = w + w.T;
        loss = sum(square(x @ s @ s.T) * r) - sum(s * s.T);
    }
    transposes_of_everything: {
        param a: [R, C] = zeros;
        param row: [C] = zeros;
        let h = (a.T * row.T + x.T).T;
        loss = sum((tanh(h).T @ r.T.T).T * (row.T @ row)) + mean(h.T);
    }
    a_row_that_is_a_product: {
        param u: [1, R] = zeros;
        param v: [C, 1] = zeros;
        let row = u @ x;
        let column = x @ v;
        let single = u @ x @ v;
        loss = sum(square(x * row - column + single) * r) / single;
    }
    sums_of_sums: {
        param a: [R, C] = zeros;
        let rows = sum_rows(a * x);
        let columns = sum_cols(a * r);
        let total = sum(rows * rows) + sum(columns) * mean(rows);
        loss = total * sum(sum_cols(sum_rows(tanh(a)))) - mean(sum_rows(sum_cols(a)));
    }
    a_scalar_in_the_middle: {
        param a: [R, C] = zeros;
        param s: scalar = zeros;
        let norm = sqrt(sum(square(a)) + 1);
        let unit = a / norm;
        loss = sum(unit * x * s) / s + square(norm - s) * mean(unit * r);
    }
    many_operands_in_one_loop: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        param c: [C] = zeros;
        param d: [C] = zeros;
        param e: [R, 1] = zeros;
        param f: [R, 1] = zeros;
        param g: scalar = zeros;
        param h: scalar = zeros;
        param i: [R, C] = zeros;
        param j: [C] = zeros;
        param k: [R, 1] = zeros;
        param l: scalar = zeros;
        param m: [R, C] = zeros;
        let s = a + b * c - d / e + f * g - h * i + j * k - l * m + x * r;
        let t = a * b + c * d + e * f + g * h + i * j + k * l + m * x - r;
        loss = mean(square(s) * t + s * square(t)) / 16;
    }
    a_long_chain: {
        param a: [R, C] = zeros;
        let z1 = tanh(a - x * 0.1) * 1.5 + 0.2 * x;
        let z2 = sigmoid(z1 * 2 - 1) / 0.8 - 0.1 * z1 + r;
        let z3 = softplus(z2 + 0.3) * (1.1 - 0.2 * z1) + 0.4 / x;
        let z4 = silu(-z3) - gelu(z2 / 2) * 0.5 + square(z1) / 3;
        let z5 = exp(-square(z4) / 4) + sqrt(square(z3) + 1) - ln(square(z2) + 2);
        loss = sum(z5 * r);
    }
    softmax_used_by_everything: {
        param a: [R, C] = zeros;
        output b = softmax(a * x);
        let c = cross_entropy(b, square(r));
        let d = log_softmax(a * x);
        loss = sum(c) + sum(square(b) * d) + mean(cross_entropy(softmax(a * x), x) * c);
    }
    detached_beside_itself: {
        param a: [R, C] = zeros;
        param b: [C] = zeros;
        let h = tanh(a * x);
        loss = sum(h * r * b) + sum(detach(x) * h) - sum(h * detach(r));
    }
    outputs_of_which_algebra_leaves_a_leaf: {
        param a: [R, C] = zeros;
        param b: [R, C] = zeros;
        output first = a + 0;
        output second = --b;
        output third = x.T.T * 1;
        loss = sum(first * second * third * r);
    }
    initial_zeros_of_a_gradient: {
        param a: [R, C] = zeros;
        let z = a * 0 + x;
        loss = sum(z * r) + sum(a * x);
    }
}

graph! {
    /// Outputs that are nothing but a leaf.
    graph Leaves {
        input x: [2, 2];
        param a: [2, 2] = zeros;
        output input_again = x;
        output parameter_again = a;
        output transposed = x.T;
        output computed = x @ a;
    }
}

#[test]
fn outputs_can_be_inputs_and_parameters() {
    let x = matrix([[1.0, 2.0], [3.0, 4.0]]);
    let params = LeavesParams { a: matrix([[5.0, 6.0], [7.0, 8.0]]) };
    let mut net = Leaves::boxed();
    let outputs = net.predict(&params, &x);
    assert_eq!((*outputs.input_again, *outputs.parameter_again), (x, params.a));
    assert_eq!((*outputs.transposed, *outputs.computed), (x.transpose(), x * params.a));

    let pass = net.forward(&params, LeavesInputs { x: &x });
    assert_eq!((*pass.input_again(), *pass.parameter_again()), (x, params.a));
    let zero = SMatrix::zeros();
    let d_a = matrix([[1.0, -1.0], [0.5, 2.0]]);
    let d_computed = matrix([[1.0, 0.0], [0.0, 3.0]]);
    let mut grads = LeavesParams::zeros();
    let adjoints =
        LeavesAdjoints { input_again: &zero, parameter_again: &d_a, transposed: &zero, computed: &d_computed };
    pass.backward(adjoints, &mut grads);
    assert_eq!(grads.a, d_a + x.transpose() * d_computed);
}

graph! {
    /// Outputs of which algebra leaves nothing but a leaf.
    graph Simplified {
        input x: [2, 2];
        param a: [2, 2] = zeros;
        output input_again = x.T.T - 0;
        output parameter_again = --a * 1;
    }
}

#[test]
fn outputs_can_become_inputs_and_parameters() {
    let x = matrix([[1.0, 2.0], [3.0, 4.0]]);
    let params = SimplifiedParams { a: matrix([[5.0, 6.0], [7.0, 8.0]]) };
    let mut net = Simplified::boxed();
    let outputs = net.predict(&params, &x);
    assert_eq!((*outputs.input_again, *outputs.parameter_again), (x, params.a));

    let pass = net.forward(&params, SimplifiedInputs { x: &x });
    let d_a = matrix([[1.0, -1.0], [0.5, 2.0]]);
    let mut grads = SimplifiedParams::zeros();
    pass.backward(SimplifiedAdjoints { input_again: &d_a, parameter_again: &d_a }, &mut grads);
    assert_eq!(grads.a, d_a);
}
