//! Labels and run-time scalars: what is handed in, what `predict` asks for, and that what labels choose has the gradients
//! of the product that it stands for.

use keisan::{LabelError, Labels, LossGraph, SMatrix, check_gradients, graph};
use keisan_tests::compare::close;
use keisan_tests::counting::{Counting, calls};
use keisan_tests::matrix::dynamic;
use keisan_tests::sample::{POSITIVE, REAL, Source};
use keisan_tests::{differences, reference};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const WORDS: usize = 6;

graph! {
    /// Everything that takes labels, with something after it.
    graph Labelled<T, const B: usize, const C: usize> {
        labels word: [B] in WORDS;
        labels y: [B] in C;
        hyper rate: scalar;
        input r: [B, 1];
        param table: [WORDS, 4] = normal(0, 1);
        param w: [4, C] = xavier_uniform;
        let v = embedding(table, word);
        let logits = tanh(v) @ w;
        let p = softmax(logits) * 0.9 + 0.05;
        output a = cross_entropy(softmax(logits), y);
        output b = cross_entropy(p, y);
        output c = softmax_cross_entropy(logits, y);
        output d = gather(logits * logits, y);
        output e = one_hot(y) * logits + one_hot(y);
        output f = tanh(one_hot(word) @ table) @ (one_hot(word).T @ v).T;
        loss = mean(square(a) * r) + sum(b * c) + mean(d * r) * rate + sum(square(e)) / (1 + rate) + mean(square(f));
    }
}

graph! {
    /// The same with a matrix of zeros and ones.
    graph Dense<T, const B: usize, const C: usize> {
        input word: [B, WORDS];
        input y: [B, C];
        input rate: scalar;
        input r: [B, 1];
        param table: [WORDS, 4] = normal(0, 1);
        param w: [4, C] = xavier_uniform;
        let v = word @ table;
        let logits = tanh(v) @ w;
        let p = softmax(logits) * 0.9 + 0.05;
        output a = cross_entropy(softmax(logits), y);
        output b = cross_entropy(p, y);
        output c = softmax_cross_entropy(logits, y);
        output d = sum_cols(y * logits * logits);
        output e = y * logits + y;
        output f = tanh(word @ table) @ (word.T @ v).T;
        loss = mean(square(a) * r) + sum(b * c) + mean(d * r) * rate + sum(square(e)) / (1 + rate) + mean(square(f));
    }
}

#[test]
fn labels_stand_for_their_matrix() {
    const B: usize = 6;
    let mut source = Source::new(5);
    let word = Labels::<B, WORDS>::new([3, 1, 3, 0, 5, 3]).unwrap();
    let y = Labels::<B, 3>::new([0, 2, 1, 1, 2, 0]).unwrap();
    let r = source.matrix(POSITIVE);
    let params = LabelledParams { table: source.matrix(REAL), w: source.matrix(REAL) };
    let mut net = Labelled::<f64, B, 3>::boxed();
    let inputs = LabelledInputs { word: &word, y: &y, rate: 0.7, r: &r };
    differences::check("labels", &mut *net, &params, inputs);
    assert!(check_gradients(&mut *net, &params, inputs).is_within(1e-6));

    let (word, y, rate) = (word.one_hot(), y.one_hot(), SMatrix::from_element(0.7));
    let dense_params = DenseParams { table: params.table, w: params.w };
    let mut dense = Dense::<f64, B, 3>::boxed();
    let (mut found, mut expected) = (LabelledParams::zeros(), DenseParams::zeros());
    let pass = net.forward(&params, inputs);
    let dense_pass = dense.forward(&dense_params, DenseInputs { word: &word, y: &y, rate: &rate, r: &r });
    close("a", &dynamic(pass.a()), &dynamic(dense_pass.a()), 1e-13);
    close("b", &dynamic(pass.b()), &dynamic(dense_pass.b()), 1e-13);
    close("c", &dynamic(pass.c()), &dynamic(dense_pass.c()), 1e-13);
    close("d", &dynamic(pass.d()), &dynamic(dense_pass.d()), 1e-13);
    close("e", &dynamic(pass.e()), &dynamic(dense_pass.e()), 1e-13);
    close("f", &dynamic(pass.f()), &dynamic(dense_pass.f()), 1e-13);
    assert!((pass.loss() - dense_pass.loss()).abs() < 1e-12);
    pass.backward(&mut found);
    dense_pass.backward(&mut expected);
    close("gradient of table", &dynamic(&found.table), &dynamic(&expected.table), 1e-12);
    close("gradient of w", &dynamic(&found.w), &dynamic(&expected.w), 1e-12);
    let softmax = reference::softmax(&(dynamic(&(word * params.table)).map(f64::tanh) * dynamic(&params.w)));
    assert!((softmax[(0, 0)].ln() + net.forward(&params, inputs).a()[0]).abs() < 1e-13);
}

graph! {
    /// Labels in the loss alone, as one trains a classifier.
    graph Classifier<T, const B: usize> {
        input x: [B, 4];
        labels y: [B] in 3;
        hyper decay: scalar;
        param w: [4, 3] = xavier_uniform;
        output probs = softmax(x @ w);
        loss = mean(cross_entropy(probs, y)) + decay * sum(square(w));
    }
}

graph! {
    /// Labels that an output needs, and a number.
    graph Lookup<T, const B: usize> {
        labels word: [B] in 5;
        hyper scale: scalar;
        param table: [5, 2] = normal(0, 1);
        output v = embedding(table, word) * scale;
        loss = sum(square(v));
    }
}

graph! {
    /// Nothing but labels is handed in: no scalar type is left in the inputs.
    graph LabelsAlone<T, const B: usize> {
        labels y: [B] in 3;
        param w: [B, 3] = normal(0, 1);
        loss = mean(softmax_cross_entropy(w, y));
    }
}

graph! {
    /// Nothing but a number is handed in: nothing is borrowed.
    graph NumberAlone<T> {
        hyper rate: scalar;
        param w: [2, 3] = normal(0, 1);
        output scaled = rate * w;
        output unchanged = rate;
        loss = sum(square(scaled)) @ rate;
    }
}

#[test]
fn predict_asks_for_what_the_outputs_need() {
    let mut source = Source::new(7);
    let x: SMatrix<f64, 2, 4> = source.matrix(REAL);
    let params = ClassifierParams { w: source.matrix(REAL) };
    let mut net = Classifier::<f64, 2>::boxed();
    let y = Labels::new([2, 0]).unwrap();
    let probs = *net.forward(&params, ClassifierInputs { x: &x, y: &y, decay: 0.1 }).probs();
    assert_eq!(*net.predict(&params, &x), probs);

    let params = LookupParams { table: source.matrix::<f64, 5, 2>(REAL) };
    let mut net = Lookup::<f64, 3>::boxed();
    let word = Labels::new([4, 0, 4]).unwrap();
    let v = net.predict(&params, &word, 2.0);
    assert_eq!(v.row(0), params.table.row(4) * 2.0);
    assert_eq!(v.row(1), params.table.row(0) * 2.0);
}

#[test]
fn what_is_not_handed_in_leaves_no_generics() {
    let mut source = Source::new(9);
    let y = Labels::new([2, 0]).unwrap();
    let params = LabelsAloneParams { w: source.matrix(REAL) };
    let inputs: LabelsAloneInputs<'_, 2> = LabelsAloneInputs { y: &y };
    differences::check("labels alone", &mut *LabelsAlone::<f64, 2>::boxed(), &params, inputs);

    let params = NumberAloneParams { w: source.matrix(REAL) };
    let inputs: NumberAloneInputs<f64> = NumberAloneInputs { rate: 1.5 };
    let mut net = NumberAlone::<f64>::boxed();
    differences::check("a number alone", &mut *net, &params, inputs);
    let pass = net.forward(&params, inputs);
    assert!((pass.unchanged()[0] - 1.5).abs() < 1e-15);
    assert_eq!(*pass.scaled(), params.w * 1.5);
}

#[test]
fn labels_allocate_nothing() {
    let mut source = Source::new(11);
    let (r, w, table) = (source.matrix(REAL), source.matrix(REAL), source.matrix(REAL));
    let params = LabelledParams { table, w };
    let mut grads = LabelledParams::zeros();
    let mut net = Labelled::<f32, WORDS, 3>::boxed();
    let (made, count) = calls(|| -> Result<_, LabelError> {
        Ok((Labels::try_from_iter([1_u8, 1, 4, 0, 2, 5])?, Labels::new([0, 1, 2, 0, 1, 2])?))
    });
    assert_eq!(count, 0, "labels");
    let (word, y) = made.unwrap();
    let inputs = LabelledInputs { word: &word, y: &y, rate: 0.5, r: &r };
    assert_eq!(calls(|| net.gradients(&params, inputs, &mut grads)).1, 0, "forward, backward");
    assert_eq!(calls(|| net.predict(&params, &word, &y).a[0]).1, 0, "predict");
    assert!(grads.table.row(3).iter().all(|gradient| gradient.is_finite()));
}

graph! {
    /// Cross-entropy in both forms, of labels and of the matrix that they stand for.
    graph BothForms<T, const B: usize> {
        input x: [B, 3];
        input dense: [B, 5];
        labels y: [B] in 5;
        param w: [3, 5] = he_normal;
        let z = x @ w;
        let probs = sigmoid(z) / sum_cols(sigmoid(z));
        output by_labels = cross_entropy(softmax(z), y) + 2 * cross_entropy(probs, y);
        output by_matrix = cross_entropy(softmax(z), dense) + 2 * cross_entropy(probs, dense);
        loss = mean(square(by_labels));
    }
}

/// A row without a label has no loss and no gradient, and no more than a row of zeros in a matrix of targets.
#[test]
fn rows_without_a_label_are_ignored() {
    let mut source = Source::new(12);
    let (x, params) = (source.matrix(REAL), BothFormsParams { w: source.matrix(REAL) });
    let y = Labels::<4, 5>::with_ignored([Some(3_usize), None, Some(0), None]).expect("classes below 5");
    let dense = y.one_hot();
    let mut net = BothForms::<f64, 4>::boxed();
    let inputs = BothFormsInputs { x: &x, dense: &dense, y: &y };
    let pass = net.forward(&params, inputs);
    assert!((pass.by_labels() - pass.by_matrix()).amax() < 1e-14);
    assert_eq!(pass.by_labels().map(|loss| loss == 0.0).as_slice(), [false, true, false, true]);
    assert!(pass.by_labels()[0] > 0.0);
    differences::check("ignored labels", &mut *net, &params, inputs);

    let nobody = Labels::<4, 5>::with_ignored([None::<usize>; 4]).expect("nothing is wrong with no label");
    let mut gradients = BothFormsParams::zeros();
    let pass = net.forward(&params, BothFormsInputs { x: &x, dense: &dense, y: &nobody });
    assert!(pass.loss() == 0.0, "{}", pass.loss());
    pass.backward(&mut gradients);
    assert_eq!(gradients, BothFormsParams::zeros());
}

graph! {
    /// Nothing is between a choice and the loss, or a parameter: an adjoint is then the labels' matrix itself.
    graph Bare<T, const B: usize> {
        labels y: [B] in 3;
        #[grad] input x: [B, 3];
        param w: [3, 3] = normal(0, 1);
        param a: [B, 3] = normal(0, 1);
        output product = gather(x @ w, y);
        loss = sum(product) + sum(gather(a, y)) + sum(gather(x, y)) + sum(gather(cumsum_rows(a), y));
    }
}

#[test]
fn an_adjoint_may_be_the_labels_themselves() {
    let mut source = Source::new(4);
    let y = Labels::<4, 3>::with_ignored([Some(2_usize), Some(0), None, Some(2)]).expect("classes below 3");
    let x = source.matrix(REAL);
    let params = BareParams { w: source.matrix(REAL), a: source.matrix(REAL) };
    let mut net = Bare::<f64, 4>::boxed();
    differences::check("bare labels", &mut *net, &params, BareInputs { y: &y, x: &x });
    let mut grads = BareParams::zeros();
    let d_x = *net.forward(&params, BareInputs { y: &y, x: &x }).backward(&mut grads).x;
    assert_eq!(grads.w, x.transpose() * y.one_hot::<f64>());
    close("d_x", &dynamic(&d_x), &dynamic(&(y.one_hot::<f64>() * params.w.transpose() + y.one_hot::<f64>())), 1e-15);
}

graph! {
    graph Padded<T> {
        labels y: [3] in 4;
        #[grad] input a: [3, 4];
        output fused = softmax_cross_entropy(a, y);
        loss = sum(fused);
    }
}

#[test]
fn nothing_of_an_ignored_row_is_looked_at() {
    let y = Labels::<3, 4>::with_ignored([Some(1_usize), None, None]).expect("classes below 4");
    let mut a = Source::new(5).matrix::<f64, 3, 4>(REAL);
    a[(1, 2)] = f64::NAN;
    a.row_mut(2).fill(f64::NEG_INFINITY);
    let params = PaddedParams::zeros();
    let mut grads = PaddedParams::zeros();
    let mut net = Padded::boxed();
    let pass = net.forward(&params, PaddedInputs { y: &y, a: &a });
    assert_eq!(pass.fused().rows(1, 2), SMatrix::<f64, 2, 1>::zeros());
    let gradients = pass.backward(&mut grads);
    assert_eq!(gradients.a.rows(1, 2), SMatrix::<f64, 2, 4>::zeros());
    assert!(gradients.a.row(0).iter().all(|entry| entry.is_finite() && *entry != 0.0));
}
