//! The digits in keisan. See ../README.md for what is printed.

#[path = "../../digits.rs"]
mod digits;

use keisan::optim::{Adam, Optimizer};
use keisan::{SMatrix, graph, random};

use digits::{BATCH, CLASSES, Digits, EPOCHS, HIDDEN, Lessons, PIXELS, RATE, TEST, say_accuracy};

graph! {
    /// One hidden layer.
    graph Net<const B: usize> {
        input  x: [B, PIXELS];
        target y: [B, CLASSES];
        param w1: [PIXELS, HIDDEN]  = he_normal;
        param b1: [HIDDEN]          = zeros;
        param w2: [HIDDEN, CLASSES] = xavier_uniform;
        param b2: [CLASSES]         = zeros;
        let h = relu(x @ w1 + b1);
        output logits = h @ w2 + b2;
        loss = mean(cross_entropy(softmax(logits), y));
    }
}

fn matrix<const R: usize, const C: usize>(rows: &[f32]) -> SMatrix<f32, R, C> {
    SMatrix::from_row_slice(rows)
}

fn main() {
    let mut lessons = Lessons::read();
    let mut params = NetParams::init_boxed(&mut random::seeded(1));
    let mut grads = NetParams::zeros_boxed();
    let mut net = Net::<BATCH>::boxed();
    let mut adam = Adam::new(RATE, &*params);
    for _ in 0..EPOCHS {
        for Digits { pixels, targets, .. } in lessons.epoch() {
            let inputs = NetInputs { x: &matrix(&pixels), y: &matrix(&targets) };
            net.forward(&params, inputs).backward(&mut grads);
            adam.step(&mut *params, &*grads);
        }
    }
    let mut exam = Net::<TEST>::boxed();
    let logits = exam.predict(&params, &matrix(&lessons.test.pixels));
    say_accuracy(&lessons.test, logits.transpose().as_slice());
}
