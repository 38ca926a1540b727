//! The kernels as generated code calls them.
#![allow(missing_docs)]
use keisan::kernels::{self, Column, Row, Single, Store};
use keisan::{SMatrix, Scalar, math};
fn generic<T: Scalar, const B: usize>() -> T {
    let x = SMatrix::<T, B, 3>::from_element(T::ONE);
    let w = SMatrix::<T, 3, 2>::from_element(T::ONE);
    let b = SMatrix::<T, 1, 2>::from_element(T::ONE);
    let c = SMatrix::<T, B, 1>::from_element(T::ONE);
    let s = SMatrix::<T, 1, 1>::from_element(T::ONE);
    let mut z = SMatrix::<T, B, 2>::from_element(T::ZERO);
    kernels::matmul(&mut z, &x, &w, Store::Set);
    let mut h = z;
    kernels::map(
        &mut h,
        (&z, Row(&b)),
        #[inline(always)]
        |(z, b)| math::relu(z + b),
    );
    kernels::add(&mut h, &z, |z| math::exp(z) * T::from_f64(0.5));
    kernels::update(&mut h, (Column(&c), Single(&s)), |h, (c, s)| h + c * s);
    kernels::update(&mut h, (), |h, ()| h + T::ONE);
    let mut out = s;
    kernels::mean(&mut out, (&h, Row(&b)), Store::Set, |(h, b)| h * b);
    kernels::sum(&mut out, &h, Store::Add, |h| h);
    let mut db = b;
    kernels::sum_rows(&mut db, &h, Store::Set, |h| h);
    let mut dc = c;
    kernels::sum_cols(&mut dc, (&h, &z), Store::Set, |(h, z)| h * z);
    let v = SMatrix::<T, 1, 2>::from_element(T::ONE);
    kernels::map(&mut db, &v, |v| v);
    kernels::softmax(&mut h, &z, Store::Set);
    out[(0, 0)] + db[(0, 0)] + dc[(0, 0)]
}
#[test]
fn both() {
    assert!((generic::<f32, 4>().to_f64() - generic::<f64, 4>()).abs() < 1e-3);
}
