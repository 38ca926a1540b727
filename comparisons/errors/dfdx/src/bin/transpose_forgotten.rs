use dfdx::prelude::*;

fn main() {
    let dev: Cpu = Default::default();
    let h: Tensor<Rank2<32, 16>, f32, _> = dev.zeros();
    let w: Tensor<Rank2<10, 16>, f32, _> = dev.zeros();
    let y = h.matmul(w);
    println!("{:?}", y.array());
}
