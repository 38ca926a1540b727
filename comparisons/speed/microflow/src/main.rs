//! The prediction of one workload in microflow. See ../README.md for what is printed.

#[path = "../../data.rs"]
#[allow(dead_code)]
mod data;
#[path = "../../timing.rs"]
mod timing;

use std::hint::black_box;

use nalgebra::SMatrix;

use data::inputs;
use timing::{Arguments, median};

// `A`, `B` and `C`, as build.rs has written them.
include!(concat!(env!("OUT_DIR"), "/models.rs"));

macro_rules! workload {
    ($seconds:expr, $model:ident, $width:literal) => {{
        let row = SMatrix::<f32, 1, $width>::from_row_slice(&inputs(1, $width));
        let sum: f32 = $model::predict(row).iter().map(|logit| logit.abs()).sum();
        let time = median($seconds, || {
            black_box($model::predict(black_box(row)));
        });
        println!("infer int8\t{time}\t{sum}");
    }};
}

fn main() {
    let Arguments { workload, seconds } = Arguments::read();
    match workload.as_str() {
        "a" => workload!(seconds, A, 2),
        "b" => workload!(seconds, B, 64),
        "c" => workload!(seconds, C, 784),
        // Nothing of these: the README says why.
        "d" | "e" => {}
        other => panic!("no workload is called {other}"),
    }
}
