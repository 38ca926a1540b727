//! keisan's products beside those of `gemm`, `private-gemm-x86` (the engine under `faer`) and
//! `matrixmultiply`, on the shapes of a small and a large network:
//!
//! ```text
//! cargo run --release --manifest-path runtime/benches/engines/Cargo.toml [SHAPE]
//! ```
//!
//! Each line shows keisan's time, and how many times as long the engines take.

#[path = "../../matmul/table.rs"]
mod table;

use std::hint::black_box;
use std::ptr;

use keisan::kernels::{Store, matmul, matmul_nt, matmul_tn};
use keisan::random::seeded;
use keisan::{SMatrix, init, plain};
use private_gemm_x86 as private;

fn filled<const R: usize, const C: usize>(seed: u64) -> Box<SMatrix<f32, R, C>> {
    let mut matrix = plain::zeroed_box::<SMatrix<f32, R, C>>();
    init::normal(&mut *matrix, &mut seeded(seed), 0.0, 1.0);
    matrix
}

/// A matrix in memory with the distances from row to row and from column to column.
#[derive(Clone, Copy)]
struct Operand {
    elements: *const f32,
    rows: isize,
    columns: isize,
}

impl Operand {
    /// The matrix itself if it is stored that way, or the transpose of what is stored.
    fn of<const R: usize, const C: usize>(stored: &SMatrix<f32, R, C>, transposed: bool) -> Self {
        let (rows, columns) = if transposed { (R as isize, 1) } else { (1, R as isize) };
        Self { elements: stored.as_ptr(), rows, columns }
    }
}

/// The three engines on C = A·B for `[m, k]` · `[k, n]`, beside keisan.
fn compare(what: &str, (m, k, n): (usize, usize, usize), a: Operand, b: Operand, keisan: &mut dyn FnMut()) {
    let mut c = vec![0.0_f32; m * n];
    let c = c.as_mut_ptr();
    let column = m as isize;
    // SAFETY: the pointers are those of matrices of these shapes; so for the other two.
    let mut gemm = || unsafe {
        let (a_pointer, b_pointer) = (black_box(a.elements), black_box(b.elements));
        gemm::gemm(
            m,
            n,
            k,
            c,
            column,
            1,
            false,
            a_pointer,
            a.columns,
            a.rows,
            b_pointer,
            b.columns,
            b.rows,
            0.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    };
    let vectors =
        if is_x86_feature_detected!("avx512f") { private::InstrSet::Avx512 } else { private::InstrSet::Avx256 };
    let mut private = || unsafe {
        private::gemm(
            private::DType::F32,
            private::IType::U64,
            vectors,
            m,
            n,
            k,
            c.cast(),
            1,
            column,
            ptr::null(),
            ptr::null(),
            private::DstKind::Full,
            private::Accum::Replace,
            black_box(a.elements).cast(),
            a.rows,
            a.columns,
            false,
            ptr::null(),
            0,
            black_box(b.elements).cast(),
            b.rows,
            b.columns,
            false,
            ptr::from_ref(&1.0_f32).cast(),
            1,
        );
    };
    let mut matrixmultiply = || unsafe {
        let (a_pointer, b_pointer) = (black_box(a.elements), black_box(b.elements));
        matrixmultiply::sgemm(
            m, k, n, 1.0, a_pointer, a.rows, a.columns, b_pointer, b.rows, b.columns, 0.0, c, 1, column,
        );
    };
    table::line(
        what,
        m * k * n,
        &mut [
            ("keisan", keisan),
            ("gemm", &mut gemm),
            ("private-gemm-x86", &mut private),
            ("matrixmultiply", &mut matrixmultiply),
        ],
    );
}

fn shape<const M: usize, const K: usize, const N: usize>(only: Option<&str>) {
    let shape = format!("{M}x{K}x{N}");
    if only.is_some_and(|only| only != shape) {
        return;
    }
    let (a, a_t) = (filled::<M, K>(1), filled::<K, M>(2));
    let (b, b_t) = (filled::<K, N>(3), filled::<N, K>(4));
    let mut c = filled::<M, N>(5);
    let dimensions = (M, K, N);
    compare(&format!("{shape} A·B"), dimensions, Operand::of(&a, false), Operand::of(&b, false), &mut || {
        matmul(black_box(&mut *c), black_box(&*a), black_box(&*b), Store::Set)
    });
    compare(&format!("{shape} Aᵀ·B"), dimensions, Operand::of(&a_t, true), Operand::of(&b, false), &mut || {
        matmul_tn(black_box(&mut *c), black_box(&*a_t), black_box(&*b), Store::Set)
    });
    compare(&format!("{shape} A·Bᵀ"), dimensions, Operand::of(&a, false), Operand::of(&b_t, true), &mut || {
        matmul_nt(black_box(&mut *c), black_box(&*a), black_box(&*b_t), Store::Set)
    });
}

macro_rules! shapes {
    ($only:expr; $($m:literal $k:literal $n:literal,)*) => { $(shape::<$m, $k, $n>($only);)* };
}

fn main() {
    let only = std::env::args().nth(1);
    shapes! {
        only.as_deref();
        4 4 4, 8 8 8, 12 12 12, 16 16 16, 24 24 24, 32 32 32, 64 64 64, 96 96 96,
        32 64 64, 64 32 64, 32 64 10, 64 32 10, 32 10 64,
        32 784 128, 784 32 128, 32 128 10, 128 32 10, 32 10 128,
        128 784 512, 784 128 512, 128 512 256, 512 128 256, 128 256 512, 128 256 10, 256 128 10,
        256 1024 1024, 1024 256 1024, 256 1024 10, 1024 256 10, 256 10 1024, 1024 1024 1024,
        1 64 64, 1 784 128, 1 128 10, 1 10 128, 2 64 64, 4 784 128, 8 784 128,
    }
}
