//! A curve through noisy points, in double precision: what the network makes of 64 measurements of
//! a sine, beside the sine itself.
//!
//! The graph is generic over its scalar type; its gradients are checked against differences of the
//! loss before they are trusted.

use std::error::Error;
use std::f64::consts::PI;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use keisan::optim::{Adam, Optimizer};
use keisan::random::seeded;
use keisan::{SMatrix, Scalar, check_gradients, graph, init};
use keisan_examples::chart::{Chart, Corner, Curve, Point};
use keisan_examples::finish;
use keisan_examples::picture::{Picture, PictureError};

/// Measurements to learn from.
const POINTS: usize = 64;
/// How far a measurement is off: the standard deviation.
const NOISE: f64 = 0.15;
/// Training steps.
const STEPS: usize = 3000;

graph! {
    /// A smooth function of one variable, as a sum of 12 bends.
    pub graph Fit<T, const B: usize> {
        input  x: [B, 1];
        target y: [B, 1];

        param w1: [1, 12] = xavier_normal;
        param b1: [12]    = uniform(-1.0, 1.0);
        param w2: [12, 1] = xavier_normal;
        param b2: [1]     = zeros;

        let bends = tanh(x @ w1 + b1);
        output fitted = bends @ w2 + b2;
        loss = mse(fitted, y);
    }
}

/// Fit a curve to noisy measurements of a sine.
#[derive(Parser)]
struct Arguments {
    /// The folder for the picture
    #[arg(long, value_name = "FOLDER", default_value = "target/keisan/regression")]
    out: PathBuf,
}

fn main() -> ExitCode {
    finish(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut rng = seeded(1);
    let x = evenly::<POINTS>();
    let mut y = SMatrix::<f64, POINTS, 1>::zeros();
    init::normal(&mut y, &mut rng, 0.0, NOISE);
    y += x.map(f64::sin);
    let inputs = FitInputs { x: &x, y: &y };

    let mut params = FitParams::<f64>::init(&mut rng);
    let mut grads = FitParams::zeros();
    let mut net = Fit::<f64, POINTS>::boxed();
    println!("{}", check_gradients(&mut *net, &params, inputs));

    let mut adam = Adam::new(1e-2, &params);
    for _ in 0..STEPS {
        net.forward(&params, inputs).backward(&mut grads);
        adam.step(&mut params, &grads);
    }
    let loss = net.forward(&params, inputs).loss();
    println!("mean squared error after {STEPS} steps: {loss:.4}");
    println!("that of the sine itself: {:.4}", (y - x.map(f64::sin)).norm_squared() / f64::from_usize(POINTS));

    println!("\n     x    sin x   fitted");
    let x_few = evenly::<9>();
    let mut few = Fit::<f64, 9>::boxed();
    for (x, fitted) in x_few.iter().zip(few.predict(&params, &x_few)) {
        println!("{x:6.2} {:8.3} {fitted:8.3}", x.sin());
    }

    let path = arguments.out.join("fit.png");
    picture(&params, &points(&x, &y))?.save(&path)?;
    println!("\npicture: {}", path.display());
    Ok(())
}

/// The fitted curve between the measurements and the sine.
fn picture(params: &FitParams<f64>, measured: &[Point]) -> Result<Picture, PictureError> {
    let x = evenly::<200>();
    let mut net = Fit::<f64, 200>::boxed();
    let fitted = points(&x, net.predict(params, &x));
    let sine = points(&x, &x.map(f64::sin));
    let chart = Chart {
        title: "A sine, guessed from noisy measurements",
        x: "x",
        y: "y",
        legend: Corner::UpperLeft,
        curves: &[Curve::dots("measured", measured), Curve::line("fitted", &fitted), Curve::dashes("sin x", &sine)],
    };
    chart.picture()
}

/// N numbers from −π to π, the ends included.
fn evenly<const N: usize>() -> SMatrix<f64, N, 1> {
    SMatrix::from_fn(|index, _| PI * (f64::from_usize(2 * index) / f64::from_usize(N - 1) - 1.0))
}

fn points<const N: usize>(x: &SMatrix<f64, N, 1>, y: &SMatrix<f64, N, 1>) -> Vec<Point> {
    x.iter().copied().zip(y.iter().copied()).collect()
}
