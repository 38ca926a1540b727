use burn::tensor::{Device, Tensor};
use burn::tensor::activation::rellu;

fn main() {
    let device = Device::default();
    let x = Tensor::<2>::zeros([32, 64], &device);
    let w = Tensor::<2>::zeros([64, 16], &device);
    let h = rellu(x.matmul(w));
    println!("{h}");
}
