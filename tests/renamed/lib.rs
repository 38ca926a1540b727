//! A crate that knows keisan under another name: generated code, imported layers and the macros in between find it all the same.

/// How wide the layer is.
pub const WIDTH: usize = 2;

matrices::graph! {
    use matrices::layers::Dense;

    /// A layer that uses one of keisan's, and a constant of this crate.
    pub layer Narrow<I>(x: [_, I]) {
        layer dense = Dense<I, crate::WIDTH>;
        dense(x)
    }
}

matrices::graph! {
    use crate::Narrow;
    use keisan_tests::nets::Pair;

    /// Layers of this crate and of another, which knows keisan by its own name.
    pub graph Renamed<T, const B: usize> {
        input x: [B, 3];
        target y: [B, 2];
        layer pair = Pair<3>;
        layer narrow = Narrow<3>;
        output o = narrow(pair(x));
        loss = mse(o, y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matrices::{LossGraph as _, SMatrix, random::seeded};

    #[test]
    fn another_name_changes_nothing() {
        let params = RenamedParams::<f64>::init(&mut seeded(1));
        let mut grads = RenamedParams::zeros();
        let (x, y) = (SMatrix::from_element(1.0), SMatrix::from_element(2.0));
        let loss = Renamed::<f64, 4>::boxed().gradients(&params, RenamedInputs { x: &x, y: &y }, &mut grads);
        assert!(loss > 0.0);
        assert!(grads.as_slice().iter().all(|gradient| gradient.is_finite()));
        matrices::mistakes! {
            use crate::Narrow;
            graph Wrong {
                input x: [1, 3];
                layer narrow = Narrow<4>;
                output y = narrow(x);
            }
        }
        .assert_only(&["`I` is 4, from `Narrow<4>`"]);
    }
}
