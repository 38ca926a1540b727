//! Large matrices never cross the stack: 1024→1024→1024, that is 8 MiB of parameters and as much of
//! gradients and moments each, on a thread with 256 KiB of stack, in a debug build as well.

use std::thread;

use keisan::optim::{Adam, Optimizer};
use keisan::{graph, plain, random};

const STACK: usize = 256 * 1024;

graph! {
    graph Wide<const B: usize> {
        input x: [B, 1024];
        target y: [B, 1024];
        param w1: [1024, 1024] = he_normal;
        param b1: [1024] = zeros;
        param w2: [1024, 1024] = xavier_uniform;
        param b2: [1024] = zeros;
        let h = relu(x @ w1 + b1);
        output probs = softmax(h @ w2 + b2);
        loss = mean(cross_entropy(probs, y));
    }
}

#[test]
fn a_wide_network_runs_on_a_small_stack() {
    let body = || {
        let mut x = plain::zeroed_box();
        let mut y = plain::zeroed_box();
        plain::flat_mut(&mut *x).fill(0.5);
        plain::flat_mut(&mut *y).fill(1.0 / 1024.0);
        let inputs = WideInputs { x: &x, y: &y };

        let mut params = WideParams::init_boxed(&mut random::seeded(1));
        let mut grads = WideParams::zeros_boxed();
        let mut adam = Adam::new(1e-3, &*params);
        let mut net = Wide::<32>::boxed();
        let pass = net.forward(&params, inputs);
        let before = pass.loss();
        pass.backward(&mut grads);
        adam.step(&mut params, &grads);
        let pass = net.forward(&params, inputs);
        let after = pass.loss();
        pass.backward_add(&mut grads);
        assert!(after < before, "one step of Adam lowers the loss: {before} to {after}");
        assert_eq!(grads.as_slice().len(), 2 * 1024 * 1025);

        let row = net.predict(&params, &x).row(31).sum();
        assert!((row - 1.0).abs() < 1e-4, "a row of probabilities: {row}");
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(body);
    thread.expect("a thread can be started").join().expect("and it does not overflow its stack");
}
