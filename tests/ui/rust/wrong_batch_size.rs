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
    let x = SMatrix::<f32, 3, 4>::zeros();
    let params = GParams::zeros();
    let mut net = G::<8>::boxed();
    net.predict(&params, &x);
}
