//! Whole training steps and predictions, and the pieces of a step:
//!
//! ```text
//! cargo bench -p keisan --bench steps [FILTER]
//! ```
//!
//! What other systems need for the same is in `docs/performance.md`.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::needless_pass_by_value,
    clippy::unnecessary_box_returns,
    reason = "sizes are small, matrices are large; divan passes a bencher by value"
)]

mod workloads;

use divan::{Bencher, black_box};
use keisan::optim::{Optimizer, Sgd};

use workloads::{MEASURED_RATE, fill, inputs, targets};

fn main() {
    divan::main();
}

/// One workload: its graph, the types beside it, rows of the batch, and the widths of input and output.
macro_rules! workload {
    ($module:ident, $graph:ident, $params:ident, $inputs:ident, $rows:literal, $width:literal, $classes:literal) => {
        mod $module {
            use super::*;
            use workloads::{$graph, $inputs, $params};

            /// Forward and backward pass, then the update of all parameters.
            #[divan::bench]
            fn separate(bencher: Bencher) {
                let (x, y) = (inputs::<$rows, $width>(), targets::<$rows, $classes>());
                let (mut params, mut grads) = ($params::zeros_boxed(), $params::zeros_boxed());
                fill(&mut *params);
                let mut net = $graph::<$rows>::boxed();
                let mut sgd = Sgd::new(MEASURED_RATE.into());
                bencher.bench_local(|| {
                    net.forward(black_box(&params), $inputs { x: &x, y: &y }).backward(&mut grads);
                    sgd.step(&mut *params, &*grads);
                });
            }

            /// Each parameter is updated as soon as its gradient exists.
            #[divan::bench]
            fn fused(bencher: Bencher) {
                let (x, y) = (inputs::<$rows, $width>(), targets::<$rows, $classes>());
                let mut params = $params::zeros_boxed();
                fill(&mut *params);
                let mut net = $graph::<$rows>::boxed();
                bencher.bench_local(|| net.sgd_step(black_box(&mut params), $inputs { x: &x, y: &y }, MEASURED_RATE));
            }

            /// The forward pass of training.
            #[divan::bench]
            fn forward(bencher: Bencher) {
                let (x, y) = (inputs::<$rows, $width>(), targets::<$rows, $classes>());
                let mut params = $params::zeros_boxed();
                fill(&mut *params);
                let mut net = $graph::<$rows>::boxed();
                bencher.bench_local(|| net.forward(black_box(&params), $inputs { x: &x, y: &y }).loss());
            }

            /// Both passes without an update.
            #[divan::bench]
            fn gradients(bencher: Bencher) {
                let (x, y) = (inputs::<$rows, $width>(), targets::<$rows, $classes>());
                let (mut params, mut grads) = ($params::zeros_boxed(), $params::zeros_boxed());
                fill(&mut *params);
                let mut net = $graph::<$rows>::boxed();
                bencher.bench_local(|| {
                    net.forward(black_box(&params), $inputs { x: &x, y: &y }).backward(black_box(&mut grads));
                });
            }

            /// A prediction for one row.
            #[divan::bench]
            fn infer(bencher: Bencher) {
                let x = inputs::<1, $width>();
                let mut params = $params::zeros_boxed();
                fill(&mut *params);
                let mut net = $graph::<1>::boxed();
                bencher.bench_local(|| {
                    black_box(net.predict(black_box(&params), black_box(&x)));
                });
            }
        }
    };
}

workload!(a, NetA, NetAParams, NetAInputs, 4, 2, 2);
workload!(b, NetB, NetBParams, NetBInputs, 32, 64, 10);
workload!(c, NetC, NetCParams, NetCInputs, 32, 784, 10);
workload!(d, NetD, NetDParams, NetDInputs, 128, 784, 10);
workload!(e, NetE, NetEParams, NetEInputs, 256, 1024, 10);
