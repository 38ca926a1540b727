use keisan::{SMatrix, graph};

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w: [64, 10] = he_normal;
        loss = mse(x @ w, y);
    }
}

fn main() {
    let (x, y) = (SMatrix::<f32, 32, 64>::zeros(), SMatrix::<f32, 16, 10>::zeros());
    let params = NetParams::zeros();
    let mut net = Net::<32>::boxed();
    println!("{}", net.forward(&params, NetInputs { x: &x, y: &y }).loss());
}
