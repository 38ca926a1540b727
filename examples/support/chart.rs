//! Charts: curves over a common axis, and the regions into which a classifier cuts the plane.

use std::ops::Range;

use keisan::Scalar;
use plotters::backend::BitMapBackend;
use plotters::chart::{ChartBuilder, ChartContext, SeriesLabelPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, DashedPathElement, IntoDynElement, PathElement, Rectangle};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::{Color, RGBColor};

use crate::picture::{
    BLACK, Canvas, GREY, PALE, PALETTE, PaintError, Picture, PictureError, WHITE, px, stroke, text, to_byte,
};

/// Axes with their scales, ready to be drawn on.
type Axes<'a, 'b> = ChartContext<'a, BitMapBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// How long the sample of a line is in the legend.
const LEGEND: u16 = 26;
/// A broken line: how long its dashes are.
const DASH: u16 = 8;
/// A broken line: how far its dashes are apart.
const GAP: u16 = 5;

/// A point of a chart.
pub type Point = (f64, f64);

/// How the points of a curve are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Joined by a line.
    Line,
    /// Joined by a broken line.
    Dashes,
    /// Each by itself.
    Dots,
}

/// A corner of a chart, best one where no points are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// At the top, to the left.
    UpperLeft,
    /// At the top, to the right.
    UpperRight,
}

/// Points that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    /// What the legend calls them.
    pub name: &'a str,
    /// The points, from left to right. Those that are not finite are left out.
    pub points: &'a [Point],
    /// How they are shown.
    pub mark: Mark,
}

impl<'a> Curve<'a> {
    /// Points joined by a line.
    pub fn line(name: &'a str, points: &'a [Point]) -> Self {
        let mark = Mark::Line;
        Self { name, points, mark }
    }

    /// Points joined by a broken line.
    pub fn dashes(name: &'a str, points: &'a [Point]) -> Self {
        let mark = Mark::Dashes;
        Self { name, points, mark }
    }

    /// Points each by itself.
    pub fn dots(name: &'a str, points: &'a [Point]) -> Self {
        let mark = Mark::Dots;
        Self { name, points, mark }
    }
}

/// Curves over a common axis; each takes the next colour of [`PALETTE`].
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// What the chart shows.
    pub title: &'a str,
    /// What the horizontal axis measures.
    pub x: &'a str,
    /// What the vertical axis measures.
    pub y: &'a str,
    /// Where the names of the curves stand.
    pub legend: Corner,
    /// The curves, the first one undermost.
    pub curves: &'a [Curve<'a>],
}

impl Chart<'_> {
    /// Paints the chart.
    ///
    /// # Errors
    ///
    /// [`PictureError::Paint`].
    pub fn picture(&self) -> Result<Picture, PictureError> {
        Picture::paint(900, 560, |canvas| {
            let points = || self.curves.iter().flat_map(|curve| finite(curve.points));
            let x = range(points().map(|(x, _)| x), 0.0);
            let y = range(points().map(|(_, y)| y), 0.06);
            let mut axes = axes(canvas, self.title, (self.x, x), (self.y, y))?;
            for (curve, colour) in self.curves.iter().zip(PALETTE.iter().cycle()) {
                draw(&mut axes, curve, *colour)?;
            }
            legend(&mut axes, self.legend)
        })
    }
}

/// The regions into which a classifier cuts a square of the plane, centred on the origin, and the
/// points that it learned from.
#[derive(Clone, Copy, Debug)]
pub struct Regions<'a, const CLASSES: usize> {
    /// What the picture shows.
    pub title: &'a str,
    /// Half the side of the square.
    pub reach: f64,
    /// How likely each class is at each point of a square grid; rows go from the bottom to the
    /// top, columns from left to right.
    pub grid: &'a [Vec<[f32; CLASSES]>],
    /// For each class its name and the points that belong to it.
    pub classes: &'a [(&'a str, Vec<Point>); CLASSES],
}

impl<const CLASSES: usize> Regions<'_, CLASSES> {
    /// Paints the regions.
    ///
    /// # Errors
    ///
    /// [`PictureError::Paint`].
    pub fn picture(&self) -> Result<Picture, PictureError> {
        Picture::paint(720, 760, |canvas| {
            let square = -self.reach..self.reach;
            let mut axes = axes(canvas, self.title, ("x", square.clone()), ("y", square))?;
            let side = f64::from_usize(self.grid.len());
            let edge = |index| self.reach * (f64::from_usize(2 * index) / side - 1.0);
            for (row, likelihoods) in self.grid.iter().enumerate() {
                axes.draw_series(likelihoods.iter().enumerate().map(|(column, likely)| {
                    let corner = |next| (edge(column + next), edge(row + next));
                    Rectangle::new([corner(0), corner(1)], blend(likely).filled())
                }))?;
            }
            for ((name, points), colour) in self.classes.iter().zip(PALETTE) {
                axes.draw_series(points.iter().map(|&at| disc(at, 4, &WHITE)))?;
                axes.draw_series(points.iter().map(|&at| disc(at, 3, &colour)))?
                    .label(*name)
                    .legend(move |(x, y)| disc((x + px(LEGEND / 2), y), 4, &colour));
            }
            legend(&mut axes, Corner::UpperRight)
        })
    }
}

/// Title, axes and grid.
fn axes<'a, 'b>(
    canvas: &'a Canvas<'b>,
    title: &str,
    (x_name, x): (&str, Range<f64>),
    (y_name, y): (&str, Range<f64>),
) -> Result<Axes<'a, 'b>, PaintError> {
    let (x_decimals, y_decimals) = (decimals(&x), decimals(&y));
    let mut axes = ChartBuilder::on(canvas)
        .caption(title, text(22, BLACK))
        .margin(px(18))
        .x_label_area_size(px(46))
        .y_label_area_size(px(64))
        .build_cartesian_2d(x, y)?;
    axes.configure_mesh()
        .x_label_formatter(&|value| number(*value, x_decimals))
        .y_label_formatter(&|value| number(*value, y_decimals))
        .x_desc(x_name)
        .y_desc(y_name)
        .axis_desc_style(text(16, GREY))
        .label_style(text(14, GREY))
        .axis_style(stroke(1, BLACK))
        .bold_line_style(stroke(1, PALE))
        .light_line_style(WHITE)
        .max_light_lines(0)
        .draw()?;
    Ok(axes)
}

/// One curve, and its line in the legend.
fn draw<'a, 'b: 'a>(axes: &mut Axes<'a, 'b>, curve: &Curve<'_>, colour: RGBColor) -> Result<(), PaintError> {
    let points = finite(curve.points);
    // One point alone makes no line.
    let mark = if points.clone().count() > 1 { curve.mark } else { Mark::Dots };
    let line = stroke(2, colour);
    let pastel = colour.mix(0.6);
    let drawn = match mark {
        Mark::Line => axes.draw_series(LineSeries::new(points, line))?,
        Mark::Dashes => axes.draw_series(DashedLineSeries::new(points, px(DASH), px(GAP), line))?,
        Mark::Dots => axes.draw_series(points.map(|at| disc(at, 3, &pastel)))?,
    };
    drawn.label(curve.name).legend(move |(x, y)| {
        let sample = [(x, y), (x + px(LEGEND), y)];
        match mark {
            Mark::Line => PathElement::new(sample, line).into_dyn(),
            Mark::Dashes => DashedPathElement::new(sample, px(DASH), px(GAP), line).into_dyn(),
            Mark::Dots => disc((x + px(LEGEND / 2), y), 3, &pastel).into_dyn(),
        }
    });
    Ok(())
}

fn disc<At>(at: At, radius: u16, colour: &impl Color) -> Circle<At, i32> {
    Circle::new(at, px(radius), colour.filled())
}

fn legend<'a, 'b: 'a>(axes: &mut Axes<'a, 'b>, corner: Corner) -> Result<(), PaintError> {
    let position = match corner {
        Corner::UpperLeft => SeriesLabelPosition::UpperLeft,
        Corner::UpperRight => SeriesLabelPosition::UpperRight,
    };
    axes.configure_series_labels()
        .position(position)
        .margin(px(10))
        .legend_area_size(px(LEGEND + 8))
        .label_font(text(16, BLACK))
        .background_style(WHITE.mix(0.85))
        .border_style(PALE)
        .draw()
}

/// Each class's colour in proportion to its likelihood, and half white.
fn blend(likely: &[f32]) -> RGBColor {
    let mixed = |channel: fn(RGBColor) -> u8| {
        let sum: f32 = likely.iter().zip(PALETTE).map(|(p, colour)| p * f32::from(channel(colour))).sum();
        to_byte(f32::midpoint(sum, 255.0))
    };
    RGBColor(mixed(|colour| colour.0), mixed(|colour| colour.1), mixed(|colour| colour.2))
}

fn finite(points: &[Point]) -> impl Iterator<Item = Point> + Clone {
    points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite())
}

/// From the smallest value to the largest and a little beyond, never empty.
fn range(values: impl Iterator<Item = f64>, beyond: f64) -> Range<f64> {
    let nothing = (f64::INFINITY, f64::NEG_INFINITY);
    let (low, high) = values.fold(nothing, |(low, high), value| (value.min(low), value.max(high)));
    if low < high {
        let margin = beyond * (high - low);
        low - margin..high + margin
    } else if low.is_finite() {
        low - 0.5..low + 0.5
    } else {
        0.0..1.0
    }
}

/// How many decimals tell the marks of an axis apart: there are at most ten to a range, one, two or
/// five units of a decimal place from each other.
fn decimals(range: &Range<f64>) -> usize {
    let mut decimals = 0;
    let mut span = range.end - range.start;
    while span < 5.5 && decimals < 6 {
        span *= 10.0;
        decimals += 1;
    }
    decimals
}

/// A number as typography has it: with a true minus sign, and none before zero.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}").replace('-', "−");
    match text.strip_prefix('−') {
        Some(zero) if zero.chars().all(|digit| "0.".contains(digit)) => zero.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_exact_as_their_axis() {
        assert_eq!(decimals(&(0.0..30.0)), 0);
        assert_eq!(decimals(&(-1.0..1.0)), 1);
        assert_eq!(decimals(&(0.50..0.59)), 2);
        assert_eq!(number(-0.25, 2), "−0.25");
        assert_eq!(number(-1e-17, 1), "0.0");
        assert_eq!(number(-10.0, 0), "−10");
    }

    #[test]
    fn a_range_is_never_empty() {
        assert_eq!(range([2.0, 1.0, 3.0].into_iter(), 0.5), 0.0..4.0);
        assert_eq!(range([2.0].into_iter(), 0.1), 1.5..2.5);
        assert_eq!(range([].into_iter(), 0.1), 0.0..1.0);
    }

    #[test]
    fn regions_may_be_without_grid_or_points() {
        let point = vec![(0.5, -0.5)];
        let grid = vec![vec![[0.25, 0.75]; 3]; 3];
        for (grid, points) in [(&grid[..], point), (&[], Vec::new())] {
            let classes = [("one", points.clone()), ("other", points)];
            let regions = Regions { title: "title", reach: 1.0, grid, classes: &classes };
            regions.picture().expect("regions can be painted");
        }
    }

    #[test]
    fn colours_blend_in_proportion_over_white() {
        let half = |channel: u8| to_byte(f32::midpoint(f32::from(channel), 255.0));
        let RGBColor(red, green, blue) = PALETTE[1];
        let expected = RGBColor(half(red), half(green), half(blue));
        assert_eq!(blend(&[0.0, 1.0]), expected);
    }

    #[test]
    fn points_that_are_not_finite_are_left_out() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, f64::INFINITY), (3.0, 2.0)];
        for mark in [Mark::Line, Mark::Dashes, Mark::Dots] {
            for points in [&points[..], &points[1..3]] {
                let curves = [Curve { name: "loss", points, mark }];
                let legend = Corner::UpperLeft;
                let chart = Chart { title: "title", x: "x", y: "y", legend, curves: &curves };
                chart.picture().expect("a chart can be painted");
            }
        }
    }
}
