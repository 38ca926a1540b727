//! The digits in candle. See ../README.md for what is printed.

#[path = "../../digits.rs"]
mod digits;

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::ops::log_softmax;
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, VarBuilder, VarMap, linear};

use digits::{BATCH, CLASSES, Digits, EPOCHS, HIDDEN, Lessons, PIXELS, RATE, say_accuracy};

/// One hidden layer.
struct Net {
    hidden: Linear,
    logits: Linear,
}

impl Net {
    fn new(variables: VarBuilder) -> Result<Self> {
        let hidden = linear(PIXELS, HIDDEN, variables.pp("hidden"))?;
        let logits = linear(HIDDEN, CLASSES, variables.pp("logits"))?;
        Ok(Self { hidden, logits })
    }

    fn logits(&self, x: &Tensor) -> Result<Tensor> {
        self.logits.forward(&self.hidden.forward(x)?.relu()?)
    }
}

fn main() -> Result<()> {
    let mut lessons = Lessons::read();
    let variables = VarMap::new();
    let net = Net::new(VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu))?;
    let mut adam = AdamW::new(variables.all_vars(), ParamsAdamW { lr: RATE, weight_decay: 0.0, ..Default::default() })?;
    for _ in 0..EPOCHS {
        for Digits { pixels, targets, .. } in lessons.epoch() {
            let x = Tensor::from_vec(pixels, (BATCH, PIXELS), &Device::Cpu)?;
            let y = Tensor::from_vec(targets, (BATCH, CLASSES), &Device::Cpu)?;
            let loss = ((log_softmax(&net.logits(&x)?, D::Minus1)? * y)?.sum_all()? / -(BATCH as f64))?;
            adam.backward_step(&loss)?;
        }
    }
    let test = &lessons.test;
    let x = Tensor::from_vec(test.pixels.clone(), (test.rows, PIXELS), &Device::Cpu)?;
    say_accuracy(test, &net.logits(&x)?.flatten_all()?.to_vec1()?);
    Ok(())
}
