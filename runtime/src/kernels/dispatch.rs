//! What the CPU can do, asked once, and code compiled for each answer.
//!
//! A crate is compiled for the oldest CPU that it must run on, whose vectors are a quarter as long
//! as those of the CPU at hand. So the same code is compiled several times, and one copy chosen at
//! run time; everything above this file is written once. Without `std` the CPU cannot be asked, and
//! the features that the crate is compiled for decide.

/// The vector instructions that kernels are compiled for, from the shortest vectors to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// What the crate is compiled for.
    Portable,
    /// 256 bits, with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512 bits, with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

#[cfg(all(target_arch = "x86_64", feature = "std"))]
macro_rules! has {
    ($($feature:tt),*) => { $(std::arch::is_x86_feature_detected!($feature))&&* };
}

#[cfg(all(target_arch = "x86_64", not(feature = "std")))]
macro_rules! has {
    ($($feature:tt),*) => { $(cfg!(target_feature = $feature))&&* };
}

/// Loops over so few elements run where they are called: choosing would take longer.
pub(super) const NOT_WORTH_IT: usize = 32;

/// The number itself, which the compiler then cannot see: it unrolls an inner loop of constant length
/// before it thinks of vectors, and is up to five times slower for it.
#[inline(always)]
pub(super) fn not_constant(length: usize) -> usize {
    core::hint::black_box(length)
}

/// The best level of the CPU at hand. The answer is kept by the standard library; asking again is
/// a load and a test.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn level() -> Level {
    if !has!("avx2", "fma") {
        Level::Portable
    } else if has!("avx512f", "avx512vl", "avx512dq", "avx512bw") {
        Level::Avx512
    } else {
        Level::Avx2
    }
}

/// The only level there is.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
pub(super) fn level() -> Level {
    Level::Portable
}

/// Runs `loops`, compiled for the CPU at hand, where they are inlined (say `#[inline(always)]`).
///
/// No instruction contracts a product and a sum unless the code says so, so every copy gives the
/// same bits.
#[inline(always)]
pub(crate) fn vectorised<R>(loops: impl FnOnce() -> R) -> R {
    match level() {
        Level::Portable => loops(),
        // SAFETY: `level` has found the features.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { with_avx2(loops) },
        // SAFETY: `level` has found the features.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { with_avx512(loops) },
    }
}

/// Runs code that is compiled with the features, where it is inlined.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
pub(super) fn with_avx2<R>(loops: impl FnOnce() -> R) -> R {
    loops()
}

/// Runs code that is compiled with the features, where it is inlined.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avx512f,avx512vl,avx512dq,avx512bw")]
pub(super) fn with_avx512<R>(loops: impl FnOnce() -> R) -> R {
    loops()
}
