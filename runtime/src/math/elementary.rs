//! Exponential, logarithm and their kin, as straight code without branches, tables or calls, so that
//! a loop over them becomes a loop over vectors.
//!
//! Nothing is contracted into fused multiply-add: the results are the same bits on every CPU, in
//! every build. Errors are within two units in the last place; [`math`](super) has each.

/// The elementary functions that each of the two types brings along. Sealed by being hidden; use
/// the functions of [`math`](super).
#[doc(hidden)]
#[expect(clippy::return_self_not_must_use, reason = "called by the functions of `math` alone")]
pub trait Elementary: Sized {
    fn elementary_exp(self) -> Self;
    fn elementary_expm1(self) -> Self;
    fn elementary_ln(self) -> Self;
    /// ln x for a positive x that is normal; NaN where x is infinite or NaN.
    fn elementary_ln_of_normal(self) -> Self;
    fn elementary_log1p(self) -> Self;
    /// ln(1 + x) for 0 ≤ x ≤ 1, and any number where x is NaN.
    fn elementary_log1p_of_part(self) -> Self;
    fn elementary_sqrt(self) -> Self;
    fn elementary_tanh(self) -> Self;
    fn elementary_sin(self) -> Self;
    fn elementary_cos(self) -> Self;
    fn elementary_atan(self) -> Self;
    fn elementary_pow(self, exponent: Self) -> Self;
    fn elementary_round(self) -> Self;
    fn elementary_with_sign_of(self, sign: Self) -> Self;
    fn elementary_erf(self) -> Self;
    fn elementary_abs(self) -> Self;
}

use core::hint::select_unpredictable as select;

/// What both types have in common, with the constants of each.
macro_rules! elementary {
    (
        $float:ident, $bits:ident, mantissa $mantissa:literal, bias $bias:literal $bias_as_float:literal,
        // 1.5 · 2^mantissa: adding it rounds to a whole number, which then stands in the last bits.
        magic $magic:literal, ln2 $ln2_high:literal $ln2_low:literal,
        // Beyond these e^x is infinite, or zero.
        exp $exp_low:literal $exp_high:literal,
        // (e^r − 1 − r) / r², lowest power first.
        expm1 [$($expm1:expr),*],
        // Up to the first bound tanh x = x + x³ P(x²), lowest power first; beyond the second it is 1.
        tanh $tanh_near:literal $tanh_high:literal [$($tanh:literal),*],
        // The logarithm's series in z = s², lowest power first.
        ln [$($ln:literal),*],
        // Takes the smallest numbers to where they have all their digits.
        scale $scale:literal $scale_log2:literal,
        // (t − arctan t) / t³ in z = t², lowest power first; the arctangents of 1/2 and 3/2; and what is left of those of
        // 1/2, 1, 3/2 and ∞ beyond their last digits.
        atan [$($atan:literal),*] $atan_half:literal $atan_three_halves:literal [$($atan_low:literal),*],
        sqrt $sqrt:ident, sin $sin:ident, cos $cos:ident, erf $erf:path, pow $pow:path,
    ) => {
        impl Elementary for $float {
            #[inline(always)]
            fn elementary_exp(self) -> Self {
                let (n, rest, low) = reduce(self);
                let (first, second) = powers(n);
                // 1 + r, with what it and r have forgotten added to the small rest of the series.
                let most = 1.0 + rest;
                let forgotten = (rest - (most - 1.0)) + low;
                (most + (forgotten + series_of_rest(rest))) * first * second
            }

            #[inline(always)]
            fn elementary_expm1(self) -> Self {
                let (n, rest, low) = reduce(self);
                let (first, second) = powers(n);
                // 2ⁿ(e^r − 1) + (2ⁿ − 1), by halves, since 2ⁿ by itself may be too large.
                let whole = ((rest + (series_of_rest(rest) + low)) * first + (first - 1.0 / second)) * second;
                // The sum has forgotten the sign of zero.
                if self == 0.0 { self } else { whole }
            }

            #[inline(always)]
            fn elementary_tanh(self) -> Self {
                // Near zero x + x³ P(x²), where the other one cancels: 1 − 2 / (e^2x + 1).
                let size = self.elementary_abs();
                let square = size * size;
                let near = size + size * (square * polynomial(square, [$($tanh),*]));
                let kept = if size > $tanh_high { $tanh_high } else { size };
                let far = 1.0 - 2.0 / (exp_of_middle(2.0 * kept) + 1.0);
                with_sign_of(if size > $tanh_near { far } else { near }, self)
            }

            #[inline(always)]
            fn elementary_ln(self) -> Self {
                let tiny = self < $float::MIN_POSITIVE;
                let x = select(tiny, self * $scale, self);
                let (exponent, f) = split(x);
                let exponent = select(tiny, exponent - $scale_log2, exponent);
                let finite = ln_of_parts(exponent, f, 0.0);
                // Infinity and NaN are their own logarithms.
                let special = select(self < 0.0, $float::NAN, self);
                let special = select(self == 0.0, -$float::INFINITY, special);
                select(is_positive_and_finite(self), finite, special)
            }

            #[inline(always)]
            fn elementary_ln_of_normal(self) -> Self {
                let (exponent, f) = split(self);
                ln_of_parts(exponent, f, self - self)
            }

            #[inline(always)]
            fn elementary_log1p(self) -> Self {
                let sum = 1.0 + self;
                let (exponent, f) = split(sum);
                // Near zero x itself is f, with all its digits; farther off the sum has enough.
                let near = self > -0.25 && self < 0.375;
                let (exponent, f) = if near { (0.0, self) } else { (exponent, f) };
                // ln(1 + x) = ln s + (1 + x − s) / s, nearly, for the rounded sum s.
                let forgotten = if self > 1.0 { 1.0 - (sum - self) } else { self - (sum - 1.0) };
                let finite = ln_of_parts(exponent, f, if near { 0.0 } else { forgotten / sum });
                if self == 0.0 {
                    // The sum has forgotten the sign of zero.
                    self
                } else if is_positive_and_finite(sum) {
                    finite
                } else if sum == 0.0 {
                    -$float::INFINITY
                } else if sum < 0.0 {
                    $float::NAN
                } else {
                    // Infinity and NaN are their own logarithms.
                    sum
                }
            }

            #[inline(always)]
            fn elementary_log1p_of_part(self) -> Self {
                let sum = 1.0 + self;
                let (exponent, f) = split(sum);
                let near = self < 0.375;
                let (exponent, f) = if near { (0.0, self) } else { (exponent, f) };
                let forgotten = self - (sum - 1.0);
                ln_of_parts(exponent, f, if near { 0.0 } else { forgotten / sum })
            }

            #[inline(always)]
            fn elementary_abs(self) -> Self {
                $float::from_bits(self.to_bits() & ($bits::MAX >> 1))
            }

            #[inline(always)]
            fn elementary_sqrt(self) -> Self {
                // Both round correctly; only the first becomes an instruction for vectors.
                #[cfg(feature = "std")]
                return self.sqrt();
                #[cfg(not(feature = "std"))]
                return libm::$sqrt(self);
            }

            #[inline]
            fn elementary_sin(self) -> Self {
                libm::$sin(self)
            }

            #[inline]
            fn elementary_cos(self) -> Self {
                libm::$cos(self)
            }

            #[inline(always)]
            fn elementary_atan(self) -> Self {
                use core::$float::consts::{FRAC_PI_2, FRAC_PI_4};
                const BASES: [$float; 4] = [$atan_half, FRAC_PI_4, $atan_three_halves, FRAC_PI_2];
                const REST: [$float; 4] = [$($atan_low),*];
                let size = self.elementary_abs();
                // arctan x = arctan c + arctan t with t = (x − c) / (1 + c x), for the nearest of the bases c.
                let parts = (size, 1.0, 0.0, 0.0);
                let parts = if size < 0.4375 { parts } else { (2.0 * size - 1.0, 2.0 + size, BASES[0], REST[0]) };
                let parts = if size < 0.6875 { parts } else { (size - 1.0, size + 1.0, BASES[1], REST[1]) };
                let parts = if size < 1.1875 { parts } else { (size - 1.5, 1.0 + 1.5 * size, BASES[2], REST[2]) };
                let (above, below, high, low) =
                    if size < 2.4375 { parts } else { (-1.0, size, BASES[3], REST[3]) };
                let t = above / below;
                let z = t * t;
                let rest = t * (z * polynomial(z, [$($atan),*]));
                with_sign_of(high - ((rest - low) - t), self)
            }

            #[inline(always)]
            fn elementary_pow(self, exponent: Self) -> Self {
                $pow(self, exponent)
            }

            #[inline(always)]
            fn elementary_round(self) -> Self {
                /// From here on every number is whole.
                const ALL_WHOLE: $float = $float::from_bits(($bias + $mantissa) << $mantissa);
                let size = self.elementary_abs();
                let rounded = (size + ALL_WHOLE) - ALL_WHOLE;
                if size < ALL_WHOLE { with_sign_of(rounded, self) } else { self }
            }

            #[inline(always)]
            fn elementary_with_sign_of(self, sign: Self) -> Self {
                with_sign_of(self, sign)
            }

            #[inline(always)]
            fn elementary_erf(self) -> Self {
                $erf(self)
            }
        }

        /// x = n ln 2 + r with a whole n and |r| ≤ ln 2 / 2, and what r has forgotten; x is first kept to where e^x is a number.
        #[inline(always)]
        fn reduce(x: $float) -> ($float, $float, $float) {
            let x = if x > $exp_high { $exp_high } else { x };
            let x = if x < $exp_low { $exp_low } else { x };
            let n = (x * core::$float::consts::LOG2_E + $magic) - $magic;
            let (most, low) = (x - n * $ln2_high, n * $ln2_low);
            let rest = most - low;
            (n, rest, (most - rest) - low)
        }

        /// Two powers of two whose product is 2ⁿ: the product may be subnormal or infinite, each of
        /// them is neither.
        #[inline(always)]
        fn powers(n: $float) -> ($float, $float) {
            let first = n * 0.5 + $magic;
            let second = (n - (first - $magic)) + $magic;
            (power(first), power(second))
        }

        /// eˣ for −40 ≤ x ≤ 40: nothing is too large or too small.
        #[inline(always)]
        fn exp_of_middle(x: $float) -> $float {
            let shifted = x * core::$float::consts::LOG2_E + $magic;
            let n = shifted - $magic;
            let rest = (x - n * $ln2_high) - n * $ln2_low;
            (1.0 + (rest + series_of_rest(rest))) * power(shifted)
        }

        /// 2ⁿ for the whole number n in the last bits of $magic + n, where 2ⁿ is normal.
        #[inline(always)]
        fn power(shifted: $float) -> $float {
            $float::from_bits((shifted.to_bits() << $mantissa).wrapping_add(($bias as $bits) << $mantissa))
        }

        /// e^r − 1 − r
        #[inline(always)]
        fn series_of_rest(r: $float) -> $float {
            r * r * polynomial(r, [$($expm1),*])
        }

        /// 0 < x < ∞, as one comparison of whole numbers: the compiler makes a test of the number's class of two of the number
        /// itself, for which it knows no vectors where it has unrolled a short loop.
        #[inline(always)]
        fn is_positive_and_finite(x: $float) -> bool {
            x.to_bits().wrapping_sub(1) < $float::INFINITY.to_bits() - 1
        }

        /// x = 2^e · (1 + f) with 1 + f between √½ and √2, for normal x.
        #[inline(always)]
        fn split(x: $float) -> ($float, $float) {
            const MANTISSA: $bits = (1 << $mantissa) - 1;
            /// 2^mantissa, whose last bits are free for a whole number.
            const WHOLE: $bits = ($bias + $mantissa) << $mantissa;
            let bits = x.to_bits();
            let exponent = $float::from_bits((bits >> $mantissa) | WHOLE) - $float::from_bits(WHOLE);
            let mantissa = $float::from_bits((bits & MANTISSA) | ($bias << $mantissa));
            let large = mantissa > core::$float::consts::SQRT_2;
            let mantissa = select(large, 0.5 * mantissa, mantissa);
            let bias = select(large, $bias_as_float - 1.0, $bias_as_float);
            (exponent - bias, mantissa - 1.0)
        }

        /// e ln 2 + ln(1 + f) + `low`, with ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)) for s = f / (2 + f), as in
        /// Sun's fdlibm.
        #[inline(always)]
        fn ln_of_parts(e: $float, f: $float, low: $float) -> $float {
            let s = f / (2.0 + f);
            let z = s * s;
            let series = z * polynomial(z, [$($ln),*]);
            let half_square = 0.5 * f * f;
            e * $ln2_high - ((half_square - (s * (half_square + series) + (e * $ln2_low + low))) - f)
        }

        /// Σ cₖ xᵏ by Horner's rule, the even and the odd powers side by side, so that half as many operations wait for each other.
        #[inline(always)]
        fn polynomial<const N: usize>(x: $float, coefficients: [$float; N]) -> $float {
            let square = x * x;
            let mut sums = [0.0; 2];
            sums[(N - 1) % 2] = coefficients[N - 1];
            sums[(N - 2) % 2] = coefficients[N - 2];
            for k in (0..N - 2).rev() {
                sums[k % 2] = sums[k % 2] * square + coefficients[k];
            }
            sums[0] + sums[1] * x
        }

        #[inline(always)]
        fn with_sign_of(size: $float, sign: $float) -> $float {
            const SIGN: $bits = !($bits::MAX >> 1);
            $float::from_bits(size.to_bits() | (sign.to_bits() & SIGN))
        }
    };
}

mod single {
    use super::{Elementary, select};

    elementary! {
        f32, u32, mantissa 23, bias 127 127.0,
        magic 12_582_912.0, ln2 0.693_359_4 -0.000_212_194_44,
        exp -104.0 89.0,
        expm1 [1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0],
        tanh 0.55 10.0 [-0.333_333_33, 0.133_333_24, -0.053_964_7, 0.021_818_45, -0.008_526_333, 0.002_526_390_7],
        ln [0.666_666_6, 0.400_009_72, 0.284_987_87, 0.242_790_79],
        scale 33_554_432.0 25.0,
        atan [0.333_333_28, -0.199_991_58, 0.142_536_36, -0.106_480_174, 0.061_687_607]
            0.463_647_6 0.982_793_75 [5.012_158_7e-9, -2.185_569_4e-8, -2.513_142_4e-8, -4.371_139e-8],
        sqrt sqrtf, sin sinf, cos cosf, erf erf, pow pow,
    }

    /// By way of double precision, where the logarithm has digits to spare for the exponent to take. Neither is NaN.
    #[inline(always)]
    #[allow(clippy::float_cmp, reason = "whole numbers are exact")]
    fn pow(x: f32, y: f32) -> f32 {
        let (base, exponent) = (f64::from(x), f64::from(y));
        let size = base.elementary_abs();
        let power = (exponent * size.elementary_ln()).elementary_exp();
        let power = if exponent == 0.0 || size == 1.0 { 1.0 } else { power };
        let half = 0.5 * exponent;
        let is_whole = exponent.elementary_round() == exponent;
        let is_odd = is_whole && half.elementary_round() != half;
        let power = if is_odd { power.elementary_with_sign_of(base) } else { power };
        let has_no_power = base < 0.0 && base > f64::NEG_INFINITY && !is_whole;
        #[allow(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
        let rounded = power as f32;
        if has_no_power { f32::NAN } else { rounded }
    }

    /// x + x P(x²) up to 0.92, and 1 − 2^−G(x) beyond: the logarithm of what is missing to 1 is nearly a parabola. The polynomials go
    /// through their functions at Chebyshev's points.
    #[inline(always)]
    fn erf(x: f32) -> f32 {
        const NEAR: f32 = 0.92;
        /// As for the exponential: adding it rounds to a whole number.
        const MAGIC: f32 = 12_582_912.0;
        /// From here on nothing is missing.
        const ONE_FROM: f32 = 4.0;
        let size = x.elementary_abs();
        let square = size * size;
        let near = polynomial(
            square,
            [
                0.128_379_17,
                -0.376_126_34,
                0.112_837_01,
                -0.026_859_69,
                0.005_201_714_6,
                -0.000_815_005_05,
                0.000_083_997_78,
            ],
        );
        let kept = if size > ONE_FROM { ONE_FROM } else { size };
        let missing = polynomial(
            kept,
            [
                -0.000_462_299_4,
                1.630_588_2,
                0.911_515_65,
                0.158_832_76,
                -0.038_131_9,
                0.006_872_386,
                -0.000_862_361_5,
                0.000_066_620_65,
                -0.000_002_371_17,
            ],
        );
        let whole = MAGIC - missing;
        let rest = (MAGIC - whole) - missing;
        let part = polynomial(
            rest,
            [core::f32::consts::LN_2, 0.240_226_5, 0.055_503_57, 0.009_618_083, 0.001_339_086_3, 0.000_154_531_62],
        );
        let far = 1.0 - (1.0 + rest * part) * power(whole);
        with_sign_of(if size > NEAR { far } else { size + size * near }, x)
    }
}

mod double {
    use super::{Elementary, select};

    elementary! {
        f64, u64, mantissa 52, bias 1023 1023.0,
        magic 6_755_399_441_055_744.0, ln2 0.693_147_180_369_123_8 1.908_214_929_270_587_7e-10,
        exp -746.0 710.0,
        expm1 [
            1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0,
            1.0 / 40_320.0, 1.0 / 362_880.0, 1.0 / 3_628_800.0, 1.0 / 39_916_800.0,
            1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0
        ],
        tanh 0.55 20.0 [
            -0.333_333_333_333_333_3, 0.133_333_333_333_327_15, -0.053_968_253_967_434_015, 0.021_869_488_493_666_942,
            -0.008_863_234_397_814_355, 0.003_592_110_378_689_024, -0.001_455_661_830_100_716,
            0.000_588_936_052_007_405_7, -0.000_234_634_741_088_723_7, 8.511_313_685_577_672e-5,
            -2.060_276_537_636_634_2e-5
        ],
        ln [
            0.666_666_666_666_673_5, 0.399_999_999_994_094_2, 0.285_714_287_436_623_9,
            0.222_221_984_321_497_84, 0.181_835_721_616_180_5, 0.153_138_376_992_093_73,
            0.147_981_986_051_165_86
        ],
        scale 18_014_398_509_481_984.0 54.0,
        atan [
            0.333_333_333_333_329_3, -0.199_999_999_998_764_83, 0.142_857_142_725_034_66, -0.111_111_104_054_623_56,
            0.090_908_871_334_365_07, -0.076_918_762_050_448_3, 0.066_610_731_373_875_31, -0.058_335_701_337_905_735,
            0.049_768_779_946_159_32, -0.036_531_572_744_216_916, 0.016_285_820_115_365_782
        ] 0.463_647_609_000_806_1 0.982_793_723_247_329 [
            2.269_877_745_296_168_7e-17, 3.061_616_997_868_383e-17,
            1.390_331_103_123_099_8e-17, 6.123_233_995_736_766e-17
        ],
        sqrt sqrt, sin sin, cos cos, erf erf, pow libm::pow,
    }

    /// As in single precision: x + x P(x²) up to 0.9, and 1 − 2^−G(x) beyond.
    #[inline(always)]
    fn erf(x: f64) -> f64 {
        const NEAR: f64 = 0.9;
        /// As for the exponential: adding it rounds to a whole number.
        const MAGIC: f64 = 6_755_399_441_055_744.0;
        /// From here on nothing is missing.
        const ONE_FROM: f64 = 6.0;
        let size = x.elementary_abs();
        let square = size * size;
        let near = polynomial(
            square,
            [
                0.128_379_167_095_512_6,
                -0.376_126_389_031_837_54,
                0.112_837_916_709_551,
                -0.026_866_170_645_124_136,
                0.005_223_977_625_341_441,
                -0.000_854_832_701_495_556_1,
                0.000_120_553_325_215_853_32,
                -1.492_563_363_164_774e-5,
                1.646_169_739_007_632_4e-6,
                -1.635_868_344_617_706e-7,
                1.472_362_479_782_721_6e-8,
                -1.165_308_487_845_417_7e-9,
                6.496_282_014_439_23e-11,
            ],
        );
        let kept = if size > ONE_FROM { ONE_FROM } else { size };
        let missing = polynomial(
            kept,
            [
                1.033_834_287_024_676_3e-7,
                1.627_905_930_917_067,
                0.918_453_541_983_737_7,
                0.148_253_728_444_130_34,
                -0.027_565_413_029_387_545,
                -0.000_343_767_173_678_050_87,
                0.002_483_885_912_349_849_7,
                -0.000_865_365_185_694_001_9,
                2.344_251_823_432_977_5e-5,
                0.000_124_205_282_166_852_53,
                -7.494_260_700_520_367e-5,
                2.731_163_801_051_105_4e-5,
                -7.206_818_405_793_964_6e-6,
                1.434_991_003_389_354_7e-6,
                -2.155_258_916_791_880_4e-7,
                2.379_254_169_337_559e-8,
                -1.826_208_910_670_719_3e-9,
                8.714_785_738_548_025e-11,
                -1.947_438_077_378_726e-12,
            ],
        );
        let whole = MAGIC - missing;
        let rest = ((MAGIC - whole) - missing) * core::f64::consts::LN_2;
        let far = 1.0 - (1.0 + (rest + series_of_rest(rest))) * power(whole);
        with_sign_of(if size > NEAR { far } else { size + size * near }, x)
    }
}
