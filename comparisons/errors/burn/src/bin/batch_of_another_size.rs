use burn::nn::loss::{MseLoss, Reduction};
use burn::tensor::{Device, Tensor};

fn main() {
    let device = Device::default();
    let x = Tensor::<2>::zeros([32, 64], &device);
    let y = Tensor::<2>::zeros([16, 10], &device);
    let w = Tensor::<2>::zeros([64, 10], &device);
    let loss = MseLoss::new().forward(x.matmul(w), y, Reduction::Mean);
    println!("{loss}");
}
