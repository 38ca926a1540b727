//! What the examples have in common and what is not about graphs: reading data, painting pictures,
//! a progress bar, and a polite end.

use std::error::Error;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

pub mod chart;
pub mod digits;
pub mod picture;
pub mod sheet;

/// Ends a program: says what went wrong, and what lay beneath it, on the standard error output.
pub fn finish(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = outcome else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(beneath) = cause {
        eprintln!("  because: {beneath}");
        cause = beneath.source();
    }
    ExitCode::FAILURE
}

/// A progress bar over epochs whose message is the loss. It is not drawn where nobody watches.
///
/// # Panics
///
/// Never: the template is valid, and a test draws it.
pub fn progress(epochs: u64) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:40.cyan} epoch {pos:>4}/{len}  loss {msg}").expect("the template is valid");
    ProgressBar::new(epochs).with_style(style.progress_chars("━╸─"))
}

/// The index of the largest value, 0 of none.
pub fn most_likely(probabilities: &[f32]) -> usize {
    let largest = probabilities.iter().enumerate().max_by(|left, right| left.1.total_cmp(right.1));
    largest.map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_progress_bar_can_be_drawn() {
        let bar = progress(2);
        bar.set_message("0.5");
        bar.inc(1);
        assert_eq!((bar.position(), bar.length()), (1, Some(2)));
    }

    #[test]
    fn the_largest_value_is_the_most_likely() {
        assert_eq!(most_likely(&[0.2, 0.7, 0.1]), 1);
        assert_eq!(most_likely(&[]), 0);
    }
}
