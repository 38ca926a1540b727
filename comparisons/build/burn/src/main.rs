//! The digits in burn, on its backend flex. See ../README.md for what is printed.

#[path = "../../digits.rs"]
mod digits;

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::relu;
use burn::tensor::loss::cross_entropy_with_logits;
use burn::tensor::{Device, Tensor, TensorData};

use digits::{BATCH, CLASSES, Digits, EPOCHS, HIDDEN, Lessons, PIXELS, RATE, say_accuracy};

/// One hidden layer.
#[derive(Module, Debug)]
struct Net {
    hidden: Linear,
    logits: Linear,
}

impl Net {
    fn new(device: &Device) -> Self {
        let hidden = LinearConfig::new(PIXELS, HIDDEN).init(device);
        let logits = LinearConfig::new(HIDDEN, CLASSES).init(device);
        Self { hidden, logits }
    }

    fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        self.logits.forward(relu(self.hidden.forward(x)))
    }
}

fn matrix(values: Vec<f32>, rows: usize, columns: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

fn main() {
    let mut lessons = Lessons::read();
    let device = Device::flex().autodiff();
    let mut net = Net::new(&device);
    let mut adam = AdamConfig::new().init();
    for _ in 0..EPOCHS {
        for Digits { pixels, targets, .. } in lessons.epoch() {
            let x = matrix(pixels, BATCH, PIXELS, &device);
            let y = matrix(targets, BATCH, CLASSES, &device);
            let loss = cross_entropy_with_logits(net.logits(x), y);
            let gradients = GradientsParams::from_grads(loss.backward(), &net);
            net = adam.step(RATE, net, gradients);
        }
    }
    let test = &lessons.test;
    let logits = net.logits(matrix(test.pixels.clone(), test.rows, PIXELS, &device));
    say_accuracy(test, &logits.into_data().try_to_vec::<f32>().expect("the logits are numbers of 32 bits"));
}
