//! Parameters as one slice, and as named matrices.

#![allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "counts are small, and what is exact is exact")]

mod support;

use keisan::{LengthError, Parameters, plain};
use support::Weights;

#[test]
fn the_slice_is_column_by_column_in_the_order_of_declaration() {
    let mut weights = Weights::filled(0.0_f32);
    weights.w[(1, 0)] = 1.0;
    weights.w[(0, 1)] = 2.0;
    weights.scale[0] = 3.0;
    weights.b[(0, 2)] = 4.0;
    assert_eq!(weights.as_slice(), [0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 4.0]);
}

#[test]
fn views_have_names_and_shapes() {
    let mut weights = Weights::filled(1.0_f64);
    weights.view_mut("b").unwrap()[(0, 1)] = 5.0;
    assert_eq!(weights.view("b").unwrap().shape(), (1, 3));
    assert_eq!(weights.b[1], 5.0);
    assert!(weights.view("c").is_none());
    let shapes: Vec<_> = weights.views().map(|(entry, view)| (entry.name, view.shape())).collect();
    assert_eq!(shapes, [("w", (2, 3)), ("scale", (1, 1)), ("b", (1, 3))]);
}

#[test]
fn a_slice_of_the_wrong_length_changes_nothing() {
    let mut weights = Weights::filled(1.0_f32);
    let error = weights.try_copy_from_slice(&[2.0; 9]).unwrap_err();
    assert_eq!(error, LengthError { expected: 10, found: 9 });
    assert_eq!(error.to_string(), "the graph has 10 parameters, the slice holds 9");
    assert_eq!(weights.as_slice(), [1.0; 10]);
    weights.try_copy_from_slice(&[2.0; 10]).unwrap();
    assert_eq!(weights.as_slice(), [2.0; 10]);
}

#[test]
fn zeroed_boxes_hold_zeros() {
    let weights = plain::zeroed_box::<Weights<f64>>();
    assert_eq!(weights.as_slice(), [0.0; 10]);
}
