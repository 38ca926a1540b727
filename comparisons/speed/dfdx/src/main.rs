//! One workload in dfdx. See ../README.md for what is printed.

#[path = "../../data.rs"]
mod data;
#[path = "../../timing.rs"]
mod timing;

use std::hint::black_box;

use dfdx::nn::modules::Linear as Layer;
use dfdx::optim::{Sgd, SgdConfig};
use dfdx::prelude::*;

use data::{COMPARED_RATE, MEASURED_RATE, inputs, targets, weight};
use timing::{Arguments, median};

/// Fills a layer, whose weights dfdx keeps transposed.
fn fill<const I: usize, const O: usize>(layer: &mut Layer<I, O, f32, Cpu>, number: u32) {
    let weights = weight(number, I, O);
    let transposed: Vec<f32> = (0..I * O).map(|at| weights[at % I * O + at / I]).collect();
    layer.weight.copy_from(&transposed);
    layer.bias.copy_from(&[0.0; O]);
}

fn plain_descent(rate: f32) -> SgdConfig {
    SgdConfig { lr: rate.into(), momentum: None, weight_decay: None }
}

macro_rules! workload {
    ($seconds:expr, $network:ty, [$($layer:tt $number:literal),*], $rows:literal, $width:literal, $classes:literal) => {{
        let cpu = Cpu::default();
        let mut net = cpu.build_module::<$network, f32>();
        $(fill(&mut net.$layer, $number);)*
        let x: Tensor<Rank2<$rows, $width>, f32, Cpu> = cpu.tensor_from_vec(inputs($rows, $width), (Const, Const));
        let y: Tensor<Rank2<$rows, $classes>, f32, Cpu> = cpu.tensor_from_vec(targets($rows, $classes), (Const, Const));
        let row: Tensor<Rank2<1, $width>, f32, Cpu> = cpu.tensor_from_vec(inputs(1, $width), (Const, Const));
        let predicting = net.clone();

        let mut sgd = Sgd::new(&net, plain_descent(COMPARED_RATE));
        let mut gradients = Some(net.alloc_grads());
        macro_rules! step {
            () => {{
                let logits = net.forward_mut(x.trace(gradients.take().expect("the last step has left them")));
                let loss = cross_entropy_with_logits_loss(logits, y.clone());
                let mut found = loss.backward();
                sgd.update(&mut net, &found).expect("every parameter has a gradient");
                net.zero_grads(&mut found);
                gradients = Some(found);
            }};
        }
        for _ in 0..5 {
            step!();
        }
        let loss = cross_entropy_with_logits_loss(net.forward(x.clone()), y.clone()).array();
        sgd.cfg = plain_descent(MEASURED_RATE);
        let time = median($seconds, || step!());
        println!("step\t{time}\t{loss}");

        let sum: f32 = predicting.forward(row.clone()).array()[0].iter().map(|logit| logit.abs()).sum();
        let time = median($seconds, || {
            black_box(predicting.forward(black_box(row.clone())));
        });
        println!("infer\t{time}\t{sum}");
    }};
}

type NetA = (Linear<2, 8>, ReLU, Linear<8, 2>);
type NetB = (Linear<64, 64>, ReLU, Linear<64, 10>);
type NetC = (Linear<784, 128>, ReLU, Linear<128, 10>);
type NetD = (Linear<784, 512>, ReLU, Linear<512, 256>, ReLU, Linear<256, 10>);
type NetE = (Linear<1024, 1024>, ReLU, Linear<1024, 1024>, ReLU, Linear<1024, 10>);

fn main() {
    let Arguments { workload, seconds } = Arguments::read();
    match workload.as_str() {
        "a" => workload!(seconds, NetA, [0 1, 2 2], 4, 2, 2),
        "b" => workload!(seconds, NetB, [0 1, 2 2], 32, 64, 10),
        "c" => workload!(seconds, NetC, [0 1, 2 2], 32, 784, 10),
        "d" => workload!(seconds, NetD, [0 1, 2 2, 4 3], 128, 784, 10),
        "e" => workload!(seconds, NetE, [0 1, 2 2, 4 3], 256, 1024, 10),
        other => panic!("no workload is called {other}"),
    }
}
