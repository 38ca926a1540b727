//! The main example: a network learns to read handwritten digits.
//!
//! It trains on 1,437 images of 8×8 pixels, in mini-batches of 32, and is tested on the other 360,
//! which it has never seen. It says how many of them it read right, and paints two pictures: the
//! loss from epoch to epoch, and the digits that it misread.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use keisan::optim::{Adam, Optimizer};
use keisan::plain::zeroed_box;
use keisan::random::{Generator, seeded};
use keisan::{SMatrix, Scalar, graph};
use keisan_examples::chart::{Chart, Corner, Curve, Point};
use keisan_examples::digits::{self, CLASSES, Digit, PIXELS};
use keisan_examples::picture::{Picture, PictureError};
use keisan_examples::sheet::{Tile, sheet};
use keisan_examples::{finish, most_likely, progress};
use rand::seq::SliceRandom;

/// Digits in a mini-batch.
const BATCH: usize = 32;
/// Digits set aside for the test: a fifth of them.
const TEST: usize = 360;
/// Units of the hidden layer.
const HIDDEN: usize = 256;

graph! {
    /// Handwritten digits: 8×8 images, one hidden layer, ten classes.
    pub graph Digits<const B: usize> {
        /// An image a row, from 0 (paper) to 1 (ink).
        input x: [B, PIXELS];
        /// What each image should be read as: a probability for each digit.
        target y: [B, CLASSES];

        param w1: [PIXELS, HIDDEN]  = he_normal;
        param b1: [HIDDEN]          = zeros;
        param w2: [HIDDEN, CLASSES] = xavier_uniform;
        param b2: [CLASSES]         = zeros;

        let hidden = relu(x @ w1 + b1);
        let logits = hidden @ w2 + b2;
        output probs = softmax(logits);
        loss = mean(cross_entropy(probs, y));
    }
}

/// Learn to read handwritten digits.
#[derive(Parser)]
struct Arguments {
    /// How often to go through all digits
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..))]
    epochs: u16,
    /// What all random numbers follow from: the split, the first weights, the order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A file of digits to read instead of the bundled one
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The folder for the pictures
    #[arg(long, value_name = "FOLDER", default_value = "target/keisan/digits")]
    out: PathBuf,
}

fn main() -> ExitCode {
    finish(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut rng = seeded(arguments.seed);
    let digits = match &arguments.data {
        Some(file) => digits::load(file)?,
        None => digits::bundled()?,
    };
    let (mut train, test) = digits::split(digits, BATCH, TEST, &mut rng)?;
    let mut params = DigitsParams::init_boxed(&mut rng);
    println!("{} digits to learn from, {TEST} for the test", train.len());
    println!("{} parameters", DigitsParams::COUNT);

    let losses = learn(&mut params, &mut train, &test, arguments.epochs, &mut rng);
    let mistakes = mistakes(&params, &test);
    let right = f64::from_usize(TEST - mistakes.len());
    let accuracy = 100.0 * right / f64::from_usize(TEST);
    println!("test accuracy: {accuracy:.2} %");

    let path = arguments.out.join("loss.png");
    losses.picture()?.save(&path)?;
    println!("loss curve: {}", path.display());

    let title = format!("{} of {TEST} digits misread", mistakes.len());
    let path = arguments.out.join("mistakes.png");
    sheet(&title, &mistakes)?.save(&path)?;
    println!("mistakes: {}", path.display());
    Ok(())
}

/// The loss after each epoch.
#[derive(Default)]
struct Losses {
    train: Vec<Point>,
    test: Vec<Point>,
}

/// Trains the network, and measures its loss on the test after each epoch.
fn learn(params: &mut DigitsParams, train: &mut [Digit], test: &[Digit], epochs: u16, rng: &mut Generator) -> Losses {
    let mut grads = DigitsParams::zeros_boxed();
    let mut net = Digits::<BATCH>::boxed();
    let mut batch = Batch::new();
    let mut adam = Adam::new(3e-3, params);

    // The same parameters serve any batch size: here all digits of the test at once.
    let mut exam = Digits::<TEST>::boxed();
    let mut test_batch = Batch::new();
    let test_inputs = test_batch.fill(test);

    let mut losses = Losses::default();
    let bar = progress(epochs.into());
    for epoch in 1..=epochs {
        train.shuffle(rng);
        let mut total = 0.0;
        for digits in train.chunks_exact(BATCH) {
            let pass = net.forward(params, batch.fill(digits));
            total += pass.loss();
            pass.backward(&mut grads);
            adam.step(params, &grads);
        }
        let train_loss = total / f32::from_usize(train.len() / BATCH);
        let test_loss = exam.forward(params, test_inputs).loss();
        losses.train.push((epoch.into(), train_loss.into()));
        losses.test.push((epoch.into(), test_loss.into()));
        bar.set_message(format!("{train_loss:.4}"));
        bar.inc(1);
    }
    bar.finish();
    losses
}

/// Images and targets, a row a digit. The memory is allocated once and filled again and again.
struct Batch<const B: usize> {
    x: Box<SMatrix<f32, B, PIXELS>>,
    y: Box<SMatrix<f32, B, CLASSES>>,
}

impl<const B: usize> Batch<B> {
    fn new() -> Self {
        let (x, y) = (zeroed_box(), zeroed_box());
        Self { x, y }
    }

    /// Fills the rows with digits, as many as there are rows.
    fn fill(&mut self, digits: &[Digit]) -> DigitsInputs<'_, B> {
        // A target leaves a fifth of the certainty to all classes alike, so that the network does
        // not become surer than is good for digits that it has not seen (Szegedy et al., 2016,
        // section 7). The loss cannot fall below the entropy of such a target, 0.87.
        const SMOOTHING: f32 = 0.2;
        for (row, digit) in digits.iter().enumerate() {
            self.x.row_mut(row).copy_from_slice(&digit.pixels);
            self.y.row_mut(row).fill(SMOOTHING / f32::from_usize(CLASSES));
            self.y[(row, digit.label)] += 1.0 - SMOOTHING;
        }
        DigitsInputs { x: &self.x, y: &self.y }
    }
}

/// Reads the digits one by one; those that are misread, with what they were taken for.
fn mistakes<'a>(params: &DigitsParams, digits: &'a [Digit]) -> Vec<Tile<'a>> {
    let mut one = Digits::<1>::boxed();
    let mut tiles = Vec::new();
    for digit in digits {
        let probs = one.predict(params, &SMatrix::from_row_slice(&digit.pixels));
        let reading = most_likely(probs.as_slice());
        if reading != digit.label {
            let sure = format!("{:.0} % sure", 100.0 * probs[reading]);
            let caption = [format!("{}, read as {reading}", digit.label), sure];
            tiles.push(Tile { digit, caption });
        }
    }
    tiles
}

impl Losses {
    fn picture(&self) -> Result<Picture, PictureError> {
        let chart = Chart {
            title: "Learning to read digits",
            x: "epoch",
            y: "mean cross-entropy",
            legend: Corner::UpperRight,
            curves: &[Curve::line("digits learned from", &self.train), Curve::dashes("digits never seen", &self.test)],
        };
        chart.picture()
    }
}
