use keisan::SMatrix;
use keisan_bad_graphs::{Digits, DigitsInputs, DigitsParams};

fn main() {
    let params = DigitsParams::zeros();
    let (x, y) = (SMatrix::<f32, 32, 64>::zeros(), SMatrix::<f32, 16, 10>::zeros());
    Digits::<32>::boxed().forward(&params, DigitsInputs { x: &x, y: &y });
}
