//! Softmax of so few rows that a column of theirs fills no vector; see [`softmax`](super::softmax()) for the equations. A
//! single row is also what a column is, where that has the softmax.
//!
//! In memory the rows take turns, element by element. As many columns as make whole vectors are a group: in it each row has
//! the same lanes as in every other group.

use super::Store;
use super::dispatch::not_constant;
use super::softmax_chunks::{CHUNKS, Chunks, Running};
use crate::math;
use crate::scalar::Scalar;

/// Elements of a vector, and columns whose lanes a row can have.
const LANES: usize = 16;

/// Columns of a chunk at least. More than of many rows, since each takes less and lanes are joined at its end.
const CHUNK: usize = 128;

/// `out`ᵢⱼ = exp aᵢⱼ / Σₖ exp aᵢₖ for `R` rows of `C` elements.
#[inline(always)]
pub(super) fn set<T: Scalar, const R: usize, const C: usize>(out: &mut [T], a: &[T]) {
    let chunks = Chunks::few(C, CHUNK);
    let chunk = chunks.columns * R;
    let mut running = Running::new();
    let mut maxima = [[T::ZERO; R]; CHUNKS];
    for ((out, a), maxima) in out.chunks_mut(chunk).zip(a.chunks(chunk)).zip(&mut maxima) {
        *maxima = raised(running.maxima, a);
        relative(out, a, *maxima);
        for to in &mut out[..not_constant(a.len())] {
            *to = math::exp(*to);
        }
        running.take(*maxima, sums(out), chunks);
    }
    for (out, maxima) in out.chunks_mut(chunk).zip(&maxima) {
        scale(out, running.factors(maxima, chunks));
    }
}

/// Puts f(aᵢⱼ, mᵢ, `of_sum`(sᵢ)).
#[inline(always)]
pub(super) fn put<T: Scalar, const R: usize, const C: usize>(
    out: &mut [T],
    a: &[T],
    store: Store<T>,
    of_sum: impl Fn(T) -> T,
    f: impl Fn(T, T, T) -> T,
) {
    let Running { maxima, sums } = statistics::<T, R, C>(a);
    let (maxima, sums) = ([maxima; LANES], [sums.map(of_sum); LANES]);
    let (maxima, sums) = (maxima.as_flattened(), sums.as_flattened());
    let mut results = [[T::ZERO; LANES]; R];
    let results = results.as_flattened_mut();
    let group = not_constant(R * LANES);
    for (out, a) in out.chunks_mut(group).zip(a.chunks(group)) {
        for (((result, &a), &m), &s) in results.iter_mut().zip(a).zip(maxima).zip(sums) {
            *result = f(a, m, s);
        }
        store.put_all(out, &results[..a.len()]);
    }
}

/// mᵢ and sᵢ of `R` rows of `C` elements.
#[inline(always)]
pub(super) fn statistics<T: Scalar, const R: usize, const C: usize>(a: &[T]) -> Running<T, R> {
    // No more of the stack than the rows need.
    match C {
        ..=16 => statistics_of_chunks::<T, R, 16>(a, C),
        17..=48 => statistics_of_chunks::<T, R, 48>(a, C),
        _ => statistics_of_chunks::<T, R, CHUNK>(a, C),
    }
}

#[inline(always)]
fn statistics_of_chunks<T: Scalar, const R: usize, const CHUNK: usize>(a: &[T], width: usize) -> Running<T, R> {
    let chunks = Chunks::of(width, CHUNK);
    let mut running = Running::new();
    let mut powers = [[T::ZERO; CHUNK]; R];
    let powers = powers.as_flattened_mut();
    for a in a.chunks(CHUNK * R) {
        let maxima = raised(running.maxima, a);
        relative(&mut powers[..a.len()], a, maxima);
        // Whole vectors, whatever stands behind the chunk: so no element is computed by itself.
        for to in &mut powers[..not_constant(a.len().next_multiple_of(LANES))] {
            *to = math::exp(*to);
        }
        running.take(maxima, sums(&powers[..a.len()]), chunks);
    }
    running
}

/// aᵢⱼ − mᵢ
#[inline(always)]
fn relative<T: Scalar, const R: usize>(out: &mut [T], a: &[T], maxima: [T; R]) {
    if const { R == 1 } {
        for (to, &a) in out.iter_mut().zip(a) {
            *to = a - maxima[0];
        }
        return;
    }
    let maxima = [maxima; LANES];
    let group = not_constant(R * LANES);
    for (out, a) in out.chunks_mut(group).zip(a.chunks(group)) {
        for ((to, &a), &m) in out.iter_mut().zip(a).zip(maxima.as_flattened()) {
            *to = a - m;
        }
    }
}

/// Multiplies each row by its factor.
#[inline(always)]
fn scale<T: Scalar, const R: usize>(out: &mut [T], factors: [T; R]) {
    if const { R == 1 } {
        for to in out {
            *to *= factors[0];
        }
        return;
    }
    let factors = [factors; LANES];
    for out in out.chunks_mut(not_constant(R * LANES)) {
        for (to, &factor) in out.iter_mut().zip(factors.as_flattened()) {
            *to *= factor;
        }
    }
}

/// `maxima`, or what is larger in these columns; NaN is passed over, and comes out in the sum.
#[inline(always)]
fn raised<T: Scalar, const R: usize>(maxima: [T; R], a: &[T]) -> [T; R] {
    fold(maxima, a, |m, a| if a > m { a } else { m })
}

/// The sum of each row.
#[inline(always)]
fn sums<T: Scalar, const R: usize>(powers: &[T]) -> [T; R] {
    fold([T::ZERO; R], powers, |sum, power| sum + power)
}

/// Folds each row, from what changes nothing, in lanes that are joined in pairs at the end.
#[inline(always)]
fn fold<T: Scalar, const R: usize>(first: [T; R], elements: &[T], f: impl Fn(T, T) -> T) -> [T; R] {
    if elements.len() < const { vectors_of_group(R) * LANES } {
        let mut folded = first;
        for column in elements.chunks_exact(R) {
            for (to, &element) in folded.iter_mut().zip(column) {
                *to = f(*to, element);
            }
        }
        return folded;
    }
    let mut lanes = [first; LANES];
    let lanes = &mut lanes.as_flattened_mut()[..const { vectors_of_group(R) * LANES }];
    let (vectors, rest) = elements.as_chunks::<LANES>();
    let groups = vectors.chunks_exact(const { vectors_of_group(R) });
    let others = groups.remainder().as_flattened();
    for (vector, lanes) in lanes.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let mut folded = *lanes;
        for group in groups.clone() {
            for (lane, &element) in folded.iter_mut().zip(&group[vector]) {
                *lane = f(*lane, element);
            }
        }
        *lanes = folded;
    }
    for (lane, &element) in lanes.iter_mut().zip(others.iter().chain(rest)) {
        *lane = f(*lane, element);
    }
    let mut lanes = lanes;
    while lanes.len() > R {
        let (half, other) = lanes.split_at_mut(lanes.len() / 2);
        for (lane, &other) in half.iter_mut().zip(&*other) {
            *lane = f(*lane, other);
        }
        lanes = half;
    }
    core::array::from_fn(|row| lanes[row])
}

/// Vectors that the fewest whole columns are which are whole vectors.
const fn vectors_of_group(rows: usize) -> usize {
    let (mut vectors, mut columns) = (rows, LANES);
    while vectors.is_multiple_of(2) && columns > 1 {
        vectors /= 2;
        columns /= 2;
    }
    vectors
}
