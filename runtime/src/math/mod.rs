//! Elementary functions, generic over [`Scalar`]: what generated code computes elementwise.
//!
//! Each is stable over the whole range of its argument, as far as its own description goes, and hands
//! NaN on.
//!
//! The most that a result is off, in units in the last place (ulp): of `f32` over all numbers from 2⁻³⁰ to 2³⁰ in size and a sample of the
//! others, of `f64` over random ones.
//!
//! | function | `f32` | `f64` | in vectors |
//! |---|---|---|---|
//! | [`exp`] | 0.8 | 0.7 | yes |
//! | [`expm1`] | 1.8 | 1.8 | yes |
//! | [`ln`] | 0.9 | 0.8 | yes |
//! | [`log1p`] | 0.9 | 0.8 | yes |
//! | [`tanh`] | 1.5 | 1.4 | yes |
//! | [`sigmoid`] | 1.7 | 1.5 | yes |
//! | [`softplus`] | 1.6 | 1.4 | yes |
//! | [`erf`] | 1.5 | 1.5 | yes |
//! | [`atan`] | 0.9 | 0.8 | yes |
//! | [`sin`], [`cos`] | 0.6 | 0.8 | no |
//!
//! Tests hold all of them to 2.

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

/// 1 / √x
#[inline(always)]
#[must_use]
pub fn rsqrt<T: Scalar>(x: T) -> T {
    recip(sqrt(x))
}

/// xʸ; of negative numbers for whole y alone. Unlike in IEEE 754 it is NaN wherever x or y is: NaN⁰ is no number.
#[inline(always)]
#[must_use]
pub fn pow<T: Scalar>(x: T, y: T) -> T {
    if is_nan(x) || is_nan(y) { x + y } else { x.elementary_pow(y) }
}

/// xⁿ by repeated squaring; 1 where n = 0.
#[inline(always)]
#[must_use]
pub fn powi<T: Scalar>(x: T, n: i32) -> T {
    if n >= 0 {
        return power(x, n.unsigned_abs());
    }
    // By halves: the whole power may be infinite where its reciprocal is subnormal.
    let half = power(x, n.unsigned_abs() / 2);
    recip(half) * recip(if n % 2 == 0 { half } else { half * x })
}

#[inline(always)]
fn power<T: Scalar>(x: T, mut bits: u32) -> T {
    let mut power = T::ONE;
    let mut square = x;
    while bits != 0 {
        if bits & 1 == 1 {
            power *= square;
        }
        square *= square;
        bits >>= 1;
    }
    power
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

/// arctan x
#[inline(always)]
#[must_use]
pub fn atan<T: Scalar>(x: T) -> T {
    x.elementary_atan()
}

/// The nearest whole number, halves to the even one.
#[inline(always)]
#[must_use]
pub fn round<T: Scalar>(x: T) -> T {
    x.elementary_round()
}

/// The largest whole number that is not above x.
#[inline(always)]
#[must_use]
pub fn floor<T: Scalar>(x: T) -> T {
    let nearest = round(x);
    with_sign_of(if nearest > x { nearest - T::ONE } else { nearest }, x)
}

/// The smallest whole number that is not below x.
#[inline(always)]
#[must_use]
pub fn ceil<T: Scalar>(x: T) -> T {
    let nearest = round(x);
    with_sign_of(if nearest < x { nearest + T::ONE } else { nearest }, x)
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
    let e = exp(-abs(x));
    let quotient = e / (T::ONE + e);
    // 1 / (1 + e) = 1 − e / (1 + e): what the sum forgets of e matters less to a smaller term.
    let above = if x > T::ZERO { T::ONE } else { e };
    above - above * quotient
}

/// ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), which never overflows.
#[inline(always)]
#[must_use]
pub fn softplus<T: Scalar>(x: T) -> T {
    relu(x) + exp(-abs(x)).elementary_log1p_of_part()
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
    if x > T::ZERO { x } else { alpha * x }
}

/// x where x > 0, else `alpha` (eˣ − 1); NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn elu<T: Scalar>(x: T, alpha: T) -> T {
    if x > T::ZERO { x } else { alpha * expm1(x) }
}

/// x where x > 0, else `alpha` (e^(x / `alpha`) − 1); NaN where x is NaN.
#[inline(always)]
#[must_use]
pub fn celu<T: Scalar>(x: T, alpha: T) -> T {
    if x > T::ZERO { x } else { alpha * expm1(x / alpha) }
}

/// x / (1 + |x|)
#[inline(always)]
#[must_use]
pub fn softsign<T: Scalar>(x: T) -> T {
    x / (T::ONE + abs(x))
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

/// `positive` where `condition` > 0, else `otherwise`; NaN where the condition is NaN.
#[inline(always)]
#[must_use]
pub fn select<T: Scalar>(condition: T, positive: T, otherwise: T) -> T {
    if condition > T::ZERO {
        positive
    } else if is_nan(condition) {
        condition
    } else {
        otherwise
    }
}

/// 1 where a > b, else 0; NaN where one of them is.
#[inline(always)]
#[must_use]
pub fn greater<T: Scalar>(a: T, b: T) -> T {
    truth(a > b, a, b)
}

/// 1 where a ≥ b, else 0; NaN where one of them is.
#[inline(always)]
#[must_use]
pub fn greater_equal<T: Scalar>(a: T, b: T) -> T {
    truth(a >= b, a, b)
}

/// 1 where a < b, else 0; NaN where one of them is.
#[inline(always)]
#[must_use]
pub fn less<T: Scalar>(a: T, b: T) -> T {
    truth(a < b, a, b)
}

/// 1 where a ≤ b, else 0; NaN where one of them is.
#[inline(always)]
#[must_use]
pub fn less_equal<T: Scalar>(a: T, b: T) -> T {
    truth(a <= b, a, b)
}

/// 1 where a = b, else 0; NaN where one of them is.
#[inline(always)]
#[must_use]
pub fn equal<T: Scalar>(a: T, b: T) -> T {
    truth(a == b, a, b)
}

/// 1 where a ≠ b, else 0; NaN where one of them is.
#[inline(always)]
#[must_use]
pub fn not_equal<T: Scalar>(a: T, b: T) -> T {
    truth(a != b, a, b)
}

/// The outcome of a comparison as a number.
#[inline(always)]
fn truth<T: Scalar>(holds: bool, a: T, b: T) -> T {
    if is_nan(a) || is_nan(b) {
        a + b
    } else if holds {
        T::ONE
    } else {
        T::ZERO
    }
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

/// x kept between `low` and `high`, and NaN where one of them is NaN.
#[inline(always)]
#[must_use]
pub fn clamp<T: Scalar>(x: T, low: T, high: T) -> T {
    minimum(maximum(x, low), high)
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

/// −y ln σ(a) − (1 − y) ln(1 − σ(a)) = max(a, 0) − a y + ln(1 + e^−|a|), the cross-entropy of two classes.
#[inline(always)]
#[must_use]
pub fn sigmoid_cross_entropy<T: Scalar>(a: T, y: T) -> T {
    // a (1 − y) or −a y: nothing is multiplied where a class is certain and the logit infinite.
    let weight = if a > T::ZERO { T::ONE - y } else { T::ZERO - y };
    let is_nothing = weight == T::ZERO && !is_nan(a);
    let linear = if is_nothing { T::ZERO } else { a * weight };
    linear + exp(-abs(a)).elementary_log1p_of_part()
}

/// y / b, and 0 where y = b = 0: the derivative of [`xlogy`] by b.
#[inline(always)]
#[must_use]
pub fn xdivy<T: Scalar>(y: T, b: T) -> T {
    if y == T::ZERO && b == T::ZERO { T::ZERO } else { y / b }
}

/// The same size with the sign of another number, or its own if that one is positive.
#[inline(always)]
fn with_sign_of<T: Scalar>(x: T, sign: T) -> T {
    x.elementary_with_sign_of(sign)
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
        if found.to_f64().is_nan() {
            return f64::INFINITY;
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
        let table: [(&str, fn(T) -> T, Exact, (f64, f64), f64); 30] = [
            ("exp", exp, libm::exp, (-87.0, 88.7), 1.0),
            ("exp", exp, libm::exp, (-1.0, 1.0), 1.0),
            ("expm1", expm1, libm::expm1, (-40.0, 88.0), 2.0),
            ("expm1", expm1, libm::expm1, (-1e-3, 1e-3), 1.0),
            ("expm1", expm1, libm::expm1, (-2.0, 2.0), 2.0),
            ("ln", ln, libm::log, (1e-30, 10.0), 1.0),
            ("ln", ln, libm::log, (0.5, 2.0), 1.0),
            ("ln", ln, libm::log, (1.0, 1e30), 1.0),
            ("log1p", log1p, libm::log1p, (-0.999, 10.0), 1.5),
            ("log1p", log1p, libm::log1p, (-1e-3, 1e-3), 1.5),
            ("tanh", tanh, libm::tanh, (-25.0, 25.0), 2.0),
            ("tanh", tanh, libm::tanh, (-1.0, 1.0), 2.0),
            ("tanh", tanh, libm::tanh, (-1e-3, 1e-3), 1.5),
            ("sigmoid", sigmoid, |x| 1.0 / (1.0 + libm::exp(-x)), (-80.0, 80.0), 2.0),
            ("softplus", softplus, |x| libm::fmax(x, 0.0) + libm::log1p(libm::exp(-x.abs())), (-80.0, 80.0), 2.0),
            ("erf", erf, libm::erf, (-6.0, 6.0), 1.5),
            ("erf", erf, libm::erf, (-1e-2, 1e-2), 1.5),
            ("sin", sin, libm::sin, (-10.0, 10.0), 1.0),
            ("sin", sin, libm::sin, (-1e-3, 1e-3), 1.0),
            ("sin", sin, libm::sin, (-1e6, 1e6), 1.0),
            ("sin", sin, libm::sin, (1e30, 3e38), 1.0),
            ("cos", cos, libm::cos, (-10.0, 10.0), 1.0),
            ("cos", cos, libm::cos, (-1e6, 1e6), 1.0),
            ("cos", cos, libm::cos, (1e30, 3e38), 1.0),
            ("atan", atan, libm::atan, (-3.0, 3.0), 1.0),
            ("atan", atan, libm::atan, (-1e-3, 1e-3), 1.0),
            ("atan", atan, libm::atan, (-1e6, 1e6), 1.0),
            ("rsqrt", rsqrt, |x| 1.0 / libm::sqrt(x), (1e-30, 1e30), 1.5),
            ("softsign", softsign, |x| x / (1.0 + x.abs()), (-1e6, 1e6), 1.0),
            (
                "celu",
                |x| celu(x, T::from_f64(0.5)),
                |x| if x > 0.0 { x } else { 0.5 * libm::expm1(2.0 * x) },
                (-20.0, 3.0),
                2.0,
            ),
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

    /// Of every so-many-th number of single precision, whatever its sign and exponent.
    fn sweep(stride: usize) {
        type Function = (&'static str, fn(f32) -> f32, fn(f64) -> f64);
        let table: [Function; 11] = [
            ("exp", exp, libm::exp),
            ("expm1", expm1, libm::expm1),
            ("ln", ln, libm::log),
            ("log1p", log1p, libm::log1p),
            ("tanh", tanh, libm::tanh),
            ("sigmoid", sigmoid, |x| if x < 0.0 { libm::exp(x) } else { 1.0 } / (1.0 + libm::exp(-x.abs()))),
            ("softplus", softplus, |x| libm::fmax(x, 0.0) + libm::log1p(libm::exp(-x.abs()))),
            ("erf", erf, libm::erf),
            ("sin", sin, libm::sin),
            ("cos", cos, libm::cos),
            ("atan", atan, libm::atan),
        ];
        for (name, function, exact) in table {
            for x in (0..=u32::MAX).step_by(stride).map(f32::from_bits).filter(|x| !x.is_nan()) {
                let (found, exact) = (function(x), exact(f64::from(x)));
                #[allow(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
                let rounded = exact as f32;
                if rounded.is_infinite() {
                    assert!(found == rounded, "{name} of {x:e} is {found:e}, not {rounded:e}");
                } else {
                    let error = units(found, exact);
                    assert!(error <= 2.0, "{name} of {x:e} is {found:e}, {error:.3} units off");
                }
            }
        }
    }

    #[test]
    fn single_precision_is_within_two_units_at_all_sizes() {
        sweep(40_009);
    }

    /// `cargo test --release -p keisan --lib every_number -- --ignored`, which takes some twenty minutes.
    #[test]
    #[ignore = "it takes long"]
    fn every_number_of_single_precision_is_within_two_units() {
        sweep(1);
    }

    /// Bases and exponents of every size and sign, whole and not, for which the power is a number or not.
    fn powers<T: Scalar>() {
        let bases = [0.0, 1e-30, 1e-3, 0.3, 0.999, 1.0, 1.001, 1.7, 2.0, 10.0, 1e5, 1e30, f64::INFINITY];
        let exponents =
            [0.0, 1e-20, 0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 7.25, 31.0, 100.0, 1e4, 16_777_217.0, 1e30, f64::INFINITY];
        for base in bases.iter().flat_map(|base| [*base, -base]) {
            for exponent in exponents.iter().flat_map(|exponent| [*exponent, -exponent]) {
                let (x, y) = (T::from_f64(base), T::from_f64(exponent));
                let exact = libm::pow(x.to_f64(), y.to_f64());
                // What is too large, or too small, for the type is infinite, or about zero.
                let exact = T::from_f64(exact).to_f64();
                let found = pow(x, y);
                let error = if exact.is_infinite() { 0.0 } else { units(found, exact) };
                assert!(error <= 1.0, "{} {x}^{y} is {found}, not {exact}", T::NAME);
                assert_eq!(found.to_f64().is_infinite(), exact.is_infinite(), "{x}^{y}");
                assert!(exact.is_nan() || found.to_f64().is_sign_negative() == exact.is_sign_negative(), "{x}^{y}");
            }
        }
        let (error, at) = worst::<T>(|x| pow(x, T::from_f64(2.75)), |x| libm::pow(x, 2.75), (1e-6, 1e6));
        assert!(error <= 1.0, "{} pow is off by {error} units at {at}", T::NAME);
        let (error, at) = worst::<T>(|y| pow(T::from_f64(1.25), y), |y| libm::pow(1.25, y), (-300.0, 300.0));
        assert!(error <= 1.0, "{} pow is off by {error} units at {at}", T::NAME);
    }

    #[test]
    fn powers_are_exact_to_the_last_digit() {
        powers::<f32>();
        powers::<f64>();
    }

    fn whole_numbers<T: Scalar>() {
        let largest = 1.0 / T::EPSILON.to_f64();
        for x in [
            0.0,
            0.25,
            0.5,
            0.75,
            1.0,
            1.5,
            2.5,
            3.499,
            1e3,
            8_388_607.5,
            0.5 * largest + 0.5,
            largest,
            1e30,
            f64::INFINITY,
        ] {
            for x in [T::from_f64(x), T::from_f64(-x)] {
                same(round(x), libm::rint(x.to_f64()));
                same(floor(x), libm::floor(x.to_f64()));
                same(ceil(x), libm::ceil(x.to_f64()));
            }
        }
    }

    #[test]
    fn whole_numbers_are_as_in_ieee_754() {
        whole_numbers::<f32>();
        whole_numbers::<f64>();
    }

    #[test]
    fn comparisons_are_0_or_1() {
        let table: [(fn(f64, f64) -> f64, [f64; 3]); 6] = [
            (greater, [0.0, 0.0, 1.0]),
            (greater_equal, [0.0, 1.0, 1.0]),
            (less, [1.0, 0.0, 0.0]),
            (less_equal, [1.0, 1.0, 0.0]),
            (equal, [0.0, 1.0, 0.0]),
            (not_equal, [1.0, 0.0, 1.0]),
        ];
        for (comparison, outcomes) in table {
            assert_eq!([comparison(1.0, 2.0), comparison(2.0, 2.0), comparison(2.0, 1.0)], outcomes);
            assert_eq!(comparison(f64::NEG_INFINITY, f64::INFINITY), outcomes[0]);
            assert_eq!(comparison(f64::INFINITY, f64::INFINITY), outcomes[1]);
            assert_eq!(comparison(0.0, -0.0), outcomes[1]);
            for value in [comparison(f64::NAN, 1.0), comparison(1.0, f64::NAN), comparison(f64::NAN, f64::NAN)] {
                assert!(value.is_nan());
            }
        }
    }

    fn same<T: Scalar>(found: T, expected: f64) {
        let found = found.to_f64();
        let both_nan = found.is_nan() && expected.is_nan();
        let same_zero = found.is_sign_negative() == expected.is_sign_negative();
        assert!(both_nan || found == expected && same_zero, "{found} instead of {expected}");
    }

    fn recip_twice<T: Scalar>(x: T) -> T {
        recip(recip(x))
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
            (sin, nan, 0.0, nan),
            (cos, nan, 1.0, nan),
            (atan, x(-core::f64::consts::FRAC_PI_2).to_f64(), 0.0, x(core::f64::consts::FRAC_PI_2).to_f64()),
            (rsqrt, nan, infinity, 0.0),
            (abs, infinity, 0.0, infinity),
            (sign, -1.0, 0.0, 1.0),
            (round, -infinity, 0.0, infinity),
            (|x| elu(x, T::ONE), -1.0, 0.0, infinity),
            (|x| celu(x, T::ONE), -1.0, 0.0, infinity),
            (|x| clamp(x, -T::ONE, T::ONE), -1.0, 0.0, 1.0),
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
        for odd in [expm1 as fn(T) -> T, log1p, tanh, erf, sin, atan, sign, round, floor, ceil, softsign, recip_twice] {
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
    fn exponentials_overflow_where_they_have_to() {
        // The largest arguments of finite exponentials, and the next numbers.
        let (single, double) = (f32::from_bits(0x42b1_7217), 709.782_712_893_384_f64);
        assert!(exp(single).is_finite() && expm1(single).is_finite() && softplus(single).is_finite());
        assert_eq!([exp(single.next_up()), expm1(single.next_up())], [f32::INFINITY; 2]);
        assert!(exp(double).is_finite() && expm1(double).is_finite() && softplus(double).is_finite());
        assert_eq!([exp(double.next_up()), expm1(double.next_up())], [f64::INFINITY; 2]);
        assert!(units(exp(double), libm::exp(double)) <= 1.0 && units(exp(single), libm::exp(single.into())) <= 1.0);
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
        for (a, y, expected) in [
            (f64::INFINITY, 1.0, 0.0),
            (f64::NEG_INFINITY, 0.0, 0.0),
            (f64::INFINITY, 0.0, f64::INFINITY),
            (f64::NEG_INFINITY, 1.0, f64::INFINITY),
            (f64::NAN, 0.0, f64::NAN),
            (f64::NAN, 1.0, f64::NAN),
            (-1000.0, 0.5, 500.0),
        ] {
            same(sigmoid_cross_entropy(a, y), expected);
        }
    }

    #[test]
    fn nan_is_not_hidden() {
        let nan = f64::NAN;
        for value in [relu(nan), maximum(nan, 1.0), maximum(1.0, nan), minimum(nan, 1.0)] {
            assert!(value.is_nan());
        }
        for value in [minimum(1.0, nan), clamp(nan, 0.0, 1.0), sign(nan), square(nan), abs(nan), floor(nan), ceil(nan)]
        {
            assert!(value.is_nan());
        }
        for value in [clamp(0.5, nan, 1.0), clamp(0.5, 0.0, nan), select(nan, 1.0, 2.0), softsign(nan), recip(nan)] {
            assert!(value.is_nan());
        }
        for value in [pow(nan, 0.0), pow(1.0, nan), pow(nan, nan), atan(nan), elu(nan, 1.0), leaky_relu(nan, 0.1)] {
            assert!(value.is_nan());
        }
    }

    #[test]
    fn powers_are_by_repeated_squaring() {
        same(powi(3.0, 5), 243.0);
        same(powi(2.0, -2), 0.25);
        same(powi(1e160, -2), 1e-320);
        same(powi(-0.0, -3), f64::NEG_INFINITY);
        same(powi(f64::INFINITY, -1), 0.0);
        same(powi(2.0, i32::MIN), 0.0);
        same(powi(f64::NAN, 0), 1.0);
    }
}
