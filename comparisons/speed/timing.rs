//! What all programs in Rust share: their arguments, and how a time is measured.

use std::time::Instant;

/// `<workload> <seconds>`.
pub struct Arguments {
    pub workload: String,
    /// How long each thing is measured.
    pub seconds: f64,
}

impl Arguments {
    pub fn read() -> Self {
        let mut arguments = std::env::args().skip(1);
        let workload = arguments.next().expect("the first argument is a workload");
        let seconds = arguments.next().expect("the second argument is a number of seconds");
        Self { workload, seconds: seconds.parse().expect("seconds are a number") }
    }
}

/// Median microseconds of a call. Short calls are measured many at a time: reading the clock takes a while too.
pub fn median(seconds: f64, mut call: impl FnMut()) -> f64 {
    // Caches, branch predictors and the clock frequency settle meanwhile.
    let (start, mut calls) = (Instant::now(), 0);
    while calls == 0 || start.elapsed().as_secs_f64() < 0.1 * seconds {
        call();
        calls += 1;
    }
    let once = start.elapsed().as_secs_f64() / f64::from(calls);
    let repeats = (2e-4 / once).ceil() as u32;
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < seconds || times.len() < 5 {
        let start = Instant::now();
        for _ in 0..repeats {
            call();
        }
        times.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(repeats));
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
