use dfdx::prelude::*;

fn main() {
    let dev: Cpu = Default::default();
    let x: Tensor<Rank2<32, 64>, f32, _> = dev.zeros();
    let w: Tensor<Rank2<64, 16>, f32, _> = dev.zeros();
    let hidden = x.matmul(w).relu();
    let y = hiden.square();
    println!("{:?}", y.array());
}
