use dfdx::optim::{Sgd, SgdConfig};
use dfdx::prelude::*;

type Net = (Linear<64, 10>, Linear<10, 10>);

fn main() {
    let dev: Cpu = Default::default();
    let mut net = dev.build_module::<Net, f32>();
    let x: Tensor<Rank2<32, 64>, f32, _> = dev.zeros();
    let y: Tensor<Rank2<32, 10>, f32, _> = dev.zeros();
    let mut sgd = Sgd::new(&net, SgdConfig::default());
    let loss = mse_loss(net.0.forward(x.trace(net.alloc_grads())), y);
    let grads = loss.backward();
    sgd.update(&mut net, &grads).unwrap();
}
