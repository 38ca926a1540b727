use burn::module::Module;
use burn::nn::loss::{MseLoss, Reduction};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, Optimizer, SgdConfig};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
struct Net {
    first: Linear,
    second: Linear,
}

fn main() {
    let device = Device::default().autodiff();
    let net = Net { first: LinearConfig::new(64, 10).init(&device), second: LinearConfig::new(10, 10).init(&device) };
    let x = Tensor::<2>::zeros([32, 64], &device);
    let y = Tensor::<2>::zeros([32, 10], &device);
    let mut sgd = SgdConfig::new().init();
    let loss = MseLoss::new().forward(net.first.forward(x), y, Reduction::Mean);
    let grads = GradientsParams::from_grads(loss.backward(), &net);
    let net = sgd.step(0.1, net, grads);
    println!("{}", net.second.weight.val().dims()[0]);
}
