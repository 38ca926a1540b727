use keisan::{SMatrix, graph};

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 4];
        target y: [B, 2];
        param w: [4, 3] = he_normal;
        let h: [B, 3] = relu(x @)
        param v: [3, 2] = he_normal;
        output z = h @ v;
        loss = mse(z, y);
    }
}

fn main() {
    let mut params = NetParams::zeros();
    params.v.fill(1.0);
    let (x, y) = (SMatrix::<f32, 5, 4>::zeros(), SMatrix::zeros());
    let mut net = Net::<5>::boxed();
    let pass = net.forward(&params, NetInputs { x: &x, y: &y });
    let _: &SMatrix<f32, 5, 2> = pass.z();
    let _: f32 = pass.loss();
}
