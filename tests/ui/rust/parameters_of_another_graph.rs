use keisan::{SMatrix, graph};

graph! {
    /// The same layer under another name.
    pub graph Other {
        input x: [1, 4];
        param w: [4, 2] = he_normal;
        output h = x @ w;
    }
}

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
    let mut net = G::boxed();
    net.predict(&OtherParams::zeros(), &x);
}
