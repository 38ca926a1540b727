use keisan::{SMatrix, graph};

graph! {
    /// One activation.
    pub graph G {
        input x: [1, 4];
        output h = relu(x);
    }
}

fn main() {
    let x = SMatrix::<f32, 1, 4>::zeros();
    let params = GParams::zeros();
    let mut net = G::boxed();
    net.forward(&params, GInputs { x: &x }).loss();
}
