//! One workload in keisan. See ../README.md for what is printed.

#[path = "../../../../runtime/benches/steps/workloads.rs"]
mod workloads;

mod peak;
#[path = "../../timing.rs"]
mod timing;

use std::hint::black_box;

use keisan::optim::{Adam, Fused, Momentum, Optimizer, Sgd};

use timing::{Arguments, median};
use workloads::{MEASURED_RATE, fill, inputs, targets};

/// The learning rate of the five steps by which programs are compared.
const COMPARED_RATE: f32 = 0.05;

macro_rules! workload {
    ($arguments:ident, $graph:ident, $params:ident, $inputs:ident, $rows:literal, $width:literal, $classes:literal) => {{
        use workloads::{$graph, $inputs, $params};
        let seconds = $arguments.seconds;
        let (x, y) = (inputs::<$rows, $width>(), targets::<$rows, $classes>());
        let mut net = $graph::<$rows>::boxed();
        let (mut params, mut grads) = ($params::zeros_boxed(), $params::zeros_boxed());

        println!("flops\t{}", $graph::<$rows>::FORWARD_FLOPS + $graph::<$rows>::BACKWARD_FLOPS);

        fill(&mut *params);
        let mut sgd = Sgd::new(COMPARED_RATE.into());
        for _ in 0..5 {
            net.forward(&params, $inputs { x: &x, y: &y }).backward(&mut grads);
            sgd.step(&mut *params, &*grads);
        }
        let loss = net.forward(&params, $inputs { x: &x, y: &y }).loss();
        let mut sgd = Sgd::new(MEASURED_RATE.into());
        let time = median(seconds, || {
            net.forward(black_box(&params), $inputs { x: &x, y: &y }).backward(&mut grads);
            sgd.step(&mut *params, &*grads);
        });
        println!("separate\t{time}\t{loss}");

        fill(&mut *params);
        for _ in 0..5 {
            net.sgd_step(&mut params, $inputs { x: &x, y: &y }, COMPARED_RATE);
        }
        let loss = net.forward(&params, $inputs { x: &x, y: &y }).loss();
        let time = median(seconds, || {
            black_box(net.sgd_step(black_box(&mut params), $inputs { x: &x, y: &y }, MEASURED_RATE));
        });
        println!("fused\t{time}\t{loss}");

        let x = inputs::<1, $width>();
        let mut net = $graph::<1>::boxed();
        fill(&mut *params);
        let sum: f32 = net.predict(&params, &x).iter().map(|logit| logit.abs()).sum();
        let time = median(seconds, || {
            black_box(net.predict(black_box(&params), black_box(&x)));
        });
        println!("infer\t{time}\t{sum}");
    }};
}

/// Each optimiser after both passes, and fused with them: the time of a step, and the bytes of all that it needs.
macro_rules! optimisers {
    ($arguments:ident, $graph:ident, $params:ident, $inputs:ident, $rows:literal, $width:literal, $classes:literal) => {{
        use workloads::{$graph, $inputs, $params};
        let seconds = $arguments.seconds;
        let (x, y) = (inputs::<$rows, $width>(), targets::<$rows, $classes>());
        let mut net = $graph::<$rows>::boxed();
        let (mut params, mut grads) = ($params::zeros_boxed(), $params::zeros_boxed());
        let bytes = $graph::<$rows>::TRAINING_BYTES;

        macro_rules! separate {
            ($name:literal, $optimiser:expr, $bytes:expr) => {
                fill(&mut *params);
                let mut optimiser = $optimiser;
                let time = median(seconds, || {
                    net.forward(black_box(&params), $inputs { x: &x, y: &y }).backward(&mut grads);
                    optimiser.step(&mut *params, &*grads);
                });
                println!("{}\tseparate\t{time}\t{}", $name, $bytes);
            };
        }
        macro_rules! fused {
            ($name:literal, $optimiser:expr, $bytes:expr) => {
                fill(&mut *params);
                let mut optimiser = Fused::new($optimiser);
                let time = median(seconds, || {
                    black_box(net.fused_step(black_box(&mut params), $inputs { x: &x, y: &y }, &mut optimiser));
                });
                println!("{}\tfused\t{time}\t{}", $name, $bytes);
            };
        }

        let rate = f64::from(MEASURED_RATE);
        separate!("gradient descent", Sgd::new(rate), bytes.sgd);
        fill(&mut *params);
        let time = median(seconds, || {
            black_box(net.sgd_step(black_box(&mut params), $inputs { x: &x, y: &y }, MEASURED_RATE));
        });
        println!("gradient descent\tfused\t{time}\t{}", bytes.sgd_step);
        separate!("momentum", Momentum::new(rate, 0.9, &*params), bytes.momentum);
        fused!("momentum", Momentum::new(rate, 0.9, &*params), bytes.fused_momentum);
        separate!("Adam", Adam::new(rate, &*params), bytes.adam);
        fused!("Adam", Adam::new(rate, &*params), bytes.fused_adam);
    }};
}

fn main() {
    // From inside of the pool a product is not handed over to it.
    #[cfg(feature = "rayon")]
    rayon::join(measure, || ());
    #[cfg(not(feature = "rayon"))]
    measure();
}

fn measure() {
    let arguments = Arguments::read();
    let (workload, is_of_optimisers) = match arguments.workload.strip_prefix("optimisers-") {
        Some(workload) => (workload, true),
        None => (arguments.workload.as_str(), false),
    };
    macro_rules! measured {
        ($($network:tt)*) => {
            if is_of_optimisers { optimisers!(arguments, $($network)*) } else { workload!(arguments, $($network)*) }
        };
    }
    match workload {
        "peak" => println!("peak\t{}", peak::operations() / median(arguments.seconds, peak::multiply_adds) / 1e3),
        "a" => measured!(NetA, NetAParams, NetAInputs, 4, 2, 2),
        "b" => measured!(NetB, NetBParams, NetBInputs, 32, 64, 10),
        "c" => measured!(NetC, NetCParams, NetCInputs, 32, 784, 10),
        "d" => measured!(NetD, NetDParams, NetDInputs, 128, 784, 10),
        "e" => measured!(NetE, NetEParams, NetEInputs, 256, 1024, 10),
        other => panic!("no workload is called {other}"),
    }
}
