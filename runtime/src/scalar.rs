//! The numbers that a graph computes with: `f32` and `f64`.

use core::fmt::{Debug, Display, LowerExp};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use num_traits::{One, Zero};

use crate::kernels::Units;
use crate::math::Elementary;
use crate::plain::Plain;

/// A floating-point number that a graph can compute with: [`f32`] or [`f64`].
///
/// The trait is sealed: every kernel, and the reading of parameters as one flat slice, relies on
/// what these two types are. Elementary functions are in [`math`](crate::math), as functions.
pub trait Scalar:
    Elementary
    + Units
    + Plain<Float = Self>
    + Copy
    + Default
    + PartialEq
    + PartialOrd
    + Debug
    + Display
    + LowerExp
    + Send
    + Sync
    + Zero
    + One
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Sum
    + 'static
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// The distance from one to the next larger number.
    const EPSILON: Self;
    /// The least finite number.
    const MIN: Self;
    /// The type's name in Rust.
    const NAME: &'static str;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;

    /// The same number, exactly.
    fn to_f64(self) -> f64;

    /// The nearest number of this type.
    fn from_usize(value: usize) -> Self;
}

macro_rules! scalar {
    ($float:ident) => {
        impl Scalar for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const EPSILON: Self = $float::EPSILON;
            const MIN: Self = $float::MIN;
            const NAME: &'static str = stringify!($float);

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::allow_attributes)]
            fn from_f64(value: f64) -> Self {
                value as $float
            }

            #[inline(always)]
            #[allow(clippy::cast_lossless, clippy::allow_attributes)]
            fn to_f64(self) -> f64 {
                self as f64
            }

            #[inline(always)]
            #[allow(clippy::cast_precision_loss, clippy::allow_attributes)]
            fn from_usize(value: usize) -> Self {
                value as $float
            }
        }
    };
}

scalar!(f32);
scalar!(f64);
