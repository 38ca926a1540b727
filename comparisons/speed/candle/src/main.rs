//! One workload in candle. See ../README.md for what is printed.

#[path = "../../data.rs"]
mod data;
#[path = "../../timing.rs"]
mod timing;

use std::hint::black_box;

use candle_core::{D, Device, Result, Tensor, Var};

use data::{COMPARED_RATE, MEASURED_RATE, inputs, targets, weight};
use timing::{Arguments, median};

/// Weight and bias of each layer.
struct Network {
    layers: Vec<(Var, Var)>,
}

impl Network {
    fn new(sizes: &[usize]) -> Result<Self> {
        let mut layers = Vec::new();
        for (layer, shape) in sizes.windows(2).enumerate() {
            let weight =
                Tensor::from_vec(weight(layer as u32 + 1, shape[0], shape[1]), (shape[0], shape[1]), &Device::Cpu)?;
            let bias = Tensor::zeros(shape[1], candle_core::DType::F32, &Device::Cpu)?;
            layers.push((Var::from_tensor(&weight)?, Var::from_tensor(&bias)?));
        }
        Ok(Self { layers })
    }

    fn logits(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = x.clone();
        for (layer, (weight, bias)) in self.layers.iter().enumerate() {
            x = x.matmul(weight)?.broadcast_add(bias)?;
            if layer + 1 < self.layers.len() {
                x = x.relu()?;
            }
        }
        Ok(x)
    }

    /// Cross-entropy of a softmax with one-hot targets, as `candle_nn` writes it.
    fn loss(&self, x: &Tensor, y: &Tensor) -> Result<Tensor> {
        let logits = self.logits(x)?;
        let shifted = logits.broadcast_sub(&logits.max_keepdim(D::Minus1)?)?;
        let log_softmax = shifted.broadcast_sub(&shifted.exp()?.sum_keepdim(D::Minus1)?.log()?)?;
        (log_softmax * y)?.sum_all()? / -(x.dim(0)? as f64)
    }

    fn step(&self, x: &Tensor, y: &Tensor, rate: f32) -> Result<()> {
        let gradients = self.loss(x, y)?.backward()?;
        for variable in self.layers.iter().flat_map(|(weight, bias)| [weight, bias]) {
            let gradient = gradients.get(variable).expect("every parameter has a gradient");
            variable.set(&variable.sub(&(gradient * f64::from(rate))?)?)?;
        }
        Ok(())
    }
}

fn main() -> Result<()> {
    let Arguments { workload, seconds } = Arguments::read();
    let (sizes, rows): (&[usize], usize) = match workload.as_str() {
        "a" => (&[2, 8, 2], 4),
        "b" => (&[64, 64, 10], 32),
        "c" => (&[784, 128, 10], 32),
        "d" => (&[784, 512, 256, 10], 128),
        "e" => (&[1024, 1024, 1024, 10], 256),
        other => panic!("no workload is called {other}"),
    };
    let (width, classes) = (sizes[0], sizes[sizes.len() - 1]);
    let x = Tensor::from_vec(inputs(rows, width), (rows, width), &Device::Cpu)?;
    let y = Tensor::from_vec(targets(rows, classes), (rows, classes), &Device::Cpu)?;

    let net = Network::new(sizes)?;
    for _ in 0..5 {
        net.step(&x, &y, COMPARED_RATE)?;
    }
    let loss: f32 = net.loss(&x, &y)?.to_scalar()?;
    let time = median(seconds, || net.step(&x, &y, MEASURED_RATE).expect("it has worked before"));
    println!("step\t{time}\t{loss}");

    // Nothing that a gradient could be asked of.
    let net = Network::new(sizes)?;
    let layers: Vec<_> = net.layers.iter().map(|(weight, bias)| (weight.detach(), bias.detach())).collect();
    let predict = |x: &Tensor| -> Result<Tensor> {
        let mut x = x.clone();
        for (layer, (weight, bias)) in layers.iter().enumerate() {
            x = x.matmul(weight)?.broadcast_add(bias)?;
            if layer + 1 < layers.len() {
                x = x.relu()?;
            }
        }
        Ok(x)
    };
    let row = Tensor::from_vec(inputs(1, width), (1, width), &Device::Cpu)?;
    let sum: f32 = predict(&row)?.abs()?.sum_all()?.to_scalar()?;
    let time = median(seconds, || {
        black_box(predict(black_box(&row)).expect("it has worked before"));
    });
    println!("infer\t{time}\t{sum}");
    Ok(())
}
