use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{Optimizer, SGD};

fn main() -> Result<()> {
    let cpu = Device::Cpu;
    let x = Tensor::zeros((32, 64), DType::F32, &cpu)?;
    let y = Tensor::zeros((32, 10), DType::F32, &cpu)?;
    let w = Var::zeros((64, 10), DType::F32, &cpu)?;
    let b = Var::zeros(10, DType::F32, &cpu)?;
    let mut sgd = SGD::new(vec![w.clone(), b], 0.1)?;
    let loss = candle_nn::loss::mse(&x.matmul(&w)?, &y)?;
    sgd.backward_step(&loss)?;
    println!("{w}");
    Ok(())
}
