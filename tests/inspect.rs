//! `pass.values()`: every value of a pass by name is what the pass computes, and what is wrong is found where it began.

use keisan::description::{Graph, Role};
use keisan::inspect::Values;
use keisan::random::seeded;
use keisan::{Labels, Parameters as _, SMatrix, Scalar, graph};

graph! {
    graph SeedMlp<T, const B: usize> {
        #[grad]
        input  phi1: [B, 4];
        target y: [B, 3];
        param w1: [4, 6] = xavier_normal;
        param b1: [6]    = zeros;
        param w2: [6, 3] = xavier_normal;
        param b2: [3]    = zeros;
        let z1   = phi1 @ w1 + b1;
        let phi2 = sigmoid(z1);
        let z2   = phi2 @ w2 + b2;
        output phi3 = softmax(z2);
        loss = sum(cross_entropy(phi3, y));
    }
}

/// c = a / (a − 1).
fn ratio<T: Scalar, const R: usize, const C: usize>(a: &SMatrix<T, R, C>, out: &mut SMatrix<T, R, C>) {
    *out = a.map(|a| a / (a - T::ONE));
}

/// da = −dc / (a − 1)².
fn ratio_adjoint<T: Scalar, const R: usize, const C: usize>(
    a: &SMatrix<T, R, C>,
    _c: &SMatrix<T, R, C>,
    d_c: &SMatrix<T, R, C>,
    d_a: &mut SMatrix<T, R, C>,
) {
    *d_a = a.zip_map(d_c, |a, d_c| -d_c / ((a - T::ONE) * (a - T::ONE)));
}

graph! {
    use keisan::layers::BatchNorm;

    /// Everything that there is: layers, state, dropout, labels, numbers, functions of the user's, structure.
    graph Everything<const B: usize> {
        extern fn ratio(a: [R, C]) -> [R, C] = ratio, ratio_adjoint;

        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }

        input x: [B, 8];
        labels y: [B] in 3;
        hyper decay: scalar;
        #[frozen]
        param scale: scalar = constant(2);
        param inputs: [8] = ones;
        layer l1 = Dense<8, 8>;
        layer norm = BatchNorm<8>;
        layer l2 = Dense<8, 3>;

        let out = dropout(relu(norm(l1(x))), 0.5) * inputs;
        let values = concat_cols(out, l1(scale * out));
        let kernels = ratio(l2(slice_cols(values, 4, 12)) / 100);
        output probs = softmax(kernels);
        loss = mean(cross_entropy(probs, y)) + decay * mean(square(l1(x)));
    }
}

graph! {
    /// No loss, and an output that is called like a method.
    graph Outputs<const B: usize> {
        input x: [B, 4];
        param a: [4] = normal(0, 1);
        param b: [4] = normal(0, 1);
        output values = tanh(x * a) + b;
        output total = sum_cols(values);
    }
}

graph! {
    graph Copies<const B: usize> {
        input x: [B, 4];
        param a: [B, 4] = zeros;
        param b: [B, 4] = zeros;
        loss = sum(a + b);
        output y = x;
    }
}

fn close<T: Scalar>(left: &[T], right: &[T], within: f64) {
    assert_eq!(left.len(), right.len());
    for (left, right) in left.iter().zip(right) {
        let (left, right) = (left.to_f64(), right.to_f64());
        assert!((left - right).abs() <= within * (1.0 + right.abs()), "{left} is not {right}");
    }
}

/// Numbers between −1 and 1, again and again.
fn numbers() -> impl Iterator<Item = f64> {
    (0_u32..).map(|index| f64::from((index * 7 + 3) % 11) / 5.0 - 1.0)
}

fn found<'a, T: Scalar>(values: &'a Values<T>, name: &str) -> &'a [T] {
    let recorded = values.get(name).unwrap_or_else(|| panic!("`{name}` is not there"));
    assert_eq!(recorded.shape().0 * recorded.shape().1, recorded.statistics().count);
    recorded.as_slice()
}

/// Whatever is in the graph, but for constants and labels, has been recorded once.
fn is_complete<T: Scalar>(values: &Values<T>, graph: &Graph) {
    for value in graph.values.iter().filter(|value| !matches!(value.role, Role::Constant | Role::Labels)) {
        // A result that is another value has two names.
        if value.operation.is_empty() && !value.operands.is_empty() {
            assert!(values.get(value.name).is_some(), "`{}`", value.name);
            continue;
        }
        let found: Vec<_> = values.iter().filter(|recorded| recorded.name() == value.name).collect();
        assert_eq!(found.len(), 1, "`{}`", value.name);
        assert_eq!([found[0].shape().0, found[0].shape().1], value.shape, "`{}`", value.name);
    }
}

fn perceptron<T: Scalar>(within: f64) {
    let phi1 = SMatrix::<T, 5, 4>::from_iterator(numbers().map(T::from_f64));
    let y = SMatrix::<T, 5, 3>::from_fn(|row, column| if row % 3 == column { T::ONE } else { T::ZERO });
    let params = SeedMlpParams::<T>::init(&mut seeded(1));
    let mut grads = SeedMlpParams::<T>::zeros();
    let mut net = SeedMlp::<T, 5>::boxed();
    let pass = net.forward(&params, SeedMlpInputs { phi1: &phi1, y: &y });
    let values = pass.values();
    is_complete(&values, SeedMlp::<T, 5>::GRAPH);

    close(found(&values, "loss"), &[pass.loss()], within);
    close(found(&values, "phi3"), pass.phi3().as_slice(), within);
    let inputs = pass.backward(&mut grads);
    close(found(&values, "d_phi1"), inputs.phi1.as_slice(), within);
    for entry in SeedMlpParams::<T>::ENTRIES {
        let own = &grads.as_slice()[entry.offset..entry.offset + entry.rows * entry.columns];
        close(found(&values, &format!("d_{}", entry.name)), own, within);
    }

    // What is nowhere in the workspace is right too: (33), (34), (38), (41).
    let z1 = phi1 * params.w1 + SMatrix::from_fn(|_, column| params.b1[column]);
    close(found(&values, "z1"), z1.as_slice(), within);
    let phi2 = z1.map(|z| T::ONE / (T::ONE + keisan::math::exp(-z)));
    close(found(&values, "phi2"), phi2.as_slice(), within);
    let z2 = phi2 * params.w2 + SMatrix::from_fn(|_, column| params.b2[column]);
    let sums = SMatrix::<T, 5, 3>::from_fn(|row, _| (0..3).map(|column| keisan::math::exp(z2[(row, column)])).sum());
    let d_z2 = z2.map(|z| keisan::math::exp(z)).component_div(&sums) - y;
    let d_z1 = (d_z2 * params.w2.transpose()).component_mul(&phi2.map(|phi| phi * (T::ONE - phi)));
    close(found(&values, "d_z1"), d_z1.as_slice(), within);
    assert_eq!(found(&values, "w1"), params.w1.as_slice());
    assert_eq!(found(&values, "phi1"), phi1.as_slice());
    assert!(values.get("nothing").is_none());
}

#[test]
fn every_value_is_what_the_pass_computes() {
    perceptron::<f32>(1e-5);
    perceptron::<f64>(1e-13);
}

#[test]
fn layers_state_masks_labels_and_functions_are_seen() {
    let x = SMatrix::<f32, 6, 8>::from_iterator(numbers().map(f32::from_f64));
    let y = Labels::new([0, 1, 2, 2, 1, 0]).unwrap();
    let (params, state) = (EverythingParams::init(&mut seeded(2)), EverythingState::new());
    let mut grads = EverythingParams::zeros();
    let mut net = Everything::<6>::boxed();
    let inputs = EverythingInputs { x: &x, y: &y, decay: 0.25, seed: 7, state: &state };
    let pass = net.forward(&params, inputs);
    let values = pass.values();
    is_complete(&values, Everything::<6>::GRAPH);

    close(found(&values, "loss"), &[pass.loss()], 1e-5);
    close(found(&values, "probs"), pass.probs().as_slice(), 1e-5);
    pass.backward(&mut grads);
    for entry in EverythingParams::ENTRIES.iter().filter(|entry| !entry.frozen) {
        let own = &grads.as_slice()[entry.offset..entry.offset + entry.rows * entry.columns];
        close(found(&values, &format!("d_{}", entry.name.replace('.', "_"))), own, 1e-4);
    }
    assert_eq!(found(&values, "decay"), [0.25]);
    assert_eq!(found(&values, "l1.w"), params.l1.w.as_slice());
    assert!(values.first_nan().is_none() && values.first_infinite().is_none());
}

#[test]
fn without_a_loss_the_adjoints_are_handed_in() {
    let x = SMatrix::<f32, 3, 4>::from_iterator(numbers().map(f32::from_f64));
    let (d_values, d_total) = (x.map(|x| x * x), SMatrix::<f32, 3, 1>::new(1.0, -2.0, 0.5));
    let params = OutputsParams::init(&mut seeded(3));
    let mut grads = OutputsParams::zeros();
    let mut net = Outputs::<3>::boxed();
    let pass = net.forward(&params, OutputsInputs { x: &x });
    let adjoints = OutputsAdjoints { values: &d_values, total: &d_total };

    let forward = pass.values_();
    close(found(&forward, "values"), pass.values().as_slice(), 1e-6);
    assert!(forward.get("d_a").is_none() && forward.get("d_total").is_none());

    let both = pass.values_with(adjoints);
    is_complete(&both, Outputs::<3>::GRAPH);
    assert_eq!(found(&both, "d_total"), d_total.as_slice());
    close(found(&both, "total"), pass.total().as_slice(), 1e-6);
    pass.backward(adjoints, &mut grads);
    close(found(&both, "d_a"), grads.a.as_slice(), 1e-5);
    close(found(&both, "d_b"), grads.b.as_slice(), 1e-5);
}

#[test]
fn gradients_that_are_the_same_matrix_have_both_names() {
    let x = SMatrix::<f32, 2, 4>::zeros();
    let params = CopiesParams::<2>::zeros();
    let mut net = Copies::<2>::boxed();
    let values = net.forward(&params, CopiesInputs { x: &x }).values();
    assert_eq!(found(&values, "d_a"), [1.0; 8]);
    assert_eq!(found(&values, "d_b"), [1.0; 8]);
}

graph! {
    graph Fragile<T, const B: usize> {
        extern fn ratio(a: [R, C]) -> [R, C] = ratio, ratio_adjoint;

        input x: [B, 2];
        param w: [2, 2] = ones;
        param v: [2] = ones;
        let h = x @ w;
        let logarithm = ln(h);
        let quotient = ratio(x * x);
        let slope = sqrt(abs(x) * v);
        loss = sum(logarithm) + sum(quotient) + sum(slope);
    }
}

/// The line on which `let logarithm` stands in this file.
const LOGARITHM: usize = line!() as usize - 8;

fn fragile(x: SMatrix<f64, 2, 2>) -> Values<f64> {
    let params = FragileParams { w: SMatrix::repeat(1.0), v: SMatrix::repeat(1.0) };
    Fragile::<f64, 2>::boxed().forward(&params, FragileInputs { x: &x }).values()
}

#[test]
fn the_first_nan_is_found_where_it_began() {
    let values = fragile(SMatrix::<f64, 2, 2>::new(2.0, 3.0, -4.0, 0.5));
    let origin = values.first_nan().unwrap();
    assert_eq!((origin.recorded.name(), origin.operation), ("logarithm", "ln"));
    assert_eq!((origin.file, origin.line), (file!(), Some(LOGARITHM)));
    assert_eq!(
        origin.to_string(),
        format!(
            "2 of 4 elements of `logarithm` = ln(h) are NaN, at {}:{LOGARITHM}\n    \
             h: min -3.5000e0, max 5.0000e0, mean 7.5000e-1, norm 8.6313e0",
            file!()
        )
    );
    assert!(values.get("loss").unwrap().statistics().nan == 1);
}

#[test]
fn functions_of_the_users_and_inputs_are_found_too() {
    // 1 / (1 − 1) is infinite.
    let values = fragile(SMatrix::<f64, 2, 2>::new(2.0, 3.0, 1.0, 0.5));
    let origin = values.first_infinite().unwrap();
    assert_eq!((origin.recorded.name(), origin.operation), ("quotient", "ratio"));
    assert_eq!(origin.line, Some(LOGARITHM + 1));

    // An input that is NaN is where it begins, not what is computed of it.
    let values = fragile(SMatrix::<f64, 2, 2>::new(2.0, f64::NAN, 3.0, 0.5));
    let origin = values.first_nan().unwrap();
    assert_eq!((origin.recorded.name(), origin.operation, origin.line), ("x", "", Some(LOGARITHM - 4)));
    assert!(origin.to_string().starts_with("1 of 4 elements of `x` is NaN, at "), "{origin}");
}

graph! {
    graph Quotient<const B: usize> {
        input x: [B, 2];
        param w: [2] = zeros;
        let q = x * w;
        loss = sum(q / q);
    }
}

/// 0 / 0, of one value with itself: it is told once.
#[test]
fn an_operand_that_is_there_twice_is_told_once() {
    let x = SMatrix::<f32, 2, 2>::repeat(0.5);
    let params = QuotientParams::zeros();
    let values = Quotient::<2>::boxed().forward(&params, QuotientInputs { x: &x }).values();
    let text = values.first_nan().unwrap().to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("4 of 4 elements of `loss_div` = div(q, q) are NaN, at "), "{text}");
    assert_eq!(lines[1..], ["    q: min 0.0000e0, max 0.0000e0, mean 0.0000e0, norm 0.0000e0"]);
}

/// √0 is fine, but its slope is infinite: |x| / √|x| is 0 / 0.
#[test]
fn the_backward_pass_is_looked_at_too() {
    let values = fragile(SMatrix::<f64, 2, 2>::new(2.0, 3.0, 0.0, 0.5));
    assert!(values.get("loss").unwrap().statistics().nan == 0);
    let origin = values.first_nan().unwrap();
    assert_eq!((origin.recorded.name(), origin.operation), ("d_v_div", "div"));
    assert_eq!(origin.line, Some(LOGARITHM + 2));
    assert!(origin.to_string().starts_with("1 of 4 elements of `d_v_div` = div(slope_abs, slope) is NaN"), "{origin}");
}

#[test]
fn statistics_leave_out_what_is_no_number() {
    let values = fragile(SMatrix::<f64, 2, 2>::new(3.0, f64::NAN, f64::INFINITY, -1.0));
    let statistics = values.get("x").unwrap().statistics();
    assert_eq!((statistics.min, statistics.max, statistics.mean), (-1.0, 3.0, 1.0));
    assert!((statistics.norm - 10.0_f64.sqrt()).abs() < 1e-15);
    assert_eq!((statistics.nan, statistics.infinite, statistics.count), (1, 1, 4));
    assert_eq!(statistics.to_string(), "min -1.0000e0, max 3.0000e0, mean 1.0000e0, norm 3.1623e0, 1 NaN, 1 infinite");

    let values = fragile(SMatrix::<f64, 2, 2>::repeat(f64::NAN));
    let statistics = values.get("x").unwrap().statistics();
    assert!(statistics.min.is_nan() && statistics.max.is_nan() && statistics.mean.is_nan());
    assert_eq!((statistics.norm, statistics.nan), (0.0, 4));

    // Squares that are out of range are none of the norm's business.
    let values = fragile(SMatrix::<f64, 2, 2>::repeat(1e300));
    assert!((values.get("x").unwrap().statistics().norm / 2e300 - 1.0).abs() < 1e-15);
}

#[test]
fn printed_it_is_a_table() {
    let values = fragile(SMatrix::<f64, 2, 2>::new(2.0, 3.0, -4.0, 0.5));
    let table = values.to_string();
    assert_eq!(table.lines().count(), values.iter().count() + 1);
    let row = table.lines().find(|line| line.starts_with("h ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["h", "2", "×", "2", "-3.500e0", "5.000e0", "7.500e-1", "8.631e0", "0", "0"]);
}

/// `output y = w`, `loss = h`: the pass has them by these names.
#[test]
fn results_that_are_other_values_have_both_names() {
    graph! {
        graph Same {
            hyper c: scalar;
            param w: [3] = constant(2);
            output y = w;
            output again = c;
            let h = sum(w);
            loss = h;
        }
    }
    let params = SameParams::init(&mut seeded(1));
    let mut net = Same::boxed();
    let values = net.forward(&params, SameInputs { c: 0.5 }).values();
    assert_eq!(found(&values, "y"), [2.0; 3]);
    assert_eq!(found(&values, "again"), [0.5]);
    assert_eq!(found(&values, "h"), [6.0]);
    assert_eq!(found(&values, "loss"), [6.0]);
}
