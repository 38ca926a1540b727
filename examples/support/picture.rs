//! Pictures in memory, and on disk as PNG files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;

use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::{Color, FontStyle, RGBColor, ShapeStyle, TextStyle, register_font};
use thiserror::Error;

/// What a picture is painted on. Its pixels are [`px`]`(1)` apart.
pub type Canvas<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// Why something could not be painted on a [`Canvas`].
pub type PaintError = DrawingAreaErrorKind<<BitMapBackend<'static> as DrawingBackend>::ErrorType>;

/// Text and axes.
pub const BLACK: RGBColor = RGBColor(32, 33, 36);
/// Text of less weight.
pub const GREY: RGBColor = RGBColor(95, 99, 104);
/// The lines of a grid.
pub const PALE: RGBColor = RGBColor(226, 228, 232);
/// The background.
pub const WHITE: RGBColor = RGBColor(255, 255, 255);
/// Colours that colour-blind people too can tell apart (Okabe and Ito, 2008).
pub const PALETTE: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];

/// The canvas has so many pixels along each side of one pixel of the picture; their mean is what
/// is kept, so that lines have no steps.
const OVERSAMPLING: u16 = 3;

/// The name under which the bundled font is registered.
const FONT: &str = "Roboto";

/// Why a picture could not be had.
#[derive(Debug, Error)]
pub enum PictureError {
    /// It could not be painted.
    #[error("cannot paint the picture: {0}")]
    Paint(String),
    /// It could not be encoded as PNG.
    #[error("cannot encode the picture")]
    Encode(#[from] png::EncodingError),
    /// The file, or the folder for it, could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A finished picture: width × height pixels of red, green and blue, row by row.
pub struct Picture {
    width: u16,
    height: u16,
    pixels: Vec<u8>,
}

impl Picture {
    /// Paints a picture on a white canvas.
    ///
    /// # Errors
    ///
    /// [`PictureError::Paint`] if `paint` fails.
    pub fn paint(
        width: u16,
        height: u16,
        paint: impl FnOnce(&Canvas<'_>) -> Result<(), PaintError>,
    ) -> Result<Self, PictureError> {
        static FONT_IS_KNOWN: Once = Once::new();
        FONT_IS_KNOWN.call_once(|| {
            let font = include_bytes!("fonts/Roboto-Regular.ttf");
            // A failure shows as an error of the first text that is painted.
            let _ = register_font(FONT, FontStyle::Normal, font);
        });
        let (wide, high) = (px(width).unsigned_abs(), px(height).unsigned_abs());
        let mut fine = vec![u8::MAX; 3 * wide as usize * high as usize];
        let canvas = BitMapBackend::with_buffer(&mut fine, (wide, high)).into_drawing_area();
        paint(&canvas).and_then(|()| canvas.present()).map_err(|error| PictureError::Paint(error.to_string()))?;
        drop(canvas);
        Ok(Self { width, height, pixels: means(&fine, width.into(), height.into()) })
    }

    /// Writes the picture as a PNG file, and the folder for it where there is none.
    ///
    /// The file appears whole or not at all; one that was there before is replaced.
    ///
    /// # Errors
    ///
    /// [`PictureError::Encode`] or [`PictureError::Write`].
    pub fn save(&self, path: &Path) -> Result<(), PictureError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width.into(), self.height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        write_whole(path, &bytes).map_err(|source| PictureError::Write { path: path.to_owned(), source })
    }
}

/// A length in pixels of the picture, as a length on the canvas.
pub fn px(length: u16) -> i32 {
    i32::from(length) * i32::from(OVERSAMPLING)
}

/// A line of that width in pixels of the picture.
pub fn stroke(width: u16, colour: RGBColor) -> ShapeStyle {
    colour.stroke_width(px(width).unsigned_abs())
}

/// Text of that size in pixels of the picture, in the bundled font.
pub fn text(size: u16, colour: RGBColor) -> TextStyle<'static> {
    TextStyle { color: colour.to_backend_color(), ..TextStyle::from((FONT, px(size))) }
}

/// The nearest byte.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub fn to_byte(value: f32) -> u8 {
    value.round() as u8
}

/// The mean of each square of `OVERSAMPLING`² pixels.
fn means(fine: &[u8], width: usize, height: usize) -> Vec<u8> {
    const SIDE: usize = OVERSAMPLING as usize;

    let mut coarse = Vec::with_capacity(3 * width * height);
    for (row, column) in (0..height).flat_map(|row| (0..width).map(move |column| (row, column))) {
        for channel in 0..3 {
            let square = (0..SIDE * SIDE).map(|index| {
                let y = row * SIDE + index / SIDE;
                let x = column * SIDE + index % SIDE;
                usize::from(fine[3 * (y * width * SIDE + x) + channel])
            });
            let mean = square.sum::<usize>() / (SIDE * SIDE);
            coarse.push(u8::try_from(mean).expect("a mean of bytes is a byte"));
        }
    }
    coarse
}

/// Writes under another name first, then renames: no reader ever sees half a file.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    let partial = PathBuf::from(partial);
    let outcome = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    if outcome.is_err() {
        // Nothing better can be done if this fails too; the first error is the one to report.
        let _ = fs::remove_file(&partial);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    use plotters::element::Text;

    #[test]
    fn text_shows_on_a_machine_without_fonts() {
        let greek = |canvas: &Canvas<'_>| canvas.draw(&Text::new("∂L/∂φ ≥ 0", (px(4), px(4)), text(20, BLACK)));
        let picture = Picture::paint(120, 30, greek).expect("text can be painted");
        assert_eq!(picture.pixels.len(), 3 * 120 * 30);
        assert!(picture.pixels.iter().any(|&value| value < 100), "nothing dark was painted");
    }

    #[test]
    fn a_picture_is_read_back_as_it_was_and_nothing_else_is_left_behind() {
        let folder = std::env::temp_dir().join(format!("keisan-picture-{}", std::process::id()));
        let path = folder.join("deep").join("square.png");
        let red = |canvas: &Canvas<'_>| canvas.fill(&RGBColor(200, 10, 20));
        let picture = Picture::paint(5, 3, red).expect("a fill can be painted");
        picture.save(&path).expect("the folder can be written to");
        picture.save(&path).expect("a file that is there is replaced");

        let file = io::BufReader::new(fs::File::open(&path).expect("it was written"));
        let mut reader = png::Decoder::new(file).read_info().expect("it is a PNG file");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
        let info = reader.next_frame(&mut pixels).expect("it is whole");
        assert_eq!((info.width, info.height), (5, 3));
        assert_eq!(pixels, [200, 10, 20].repeat(15));
        let files = fs::read_dir(folder.join("deep")).expect("it is there");
        assert_eq!(files.count(), 1);
        fs::remove_dir_all(folder).expect("it is there");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let path = Path::new("Cargo.toml").join("picture.png");
        let picture = Picture::paint(1, 1, |_| Ok(())).expect("nothing to paint");
        let error = picture.save(&path).expect_err("a file is no folder");
        assert!(matches!(error, PictureError::Write { .. }), "{error:?}");
    }
}
