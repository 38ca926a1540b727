use burn::tensor::{Device, Tensor};
use burn::tensor::activation::relu;

fn main() {
    let device = Device::default();
    let x = Tensor::<2>::zeros([32, 64], &device);
    let w = Tensor::<2>::zeros([64, 16], &device);
    let b = Tensor::<2>::zeros([1, 17], &device);
    let h = relu(x.matmul(w) + b);
    println!("{h}");
}
