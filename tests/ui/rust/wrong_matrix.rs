use keisan::{SMatrix, graph};

graph! {
    /// One layer.
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 2];
        param w: [4, 2] = he_normal;
        output h = x @ w;
        loss = mse(h, y);
    }
}

fn main() {
    let (x, y) = (SMatrix::<f32, 3, 4>::zeros(), SMatrix::<f32, 3, 2>::zeros());
    let (params, mut grads) = (GParams::zeros(), GParams::zeros());
    let mut net = G::<3>::boxed();
    let narrow = SMatrix::<f32, 3, 5>::zeros();
    net.forward(&params, GInputs { x: &narrow, y: &y }).backward(&mut grads);
}
