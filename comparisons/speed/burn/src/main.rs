//! One workload in burn, on its backend flex. See ../README.md for what is printed.

#[path = "../../data.rs"]
mod data;
#[path = "../../timing.rs"]
mod timing;

use std::hint::black_box;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::optim::{GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::relu;
use burn::tensor::loss::cross_entropy_with_logits;
use burn::tensor::{Device, Tensor, TensorData};

use data::{COMPARED_RATE, MEASURED_RATE, inputs, targets, weight};
use timing::{Arguments, median};

#[derive(Module, Debug)]
struct Network {
    layers: Vec<Linear>,
}

impl Network {
    fn new(sizes: &[usize], device: &Device) -> Self {
        let layer = |(at, shape): (usize, &[usize])| Linear {
            weight: Param::from_tensor(matrix(weight(at as u32 + 1, shape[0], shape[1]), shape[0], shape[1], device)),
            bias: Some(Param::from_tensor(Tensor::zeros([shape[1]], device))),
        };
        Self { layers: sizes.windows(2).enumerate().map(layer).collect() }
    }

    fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        let mut x = x;
        for (at, layer) in self.layers.iter().enumerate() {
            x = layer.forward(x);
            if at + 1 < self.layers.len() {
                x = relu(x);
            }
        }
        x
    }

    fn loss(&self, x: &Tensor<2>, y: &Tensor<2>) -> Tensor<1> {
        cross_entropy_with_logits(self.logits(x.clone()), y.clone())
    }

    fn step(self, x: &Tensor<2>, y: &Tensor<2>, sgd: &mut ModuleOptimizer, rate: f32) -> Self {
        let gradients = GradientsParams::from_grads(self.loss(x, y).backward(), &self);
        sgd.step(f64::from(rate), self, gradients)
    }
}

fn matrix(values: Vec<f32>, rows: usize, columns: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

fn main() {
    let Arguments { workload, seconds } = Arguments::read();
    let (sizes, rows): (&[usize], usize) = match workload.as_str() {
        "a" => (&[2, 8, 2], 4),
        "b" => (&[64, 64, 10], 32),
        "c" => (&[784, 128, 10], 32),
        "d" => (&[784, 512, 256, 10], 128),
        "e" => (&[1024, 1024, 1024, 10], 256),
        other => panic!("no workload is called {other}"),
    };
    let (width, classes) = (sizes[0], sizes[sizes.len() - 1]);
    let device = Device::flex();
    let training = Device::flex().autodiff();
    let x = matrix(inputs(rows, width), rows, width, &training);
    let y = matrix(targets(rows, classes), rows, classes, &training);

    let mut sgd = SgdConfig::new().init();
    let mut net = Network::new(sizes, &training);
    for _ in 0..5 {
        net = net.step(&x, &y, &mut sgd, COMPARED_RATE);
    }
    let loss: f32 = net.loss(&x, &y).into_scalar();
    let mut net = Some(net);
    let time = median(seconds, || {
        let before = net.take().expect("the last step has left it");
        net = Some(before.step(&x, &y, &mut sgd, MEASURED_RATE));
    });
    println!("step\t{time}\t{loss}");

    // On a device without autodiff: nothing is kept of a pass.
    let net = Network::new(sizes, &device);
    let row = matrix(inputs(1, width), 1, width, &device);
    let sum: f32 = net.logits(row.clone()).abs().sum().into_scalar();
    let time = median(seconds, || {
        black_box(net.logits(black_box(row.clone())));
    });
    println!("infer\t{time}\t{sum}");
}
