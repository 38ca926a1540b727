//! Once everything is made, nothing allocates: not forward, not backward, not a prediction, not
//! a step of an optimiser, from the very first on.

use keisan::optim::{Adam, AdamW, Optimizer, Sgd};
use keisan::{Parameters, graph, plain, random};
use keisan_tests::counting::{Counting, calls};
use keisan_tests::sample::{REAL, Source};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

macro_rules! allocates_nothing {
    ($($name:ident: $batch:literal of $inputs:literal, $hidden:literal, $outputs:literal;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                graph Net {
                    input x: [$batch, $inputs];
                    target y: [$batch, $outputs];
                    param w1: [$inputs, $hidden] = he_normal;
                    param b1: [$hidden] = zeros;
                    param w2: [$hidden, $hidden] = he_normal;
                    #[frozen]
                    param b2: [$hidden] = zeros;
                    param w3: [$outputs, $hidden] = xavier_uniform;
                    let h = relu(x @ w1 + b1);
                    let s = h + gelu(h @ w2 + b2);
                    output probs = softmax(s @ w3.T);
                    loss = mean(cross_entropy(probs, y)) + mean(square(w2)) * 0.01;
                }
            }

            fn steps(
                optimiser: &mut impl Optimizer<NetParams>,
                params: &mut NetParams,
                grads: &NetParams,
            ) -> usize {
                let two = || {
                    optimiser.step(params, grads);
                    optimiser.step(params, grads);
                };
                calls(two).1
            }

            #[test]
            fn allocates_nothing() {
                let mut x = plain::zeroed_box();
                let mut y = plain::zeroed_box();
                let mut source = Source::new(1);
                source.fill(plain::flat_mut(&mut *x), REAL);
                source.fill(plain::flat_mut(&mut *y), REAL);
                let inputs = NetInputs { x: &x, y: &y };
                let (mut net, made) = calls(Net::boxed);
                assert_eq!(made, 1, "the workspace is one allocation, and the counter counts");
                let mut params = NetParams::init_boxed(&mut random::seeded(1));
                let mut grads = NetParams::zeros_boxed();

                let (pass, forward) = calls(|| net.forward(&params, inputs));
                let ((), backward) = calls(|| pass.backward(&mut grads));
                assert_eq!((forward, backward), (0, 0), "forward, backward");
                let (pass, forward) = calls(|| net.forward(&params, inputs));
                let ((), backward_add) = calls(|| pass.backward_add(&mut grads));
                assert_eq!((forward, backward_add), (0, 0), "forward, backward_add");
                let (_, predict) = calls(|| net.predict(&params, &x)[0]);
                assert_eq!(predict, 0, "predict");

                let mut sgd = Sgd::new(1e-3);
                let mut momentum = sgd.momentum(0.9, &*params);
                let mut nesterov = sgd.nesterov(0.9, &*params);
                let mut adam = Adam::new(1e-3, &*params);
                let mut adamw = AdamW::new(1e-3, &*params);
                assert_eq!(steps(&mut sgd, &mut params, &grads), 0, "Sgd");
                assert_eq!(steps(&mut momentum, &mut params, &grads), 0, "momentum");
                assert_eq!(steps(&mut nesterov, &mut params, &grads), 0, "Nesterov");
                assert_eq!(steps(&mut adam, &mut params, &grads), 0, "Adam");
                assert_eq!(steps(&mut adamw, &mut params, &grads), 0, "AdamW");

                let ((), views) = calls(|| params.views().for_each(|(_, view)| assert!(view.len() > 0)));
                assert_eq!(views, 0, "views");
            }
        }
    )*};
}

allocates_nothing! {
    tiny: 4 of 2, 4, 1;
    digits: 32 of 64, 32, 10;
    wide: 64 of 256, 256, 256;
}
