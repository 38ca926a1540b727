use burn::tensor::{Device, Tensor};
use burn::tensor::activation::relu;

fn main() {
    let device = Device::default();
    let x = Tensor::<2>::zeros([32, 64], &device);
    let w = Tensor::<2>::zeros([64, 16], &device);
    let h = relu(x * w);
    println!("{h}");
}
