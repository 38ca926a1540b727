use burn::tensor::{Device, Tensor};

fn main() {
    let device = Device::default();
    let device = device.autodiff();
    let x = Tensor::<2>::zeros([32, 64], &device);
    let y = Tensor::<2>::zeros([32, 10], &device);
    let w = Tensor::<2>::ones([64, 10], &device).require_grad();
    let loss = (x.matmul(w.clone()) - y).square();
    let grads = loss.backward();
    println!("{:?}", w.grad(&grads).map(|gradient| gradient.dims()));
}
