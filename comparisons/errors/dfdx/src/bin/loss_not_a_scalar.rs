use dfdx::prelude::*;

fn main() {
    let dev: Cpu = Default::default();
    let x: Tensor<Rank2<32, 64>, f32, _> = dev.zeros();
    let y: Tensor<Rank2<32, 10>, f32, _> = dev.zeros();
    let w: Tensor<Rank2<64, 10>, f32, _> = dev.zeros();
    let loss = (x.leaky_trace().matmul(w.clone()) - y).square();
    let grads = loss.backward();
    println!("{:?}", grads.get(&w).array());
}
