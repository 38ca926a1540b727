//! A sheet of handwritten digits, each with a caption.

use plotters::element::{Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, TextStyle};

use crate::digits::{Digit, SIDE};
use crate::picture::{BLACK, Canvas, GREY, PALE, PaintError, Picture, PictureError, px, stroke, text, to_byte};

/// Tiles in a row.
const COLUMNS: u16 = 6;
/// Rows at the most; digits beyond are left out.
const ROWS: u16 = 8;
/// The side of one pixel of a digit, in pixels of the picture.
const CELL: u16 = 12;
/// The side of a digit.
const IMAGE: u16 = CELL * 8;
/// From one tile to the next, to the right and downward.
const PITCH: (u16, u16) = (IMAGE + 48, IMAGE + 64);
/// Room at the left, and at the top for the title.
const MARGIN: (u16, u16) = (30, 84);

/// A digit, and two lines about it.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    /// The digit.
    pub digit: &'a Digit,
    /// What stands under it.
    pub caption: [String; 2],
}

/// Paints a sheet of digits under a title. There is room for 48 digits; if there are more, the
/// title says so.
///
/// # Errors
///
/// [`PictureError::Paint`].
pub fn sheet(title: &str, tiles: &[Tile<'_>]) -> Result<Picture, PictureError> {
    let places = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
    let room = ROWS * COLUMNS;
    let title = if tiles.len() > room.into() { format!("{title}; here are {room} of them") } else { title.to_owned() };
    let rows = (0..ROWS).take_while(|&row| usize::from(row * COLUMNS) < tiles.len()).count();
    let rows = u16::try_from(rows).unwrap_or(ROWS);
    let width = MARGIN.0 + PITCH.0 * COLUMNS;
    let height = MARGIN.1 + PITCH.1 * rows;
    Picture::paint(width, height, |canvas| {
        canvas.draw(&Text::new(title, (px(MARGIN.0), px(26)), text(22, BLACK)))?;
        for (tile, (row, column)) in tiles.iter().zip(places) {
            paint(canvas, tile, MARGIN.0 + PITCH.0 * column, MARGIN.1 + PITCH.1 * row)?;
        }
        Ok(())
    })
}

/// One digit in a frame, and its caption, centred below.
fn paint(canvas: &Canvas<'_>, tile: &Tile<'_>, left: u16, top: u16) -> Result<(), PaintError> {
    let square = |x: u16, y: u16, side: u16| {
        let (x, y) = (left + x, top + y);
        [(px(x), px(y)), (px(x + side), px(y + side))]
    };
    for (row, pixels) in (0..).zip(tile.digit.pixels.chunks(SIDE)) {
        for (column, &ink) in (0..).zip(pixels) {
            let cell = square(column * CELL, row * CELL, CELL);
            canvas.draw(&Rectangle::new(cell, grey(ink).filled()))?;
        }
    }
    canvas.draw(&Rectangle::new(square(0, 0, IMAGE), stroke(1, PALE)))?;
    let below = (px(left + IMAGE / 2), px(top + IMAGE));
    let centred = Pos::new(HPos::Center, VPos::Top);
    let [first, second] = tile.caption.clone();
    let line = |caption, down: u16, style: TextStyle<'static>| {
        let at = (below.0, below.1 + px(down));
        canvas.draw(&Text::new(caption, at, style.pos(centred)))
    };
    line(first, 7, text(15, BLACK))?;
    line(second, 25, text(13, GREY))
}

/// From white for no ink to black for nothing but ink.
fn grey(ink: f32) -> RGBColor {
    let value = to_byte(255.0 * (1.0 - ink));
    RGBColor(value, value, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_digits_makes_a_sheet() {
        let digit = Digit { pixels: [0.5; 64], label: 3 };
        let caption = ["3, read as 8".to_owned(), "51 % sure".to_owned()];
        let tile = Tile { digit: &digit, caption };
        for count in [0, 7, 49] {
            sheet("misread", &vec![tile.clone(); count]).expect("a sheet can be painted");
        }
    }
}
