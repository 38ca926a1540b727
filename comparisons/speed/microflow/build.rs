//! Writes the networks as models of TensorFlow Lite, which is what microflow compiles: quantised, since it knows nothing else. Weights
//! are from −127 to 127 with one scale for a matrix, and what a layer computes has 256 steps between the least and the greatest value that
//! it has for the workload's batch, as the converter of TensorFlow Lite does it.

#[path = "../data.rs"]
#[allow(dead_code)]
mod data;

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use flatbuffers::{FlatBufferBuilder, TableFinishedWIPOffset, WIPOffset};

use data::{inputs, weight};

type Builder = FlatBufferBuilder<'static>;
type Table = WIPOffset<TableFinishedWIPOffset>;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../data.rs");
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut models = String::new();
    for (name, rows, sizes) in [("A", 4, &[2, 8, 2]), ("B", 32, &[64, 64, 10]), ("C", 32, &[784, 128, 10])] {
        let file = folder.join(format!("{name}.tflite"));
        fs::write(&file, model(rows, sizes)).expect("a file can be written where cargo says");
        writeln!(models, "#[microflow::model({file:?})]\nstruct {name};").expect("text can be written to");
    }
    fs::write(folder.join("models.rs"), models).expect("a file can be written where cargo says");
}

/// How whole numbers stand for others.
#[derive(Clone, Copy)]
struct Scale {
    step: f32,
    zero: i64,
}

impl Scale {
    /// Of the numbers from `least` to `greatest`, and zero.
    fn of(values: &[f32]) -> Self {
        let (least, greatest) = values
            .iter()
            .fold((0.0, 0.0), |(least, greatest): (f32, f32), &value| (least.min(value), greatest.max(value)));
        let step = (greatest - least) / 255.0;
        Self { step, zero: (-128.0 - least / step).round() as i64 }
    }

    /// As `of`, with zero in the middle.
    fn around_zero(values: &[f32]) -> Self {
        let greatest = values.iter().fold(0.0, |greatest: f32, value| greatest.max(value.abs()));
        Self { step: greatest / 127.0, zero: 0 }
    }
}

/// The numbers of fields, of unions and of constants are those of TensorFlow Lite's schema.
const INT32: i8 = 2;
const INT8: i8 = 9;
const FULLY_CONNECTED: i8 = 9;
const FULLY_CONNECTED_OPTIONS: u8 = 8;

/// The place of a table's field.
fn field(number: u16) -> u16 {
    4 + 2 * number
}

/// A model under construction: tensors and what they hold.
struct Model {
    builder: Builder,
    buffers: Vec<Table>,
    tensors: Vec<Table>,
    operators: Vec<Table>,
}

impl Model {
    /// Adds a tensor, and says at which place. Those that are computed hold no data.
    fn tensor(&mut self, shape: &[i32], kind: i8, scale: Scale, data: &[u8]) -> i32 {
        let builder = &mut self.builder;
        let data = (!data.is_empty()).then(|| builder.create_vector(data));
        let table = builder.start_table();
        if let Some(data) = data {
            builder.push_slot_always(field(0), data);
        }
        self.buffers.push(builder.end_table(table));

        let (steps, zeros) = (builder.create_vector(&[scale.step]), builder.create_vector(&[scale.zero]));
        let table = builder.start_table();
        builder.push_slot_always(field(2), steps);
        builder.push_slot_always(field(3), zeros);
        let quantization = builder.end_table(table);

        let shape = builder.create_vector(shape);
        let table = builder.start_table();
        builder.push_slot_always(field(0), shape);
        builder.push_slot_always(field(1), kind);
        builder.push_slot_always(field(2), self.buffers.len() as u32 - 1);
        builder.push_slot_always(field(4), quantization);
        self.tensors.push(builder.end_table(table));
        self.tensors.len() as i32 - 1
    }

    /// Adds a linear layer, with relu or without.
    fn layer(&mut self, operands: [i32; 3], result: i32, relu: bool) {
        let builder = &mut self.builder;
        let table = builder.start_table();
        builder.push_slot_always(field(0), i8::from(relu));
        let options = builder.end_table(table);

        let (operands, results) = (builder.create_vector(&operands), builder.create_vector(&[result]));
        let table = builder.start_table();
        builder.push_slot_always(field(1), operands);
        builder.push_slot_always(field(2), results);
        builder.push_slot_always(field(3), FULLY_CONNECTED_OPTIONS);
        builder.push_slot_always(field(4), options);
        self.operators.push(builder.end_table(table));
    }

    fn finish(mut self, input: i32, output: i32) -> Vec<u8> {
        let builder = &mut self.builder;
        let tensors = builder.create_vector(&self.tensors);
        let (input, output) = (builder.create_vector(&[input]), builder.create_vector(&[output]));
        let operators = builder.create_vector(&self.operators);
        let table = builder.start_table();
        builder.push_slot_always(field(0), tensors);
        builder.push_slot_always(field(1), input);
        builder.push_slot_always(field(2), output);
        builder.push_slot_always(field(3), operators);
        let graph = builder.end_table(table);

        let table = builder.start_table();
        builder.push_slot_always(field(0), FULLY_CONNECTED);
        let code = builder.end_table(table);

        let (codes, graphs) = (builder.create_vector(&[code]), builder.create_vector(&[graph]));
        let buffers = builder.create_vector(&self.buffers);
        let table = builder.start_table();
        builder.push_slot_always(field(0), 3_u32);
        builder.push_slot_always(field(1), codes);
        builder.push_slot_always(field(2), graphs);
        builder.push_slot_always(field(4), buffers);
        let model = builder.end_table(table);
        builder.finish(model, Some("TFL3"));
        builder.finished_data().to_vec()
    }
}

fn model(rows: usize, sizes: &[usize]) -> Vec<u8> {
    let (buffers, tensors, operators) = (Vec::new(), Vec::new(), Vec::new());
    let mut model = Model { builder: Builder::new(), buffers, tensors, operators };
    let mut x = inputs(rows, sizes[0]);
    let mut scale = Scale::of(&x);
    let input = model.tensor(&[1, sizes[0] as i32], INT8, scale, &[]);
    let mut last = input;
    for (layer, shape) in sizes.windows(2).enumerate() {
        let &[width, units] = shape else { unreachable!("windows are of two") };
        let relu = layer + 2 < sizes.len();
        let weights = weight(layer as u32 + 1, width, units);
        x = products(&x, &weights, width, units);
        if relu {
            x.iter_mut().for_each(|value| *value = value.max(0.0));
        }

        // A row for each unit: transposed.
        let of_weights = Scale::around_zero(&weights);
        let whole = (0..units * width).map(|at| (weights[at % width * units + at / width] / of_weights.step).round());
        let whole: Vec<u8> = whole.map(|weight| (weight as i8).cast_unsigned()).collect();
        let weights = model.tensor(&[units as i32, width as i32], INT8, of_weights, &whole);
        let of_bias = Scale { step: scale.step * of_weights.step, zero: 0 };
        let bias = model.tensor(&[units as i32], INT32, of_bias, &vec![0; 4 * units]);
        scale = Scale::of(&x);
        let result = model.tensor(&[1, units as i32], INT8, scale, &[]);
        model.layer([last, weights, bias], result, relu);
        last = result;
    }
    model.finish(input, last)
}

/// `x @ weights`, row by row.
fn products(x: &[f32], weights: &[f32], width: usize, units: usize) -> Vec<f32> {
    let mut results = Vec::new();
    for row in x.chunks_exact(width) {
        results.extend((0..units).map(|unit| (0..width).map(|at| row[at] * weights[at * units + unit]).sum::<f32>()));
    }
    results
}
