//! Lines of the cache that are asked for before they are needed.
//!
//! Asking changes nothing but how long a later read takes, and may be done for any address. All at once they would take the place of what is
//! read meanwhile, so that few are asked for at a time.

use core::ptr;

/// Bytes of a line; where it is longer, lines are asked for twice.
pub(super) const LINE_BYTES: usize = 64;

/// Asks for the line of an address, which nothing need be at, into the first-level cache.
#[inline(always)]
pub(super) fn ask_near<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the instruction is in every CPU of this kind, and never fails.
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// The same, into the second-level cache.
#[inline(always)]
fn ask_nearby<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the instruction is in every CPU of this kind, and never fails.
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T1>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// Part of a matrix: runs of lines, one after the other.
#[derive(Clone, Copy)]
pub struct Ahead<T> {
    next: *const T,
    left_in_run: usize,
    run: *const T,
    length: usize,
    step: usize,
    jump: usize,
    at_a_time: usize,
}

impl<T> Ahead<T> {
    pub(super) const NOTHING: Self =
        Self { next: ptr::null(), left_in_run: 1, run: ptr::null(), length: 1, step: 0, jump: 0, at_a_time: 0 };

    /// `runs` runs, each of `length` lines that are `step` elements apart, and `jump` elements behind the one before; to be asked for at
    /// `times` times.
    pub(super) fn new(
        from: *const T,
        (runs, jump): (usize, usize),
        (length, step): (usize, usize),
        times: usize,
    ) -> Self {
        if runs * length == 0 {
            return Self::NOTHING;
        }
        // Where little is computed, so much would only be in the way.
        let at_a_time = usize::min((runs * length).div_ceil(times), 4);
        Self { next: from, left_in_run: length, run: from, length, step, jump, at_a_time }
    }

    #[inline(always)]
    pub(super) fn ask(&mut self) {
        for _ in 0..self.at_a_time {
            ask_nearby(self.next);
            self.next = self.next.wrapping_add(self.step);
            self.left_in_run -= 1;
            if self.left_in_run == 0 {
                self.run = self.run.wrapping_add(self.jump);
                (self.next, self.left_in_run) = (self.run, self.length);
            }
        }
    }
}
