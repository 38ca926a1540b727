//! Elementary functions, generic over [`Scalar`]: what generated code computes elementwise.
//!
//! Each is stable over the whole range of its argument, as far as its own description goes, and hands
//! NaN on.

mod elementary;

use crate::scalar::Scalar;

#[doc(hidden)]
pub use elementary::Elementary;

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

/// x σ(x), also called swish; NaN at −∞, where it would be ∞ · 0.
#[inline(always)]
#[must_use]
pub fn silu<T: Scalar>(x: T) -> T {
    x * sigmoid(x)
}

/// x Φ(x) = x (1 + erf(x/√2)) / 2, the exact form; NaN at −∞, where it would be ∞ · 0.
///
/// Far below zero the sum cancels: the error is a few ε |x|, though the result itself vanishes.
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

/// 1 where the two are equal, else 0; so 0 where one is NaN.
#[inline(always)]
#[must_use]
pub fn equal<T: Scalar>(a: T, b: T) -> T {
    if a == b { T::ONE } else { T::ZERO }
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

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::float_cmp, clippy::type_complexity, reason = "exact values are exact")]
mod tests {
    use super::*;

    /// The distance from the exact value in units in the last place of the result.
    fn units<T: Scalar>(found: T, exact: f64) -> f64 {
        if found.to_f64() == exact || found.to_f64().is_nan() && exact.is_nan() {
            return 0.0;
        }
        let smallest = if T::NAME == "f32" { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
        // The power of two at or below the exact value.
        let size = f64::from_bits(exact.abs().max(smallest).to_bits() & f64::INFINITY.to_bits());
        (found.to_f64() - exact).abs() / (size * T::EPSILON.to_f64())
    }

    /// The largest error over a grid, and where it is.
    fn worst<T: Scalar>(function: impl Fn(T) -> T, exact: impl Fn(f64) -> f64, (low, high): (f64, f64)) -> (f64, f64) {
        const STEPS: u32 = 50_021;
        let mut worst = (0.0, low);
        for step in 0..=STEPS {
            let x = T::from_f64(low + (high - low) * f64::from(step) / f64::from(STEPS));
            let error = units(function(x), exact(x.to_f64()));
            if error > worst.0 {
                worst = (error, x.to_f64());
            }
        }
        worst
    }

    fn check<T: Scalar>() {
        type Exact = fn(f64) -> f64;
        let table: [(&str, fn(T) -> T, Exact, (f64, f64), f64); 17] = [
            ("exp", exp, libm::exp, (-87.0, 88.7), 1.5),
            ("exp", exp, libm::exp, (-1.0, 1.0), 1.0),
            ("expm1", expm1, libm::expm1, (-40.0, 88.0), 2.0),
            ("expm1", expm1, libm::expm1, (-1e-3, 1e-3), 1.0),
            ("expm1", expm1, libm::expm1, (-2.0, 2.0), 2.0),
            ("ln", ln, libm::log, (1e-30, 10.0), 1.0),
            ("ln", ln, libm::log, (0.5, 2.0), 1.0),
            ("ln", ln, libm::log, (1.0, 1e30), 1.0),
            ("log1p", log1p, libm::log1p, (-0.999, 10.0), 3.0),
            ("log1p", log1p, libm::log1p, (-1e-3, 1e-3), 2.0),
            ("tanh", tanh, libm::tanh, (-25.0, 25.0), 3.0),
            ("tanh", tanh, libm::tanh, (-1.0, 1.0), 3.0),
            ("tanh", tanh, libm::tanh, (-1e-3, 1e-3), 3.0),
            ("sigmoid", sigmoid, |x| 1.0 / (1.0 + libm::exp(-x)), (-80.0, 80.0), 3.0),
            ("softplus", softplus, |x| libm::fmax(x, 0.0) + libm::log1p(libm::exp(-x.abs())), (-80.0, 80.0), 3.0),
            ("erf", erf, libm::erf, (-6.0, 6.0), 8.0),
            ("erf", erf, libm::erf, (-1e-2, 1e-2), 6.0),
        ];
        for (name, function, exact, range, bound) in table {
            let (error, at) = worst::<T>(function, exact, range);
            assert!(error <= bound, "{} {name} is off by {error} units at {at}", T::NAME);
        }
    }

    #[test]
    fn single_precision_is_exact_to_the_last_digits() {
        check::<f32>();
    }

    #[test]
    fn double_precision_is_exact_to_the_last_digits() {
        check::<f64>();
    }

    fn same<T: Scalar>(found: T, expected: f64) {
        let found = found.to_f64();
        let both_nan = found.is_nan() && expected.is_nan();
        let same_zero = found.is_sign_negative() == expected.is_sign_negative();
        assert!(both_nan || found == expected && same_zero, "{found} instead of {expected}");
    }

    fn edges<T: Scalar>() {
        let x = T::from_f64;
        let (infinity, nan) = (f64::INFINITY, f64::NAN);
        for (function, at_low, at_zero, at_high) in [
            (exp as fn(T) -> T, 0.0, 1.0, infinity),
            (expm1, -1.0, 0.0, infinity),
            (tanh, -1.0, 0.0, 1.0),
            (sigmoid, 0.0, 0.5, 1.0),
            (erf, -1.0, 0.0, 1.0),
            (relu, 0.0, 0.0, infinity),
            (ln, nan, -infinity, infinity),
            (log1p, nan, 0.0, infinity),
        ] {
            same(function(x(-infinity)), at_low);
            same(function(x(0.0)), at_zero);
            same(function(x(infinity)), at_high);
            same(function(x(nan)), nan);
        }
        for large in [1e3, 1e4, 1e30] {
            same(exp(x(-large)), 0.0);
            same(expm1(x(-large)), -1.0);
            same(exp(x(large)), infinity);
            same(sigmoid(x(-large)), 0.0);
            same(sigmoid(x(large)), 1.0);
            same(tanh(x(-large)), -1.0);
            same(softplus(x(-large)), 0.0);
            same(softplus(x(large)), x(large).to_f64());
        }
        for odd in [expm1 as fn(T) -> T, log1p, tanh, erf] {
            same(odd(x(-0.0)), -0.0);
        }
        same(log1p(x(-1.0)), -infinity);
        same(ln(x(-1.0)), nan);
        same(ln(x(1.0)), 0.0);
    }

    #[test]
    fn edges_are_as_in_ieee_754() {
        edges::<f32>();
        edges::<f64>();
    }

    #[test]
    fn subnormal_numbers_are_numbers() {
        let error = |found: f64, exact: f64| (found - exact).abs() / f64::from_bits(1);
        assert!(error(exp(-740.0), libm::exp(-740.0)) <= 1.0);
        assert!(units(ln(f64::from_bits(3)), libm::log(f64::from_bits(3))) <= 1.0);
        assert!(units(ln(f32::from_bits(3)), libm::log(f64::from(f32::from_bits(3)))) <= 1.0);
        assert!(units(erf(f32::from_bits(3_000)), libm::erf(f64::from(f32::from_bits(3_000)))) <= 1.0);
        assert!(units(erf(f32::MIN_POSITIVE), libm::erf(f64::from(f32::MIN_POSITIVE))) <= 1.0);
    }

    #[test]
    fn erf_stays_between_its_limits() {
        for step in 0..=40_000_u16 {
            let x = f32::from(step) * 1e-4;
            assert!(erf(x) <= 1.0 && erf(-x) >= -1.0, "erf {x} = {}", erf(x));
            assert!(gelu(-x) <= 0.0, "gelu of −{x} is {}", gelu(-x));
        }
    }

    #[test]
    fn zero_times_the_logarithm_of_zero_is_zero() {
        same(xlogy(0.0, 0.0), 0.0);
        same(xlogy(2.0, 0.0), f64::NEG_INFINITY);
        same(xlogy(0.0, f64::NAN), f64::NAN);
        same(xdivy(0.0, 0.0), 0.0);
        same(xdivy(1.0, 0.0), f64::INFINITY);
        same(xdivy(0.0, f64::NAN), f64::NAN);
    }

    #[test]
    fn nan_is_not_hidden() {
        let nan = f64::NAN;
        for value in [relu(nan), maximum(nan, 1.0), maximum(1.0, nan), minimum(nan, 1.0)] {
            assert!(value.is_nan());
        }
        for value in [minimum(1.0, nan), clamp(nan, 0.0, 1.0), sign(nan), square(nan)] {
            assert!(value.is_nan());
        }
    }

    #[test]
    fn powers_are_by_repeated_squaring() {
        same(powi(3.0, 5), 243.0);
        same(powi(2.0, -2), 0.25);
        same(powi(f64::NAN, 0), 1.0);
    }
}
