use burn::tensor::{Device, Tensor};

fn main() {
    let device = Device::default();
    let h = Tensor::<2>::zeros([32, 16], &device);
    let w = Tensor::<2>::zeros([10, 16], &device);
    let y = h.matmul(w);
    println!("{y}");
}
