//! The data of the workloads for the peers in Rust: what runtime/benches/steps/workloads.rs says, row by row.

/// The learning rate of the five steps by which programs are compared.
pub const COMPARED_RATE: f32 = 0.05;

/// The learning rate while time is measured.
pub const MEASURED_RATE: f32 = 1e-6;

/// A number from −1 to 1, the same in every program.
fn noise(stream: u32, index: u32) -> f32 {
    let mut bits = index.wrapping_mul(0x9e37_79b1).wrapping_add(stream.wrapping_mul(0x85eb_ca6b));
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7feb_352d);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846c_a68b);
    bits ^= bits >> 16;
    (bits >> 8) as f32 / 8_388_608.0 - 1.0
}

/// A batch of inputs.
pub fn inputs(rows: usize, columns: usize) -> Vec<f32> {
    (0..rows * columns).map(|at| noise(0, at as u32)).collect()
}

/// Row i is of class i mod the number of classes.
pub fn targets(rows: usize, classes: usize) -> Vec<f32> {
    (0..rows * classes).map(|at| if at / classes % classes == at % classes { 1.0 } else { 0.0 }).collect()
}

/// The weight of a layer, counted from one; biases are zero.
pub fn weight(layer: u32, inputs: usize, outputs: usize) -> Vec<f32> {
    let scale = (6.0 / inputs as f32).sqrt();
    (0..inputs * outputs).map(|at| noise(layer, at as u32) * scale).collect()
}
