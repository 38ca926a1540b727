use candle_core::{DType, Device, Result, Tensor, Var};

fn main() -> Result<()> {
    let cpu = Device::Cpu;
    let x = Tensor::zeros((32, 64), DType::F32, &cpu)?;
    let y = Tensor::zeros((32, 10), DType::F32, &cpu)?;
    let w = Var::zeros((64, 10), DType::F32, &cpu)?;
    let loss = (x.matmul(&w)? - y)?.sqr()?;
    let grads = loss.backward()?;
    println!("{:?}", grads.get(&w).map(|gradient| gradient.dims().to_vec()));
    Ok(())
}
