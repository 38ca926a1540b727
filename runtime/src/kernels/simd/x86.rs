//! The vectors of `x86_64`: 256 bits (AVX2) and 512 bits (AVX-512), both with fused multiply-add.

#[allow(clippy::wildcard_imports, reason = "the names are the instructions', all with one prefix")]
use core::arch::x86_64::*;

use super::Simd;
use crate::kernels::dispatch;

/// Eight `f32`.
#[derive(Clone, Copy)]
pub struct Avx2F32;

/// Four `f64`.
#[derive(Clone, Copy)]
pub struct Avx2F64;

/// Sixteen `f32`.
#[derive(Clone, Copy)]
pub struct Avx512F32;

/// Eight `f64`.
#[derive(Clone, Copy)]
pub struct Avx512F64;

/// The operations that are one instruction each, whose names follow a pattern.
macro_rules! one_instruction_each {
    (
        $scalar:ty, $vector:ty, $lanes:literal;
        $enabled:ident $zero:ident $splat:ident $load:ident $store:ident $add:ident $max:ident $mul_add:ident
    ) => {
        type Scalar = $scalar;
        type Vector = $vector;
        const LANES: usize = $lanes;

        #[inline(always)]
        unsafe fn enabled<R>(code: impl FnOnce() -> R) -> R {
            // SAFETY: the caller has the features of this unit; so for all that follow.
            unsafe { dispatch::$enabled(code) }
        }

        #[inline(always)]
        unsafe fn zero() -> $vector {
            // SAFETY: as above.
            unsafe { $zero() }
        }

        #[inline(always)]
        unsafe fn splat(value: $scalar) -> $vector {
            // SAFETY: as above.
            unsafe { $splat(value) }
        }

        #[inline(always)]
        unsafe fn load(from: *const $scalar) -> $vector {
            // SAFETY: as above, and the pointer is good for the whole vector.
            unsafe { $load(from) }
        }

        #[inline(always)]
        unsafe fn store(to: *mut $scalar, vector: $vector) {
            // SAFETY: as above, and the pointer is good for the whole vector.
            unsafe { $store(to, vector) }
        }

        #[inline(always)]
        unsafe fn add(a: $vector, b: $vector) -> $vector {
            // SAFETY: as above.
            unsafe { $add(a, b) }
        }

        #[inline(always)]
        unsafe fn relu(a: $vector) -> $vector {
            // SAFETY: as above. Of zeros, and where one is NaN, the instruction takes the second.
            unsafe { $max($zero(), a) }
        }

        #[inline(always)]
        unsafe fn mul_add(a: $vector, b: $vector, c: $vector) -> $vector {
            // SAFETY: as above.
            unsafe { $mul_add(a, b, c) }
        }

        #[inline(always)]
        unsafe fn column_sums(columns: [*const $scalar; 4], height: usize) -> [$scalar; 4] {
            // SAFETY: as above, and the pointers are good for the height.
            unsafe { column_sums::<Self, { 16 / $lanes }>(columns, height) }
        }
    };
}

/// Sums of four columns in sixteen lanes, `N` vectors.
#[inline(always)]
unsafe fn column_sums<S: Simd, const N: usize>(columns: [*const S::Scalar; 4], height: usize) -> [S::Scalar; 4] {
    // SAFETY: the caller has the features of `S`, and pointers that are good for the height.
    unsafe {
        let mut lanes = [[S::zero(); N]; 4];
        let mut row = 0;
        while row + 16 <= height {
            for (lanes, column) in lanes.iter_mut().zip(columns) {
                for (v, vector) in lanes.iter_mut().enumerate() {
                    *vector = S::add(*vector, S::load(column.add(row + v * S::LANES)));
                }
            }
            row += 16;
        }
        if row < height {
            for (lanes, column) in lanes.iter_mut().zip(columns) {
                for (v, vector) in lanes.iter_mut().enumerate() {
                    let first = row + v * S::LANES;
                    if first < height {
                        let mask = S::mask(usize::min(height - first, S::LANES));
                        *vector = S::add(*vector, S::load_masked(column.add(first), mask));
                    }
                }
            }
        }
        let mut width = N;
        while width > 1 {
            width /= 2;
            for lanes in &mut lanes {
                for v in 0..width {
                    lanes[v] = S::add(lanes[v], lanes[v + width]);
                }
            }
        }
        let [a, b, c, d] = lanes;
        S::sums([a[0], b[0], c[0], d[0]])
    }
}

impl Simd for Avx2F32 {
    one_instruction_each! {
        f32, __m256, 8;
        with_avx2 _mm256_setzero_ps _mm256_set1_ps _mm256_loadu_ps _mm256_storeu_ps _mm256_add_ps
        _mm256_max_ps _mm256_fmadd_ps
    }
    type Mask = (__m256i, usize);
    const COLUMNS: usize = 6;
    const BLOCK: usize = 8;
    const STEP: usize = 4;

    #[inline(always)]
    unsafe fn mask(lanes: usize) -> Self::Mask {
        /// Eight lanes that take part, then eight that do not: a window is the mask.
        const WINDOW: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
        // SAFETY: the caller has AVX2; `lanes` is at most 8, so the window is within the array.
        let mask = unsafe { _mm256_loadu_si256(WINDOW.as_ptr().add(8 - lanes).cast()) };
        (mask, lanes)
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const f32, (mask, _): Self::Mask) -> __m256 {
        // SAFETY: the caller has AVX; lanes outside the mask are not read.
        unsafe { _mm256_maskload_ps(from, mask) }
    }

    /// In pieces: the instruction for a masked store takes some twenty cycles on many CPUs.
    #[inline(always)]
    unsafe fn store_masked(to: *mut f32, (_, lanes): Self::Mask, vector: __m256) {
        // SAFETY: the caller has AVX, and a pointer that is good for `lanes` numbers.
        unsafe {
            let mut to = to;
            let mut rest = _mm256_castps256_ps128(vector);
            if lanes & 4 != 0 {
                _mm_storeu_ps(to, rest);
                to = to.add(4);
                rest = _mm256_extractf128_ps::<1>(vector);
            }
            if lanes & 2 != 0 {
                to.cast::<i64>().write_unaligned(_mm_cvtsi128_si64(_mm_castps_si128(rest)));
                to = to.add(2);
                rest = _mm_movehl_ps(rest, rest);
            }
            if lanes & 1 != 0 {
                _mm_store_ss(to, rest);
            }
        }
    }

    #[inline(always)]
    unsafe fn sums([a, b, c, d]: [__m256; 4]) -> [f32; 4] {
        // SAFETY: the caller has AVX.
        unsafe {
            // Even and odd lanes of two vectors, added; then pairs of those: each half holds one
            // partial sum of a, b, c, d.
            let ab = _mm256_add_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            let cd = _mm256_add_ps(_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
            let low = _mm256_shuffle_ps::<0b01_00_01_00>(ab, cd);
            let high = _mm256_shuffle_ps::<0b11_10_11_10>(ab, cd);
            let halves = _mm256_add_ps(low, high);
            let sums = _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps::<1>(halves));
            core::mem::transmute::<__m128, [f32; 4]>(sums)
        }
    }

    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
        // SAFETY: the caller has AVX2, and pointers that are good for the two blocks.
        unsafe { transpose_f32_8x4(from, from_step, to, to_step) }
    }
}

/// Transposes 8 × 4: in each half-vector by pairs, then by pairs of pairs, and the halves while
/// loading.
#[inline(always)]
unsafe fn transpose_f32_8x4(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
    // SAFETY: the caller has AVX2 and pointers that are good for the two blocks.
    unsafe {
        // Row i beside row i + 4.
        let row = |i: usize| {
            let low = _mm_loadu_ps(from.add(i * from_step));
            let high = _mm_loadu_ps(from.add((i + 4) * from_step));
            _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(low), high)
        };
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let (ab_low, ab_high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
        let (cd_low, cd_high) = (_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
        _mm256_storeu_ps(to, _mm256_shuffle_ps::<0b01_00_01_00>(ab_low, cd_low));
        _mm256_storeu_ps(to.add(to_step), _mm256_shuffle_ps::<0b11_10_11_10>(ab_low, cd_low));
        _mm256_storeu_ps(to.add(2 * to_step), _mm256_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high));
        _mm256_storeu_ps(to.add(3 * to_step), _mm256_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high));
    }
}

/// Transposes 16 × 4, as [`transpose_f32_8x4`], the quarters while loading.
#[inline(always)]
unsafe fn transpose_f32_16x4(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
    // SAFETY: the caller has AVX-512 and pointers that are good for the two blocks.
    unsafe {
        // Row i beside rows i + 4, i + 8 and i + 12.
        let row = |i: usize| {
            let quarter = |q: usize| _mm_loadu_ps(from.add((i + 4 * q) * from_step));
            let row = _mm512_castps128_ps512(quarter(0));
            let row = _mm512_mask_broadcast_f32x4(row, 0x00f0, quarter(1));
            let row = _mm512_mask_broadcast_f32x4(row, 0x0f00, quarter(2));
            _mm512_mask_broadcast_f32x4(row, 0xf000, quarter(3))
        };
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let (ab_low, ab_high) = (_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
        let (cd_low, cd_high) = (_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
        _mm512_storeu_ps(to, _mm512_shuffle_ps::<0b01_00_01_00>(ab_low, cd_low));
        _mm512_storeu_ps(to.add(to_step), _mm512_shuffle_ps::<0b11_10_11_10>(ab_low, cd_low));
        _mm512_storeu_ps(to.add(2 * to_step), _mm512_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high));
        _mm512_storeu_ps(to.add(3 * to_step), _mm512_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high));
    }
}

impl Simd for Avx2F64 {
    one_instruction_each! {
        f64, __m256d, 4;
        with_avx2 _mm256_setzero_pd _mm256_set1_pd _mm256_loadu_pd _mm256_storeu_pd _mm256_add_pd
        _mm256_max_pd _mm256_fmadd_pd
    }
    type Mask = (__m256i, usize);
    const COLUMNS: usize = 6;
    const BLOCK: usize = 4;
    const STEP: usize = 2;

    #[inline(always)]
    unsafe fn mask(lanes: usize) -> Self::Mask {
        const WINDOW: [i64; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];
        // SAFETY: the caller has AVX2; `lanes` is at most 4, so the window is within the array.
        let mask = unsafe { _mm256_loadu_si256(WINDOW.as_ptr().add(4 - lanes).cast()) };
        (mask, lanes)
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const f64, (mask, _): Self::Mask) -> __m256d {
        // SAFETY: the caller has AVX; lanes outside the mask are not read.
        unsafe { _mm256_maskload_pd(from, mask) }
    }

    /// In pieces, as for `f32`.
    #[inline(always)]
    unsafe fn store_masked(to: *mut f64, (_, lanes): Self::Mask, vector: __m256d) {
        // SAFETY: the caller has AVX, and a pointer that is good for `lanes` numbers.
        unsafe {
            let mut to = to;
            let mut rest = _mm256_castpd256_pd128(vector);
            if lanes & 2 != 0 {
                _mm_storeu_pd(to, rest);
                to = to.add(2);
                rest = _mm256_extractf128_pd::<1>(vector);
            }
            if lanes & 1 != 0 {
                _mm_store_sd(to, rest);
            }
        }
    }

    #[inline(always)]
    unsafe fn sums([a, b, c, d]: [__m256d; 4]) -> [f64; 4] {
        // SAFETY: the caller has AVX.
        unsafe {
            let ab = _mm256_add_pd(_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
            let cd = _mm256_add_pd(_mm256_unpacklo_pd(c, d), _mm256_unpackhi_pd(c, d));
            let low = _mm256_permute2f128_pd::<0x20>(ab, cd);
            let high = _mm256_permute2f128_pd::<0x31>(ab, cd);
            core::mem::transmute::<__m256d, [f64; 4]>(_mm256_add_pd(low, high))
        }
    }

    #[inline(always)]
    unsafe fn transpose(from: *const f64, from_step: usize, to: *mut f64, to_step: usize) {
        // SAFETY: the caller has AVX2, and pointers that are good for the two blocks.
        unsafe { transpose_f64_4x2(from, from_step, to, to_step) }
    }
}

/// Transposes 4 × 2: the halves while loading, then in each half-vector by pairs.
#[inline(always)]
unsafe fn transpose_f64_4x2(from: *const f64, from_step: usize, to: *mut f64, to_step: usize) {
    // SAFETY: the caller has AVX2 and pointers that are good for the two blocks.
    unsafe {
        let row = |i: usize| {
            let low = _mm_loadu_pd(from.add(i * from_step));
            let high = _mm_loadu_pd(from.add((i + 2) * from_step));
            _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(low), high)
        };
        let (a, b) = (row(0), row(1));
        _mm256_storeu_pd(to, _mm256_unpacklo_pd(a, b));
        _mm256_storeu_pd(to.add(to_step), _mm256_unpackhi_pd(a, b));
    }
}

/// Transposes 8 × 2, as [`transpose_f64_4x2`], the quarters while loading.
#[inline(always)]
unsafe fn transpose_f64_8x2(from: *const f64, from_step: usize, to: *mut f64, to_step: usize) {
    // SAFETY: the caller has AVX-512 and pointers that are good for the two blocks.
    unsafe {
        let row = |i: usize| {
            let quarter = |q: usize| _mm_loadu_pd(from.add((i + 2 * q) * from_step));
            let row = _mm512_castpd128_pd512(quarter(0));
            let row = _mm512_mask_broadcast_f64x2(row, 0b0000_1100, quarter(1));
            let row = _mm512_mask_broadcast_f64x2(row, 0b0011_0000, quarter(2));
            _mm512_mask_broadcast_f64x2(row, 0b1100_0000, quarter(3))
        };
        let (a, b) = (row(0), row(1));
        _mm512_storeu_pd(to, _mm512_unpacklo_pd(a, b));
        _mm512_storeu_pd(to.add(to_step), _mm512_unpackhi_pd(a, b));
    }
}

impl Simd for Avx512F32 {
    one_instruction_each! {
        f32, __m512, 16;
        with_avx512 _mm512_setzero_ps _mm512_set1_ps _mm512_loadu_ps _mm512_storeu_ps _mm512_add_ps
        _mm512_max_ps _mm512_fmadd_ps
    }
    type Mask = __mmask16;
    const COLUMNS: usize = 12;
    const BLOCK: usize = 16;
    const STEP: usize = 4;

    #[inline(always)]
    unsafe fn mask(lanes: usize) -> __mmask16 {
        u16::MAX >> (16 - lanes)
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const f32, mask: __mmask16) -> __m512 {
        // SAFETY: the caller has AVX-512; lanes outside the mask are not read.
        unsafe { _mm512_maskz_loadu_ps(mask, from) }
    }

    #[inline(always)]
    unsafe fn store_masked(to: *mut f32, mask: __mmask16, vector: __m512) {
        // SAFETY: the caller has AVX-512; lanes outside the mask are not written.
        unsafe { _mm512_mask_storeu_ps(to, mask, vector) }
    }

    #[inline(always)]
    unsafe fn sums(vectors: [__m512; 4]) -> [f32; 4] {
        // SAFETY: the caller has AVX-512, and with it AVX2.
        unsafe {
            let [a, b, c, d] = vectors;
            Avx2F32::sums([halves_f32(a), halves_f32(b), halves_f32(c), halves_f32(d)])
        }
    }

    #[inline(always)]
    unsafe fn sums_of_eight([a, b]: [[__m512; 4]; 2]) -> [[f32; 4]; 2] {
        // SAFETY: the caller has AVX-512.
        unsafe {
            let quarters = quarters_f32(a, b);
            let sums = _mm512_add_ps(quarters, _mm512_shuffle_f32x4::<0b10_11_00_01>(quarters, quarters));
            let sums = _mm512_castps512_ps256(_mm512_shuffle_f32x4::<0b10_00_10_00>(sums, sums));
            core::mem::transmute::<__m256, [[f32; 4]; 2]>(sums)
        }
    }

    #[inline(always)]
    unsafe fn sums_of_sixteen([a, b, c, d]: [[__m512; 4]; 4]) -> __m512 {
        // SAFETY: the caller has AVX-512.
        unsafe {
            let (ab, cd) = (quarters_f32(a, b), quarters_f32(c, d));
            let low = _mm512_shuffle_f32x4::<0b10_00_10_00>(ab, cd);
            let high = _mm512_shuffle_f32x4::<0b11_01_11_01>(ab, cd);
            _mm512_add_ps(low, high)
        }
    }

    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
        // SAFETY: the caller has AVX-512, and pointers that are good for the two blocks.
        unsafe { transpose_f32_16x4(from, from_step, to, to_step) }
    }

    #[inline(always)]
    unsafe fn transpose_half(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
        // SAFETY: the caller has AVX2 too, and pointers that are good for the two blocks.
        unsafe { transpose_f32_8x4(from, from_step, to, to_step) }
    }
}

/// The two halves of a vector, added. Not a closure: one that is handed to `map` is compiled without
/// the CPU's features, and every instruction in it becomes a call.
#[inline(always)]
unsafe fn halves_f32(vector: __m512) -> __m256 {
    // SAFETY: the caller has AVX-512.
    unsafe { _mm256_add_ps(_mm512_castps512_ps256(vector), _mm512_extractf32x8_ps::<1>(vector)) }
}

/// Of each of eight vectors the sums of both quarters of its halves' sum, in the order of [`Simd::sums`]: the low quarters of `a`, the high ones, and
/// those of `b`.
#[inline(always)]
unsafe fn quarters_f32(a: [__m512; 4], b: [__m512; 4]) -> __m512 {
    // SAFETY: the caller has AVX-512.
    unsafe {
        let (p, q) = (halves_of_two(a[0], b[0]), halves_of_two(a[1], b[1]));
        let (r, s) = (halves_of_two(a[2], b[2]), halves_of_two(a[3], b[3]));
        let pq = _mm512_add_ps(_mm512_unpacklo_ps(p, q), _mm512_unpackhi_ps(p, q));
        let rs = _mm512_add_ps(_mm512_unpacklo_ps(r, s), _mm512_unpackhi_ps(r, s));
        let low = _mm512_shuffle_ps::<0b01_00_01_00>(pq, rs);
        let high = _mm512_shuffle_ps::<0b11_10_11_10>(pq, rs);
        _mm512_add_ps(low, high)
    }
}

/// The two halves of `a`, added, below those of `b`.
#[inline(always)]
unsafe fn halves_of_two(a: __m512, b: __m512) -> __m512 {
    // SAFETY: the caller has AVX-512.
    unsafe {
        let low = _mm512_insertf32x8::<1>(a, _mm512_castps512_ps256(b));
        let high = _mm512_shuffle_f32x4::<0b11_10_11_10>(a, b);
        _mm512_add_ps(low, high)
    }
}

/// As [`halves_f32`].
#[inline(always)]
unsafe fn halves_f64(vector: __m512d) -> __m256d {
    // SAFETY: the caller has AVX-512.
    unsafe { _mm256_add_pd(_mm512_castpd512_pd256(vector), _mm512_extractf64x4_pd::<1>(vector)) }
}

impl Simd for Avx512F64 {
    one_instruction_each! {
        f64, __m512d, 8;
        with_avx512 _mm512_setzero_pd _mm512_set1_pd _mm512_loadu_pd _mm512_storeu_pd _mm512_add_pd
        _mm512_max_pd _mm512_fmadd_pd
    }
    type Mask = __mmask8;
    const COLUMNS: usize = 12;
    const BLOCK: usize = 8;
    const STEP: usize = 2;

    #[inline(always)]
    unsafe fn mask(lanes: usize) -> __mmask8 {
        u8::MAX >> (8 - lanes)
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const f64, mask: __mmask8) -> __m512d {
        // SAFETY: the caller has AVX-512; lanes outside the mask are not read.
        unsafe { _mm512_maskz_loadu_pd(mask, from) }
    }

    #[inline(always)]
    unsafe fn store_masked(to: *mut f64, mask: __mmask8, vector: __m512d) {
        // SAFETY: the caller has AVX-512; lanes outside the mask are not written.
        unsafe { _mm512_mask_storeu_pd(to, mask, vector) }
    }

    #[inline(always)]
    unsafe fn sums(vectors: [__m512d; 4]) -> [f64; 4] {
        // SAFETY: the caller has AVX-512, and with it AVX2.
        unsafe {
            let [a, b, c, d] = vectors;
            Avx2F64::sums([halves_f64(a), halves_f64(b), halves_f64(c), halves_f64(d)])
        }
    }

    #[inline(always)]
    unsafe fn transpose(from: *const f64, from_step: usize, to: *mut f64, to_step: usize) {
        // SAFETY: the caller has AVX-512, and pointers that are good for the two blocks.
        unsafe { transpose_f64_8x2(from, from_step, to, to_step) }
    }

    #[inline(always)]
    unsafe fn transpose_half(from: *const f64, from_step: usize, to: *mut f64, to_step: usize) {
        // SAFETY: the caller has AVX2 too, and pointers that are good for the two blocks.
        unsafe { transpose_f64_4x2(from, from_step, to, to_step) }
    }
}
