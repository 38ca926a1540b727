//! Products of many shapes, by the route that `matmul` takes and by each of the others, to choose the
//! crossovers in `src/kernels/matmul.rs`:
//!
//! ```text
//! cargo bench -p keisan --bench matmul [SHAPE]
//! ```
//!
//! Each line shows the time of the chosen route, and how many times as long the others take.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unnecessary_box_returns,
    reason = "times and counts are small, matrices are large"
)]

mod table;

use std::hint::black_box;

use keisan::kernels::{Store, matmul, matmul_nt, matmul_tn, routes};
use keisan::random::seeded;
use keisan::{SMatrix, init, plain};

fn filled<const R: usize, const C: usize>(seed: u64) -> Box<SMatrix<f32, R, C>> {
    let mut matrix = plain::zeroed_box::<SMatrix<f32, R, C>>();
    init::normal(&mut *matrix, &mut seeded(seed), 0.0, 1.0);
    matrix
}

/// One orientation by all routes.
macro_rules! orientation {
    ($shape:expr, $name:literal, $chosen:ident, $a:ident, $b:ident, $c:ident, $ta:literal, $tb:literal) => {{
        let (mut c1, mut c2, mut c3, mut c4) = ($c.clone(), $c.clone(), $c.clone(), $c.clone());
        let (a, b) = (&*$a, &*$b);
        macro_rules! route {
            ($route:ident, $to:ident) => {
                || {
                    let (a, b) = (black_box(a), black_box(b));
                    let to = black_box($to.as_mut_slice());
                    let (a, b) = (a.as_slice(), b.as_slice());
                    routes::$route::<f32, M, K, N, $ta, $tb>(to, a, b, Store::Set);
                }
            };
        }
        table::line(
            &format!("{} {}", $shape, $name),
            M * K * N,
            &mut [
                ("chosen", &mut || $chosen(black_box(&mut *c1), black_box(a), black_box(b), Store::Set)),
                ("unrolled", &mut route!(unrolled, c2)),
                ("tiled", &mut route!(tiled, c3)),
                ("blocked", &mut route!(blocked, c4)),
            ],
        );
    }};
}

fn shape<const M: usize, const K: usize, const N: usize>(only: Option<&str>) {
    let shape = format!("{M}x{K}x{N}");
    if only.is_some_and(|only| only != shape) {
        return;
    }
    let (a, a_t) = (filled::<M, K>(1), filled::<K, M>(2));
    let (b, b_t) = (filled::<K, N>(3), filled::<N, K>(4));
    let c = filled::<M, N>(5);
    orientation!(shape, "A·B", matmul, a, b, c, false, false);
    orientation!(shape, "Aᵀ·B", matmul_tn, a_t, b, c, true, false);
    orientation!(shape, "A·Bᵀ", matmul_nt, a, b_t, c, false, true);
}

macro_rules! shapes {
    ($only:expr; $($m:literal $k:literal $n:literal,)*) => { $(shape::<$m, $k, $n>($only);)* };
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    // Cargo says `--bench` when it is asked to measure; a test run only has to build this.
    if !arguments.any(|argument| argument == "--bench") {
        return;
    }
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    shapes! {
        only.as_deref();
        2 2 8, 4 2 8, 4 8 2, 4 4 4, 4 4 8, 1 4 4, 1 8 8, 8 8 8, 12 12 12, 16 16 16,
        24 24 24, 32 32 32, 32 64 10, 64 32 10, 32 10 64, 32 64 32, 32 64 64,
        1 16 16, 1 32 32, 1 64 64, 2 16 16, 2 32 32, 4 16 16, 4 32 32, 4 64 64,
        8 32 32, 8 64 64, 16 16 2, 32 32 2, 64 64 1, 64 64 2,
    }
}
