use dfdx::prelude::*;

fn main() {
    let dev: Cpu = Default::default();
    let x: Tensor<Rank2<32, 64>, f32, _> = dev.zeros();
    let w: Tensor<Rank2<63, 16>, f32, _> = dev.zeros();
    let h = x.matmul(w).relu();
    println!("{:?}", h.array());
}
