use dfdx::prelude::*;

fn main() {
    let dev: Cpu = Default::default();
    let x: Tensor<Rank2<32, 64>, f32, _> = dev.zeros();
    let w: Tensor<Rank2<64, 16>, f32, _> = dev.zeros();
    let b: Tensor<Rank1<17>, f32, _> = dev.zeros();
    let z = x.matmul(w);
    let h = (b.broadcast_like(&z) + z).relu();
    println!("{:?}", h.array());
}
