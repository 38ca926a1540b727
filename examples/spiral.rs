//! Three interlocked arms of a spiral: the network bends the plane until they come apart, and a
//! picture shows where it draws the line.
//!
//! The training loop is written once, for any graph that ends in a loss.

use std::error::Error;
use std::f32::consts::TAU;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use keisan::optim::{AdamW, Optimizer};
use keisan::random::{Generator, seeded};
use keisan::{LossGraph, SMatrix, Scalar, graph, init};
use keisan_examples::chart::Regions;
use keisan_examples::{finish, most_likely};

/// Arms of the spiral: the classes.
const ARMS: usize = 3;
/// Points on each arm.
const ARM: usize = 120;
/// Points of all arms together.
const POINTS: usize = ARMS * ARM;
/// The picture covers the plane from −REACH to REACH.
const REACH: f32 = 1.2;
/// Rows, and columns, of the grid on which the picture is computed.
const GRID: usize = 240;

graph! {
    /// From a point of the plane to its arm, by two hidden layers.
    pub graph Spiral<const B: usize> {
        /// A point a row.
        input  x: [B, 2];
        target y: [B, ARMS];

        param w1: [2, 32]    = xavier_uniform;
        param b1: [32]       = zeros;
        param w2: [32, 32]   = xavier_uniform;
        param b2: [32]       = zeros;
        param w3: [32, ARMS] = xavier_uniform;
        param b3: [ARMS]     = zeros;

        let hidden1 = tanh(x @ w1 + b1);
        let hidden2 = tanh(hidden1 @ w2 + b2);
        output probs = softmax(hidden2 @ w3 + b3);
        loss = mean(cross_entropy(probs, y));
    }
}

/// Tell the arms of a spiral apart.
#[derive(Parser)]
struct Arguments {
    /// The folder for the picture
    #[arg(long, value_name = "FOLDER", default_value = "target/keisan/spiral")]
    out: PathBuf,
}

fn main() -> ExitCode {
    finish(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut rng = seeded(1);
    let x = points(&mut rng);
    let y = SMatrix::from_fn(|point, arm| f32::from(arm_of(point) == arm));

    let mut params = SpiralParams::init(&mut rng);
    let mut net = Spiral::<POINTS>::boxed();
    let loss = train(&mut *net, &mut params, SpiralInputs { x: &x, y: &y }, 1000);
    println!("loss after 1000 steps: {loss:.4}");

    let probs = net.predict(&params, &x);
    let arm_read = |point| most_likely(&probs.row(point).iter().copied().collect::<Vec<_>>());
    let right = (0..POINTS).filter(|&point| arm_read(point) == arm_of(point)).count();
    println!("{right} of {POINTS} points on the right arm");

    let names = ["first arm", "second arm", "third arm"];
    let classes: [_; ARMS] = std::array::from_fn(|arm| {
        let rows = x.row_iter().skip(arm * ARM).take(ARM);
        (names[arm], rows.map(|row| (row[0].into(), row[1].into())).collect())
    });
    let regions = Regions {
        title: "Three arms of a spiral, told apart",
        reach: REACH.into(),
        grid: &grid(&params),
        classes: &classes,
    };
    let path = arguments.out.join("regions.png");
    regions.picture()?.save(&path)?;
    println!("decision boundary: {}", path.display());
    Ok(())
}

/// Trains any graph on the same inputs again and again; gives the last loss.
fn train<G: LossGraph>(graph: &mut G, params: &mut G::Parameters, inputs: G::Inputs<'_>, steps: usize) -> G::Scalar {
    let mut grads = keisan::plain::zeroed_box::<G::Parameters>();
    // The decay of the weights keeps the borders smooth.
    let mut adam = AdamW::new(1e-2, &*params).weight_decay(0.2);
    for _ in 1..steps {
        graph.gradients(params, inputs, &mut grads);
        adam.step(params, &grads);
    }
    graph.loss(params, inputs)
}

/// Points along the arms, one arm after the other, from the centre outward and a little astray.
fn points(rng: &mut Generator) -> SMatrix<f32, POINTS, 2> {
    let mut astray = SMatrix::<f32, POINTS, 1>::zeros();
    init::normal(&mut astray, rng, 0.0, 0.15);
    SMatrix::from_fn(|point, axis| {
        let outward = f32::from_usize(point % ARM) / f32::from_usize(ARM);
        let turn = f32::from_usize(arm_of(point)) / f32::from_usize(ARMS) + 0.75 * outward;
        let (sine, cosine) = (TAU * turn + astray[point]).sin_cos();
        outward * if axis == 0 { cosine } else { sine }
    })
}

fn arm_of(point: usize) -> usize {
    point / ARM
}

/// How likely each arm is at each point of the picture, computed a row at a time.
fn grid(params: &SpiralParams) -> Vec<Vec<[f32; ARMS]>> {
    let mut row = Spiral::<GRID>::boxed();
    let at = |index: usize| REACH * (f32::from_usize(2 * index + 1) / f32::from_usize(GRID) - 1.0);
    let rows = (0..GRID).map(|y| {
        let x = SMatrix::from_fn(|x, axis| at(if axis == 0 { x } else { y }));
        let probs = row.predict(params, &x);
        probs.row_iter().map(|row| [row[0], row[1], row[2]]).collect()
    });
    rows.collect()
}
