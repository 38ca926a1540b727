//! Elementary functions, generic over [`Scalar`]: what generated code computes elementwise.
//!
//! Each is stable over the whole range of its argument, and hands NaN on.

use crate::scalar::Scalar;

/// The elementary functions that each of the two types brings along. Sealed by being hidden; use
/// the functions of this module.
#[doc(hidden)]
pub trait Elementary: Sized {
    fn elementary_exp(self) -> Self;
    fn elementary_expm1(self) -> Self;
    fn elementary_ln(self) -> Self;
    fn elementary_log1p(self) -> Self;
    fn elementary_sqrt(self) -> Self;
    fn elementary_tanh(self) -> Self;
    fn elementary_sin(self) -> Self;
    fn elementary_cos(self) -> Self;
    fn elementary_erf(self) -> Self;
    fn elementary_abs(self) -> Self;
}

macro_rules! elementary {
    ($float:ident, $($method:ident = $libm:ident),* $(,)?) => {
        impl Elementary for $float {
            $(
                #[inline]
                fn $method(self) -> Self {
                    libm::$libm(self)
                }
            )*
        }
    };
}

elementary! {
    f32,
    elementary_exp = expf,
    elementary_expm1 = expm1f,
    elementary_ln = logf,
    elementary_log1p = log1pf,
    elementary_sqrt = sqrtf,
    elementary_tanh = tanhf,
    elementary_sin = sinf,
    elementary_cos = cosf,
    elementary_erf = erff,
    elementary_abs = fabsf,
}

elementary! {
    f64,
    elementary_exp = exp,
    elementary_expm1 = expm1,
    elementary_ln = log,
    elementary_log1p = log1p,
    elementary_sqrt = sqrt,
    elementary_tanh = tanh,
    elementary_sin = sin,
    elementary_cos = cos,
    elementary_erf = erf,
    elementary_abs = fabs,
}

/// The number `n`, as a count of elements to divide by.
#[inline]
#[must_use]
pub fn count<T: Scalar>(n: usize) -> T {
    T::from_usize(n)
}

/// eˣ
#[inline(always)]
#[must_use]
pub fn exp<T: Scalar>(x: T) -> T {
    x.elementary_exp()
}

/// eˣ − 1, exact to the last digits where x is small.
#[inline(always)]
#[must_use]
pub fn expm1<T: Scalar>(x: T) -> T {
    x.elementary_expm1()
}

/// ln x; −∞ at 0, NaN below.
#[inline(always)]
#[must_use]
pub fn ln<T: Scalar>(x: T) -> T {
    x.elementary_ln()
}

/// ln(1 + x), exact to the last digits where x is small.
#[inline(always)]
#[must_use]
pub fn log1p<T: Scalar>(x: T) -> T {
    x.elementary_log1p()
}

/// √x; NaN below zero.
#[inline(always)]
#[must_use]
pub fn sqrt<T: Scalar>(x: T) -> T {
    x.elementary_sqrt()
}

/// |x|
#[inline(always)]
#[must_use]
pub fn abs<T: Scalar>(x: T) -> T {
    x.elementary_abs()
}

/// x²
#[inline(always)]
#[must_use]
pub fn square<T: Scalar>(x: T) -> T {
    x * x
}

/// 1 / x
#[inline(always)]
#[must_use]
pub fn recip<T: Scalar>(x: T) -> T {
    T::ONE / x
}

/// xⁿ by repeated squaring; 1 where n = 0.
#[inline]
#[must_use]
pub fn powi<T: Scalar>(x: T, n: i32) -> T {
    let mut power = T::ONE;
    let mut square = x;
    let mut bits = n.unsigned_abs();
    while bits != 0 {
        if bits & 1 == 1 {
            power *= square;
        }
        square *= square;
        bits >>= 1;
    }
    if n < 0 { recip(power) } else { power }
}

/// sin x
#[inline(always)]
#[must_use]
pub fn sin<T: Scalar>(x: T) -> T {
    x.elementary_sin()
}

/// cos x
#[inline(always)]
#[must_use]
pub fn cos<T: Scalar>(x: T) -> T {
    x.elementary_cos()
}

/// tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
#[inline(always)]
#[must_use]
pub fn tanh<T: Scalar>(x: T) -> T {
    x.elementary_tanh()
}

/// σ(x) = 1 / (1 + e⁻ˣ), from the exponential that cannot overflow.
#[inline(always)]
#[must_use]
pub fn sigmoid<T: Scalar>(x: T) -> T {
    let small = exp(-abs(x));
    select(x, T::ONE, small) / (T::ONE + small)
}

/// ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), which never overflows.
#[inline(always)]
#[must_use]
pub fn softplus<T: Scalar>(x: T) -> T {
    relu(x) + log1p(exp(-abs(x)))
}

/// erf x = 2/√π ∫₀ˣ e^−t² dt
#[inline(always)]
#[must_use]
pub fn erf<T: Scalar>(x: T) -> T {
    x.elementary_erf()
}

/// max(x, 0), and NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn relu<T: Scalar>(x: T) -> T {
    if x < T::ZERO { T::ZERO } else { x }
}

/// x where x > 0, else `alpha` x; NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn leaky_relu<T: Scalar>(x: T, alpha: T) -> T {
    select(x, x, alpha * x)
}

/// x where x > 0, else `alpha` (eˣ − 1); NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn elu<T: Scalar>(x: T, alpha: T) -> T {
    select(x, x, alpha * expm1(x))
}

/// x σ(x), also called swish.
#[inline(always)]
#[must_use]
pub fn silu<T: Scalar>(x: T) -> T {
    x * sigmoid(x)
}

/// x Φ(x) = x (1 + erf(x/√2)) / 2, the exact form.
#[inline(always)]
#[must_use]
pub fn gelu<T: Scalar>(x: T) -> T {
    let half = T::from_f64(0.5);
    half * x * (T::ONE + erf(x * T::from_f64(core::f64::consts::FRAC_1_SQRT_2)))
}

/// `positive` where `condition` > 0, else `otherwise`; so `otherwise` where the condition is NaN.
#[inline(always)]
#[must_use]
pub fn select<T: Scalar>(condition: T, positive: T, otherwise: T) -> T {
    if condition > T::ZERO { positive } else { otherwise }
}

/// The larger of the two, and NaN where one is NaN.
#[inline(always)]
#[must_use]
pub fn maximum<T: Scalar>(a: T, b: T) -> T {
    if a > b || is_nan(a) { a } else { b }
}

/// The smaller of the two, and NaN where one is NaN.
#[inline(always)]
#[must_use]
pub fn minimum<T: Scalar>(a: T, b: T) -> T {
    if a < b || is_nan(a) { a } else { b }
}

/// x kept between `low` and `high`, and NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn clamp<T: Scalar>(x: T, low: T, high: T) -> T {
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}

/// −1, 0 or 1, and NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn sign<T: Scalar>(x: T) -> T {
    if x > T::ZERO {
        T::ONE
    } else if x < T::ZERO {
        -T::ONE
    } else {
        x
    }
}

/// y ln b, and 0 where y = b = 0: a class that is neither expected nor predicted costs nothing.
#[inline(always)]
#[must_use]
pub fn xlogy<T: Scalar>(y: T, b: T) -> T {
    if y == T::ZERO && b == T::ZERO { T::ZERO } else { y * ln(b) }
}

/// y / b, and 0 where y = b = 0: the derivative of [`xlogy`] by b.
#[inline(always)]
#[must_use]
pub fn xdivy<T: Scalar>(y: T, b: T) -> T {
    if y == T::ZERO && b == T::ZERO { T::ZERO } else { y / b }
}

#[inline(always)]
#[expect(clippy::eq_op, reason = "NaN is the one number that differs from itself")]
pub(crate) fn is_nan<T: Scalar>(x: T) -> bool {
    x != x
}
