//! Layers of the graph language: their parameters nest, are shared between calls, and get the sum of the calls'
//! adjoints.

use keisan::optim::{Adam, Optimizer as _};
use keisan::random::seeded;
use keisan::{LossGraph as _, Parameters as _, SMatrix, graph};
use keisan_tests::differences;
use keisan_tests::sample::{REAL, Source};

graph! {
    layer Dense<I, O>(x: [_, I]) -> [_, O] {
        param w: [I, O] = he_normal;
        param b: [O] = normal(0, 0.1);
        x @ w + b
    }

    /// A residual block of two layers, with a scale that is not trained.
    layer Block<C, H>(x: [_, C], gate) {
        layer up = Dense<C, H>;
        #[frozen] param scale: scalar = constant(0.5);
        layer down = Dense<H, C>;
        let h = tanh(up(x)) * gate;
        let out = down(h) * scale;
        (x + out, out)
    }

    /// Layers in layers, one of them called three times.
    graph Layered<T, const B: usize, const H: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param gate: [H] = uniform(0.5, 1.5);
        layer first = Dense<4, 3>;
        layer block = Block<3, H>;
        param shift: [3] = zeros;
        layer last = Dense<3, 3>;
        let (h1, change1) = block(first(x), gate);
        let (h2, change2) = block(h1, gate);
        output o = last(last(h2)) + shift;
        loss = mse(o, y) + mean(square(change1) + square(change2));
    }
}

graph! {
    /// The same by hand.
    graph Inlined<T, const B: usize, const H: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param gate: [H] = uniform(0.5, 1.5);
        param first_w: [4, 3] = he_normal;
        param first_b: [3] = normal(0, 0.1);
        param up_w: [3, H] = he_normal;
        param up_b: [H] = normal(0, 0.1);
        #[frozen] param scale: scalar = constant(0.5);
        param down_w: [H, 3] = he_normal;
        param down_b: [3] = normal(0, 0.1);
        param shift: [3] = zeros;
        param last_w: [3, 3] = he_normal;
        param last_b: [3] = normal(0, 0.1);
        let h0 = x @ first_w + first_b;
        let change1 = (tanh(h0 @ up_w + up_b) * gate @ down_w + down_b) * scale;
        let h1 = h0 + change1;
        let change2 = (tanh(h1 @ up_w + up_b) * gate @ down_w + down_b) * scale;
        let h2 = h1 + change2;
        output o = (h2 @ last_w + last_b) @ last_w + last_b + shift;
        loss = mse(o, y) + mean(square(change1) + square(change2));
    }
}

fn data() -> (SMatrix<f64, 6, 4>, SMatrix<f64, 6, 3>) {
    let mut source = Source::new(11);
    (source.matrix(REAL), source.matrix(REAL))
}

#[test]
fn parameters_are_those_of_the_graph_by_hand() {
    let layered = LayeredParams::<f64, 5>::init(&mut seeded(7));
    let inlined = InlinedParams::<f64, 5>::init(&mut seeded(7));
    assert_eq!(layered.as_slice(), inlined.as_slice());
    assert_eq!(layered.block.up.w, inlined.up_w);
    assert_eq!(layered.last.b, inlined.last_b);
    assert_eq!(layered, { LayeredParams::clone(&layered) });
    let entries = LayeredParams::<f64, 5>::ENTRIES;
    let names: Vec<&str> = entries.iter().map(|entry| entry.name).collect();
    assert_eq!(
        names,
        [
            "gate",
            "first.w",
            "first.b",
            "block.up.w",
            "block.up.b",
            "block.scale",
            "block.down.w",
            "block.down.b",
            "shift",
            "last.w",
            "last.b"
        ]
    );
    for (own, other) in entries.iter().zip(InlinedParams::<f64, 5>::ENTRIES) {
        assert_eq!(
            (own.offset, own.rows, own.columns, own.frozen),
            (other.offset, other.rows, other.columns, other.frozen)
        );
    }
    let view = layered.view("block.down.w").expect("a parameter of that name");
    assert!(view.iter().eq(layered.block.down.w.iter()));
}

#[test]
fn a_layers_parameters_are_parameters() {
    let mut params = LayeredParams::<f64, 5>::init(&mut seeded(7));
    let block: &LayeredBlockParams<f64, 5> = &params.block;
    let names: Vec<&str> = LayeredBlockParams::<f64, 5>::ENTRIES.iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["up.w", "up.b", "scale", "down.w", "down.b"]);
    assert_eq!(block.as_slice().len(), LayeredBlockParams::<f64, 5>::COUNT);
    assert_eq!(LayeredBlockUpParams::<f64, 5>::COUNT, 3 * 5 + 5);
    // One network's block in another network.
    let other = LayeredParams::<f64, 5>::init(&mut seeded(8));
    assert_ne!(params.block, other.block);
    params.block.try_copy_from_slice(other.block.as_slice()).expect("as many scalars");
    assert_eq!(params.block, other.block);
    assert_eq!(LayeredLastParams::<f64>::zeros().as_slice(), [0.0; 12]);
}

#[test]
fn values_and_gradients_are_those_of_the_graph_by_hand() {
    let (x, y) = data();
    let params = LayeredParams::<f64, 5>::init(&mut seeded(7));
    let mut by_hand = InlinedParams::<f64, 5>::zeros();
    by_hand.as_mut_slice().copy_from_slice(params.as_slice());
    let (mut grads, mut grads_by_hand) = (LayeredParams::zeros(), InlinedParams::zeros());
    let loss = Layered::<f64, 6, 5>::boxed().gradients(&params, LayeredInputs { x: &x, y: &y }, &mut grads);
    let expected =
        Inlined::<f64, 6, 5>::boxed().gradients(&by_hand, InlinedInputs { x: &x, y: &y }, &mut grads_by_hand);
    assert_eq!(loss.to_bits(), expected.to_bits());
    assert_eq!(grads.as_slice(), grads_by_hand.as_slice());
    let frozen = grads.as_slice().iter().filter(|gradient| gradient.abs() < 1e-9).count();
    assert_eq!(frozen, 1);
}

#[test]
fn gradients_are_central_differences() {
    let (x, y) = data();
    let params = LayeredParams::<f64, 5>::init(&mut seeded(3));
    differences::check("layers", &mut *Layered::<f64, 6, 5>::boxed(), &params, LayeredInputs { x: &x, y: &y });
}

#[test]
fn an_optimiser_trains_them() {
    let (x, y) = data();
    let mut params = LayeredParams::<f64, 5>::init_boxed(&mut seeded(3));
    let mut grads = LayeredParams::zeros_boxed();
    let mut net = Layered::<f64, 6, 5>::boxed();
    let mut adam = Adam::new(0.02, &*params);
    let inputs = LayeredInputs { x: &x, y: &y };
    let before = net.gradients(&params, inputs, &mut grads);
    for _ in 0..200 {
        net.gradients(&params, inputs, &mut grads);
        adam.step(&mut *params, &*grads);
    }
    assert!(net.loss(&params, inputs) < before / 4.0);
    assert!((params.block.scale[0] - 0.5).abs() < 1e-12, "what is frozen stays");
}

graph! {
    /// Names that read alike as one word, and a value that is called as a parameter is in the code.
    graph Alike {
        layer Pair(x) {
            layer b_c = One;
            b_c(x)
        }
        layer Wide(x) {
            layer c = One;
            c(x)
        }
        layer One(x) {
            param w: scalar = ones;
            x * w
        }
        layer a = Pair;
        layer a_b = Wide;
        input x: [1, 2];
        let a_b_c_w = x + 1;
        output o = a(x) + a_b(a_b_c_w);
        loss = sum(o);
    }
}

#[test]
fn names_that_read_alike_are_told_apart() {
    let params = AlikeParams::init(&mut seeded(1));
    assert_eq!(params.a.b_c.w, params.a_b.c.w);
    let x = SMatrix::from([[1.0], [2.0]]);
    let mut grads = AlikeParams::zeros();
    let loss = Alike::boxed().gradients(&params, AlikeInputs { x: &x }, &mut grads);
    assert_eq!((loss, grads.a.b_c.w[0], grads.a_b.c.w[0]), (8.0, 3.0, 5.0));
}
