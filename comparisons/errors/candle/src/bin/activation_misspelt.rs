use candle_core::{DType, Device, Result, Tensor};

fn main() -> Result<()> {
    let cpu = Device::Cpu;
    let x = Tensor::zeros((32, 64), DType::F32, &cpu)?;
    let w = Tensor::zeros((64, 16), DType::F32, &cpu)?;
    let h = x.matmul(&w)?.rellu()?;
    println!("{h}");
    Ok(())
}
