use dfdx::prelude::*;

fn main() {
    let dev: Cpu = Default::default();
    let x: Tensor<Rank2<32, 64>, f32, _> = dev.zeros();
    let y: Tensor<Rank2<32, 9>, f32, _> = dev.zeros();
    let w: Tensor<Rank2<64, 10>, f32, _> = dev.zeros();
    let loss = mse_loss(x.matmul(w), y);
    println!("{}", loss.array());
}
