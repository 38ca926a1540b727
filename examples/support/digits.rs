//! The handwritten digits: 1,797 images of 8×8 pixels with their labels (`data/README.md` says
//! where they come from).
//!
//! A line of the file is one digit: 64 pixels from 0 (paper) to 16 (ink), row by row, then the
//! label, with commas between them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use rand::Rng;
use rand::seq::SliceRandom;
use thiserror::Error;

/// Rows, and columns, of an image.
pub const SIDE: usize = 8;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// Columns of the file: the pixels and the label.
const COLUMNS: usize = PIXELS + 1;
/// Different labels: the digits 0 to 9.
pub const CLASSES: usize = 10;

/// The value of a pixel that is all ink.
const INK: u8 = 16;

/// The first two bytes of every gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// One handwritten digit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digit {
    /// The image row by row, from 0 (paper) to 1 (ink).
    pub pixels: [f32; PIXELS],
    /// Which digit it is, from 0 to 9.
    pub label: usize,
}

/// Why digits could not be had.
#[derive(Debug, Error)]
pub enum DatasetError {
    /// The file is not there, may not be read, is not text, or is a broken gzip stream.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system, or the decoder, said.
        source: io::Error,
    },
    /// A line of the file is not a digit.
    #[error("`{}`, line {line}: {mistake}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        mistake: Mistake,
    },
    /// There are not enough digits to learn from and to be tested on.
    #[error("{found} digits are too few: {needed} are needed, to learn from and to be tested on")]
    TooFew {
        /// How many there are.
        found: usize,
        /// How many there should be at the least.
        needed: usize,
    },
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Mistake {
    /// It has too few columns or too many.
    #[error("number of columns: {found} instead of {COLUMNS} ({PIXELS} pixels and a label)")]
    Columns {
        /// How many columns it has.
        found: usize,
    },
    /// A pixel is not a number, or out of range.
    #[error("column {column}: pixel `{text}` is not a whole number from 0 to {INK}")]
    Pixel {
        /// The column, counted from 1.
        column: usize,
        /// What stands there.
        text: String,
    },
    /// The label is not a number, or out of range.
    #[error("label `{text}` is not a whole number from 0 to {}", CLASSES - 1)]
    Label {
        /// What stands there.
        text: String,
    },
}

/// The digits that this package brings along.
///
/// # Errors
///
/// Those of [`load`], if the file was damaged before this program was compiled.
pub fn bundled() -> Result<Vec<Digit>, DatasetError> {
    let file = include_bytes!("../data/digits.csv.gz");
    read(Path::new("digits.csv.gz"), file.as_slice())
}

/// The digits in a file, compressed by gzip or not.
///
/// # Errors
///
/// [`DatasetError::Unreadable`] or [`DatasetError::Malformed`].
pub fn load(path: &Path) -> Result<Vec<Digit>, DatasetError> {
    let file = File::open(path).map_err(|source| unreadable(path, source))?;
    read(path, BufReader::new(file))
}

/// Shuffles the digits and sets `test` of them aside, for the test; the rest, at least `train`
/// of them, is there to learn from and comes first.
///
/// # Errors
///
/// [`DatasetError::TooFew`].
pub fn split(
    mut digits: Vec<Digit>,
    train: usize,
    test: usize,
    rng: &mut impl Rng,
) -> Result<(Vec<Digit>, Vec<Digit>), DatasetError> {
    let (found, needed) = (digits.len(), train + test);
    if found < needed {
        return Err(DatasetError::TooFew { found, needed });
    }
    digits.shuffle(rng);
    let set_aside = digits.split_off(found - test);
    Ok((digits, set_aside))
}

/// Reads all digits; `path` is only for error messages.
fn read(path: &Path, mut source: impl BufRead) -> Result<Vec<Digit>, DatasetError> {
    let start = source.fill_buf().map_err(|error| unreadable(path, error))?;
    let text: Box<dyn Read> =
        if start.starts_with(&GZIP) { Box::new(MultiGzDecoder::new(source)) } else { Box::new(source) };
    let mut digits = Vec::new();
    for (index, line) in BufReader::new(text).lines().enumerate() {
        let line = line.map_err(|error| unreadable(path, error))?;
        let digit = parse(&line).map_err(|mistake| DatasetError::Malformed {
            path: path.to_owned(),
            line: index + 1,
            mistake,
        })?;
        digits.push(digit);
    }
    Ok(digits)
}

fn unreadable(path: &Path, source: io::Error) -> DatasetError {
    DatasetError::Unreadable { path: path.to_owned(), source }
}

/// One line: the pixels, then the label.
fn parse(line: &str) -> Result<Digit, Mistake> {
    let columns: Vec<&str> = line.split(',').map(str::trim).collect();
    let found = columns.len();
    let columns: [&str; COLUMNS] = columns.try_into().map_err(|_| Mistake::Columns { found })?;
    let [image @ .., label] = columns;
    let mut pixels = [0.0; PIXELS];
    for (index, (pixel, text)) in pixels.iter_mut().zip(&image).enumerate() {
        let value = whole_number(text, INK).ok_or_else(|| Mistake::Pixel { column: index + 1, text: excerpt(text) })?;
        *pixel = f32::from(value) / f32::from(INK);
    }
    let label = whole_number(label, 9).ok_or_else(|| Mistake::Label { text: excerpt(label) })?;
    Ok(Digit { pixels, label: label.into() })
}

fn whole_number(text: &str, largest: u8) -> Option<u8> {
    text.parse().ok().filter(|&value| value <= largest)
}

/// As much of a text as an error message can bear.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 20;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sixteenths are exact")]
mod tests {
    use super::*;

    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use keisan::random::seeded;

    /// A line of `pixels` pixels, all alike, and a label.
    fn line(pixels: usize, pixel: &str, label: &str) -> String {
        format!("{}{label}\n", format!("{pixel},").repeat(pixels))
    }

    fn read_text(text: &str) -> Result<Vec<Digit>, DatasetError> {
        read(Path::new("some.csv"), text.as_bytes())
    }

    /// What is said of the second line, after a good first one.
    fn complaint(second: &str) -> String {
        let text = line(PIXELS, "3", "7") + second;
        read_text(&text).expect_err("the second line is wrong").to_string()
    }

    #[test]
    fn the_bundled_digits_are_all_there() {
        let digits = bundled().expect("the bundled file is right");
        assert_eq!(digits.len(), 1797);
        for label in 0..CLASSES {
            let count = digits.iter().filter(|digit| digit.label == label).count();
            assert!((170..=190).contains(&count), "{count} digits are {label}");
        }
        let pixels = || digits.iter().flat_map(|digit| digit.pixels);
        assert_eq!(pixels().fold(f32::INFINITY, f32::min), 0.0);
        assert_eq!(pixels().fold(f32::NEG_INFINITY, f32::max), 1.0);
    }

    #[test]
    fn plain_and_compressed_text_read_alike() {
        let text = line(PIXELS, "8", "4") + &line(PIXELS, " 16", "0");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).expect("a Vec takes all");
        let compressed = encoder.finish().expect("a Vec takes all");

        let digits = read_text(&text).expect("the text is right");
        assert_eq!(digits[0].pixels, [0.5; PIXELS]);
        assert_eq!(digits[1].pixels, [1.0; PIXELS]);
        assert_eq!((digits[0].label, digits[1].label), (4, 0));
        let unpacked = read(Path::new("some.gz"), compressed.as_slice());
        assert_eq!(unpacked.expect("the gzip stream is right"), digits);
    }

    #[test]
    fn lines_may_end_as_on_windows_and_the_last_one_need_not_end() {
        let text = line(PIXELS, "1", "1").replace('\n', "\r\n") + line(PIXELS, "2", "2").trim_end();
        assert_eq!(read_text(&text).expect("the text is right").len(), 2);
    }

    #[test]
    fn a_wrong_number_of_columns_is_an_error() {
        for (text, found) in [(line(63, "3", "7"), 64), (line(65, "3", "7"), 66), ("\n".to_owned(), 1)] {
            let expected =
                format!("`some.csv`, line 2: number of columns: {found} instead of 65 (64 pixels and a label)");
            assert_eq!(complaint(&text), expected);
        }
    }

    #[test]
    fn a_pixel_that_is_no_number_or_out_of_range_is_an_error() {
        for pixel in ["ink", "", "NaN", "inf", "3.5", "17", "-1", "99999999999999999999"] {
            let expected = format!("`some.csv`, line 2: column 1: pixel `{pixel}` is not a whole number from 0 to 16");
            assert_eq!(complaint(&line(PIXELS, pixel, "7")), expected);
        }
    }

    #[test]
    fn a_label_that_is_no_number_or_out_of_range_is_an_error() {
        for label in ["ten", "", "10", "-1", "7.0"] {
            let expected = format!("`some.csv`, line 2: label `{label}` is not a whole number from 0 to 9");
            assert_eq!(complaint(&line(PIXELS, "3", label)), expected);
        }
    }

    #[test]
    fn long_nonsense_is_cut_short() {
        let message = complaint(&line(PIXELS, "3", &"é".repeat(1000)));
        assert!(message.contains("`éééééééééééééééééééé…`"), "{message}");
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let error = load(Path::new("no/such/file.csv")).expect_err("there is no such file");
        assert!(matches!(error, DatasetError::Unreadable { .. }));
        assert_eq!(error.to_string(), "cannot read `no/such/file.csv`");
    }

    #[test]
    fn a_folder_is_an_error() {
        let error = load(Path::new(".")).expect_err("a folder is no file");
        assert!(matches!(error, DatasetError::Unreadable { .. }));
    }

    #[test]
    fn a_broken_gzip_stream_is_an_error() {
        let whole = include_bytes!("../data/digits.csv.gz");
        let mut flipped = whole.to_vec();
        flipped[whole.len() / 2] ^= 0xff;
        for broken in [&whole[..2], &whole[..whole.len() / 2], &flipped] {
            let error = read(Path::new("some.gz"), broken).expect_err("the stream is broken");
            assert!(matches!(error, DatasetError::Unreadable { .. } | DatasetError::Malformed { .. }), "{error:?}");
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_an_error() {
        let error = read(Path::new("a.png"), [0x89, 0x50, 0xff, 0xfe].as_slice());
        assert!(matches!(error, Err(DatasetError::Unreadable { .. })));
    }

    #[test]
    fn too_few_digits_are_an_error() {
        for text in ["", &line(PIXELS, "3", "7")] {
            let digits = read_text(text).expect("the text is right");
            let found = digits.len();
            let error = split(digits, 2, 3, &mut seeded(0)).expect_err("there are too few");
            assert!(matches!(error, DatasetError::TooFew { found: f, needed: 5 } if f == found));
        }
    }

    #[test]
    fn a_split_loses_nothing_and_follows_from_the_seed() {
        let digits = bundled().expect("the bundled file is right");
        let ink = |digits: &[Digit]| -> f64 { digits.iter().flat_map(|digit| digit.pixels).map(f64::from).sum() };
        let again = |seed| split(digits.clone(), 1, 360, &mut seeded(seed)).expect("enough");
        let (train, test) = again(1);
        assert_eq!((train.len(), test.len()), (1437, 360));
        assert_eq!(ink(&train) + ink(&test), ink(&digits));
        assert_eq!(again(1), (train, test));
        assert_ne!(again(1), again(2));
    }
}
