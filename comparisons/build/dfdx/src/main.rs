//! The digits in dfdx. See ../README.md for what is printed.

#[path = "../../digits.rs"]
mod digits;

use dfdx::optim::{Adam, AdamConfig};
use dfdx::prelude::*;

use digits::{BATCH, CLASSES, Digits, EPOCHS, HIDDEN, Lessons, PIXELS, RATE, TEST, say_accuracy};

/// One hidden layer.
type Net = (Linear<PIXELS, HIDDEN>, ReLU, Linear<HIDDEN, CLASSES>);

fn main() {
    let mut lessons = Lessons::read();
    let cpu = Cpu::default();
    let mut net = cpu.build_module::<Net, f32>();
    let mut gradients = Some(net.alloc_grads());
    let mut adam = Adam::new(&net, AdamConfig { lr: RATE, ..Default::default() });
    for _ in 0..EPOCHS {
        for Digits { pixels, targets, .. } in lessons.epoch() {
            let x: Tensor<Rank2<BATCH, PIXELS>, f32, Cpu> = cpu.tensor_from_vec(pixels, (Const, Const));
            let y: Tensor<Rank2<BATCH, CLASSES>, f32, Cpu> = cpu.tensor_from_vec(targets, (Const, Const));
            let logits = net.forward_mut(x.trace(gradients.take().expect("the last step has left them")));
            let mut found = cross_entropy_with_logits_loss(logits, y).backward();
            adam.update(&mut net, &found).expect("every parameter has a gradient");
            net.zero_grads(&mut found);
            gradients = Some(found);
        }
    }
    let x: Tensor<Rank2<TEST, PIXELS>, f32, Cpu> = cpu.tensor_from_vec(lessons.test.pixels.clone(), (Const, Const));
    say_accuracy(&lessons.test, &net.forward(x).as_vec());
}
