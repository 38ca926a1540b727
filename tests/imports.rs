//! Layers of other modules and of another crate.

use keisan::random::seeded;
use keisan::{LossGraph as _, Parameters as _, SMatrix, graph};
use keisan_tests::differences;
use keisan_tests::sample::{REAL, Source};

mod near {
    use keisan::graph;

    graph! {
        fn twice(v) { v + v }
        pub(crate) layer Scale(x) {
            param s: scalar = ones;
            twice(x) * s
        }
        pub(super) fn negative(v) { -twice(v) }
    }

    pub mod deeper {
        keisan::graph! {
            use super::Scale;
            pub(in crate::near) layer Scales(x) {
                layer first = Scale;
                layer second = Scale;
                second(first(x))
            }
        }
    }

    graph! {
        use self::deeper::Scales;
        pub layer Outer(x) { layer scales = Scales; scales(x) }
    }
}

graph! {
    use near::{Scale, negative};
    use keisan_tests::nets::{Deep, Dense as Linear};
    use crate::near::Outer as Scaled;

    /// A function of the same name as one that an imported layer uses.
    graph Imported<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        layer scale = Scale;
        layer deep = Deep<4>;
        layer last = Linear<4, 3>;
        layer scaled = Scaled;
        output o = scaled(last(deep(swish(scale(x)))));
        loss = mse(o, negative(y));
        fn swish(v) { tanh(v) }
    }
}

graph! {
    /// The same by hand.
    graph Inlined<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param scale_s: scalar = ones;
        param up_w: [4, 2] = he_normal;
        param up_b: [2] = normal(0, 0.1);
        param down_w: [2, 4] = he_normal;
        param down_b: [4] = normal(0, 0.1);
        param deep_w: [4, 4] = he_normal;
        param deep_b: [4] = normal(0, 0.1);
        param last_w: [4, 3] = he_normal;
        param last_b: [3] = normal(0, 0.1);
        param first: scalar = ones;
        param second: scalar = ones;
        let h0 = tanh((x + x) * scale_s);
        let u1 = h0 @ up_w + up_b;
        let h1 = h0 + (u1 * sigmoid(u1) @ down_w + down_b);
        let u2 = h1 @ up_w + up_b;
        let h2 = h1 + (u2 * sigmoid(u2) @ down_w + down_b);
        let h3 = h2 @ deep_w + deep_b;
        let h4 = h3 @ last_w + last_b;
        let h5 = (h4 + h4) * first;
        output o = (h5 + h5) * second;
        loss = mse(o, -(y + y));
    }
}

fn data() -> (SMatrix<f64, 6, 4>, SMatrix<f64, 6, 3>) {
    let mut source = Source::new(5);
    (source.matrix(REAL), source.matrix(REAL))
}

#[test]
fn imported_layers_are_layers() {
    let (x, y) = data();
    let params = ImportedParams::<f64>::init(&mut seeded(7));
    let by_hand = InlinedParams::<f64>::init(&mut seeded(7));
    assert_eq!(params.as_slice(), by_hand.as_slice());
    let (mut grads, mut grads_by_hand) = (ImportedParams::zeros(), InlinedParams::zeros());
    let loss = Imported::<f64, 6>::boxed().gradients(&params, ImportedInputs { x: &x, y: &y }, &mut grads);
    let expected = Inlined::<f64, 6>::boxed().gradients(&by_hand, InlinedInputs { x: &x, y: &y }, &mut grads_by_hand);
    assert_eq!(loss.to_bits(), expected.to_bits());
    assert_eq!(grads.as_slice(), grads_by_hand.as_slice());
}

#[test]
fn their_parameters_nest() {
    let params = ImportedParams::<f64>::zeros();
    assert_eq!(params.deep.pair.up.w.shape(), (4, keisan_tests::nets::HALVES));
    let names: Vec<&str> = ImportedParams::<f64>::ENTRIES.iter().map(|entry| entry.name).collect();
    assert_eq!(names[..3], ["scale.s", "deep.pair.up.w", "deep.pair.up.b"]);
    assert_eq!(names[names.len() - 2..], ["scaled.scales.first.s", "scaled.scales.second.s"]);
}

#[test]
fn their_gradients_are_central_differences() {
    let (x, y) = data();
    let params = ImportedParams::<f64>::init(&mut seeded(3));
    differences::check("imports", &mut *Imported::<f64, 6>::boxed(), &params, ImportedInputs { x: &x, y: &y });
}

#[test]
fn mistakes_are_a_value_with_imports_too() {
    keisan::mistakes! {
        use keisan_tests::nets::Dense;
        graph Wrong<const B: usize> {
            input x: [B, 4];
            layer l1 = Dense<5, 3>;
            output y = l1(x);
        }
    }
    .assert_only(&[
        "`x` of `Dense` is declared as `[_, I]`",
        "the argument `x` is [B, 4]",
        "`I` is 5, from `Dense<5, 3>`",
    ]);
}
