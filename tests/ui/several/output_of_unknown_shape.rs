use keisan::{SMatrix, graph};

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 2];
        param w: [4, 2] = he_normal;
        output h = x @ w ** 2;
        loss = mse(h, y);
    }
}

fn main() {
    let x = SMatrix::<f32, 3, 4>::zeros();
    let h: &SMatrix<f32, 3, 2> = G::<3>::boxed().predict(&GParams::zeros(), &x);
    println!("{h}");
}
