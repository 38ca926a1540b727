//! The smallest whole program: a network of four hidden units learns exclusive or.

use keisan::optim::{Adam, Optimizer};
use keisan::random::seeded;
use keisan::{SMatrix, graph};

graph! {
    /// Exclusive or of two numbers that are 0 or 1.
    pub graph Xor<const B: usize> {
        input  x: [B, 2];
        target y: [B, 1];

        param w1: [2, 4] = xavier_normal;
        param b1: [4]    = zeros;
        param w2: [4, 1] = xavier_normal;
        param b2: [1]    = zeros;

        let hidden = tanh(x @ w1 + b1);
        output answer = sigmoid(hidden @ w2 + b2);
        loss = mse(answer, y);
    }
}

fn main() {
    let x = SMatrix::<f32, 4, 2>::from_row_slice(&[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let y = SMatrix::<f32, 4, 1>::from_row_slice(&[0.0, 1.0, 1.0, 0.0]);

    let mut params = XorParams::init(&mut seeded(1));
    let mut grads = XorParams::zeros();
    let mut net = Xor::<4>::boxed();
    let mut adam = Adam::new(0.05, &params);
    for _ in 0..1000 {
        net.forward(&params, XorInputs { x: &x, y: &y }).backward(&mut grads);
        adam.step(&mut params, &grads);
    }

    let answers = net.predict(&params, &x);
    for (question, answer) in x.row_iter().zip(answers.iter()) {
        println!("{} xor {} = {answer:.3}", question[0], question[1]);
    }
}
