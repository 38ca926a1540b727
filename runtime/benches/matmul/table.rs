//! A table of several ways to do the same, measured in turns, so that whatever else the machine does
//! hits all of them.

use std::hint::black_box;
use std::time::Instant;

/// Rounds of which the fastest counts.
const ROUNDS: usize = 40;

/// What one measurement takes, in seconds.
const MEASUREMENT: f64 = 2e-4;

/// A way to do it, with its name.
pub type Way<'a> = (&'static str, &'a mut dyn FnMut());

/// Measures all ways, and prints a line: the first way's time, and how many times as long the others
/// take.
pub fn line(what: &str, products: usize, ways: &mut [Way<'_>]) {
    let times = measure(ways);
    let rate = 2.0 * products as f64 / times[0] * 1e-9;
    print!("{what:22} {:>6} {:>11.1} ns {rate:>6.1} GFLOP/s ", ways[0].0, times[0] * 1e9);
    for ((name, _), time) in ways.iter().zip(&times).skip(1) {
        print!("  {name} {:>5.2}", time / times[0]);
    }
    println!();
}

/// Seconds for each way.
fn measure(ways: &mut [Way<'_>]) -> Vec<f64> {
    let mut times = vec![f64::INFINITY; ways.len()];
    for _ in 0..ROUNDS {
        for ((_, way), best) in ways.iter_mut().zip(&mut times) {
            way();
            let repeats = if best.is_finite() { (MEASUREMENT / *best).ceil() as usize } else { 1 };
            let start = Instant::now();
            for _ in 0..repeats.max(1) {
                black_box(&mut *way)();
            }
            *best = best.min(start.elapsed().as_secs_f64() / repeats.max(1) as f64);
        }
    }
    times
}
