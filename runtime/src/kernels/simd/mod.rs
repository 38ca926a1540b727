//! Vectors of several numbers: the few operations that a product is made of, for each level of
//! [`dispatch`](super::dispatch).

#[cfg(target_arch = "x86_64")]
mod x86;

use super::finish::Ending;
use super::matmul_tile::Product;
use super::{matmul, reduce};
use crate::math;
use crate::scalar::Scalar;

/// A vector unit. All functions need the CPU features of the level that they belong to.
///
/// They are to be inlined into code that runs in [`enabled`](Self::enabled); elsewhere each would be
/// a call.
pub trait Simd: Copy {
    type Scalar: Scalar;
    type Vector: Copy;
    /// Which of the lanes, from the first on, take part.
    type Mask: Copy;

    /// Numbers in a vector.
    const LANES: usize;
    /// Columns of a register tile that is two vectors high: as many as the registers hold.
    const COLUMNS: usize;
    /// Rows of the block that [`transpose`](Self::transpose) turns; an even divisor of `LANES`.
    const BLOCK: usize;
    /// Its columns.
    const STEP: usize;

    /// Runs code that is compiled with the features of this unit, where it is inlined.
    unsafe fn enabled<R>(code: impl FnOnce() -> R) -> R;

    unsafe fn zero() -> Self::Vector;
    unsafe fn splat(value: Self::Scalar) -> Self::Vector;
    unsafe fn load(from: *const Self::Scalar) -> Self::Vector;
    unsafe fn store(to: *mut Self::Scalar, vector: Self::Vector);
    unsafe fn add(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// max(0, a), and NaN where a is NaN.
    unsafe fn relu(a: Self::Vector) -> Self::Vector;
    /// a · b + c
    unsafe fn mul_add(a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;

    /// The first `lanes` lanes.
    unsafe fn mask(lanes: usize) -> Self::Mask;
    /// Zero in the lanes outside the mask, whose memory is not touched.
    unsafe fn load_masked(from: *const Self::Scalar, mask: Self::Mask) -> Self::Vector;
    unsafe fn store_masked(to: *mut Self::Scalar, mask: Self::Mask, vector: Self::Vector);

    /// The sum over the lanes of each of four vectors.
    unsafe fn sums(vectors: [Self::Vector; 4]) -> [Self::Scalar; 4];
    /// The same of two times four, with the same bits.
    #[inline(always)]
    unsafe fn sums_of_eight(vectors: [[Self::Vector; 4]; 2]) -> [[Self::Scalar; 4]; 2] {
        let [first, second] = vectors;
        // SAFETY: the caller has the features of this unit.
        unsafe { [Self::sums(first), Self::sums(second)] }
    }
    /// The same of four times four, with the same bits, as one vector: of the first `LANES` of them.
    #[inline(always)]
    unsafe fn sums_of_sixteen(vectors: [[Self::Vector; 4]; 4]) -> Self::Vector {
        let [a, b, c, d] = vectors;
        // SAFETY: the caller has the features of this unit, whose vectors have at most sixteen lanes.
        unsafe {
            let sums = [Self::sums_of_eight([a, b]), Self::sums_of_eight([c, d])];
            Self::load(sums.as_ptr().cast())
        }
    }
    /// The sums of four columns of `height` numbers each. Whatever the unit, sixteen lanes are added, each from the first number to
    /// the last, and joined in the same order.
    unsafe fn column_sums(columns: [*const Self::Scalar; 4], height: usize) -> [Self::Scalar; 4];

    /// Writes `BLOCK` × `STEP` numbers, the rows of the source as columns:
    /// `to[i + j · to_step] = from[j + i · from_step]`.
    unsafe fn transpose(from: *const Self::Scalar, from_step: usize, to: *mut Self::Scalar, to_step: usize);
    /// The same of half as many rows.
    #[inline(always)]
    unsafe fn transpose_half(from: *const Self::Scalar, from_step: usize, to: *mut Self::Scalar, to_step: usize) {
        for i in 0..Self::BLOCK / 2 {
            for j in 0..Self::STEP {
                // SAFETY: the caller's pointers are good for the two blocks.
                unsafe { *to.add(i + j * to_step) = *from.add(j + i * from_step) };
            }
        }
    }
}

/// The vector units of a scalar type, one for each level, and what is compiled once with them.
pub trait Units: Sized {
    #[doc(hidden)]
    type Portable: Simd<Scalar = Self>;
    #[doc(hidden)]
    #[cfg(target_arch = "x86_64")]
    type Avx2: Simd<Scalar = Self>;
    #[doc(hidden)]
    #[cfg(target_arch = "x86_64")]
    type Avx512: Simd<Scalar = Self>;

    /// A product of any shape, and what comes after it, compiled once, in this crate.
    ///
    /// # Safety
    ///
    /// All pointers, those of the ending too, are good for the shapes.
    #[doc(hidden)]
    unsafe fn blocked_product(product: Product<Self>, rest: Option<&Ending<Self>>);

    /// The sums of columns that are `height` numbers long and follow each other, compiled once, in this crate: the same bits on
    /// every CPU.
    #[doc(hidden)]
    fn column_sums(columns: &[Self], height: usize, sums: &mut [Self]);
}

/// Arrays that the compiler makes what it can of: 128 bits are on every CPU with vectors.
#[derive(Clone, Copy)]
pub struct Portable<T, const LANES: usize>([T; LANES]);

impl<T: Scalar, const LANES: usize> Simd for Portable<T, LANES> {
    type Scalar = T;
    type Vector = Self;
    type Mask = usize;

    const LANES: usize = LANES;
    const COLUMNS: usize = 6;
    const BLOCK: usize = LANES;
    const STEP: usize = LANES;

    #[inline(always)]
    unsafe fn enabled<R>(code: impl FnOnce() -> R) -> R {
        code()
    }

    #[inline(always)]
    unsafe fn zero() -> Self {
        Self([T::ZERO; LANES])
    }

    #[inline(always)]
    unsafe fn splat(value: T) -> Self {
        Self([value; LANES])
    }

    #[inline(always)]
    unsafe fn load(from: *const T) -> Self {
        // SAFETY: the caller's pointer is good for `LANES` numbers.
        Self(unsafe { from.cast::<[T; LANES]>().read() })
    }

    #[inline(always)]
    unsafe fn store(to: *mut T, vector: Self) {
        // SAFETY: the caller's pointer is good for `LANES` numbers.
        unsafe { to.cast::<[T; LANES]>().write(vector.0) }
    }

    #[inline(always)]
    unsafe fn add(a: Self, b: Self) -> Self {
        Self(core::array::from_fn(|lane| a.0[lane] + b.0[lane]))
    }

    #[inline(always)]
    unsafe fn relu(a: Self) -> Self {
        Self(a.0.map(math::relu))
    }

    #[inline(always)]
    unsafe fn mul_add(a: Self, b: Self, c: Self) -> Self {
        Self(core::array::from_fn(|lane| a.0[lane] * b.0[lane] + c.0[lane]))
    }

    #[inline(always)]
    unsafe fn mask(lanes: usize) -> usize {
        lanes
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const T, lanes: usize) -> Self {
        let mut vector = [T::ZERO; LANES];
        for (lane, element) in vector.iter_mut().enumerate().take(lanes) {
            // SAFETY: the caller's pointer is good for `lanes` numbers.
            *element = unsafe { *from.add(lane) };
        }
        Self(vector)
    }

    #[inline(always)]
    unsafe fn store_masked(to: *mut T, lanes: usize, vector: Self) {
        for (lane, &element) in vector.0.iter().enumerate().take(lanes) {
            // SAFETY: the caller's pointer is good for `lanes` numbers.
            unsafe { *to.add(lane) = element };
        }
    }

    #[inline(always)]
    unsafe fn sums(vectors: [Self; 4]) -> [T; 4] {
        vectors.map(|vector| vector.0.into_iter().sum())
    }

    #[inline(always)]
    unsafe fn column_sums(columns: [*const T; 4], height: usize) -> [T; 4] {
        columns.map(|column| {
            // SAFETY: the caller's pointer is good for `height` numbers.
            let (chunks, rest) = unsafe { core::slice::from_raw_parts(column, height) }.as_chunks::<16>();
            let mut lanes = [T::ZERO; 16];
            for chunk in chunks {
                for (lane, &element) in lanes.iter_mut().zip(chunk) {
                    *lane += element;
                }
            }
            for (lane, &element) in lanes.iter_mut().zip(rest) {
                *lane += element;
            }
            let join = |lanes: &mut [T], width: usize| {
                for lane in 0..width {
                    let other = lanes[lane + width];
                    lanes[lane] += other;
                }
            };
            // As the larger units do: by halves down to the lanes of which they take the sums, in two vectors of these.
            let mut width = 16;
            while width > 2 * LANES {
                width /= 2;
                join(&mut lanes, width);
            }
            let (low, high) = lanes.split_at_mut(LANES);
            let mut width = LANES;
            while width > 1 {
                width /= 2;
                join(low, width);
                join(high, width);
            }
            low[0] + high[0]
        })
    }

    #[inline(always)]
    unsafe fn transpose(from: *const T, from_step: usize, to: *mut T, to_step: usize) {
        for i in 0..LANES {
            for j in 0..LANES {
                // SAFETY: the caller's pointers are good for the two blocks.
                unsafe { *to.add(i + j * to_step) = *from.add(j + i * from_step) };
            }
        }
    }
}

impl Units for f32 {
    type Portable = Portable<f32, 4>;
    #[cfg(target_arch = "x86_64")]
    type Avx2 = x86::Avx2F32;
    #[cfg(target_arch = "x86_64")]
    type Avx512 = x86::Avx512F32;

    unsafe fn blocked_product(product: Product<Self>, rest: Option<&Ending<Self>>) {
        // SAFETY: as for the caller.
        unsafe { matmul::blocked(product, rest) };
    }

    fn column_sums(columns: &[Self], height: usize, sums: &mut [Self]) {
        reduce::column_sums(columns, height, sums);
    }
}

impl Units for f64 {
    type Portable = Portable<f64, 2>;
    #[cfg(target_arch = "x86_64")]
    type Avx2 = x86::Avx2F64;
    #[cfg(target_arch = "x86_64")]
    type Avx512 = x86::Avx512F64;

    unsafe fn blocked_product(product: Product<Self>, rest: Option<&Ending<Self>>) {
        // SAFETY: as for the caller.
        unsafe { matmul::blocked(product, rest) };
    }

    fn column_sums(columns: &[Self], height: usize, sums: &mut [Self]) {
        reduce::column_sums(columns, height, sums);
    }
}
