use keisan::{SMatrix, graph};

graph! {
    /// One layer.
    pub graph G {
        input x: [1, 4];
        param w: [4, 2] = he_normal;
        output h = x @ w;
    }
}

fn main() {
    let x = SMatrix::<f32, 1, 4>::zeros();
    let (params, mut grads) = (GParams::zeros(), GParams::zeros());
    let mut net = G::boxed();
    net.forward(&params, GInputs { x: &x }).backward(&mut grads);
}
