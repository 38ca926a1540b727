use candle_core::{DType, Device, Result, Tensor};

fn main() -> Result<()> {
    let cpu = Device::Cpu;
    let h = Tensor::zeros((32, 16), DType::F32, &cpu)?;
    let w = Tensor::zeros((10, 16), DType::F32, &cpu)?;
    let y = h.matmul(&w)?;
    println!("{y}");
    Ok(())
}
