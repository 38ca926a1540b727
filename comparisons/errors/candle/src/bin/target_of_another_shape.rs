use candle_core::{DType, Device, Result, Tensor};

fn main() -> Result<()> {
    let cpu = Device::Cpu;
    let x = Tensor::zeros((32, 64), DType::F32, &cpu)?;
    let y = Tensor::zeros((32, 9), DType::F32, &cpu)?;
    let w = Tensor::zeros((64, 10), DType::F32, &cpu)?;
    let loss = candle_nn::loss::mse(&x.matmul(&w)?, &y)?;
    println!("{loss}");
    Ok(())
}
